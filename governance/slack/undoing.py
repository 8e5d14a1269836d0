"""An owner undoes what has not gone to Slack: the approval, the request; or takes the decision anew."""

from __future__ import annotations

from governance.errors import N_, Refusal
from governance.rules.member import Act
from governance.slack.gesture import Edge, Gesture
from governance.slack.guards import actor
from governance.slack.ids import Block
from governance.slack.showing import Answer, beside_fields, change, done, refresh_home, show, texts_of, updated
from governance.slack.views import undoing as views
from governance.usecases import case as cases
from governance.usecases import member, undoing


def decision_anew_asked(edge: Edge, gesture: Gesture) -> Answer:
    """*Change the decision*, *Decide anew*: which way."""
    who = actor(edge, gesture)
    with edge.database.reading() as session:
        member.allow(session, who, Act.DECIDE)
        page = undoing.anew_page(session, who, gesture.value)
    show(edge, gesture, views.decide_anew(page, texts_of(who)))
    return None


def withdrawal_asked(edge: Edge, gesture: Gesture) -> Answer:
    """*Withdraw our request*: why."""
    who = actor(edge, gesture)
    with edge.database.reading() as session:
        member.allow(session, who, Act.DECIDE)
        case = cases.case_of(session, edge.workspace_id, gesture.value)
        undoing.refuse_unwithdrawable(session, who, case)
        page = undoing.undo_page(session, who, case)
    show(edge, gesture, views.withdraw(page, texts_of(who)))
    return None


def request_withdrawn(edge: Edge, gesture: Gesture) -> Answer:
    """The reason was given: the request ends."""
    who, now = actor(edge, gesture), edge.clock()
    reason = gesture.input(Block.REASON) or ""
    try:
        with change(edge) as session:
            undoing.withdraw(session, who, gesture.metadata, reason, now)
            refresh_home(session, edge, who.user_id, now)
    except Refusal as refusal:
        return beside_fields({Block.REASON: refusal}, texts_of(who))
    words = N_("Our request is withdrawn. Everyone reads it on Home, where an owner can decide anew.")
    return updated(done(texts_of(who), words))


def approval_taken_back(edge: Edge, gesture: Gesture) -> Answer:
    """*Take my approval back*: the letter is a draft again."""
    who, now = actor(edge, gesture), edge.clock()
    with change(edge) as session:
        undoing.take_approval_back(session, who, gesture.value, now)
        refresh_home(session, edge, who.user_id, now)
    words = N_("Noted: the letter is a draft again. Nothing was sent. It can be read and approved anew.")
    show(edge, gesture, done(texts_of(who), words))
    return None
