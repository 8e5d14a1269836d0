"""Who may do what: showing it, and appointing organisers and observers."""

from __future__ import annotations

from governance.errors import N_
from governance.slack.gesture import Edge, Gesture
from governance.slack.ids import Block
from governance.slack.people.authority import actor, reader
from governance.slack.responses import Response, change, done, refresh_home, show, texts_of, updated
from governance.slack.views.people import roles
from governance.usecases.people import appointments
from governance.usecases.seen import people


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
    chosen = {"organiser": gesture.several(Block.ORGANISERS), "observer": gesture.several(Block.OBSERVERS)}
    with change(edge) as session:
        appointments.appoint(session, who, chosen, now, gesture.metadata)
        refresh_home(session, edge, who.user_id, now)
    return updated(done(texts_of(who), N_("Saved. Nobody is written to; who was chosen sees it on Home.")))
