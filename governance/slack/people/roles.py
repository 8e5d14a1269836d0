"""Who may do what: showing it, and appointing organisers and observers."""

from __future__ import annotations

from governance.errors import N_
from governance.slack.gesture import Edge, Gesture
from governance.slack.ids import Block
from governance.slack.people.authority import actor, meant, reader
from governance.slack.responses import Response, beside_fields, change, done, refresh_home, show, texts_of, updated
from governance.slack.views.people import roles
from governance.usecases.people import appointments
from governance.usecases.seen import people

FIELDS: dict[str, str] = {"organiser": Block.ORGANISERS, "observer": Block.OBSERVERS}


def roles_asked(edge: Edge, gesture: Gesture) -> Response:
    """*Who may do what*, where owners also appoint."""
    who = reader(edge, gesture)
    with edge.database.reading() as session:
        page = people.roles_page(session, who)
    show(edge, gesture, roles.roles(page, texts_of(who)))
    return None


def roles_appointed(edge: Edge, gesture: Gesture) -> Response:
    """An owner chose organisers and observers."""
    who, now = actor(edge, gesture), edge.clock()
    users = {role: gesture.several(block) for role, block in FIELDS.items()}
    people = meant(edge, {user for chosen in users.values() for user in chosen})
    chosen = {role: [people[user] for user in found] for role, found in users.items()}
    faults = {FIELDS[role]: refusal for role, found in chosen.items() if (refusal := appointments.outsiders(found))}
    if faults:
        return beside_fields(faults, texts_of(who))
    with change(edge) as session:
        for user in {who.user_id, *appointments.appoint(session, who, chosen, now, gesture.metadata)}:
            refresh_home(session, edge, user, now)
    return updated(done(texts_of(who), N_("Saved. Nobody is written to; who was chosen sees it on Home.")))
