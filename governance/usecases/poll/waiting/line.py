"""Questions that wait until the one before them is settled: in which order, for which, and until about when.

One question at a time: nobody gets the messages of two, and Home speaks of one. A question is settled when an owner has
decided on it, when its answers are too old to decide on, or when it is void or was stopped.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise

from sqlalchemy import select
from sqlalchemy.orm import Session

from governance.errors import N_, Refusal
from governance.rules.case.states import CaseState
from governance.rules.people.permissions import Act, may
from governance.rules.people.working_days import zone_of
from governance.rules.poll.states import PollState, is_expired
from governance.store import queries, repaints
from governance.store.models import Case, Poll
from governance.store.outbox import Kind
from governance.store.register import vendors
from governance.usecases.people import members
from governance.usecases.register.vendor_facts import is_askable, name_of


def waits_for_decision(session: Session, poll: Poll, now: datetime) -> bool:
    """Whether a closed question is undecided and its answers are still recent enough to decide on."""
    if poll.closed_at is None or poll.state == PollState.VOID or queries.decision_on(session, poll.id) is not None:
        return False
    return not is_expired(poll.closed_at, now, zone_of(members.workspace(session, poll.workspace_id).zone))


def unsettled(session: Session, workspace_id: str, now: datetime) -> Poll | None:
    """The question that the others wait for: it is prepared, asked or counted, or waits for its decision."""
    running = select(Poll).where(Poll.workspace_id == workspace_id, Poll.state.in_(queries.RUNNING))
    if (found := session.scalars(running.limit(1)).first()) is not None:
        return found
    newest = queries.current_poll(session, workspace_id)
    return newest if newest is not None and waits_for_decision(session, newest, now) else None


def whose_turn(session: Session, workspace_id: str, now: datetime) -> Poll | None:
    """The question that is not settled, or that is being changed after its turn had come."""
    kept = select(Poll).where(Poll.workspace_id == workspace_id, Poll.state == "draft", Poll.keeps_turn)
    return unsettled(session, workspace_id, now) or session.scalars(kept.order_by(Poll.created_at).limit(1)).first()


def waiting(session: Session, workspace_id: str) -> Sequence[Poll]:
    """Those that wait, the next one first."""
    query = select(Poll).where(Poll.workspace_id == workspace_id, Poll.state == PollState.WAITING.value)
    return session.scalars(query.order_by(Poll.created_at, Poll.id)).all()


def in_order(session: Session, workspace_id: str, now: datetime) -> tuple[Poll, ...]:
    """The one whose turn it is, then those that wait."""
    first = whose_turn(session, workspace_id, now)
    return (*([first] if first else []), *waiting(session, workspace_id))


def last_before(
    session: Session, workspace_id: str, now: datetime, poll: Poll | None = None, vendor: str = ""
) -> Poll | None:
    """The question right before this one; before one that is not in the line, the last of all. None: its turn is now.

    A question that runs has its turn, and so has one that is being changed after its turn had come. A new one about the
    same `vendor` takes the place of that, and goes behind those that wait already.
    """
    vendor = poll.vendor if poll is not None else vendor
    if poll is not None and poll.keeps_turn:
        return unsettled(session, workspace_id, now)
    line = [one for one in in_order(session, workspace_id, now) if one.state != "draft" or one.vendor != vendor]
    before = {after.id: ahead for ahead, after in pairwise(line)}
    if poll is not None and poll.id in before:
        return before[poll.id]
    return line[-1] if line and (poll is None or poll.id != line[0].id) else None


def refuse_second_question(session: Session, workspace_id: str, vendor: str, now: datetime) -> None:
    """Raise Refusal while a request to this vendor is under way, or a question about it is not settled or waits.

    One about another vendor waits for its turn.
    """
    refuse_beside_request(session, workspace_id, vendor)
    refuse_beside_waiting(session, workspace_id, vendor)
    same = unsettled(session, workspace_id, now)
    if same is None or same.vendor != vendor:
        return
    if same.closed_at is not None:
        raise Refusal(N_("The last question still waits for its decision. An owner has to take it first."))
    words = N_("A question about {vendor} is already being asked or prepared, until {day}. It has to end first.")
    raise Refusal(words, vendor=name_of(same.vendor), day=same.closes_at)


def refuse_beside_waiting(session: Session, workspace_id: str, vendor: str) -> None:
    """Raise Refusal while a question about this vendor waits for its turn: members will be asked."""
    if any(one.vendor == vendor for one in waiting(session, workspace_id)):
        words = N_("A question about {vendor} waits for its turn. Stop it first, or let the members answer it.")
        raise Refusal(words, vendor=name_of(vendor))


def refuse_past_question(session: Session, workspace_id: str, vendor: str, now: datetime) -> None:
    """Raise Refusal while a question about this vendor waits, is asked, or waits for its decision: that comes first."""
    refuse_beside_waiting(session, workspace_id, vendor)
    asked = unsettled(session, workspace_id, now)
    if asked is not None and asked.vendor == vendor:
        refuse_beside_unsettled(asked)


def refuse_beside_unsettled(asked: Poll) -> None:
    """Raise Refusal: the members are being asked, or what they answered is not decided on."""
    if asked.closed_at is None:
        raise Refusal(N_("The members are being asked. You can decide when the question is closed."))
    raise Refusal(N_("The last question still waits for its decision. Decide on it first."))


def refuse_beside_request(session: Session, workspace_id: str, vendor: str) -> None:
    """Raise Refusal while a request by letter to this vendor is under way."""
    open_still = Case.state.not_in([CaseState.CONFIRMED.value, CaseState.WITHDRAWN.value])
    unsettled = (Case.workspace_id == workspace_id, Case.vendor == vendor, queries.BY_LETTER, open_still)
    if session.scalar(select(Case.id).where(*unsettled).limit(1)):
        raise Refusal(N_("Our earlier request is not settled yet. Ask again when it is."))


def why_not(session: Session, poll: Poll) -> str:
    """Why a prepared question may not be asked any more, or empty; looked at when its turn comes, and as it opens."""
    if not may(members.person(session, poll.workspace_id, poll.author), Act.PREPARE):
        return "author_may_not"
    entry = vendors.known(poll.vendor)
    if entry is None:
        return "not_known"
    if not is_askable(entry):
        return "nothing_to_ask"
    try:
        refuse_beside_request(session, poll.workspace_id, poll.vendor)
    except Refusal:
        return "request_under_way"
    return ""


def begins_about(
    session: Session, workspace_id: str, now: datetime, poll: Poll | None = None, vendor: str = ""
) -> datetime:
    """When the turn of this question comes, as far as is announced: now, or the last day for the decision before it."""
    ahead = last_before(session, workspace_id, now, poll, vendor)
    return max(now, ahead.decision_due) if ahead else now


def paint_anew(session: Session, workspace_id: str, now: datetime) -> None:
    """What was said of those that wait names the one before each and its day, which may be others now.

    The caller is the only one who changes something in this workspace (`members.one_at_a_time`).
    """
    for poll in waiting(session, workspace_id):
        repaints.of_poll(session, workspace_id, poll.id, now, Kind.PREPARED)


def next_one(session: Session, workspace_id: str, now: datetime) -> Poll | None:
    """The first that waits, where nothing is before it any more."""
    line = in_order(session, workspace_id, now)
    return line[0] if line and line[0].state == PollState.WAITING else None


def due_to_call(session: Session, now: datetime) -> list[str]:
    """The workspaces where a question waits and nothing is before it any more."""
    some = select(Poll.workspace_id).where(Poll.state == PollState.WAITING.value)
    places = session.scalars(some.where(queries.installed(Poll.workspace_id)).distinct()).all()
    return [place for place in sorted(places) if next_one(session, place, now) is not None]
