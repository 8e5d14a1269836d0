"""*Compare*, what follows from a change, and `/ai-consent policy`."""

from __future__ import annotations

from governance.errors import N_, Refusal
from governance.slack.gesture import Edge, Gesture
from governance.slack.ids import Block
from governance.slack.people.authority import actor, reader
from governance.slack.responses import Response, beside_fields, change, done, refresh_home, show, texts_of, updated
from governance.slack.views.watch import history, policy_change
from governance.usecases.seen import policy as policy_pages
from governance.usecases.watch import settling
from governance.usecases.watch.settling import Settled


def comparison_asked(edge: Edge, gesture: Gesture) -> Response:
    """*Read both passages*: everybody may read what changed."""
    who = reader(edge, gesture)
    with edge.database.reading() as session:
        page = policy_pages.change_page(session, who, gesture.value)
    show(edge, gesture, policy_change.comparison(page, texts_of(who)))
    return None


def change_settled(edge: Edge, gesture: Gesture) -> Response:
    """What follows was chosen, and whether members read of the change."""
    who, now = actor(edge, gesture), edge.clock()
    how = Settled(gesture.among(Block.CHOICE, list(Settled), Settled.DISMISSED))
    shown = "shown" in gesture.several(Block.SHOWN)
    try:
        with change(edge) as session:
            settling.settle(session, who, gesture.metadata, how, gesture.text(Block.REASON), now, shown=shown)
            refresh_home(session, edge, who.user_id, now)
    except Refusal as refusal:
        return beside_fields({Block.REASON: refusal}, texts_of(who))
    return updated(done(texts_of(who), N_("Recorded. The messages on this change say so.")))


def history_asked(edge: Edge, gesture: Gesture) -> Response:
    """`policy`: the pages that are watched and what changed, for this person only."""
    who = reader(edge, gesture)
    with edge.database.reading() as session:
        page = policy_pages.history_page(session, who)
    return history.history(page, texts_of(who))
