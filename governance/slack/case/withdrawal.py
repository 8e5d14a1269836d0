"""An owner takes back what has not gone to Slack: the approval, the whole request; or decides again."""

from __future__ import annotations

from governance.errors import N_, Refusal
from governance.rules.people.permissions import Act
from governance.slack.gesture import Edge, Gesture
from governance.slack.ids import Block
from governance.slack.people.authority import actor
from governance.slack.responses import Response, beside_fields, change, done, refresh_home, show, texts_of, updated
from governance.slack.views.case import withdrawal as views
from governance.usecases.case import case as cases
from governance.usecases.case import withdrawal
from governance.usecases.people import members
from governance.usecases.seen import decision as decision_pages
from governance.usecases.seen import withdrawal as withdrawal_pages


def decide_again_asked(edge: Edge, gesture: Gesture) -> Response:
    """*Decide anew*: asks which way."""
    who = actor(edge, gesture)
    with edge.database.reading() as session:
        members.allow(session, who, Act.DECIDE)
        page = decision_pages.decide_again_page(session, who, gesture.value)
    show(edge, gesture, views.decide_again(page, texts_of(who)))
    return None


def withdrawal_asked(edge: Edge, gesture: Gesture) -> Response:
    """*Withdraw our request*: asks why."""
    who = actor(edge, gesture)
    with edge.database.reading() as session:
        members.allow(session, who, Act.DECIDE)
        case = cases.case_of(session, edge.workspace_id, gesture.value)
        withdrawal.refuse_unwithdrawable(session, who, case)
        page = withdrawal_pages.withdrawal_page(session, who, case)
    show(edge, gesture, views.withdraw(page, texts_of(who)))
    return None


def request_withdrawn(edge: Edge, gesture: Gesture) -> Response:
    """The reason was given: the request ends."""
    who, now = actor(edge, gesture), edge.clock()
    reason = gesture.text(Block.REASON)
    try:
        with change(edge) as session:
            withdrawal.withdraw(session, who, gesture.metadata, reason, now)
            refresh_home(session, edge, who.user_id, now)
    except Refusal as refusal:
        return beside_fields({Block.REASON: refusal}, texts_of(who))
    words = N_("Our request is withdrawn. Everyone reads it on Home, where an owner can decide anew.")
    return updated(done(texts_of(who), words))


def approval_taken_back(edge: Edge, gesture: Gesture) -> Response:
    """*Take the approval back*: the letter is a draft again."""
    who, now = actor(edge, gesture), edge.clock()
    with change(edge) as session:
        withdrawal.take_approval_back(session, who, gesture.value, now)
        refresh_home(session, edge, who.user_id, now)
    words = N_("Noted: the letter is a draft again. Nothing was sent. It can be read and approved anew.")
    show(edge, gesture, done(texts_of(who), words))
    return None
