"""Closing a question: answers are frozen, opened, counted. Every step can be repeated after a crash.

The steps that follow are in `key_destruction.py` and `clearing.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, false, func, or_, select, update
from sqlalchemy.orm import QueryableAttribute, Session, aliased

from governance.errors import N_, Refusal
from governance.rules.people.permissions import Act, Person
from governance.rules.people.working_days import last_midnight, zone_of
from governance.rules.poll.advice import FLOOR, Advice, decide
from governance.rules.poll.opening import BallotKind, decision_due, live_number, should_count
from governance.rules.poll.states import PollEvent, PollState, next_state
from governance.rules.poll.tally import Rule, Tally
from governance.store import ledger, outbox, queries, repaints
from governance.store.models import (
    AnswersOnDay,
    ClosedBallot,
    ConsentRecord,
    Elector,
    OpenBallot,
    Outgoing,
    Participation,
    Poll,
    Workspace,
)
from governance.store.upsert import changed, dialect_of, insert_for, insert_into
from governance.usecases.people import homes, members
from governance.usecases.people.working_days import working_days_of
from governance.usecases.poll.waiting import line


def tally_of(poll: Poll) -> Tally:
    """The count of a closed question."""
    return Tally(poll.electorate, poll.consent or 0, poll.object or 0, poll.abstain or 0)


def advice_of(poll: Poll) -> Advice:
    """What the rule says on the count of a closed question."""
    return decide(Rule.from_data(poll.rule), tally_of(poll))


def freeze(session: Session, poll: Poll, now: datetime, by: Person | None = None, reason: str | None = None) -> None:
    """Closing, step 1: from here on no answer counts, whatever a process still holds in memory."""
    poll.state = next_state(PollState(poll.state), PollEvent.FROZEN).value
    poll.frozen_at = min(now, poll.closes_at)  # nobody could answer after its time, whenever the app came to count
    poll.closed_by, poll.close_reason, poll.paused_at = by.user_id if by else None, reason, None


def write_portion(session: Session, poll: Poll, rows: Sequence[dict[str, Any]]) -> None:
    """Closing, step 2: some of the opened answers, in the order of their codes; what was written before stays."""
    if poll.state == PollState.CLOSING and rows:
        statement = insert_into(dialect_of(session), ClosedBallot.__table__).on_conflict_do_nothing()
        session.connection().execute(statement, list(rows))


def end_sending(session: Session, poll: Poll, now: datetime, most: int) -> bool:
    """Closing, step 3: what has not left to members is dropped, and whom it did not reach could not be reached.

    At most so many of each; True: there may be more.
    """
    if poll.state != PollState.CLOSING:
        return False
    unsent = select(Outgoing.id).where(
        Outgoing.poll_id == poll.id, Outgoing.kind.in_(queries.TO_MEMBERS), Outgoing.status.in_(("held", "queued"))
    )
    waiting = select(Elector.id).where(Elector.poll_id == poll.id, Elector.state == "waiting").limit(most)
    dropped = outbox.drop(session, poll.workspace_id, now, Outgoing.id.in_(unsent.limit(most)))
    given_up = changed(session, update(Elector).where(Elector.id.in_(waiting)).values(state="unreachable"))
    return max(dropped, given_up) == most


@dataclass(frozen=True)
class Totals:
    """What was answered, how many could not be reached and have not answered on Home either, how many had left."""

    choices: dict[str, int]
    unreachable: int
    gone: int


def totals_of(session: Session, poll: Poll) -> Totals:
    """Closing, step 4: the count of a frozen question, which nothing changes any more.

    Raises ValueError unless as many secret answers were opened as had been sealed.
    """
    choices = _count_named(session, poll) if poll.kind == BallotKind.NAMED else _count_secret(session, poll)
    return Totals(choices, _not_reached(session, poll), queries.in_state(session, poll.id, "left"))


def finish(session: Session, poll: Poll, now: datetime, totals: Totals) -> None:
    """Closing, step 5: the complete tally and its event, in one transaction; messages are painted anew.

    The key is destroyed after it is committed.
    """
    if poll.state != PollState.CLOSING:
        return
    poll.state = next_state(PollState(poll.state), PollEvent.CLOSED).value
    poll.closed_at = poll.frozen_at
    answered = (totals.choices.get(choice, 0) for choice in ("consent", "object", "abstain"))
    poll.consent, poll.object, poll.abstain = answered
    poll.unreachable, poll.gone = totals.unreachable, totals.gone
    repaints.of_poll(session, poll.workspace_id, poll.id, now)
    if poll.closed_by:
        homes.refresh(session, poll.workspace_id, now)  # it said there that the answers are being counted
    advice = advice_of(poll)
    ledger.append(
        session,
        poll.workspace_id,
        "poll:question:closed",
        poll.id,
        now,
        poll.closed_by,
        early=poll.closed_by is not None,
        electorate=poll.electorate,
        outcome=advice.outcome.value,
        answers=advice.answered if advice.answered >= FLOOR else None,
    )


def _not_reached(session: Session, poll: Poll) -> int:
    """How many could not be messaged and did not answer; who answered on Home all the same does not count."""
    answered = select(Participation.user_id).where(
        Participation.poll_id == poll.id, Participation.user_id == Elector.user_id, Participation.answered
    )
    query = select(func.count()).select_from(Elector).where(Elector.poll_id == poll.id, Elector.state == "unreachable")
    return session.scalar(query.where(~answered.exists())) or 0


def _count_secret(session: Session, poll: Poll) -> dict[str, int]:
    """The opened answers by choice. Raises ValueError unless they are as many as were sealed."""
    query = select(ClosedBallot.choice, func.count()).where(ClosedBallot.poll_id == poll.id)
    totals = {choice: count for choice, count in session.execute(query.group_by(ClosedBallot.choice)).all()}  # noqa: C416  # rows are no pairs to the type checker
    sealed = session.scalar(select(func.count()).select_from(OpenBallot).where(OpenBallot.poll_id == poll.id))
    if sum(totals.values()) != sealed:
        raise ValueError(f"{sum(totals.values())} answers were opened of {sealed}")
    return totals


def _count_named(session: Session, poll: Poll) -> dict[str, int]:
    newer = aliased(ConsentRecord)
    overtaken = select(newer.id).where(
        newer.poll_id == ConsentRecord.poll_id,
        newer.user_id == ConsentRecord.user_id,
        newer.action_ts > ConsentRecord.action_ts,
    )
    query = (
        select(ConsentRecord.choice, func.count())
        .where(ConsentRecord.poll_id == poll.id, ~overtaken.exists(), ConsentRecord.choice.is_not(None))
        .group_by(ConsentRecord.choice)
    )
    return {choice: count for choice, count in session.execute(query) if choice}


def close_early(session: Session, who: Person, poll_id: str, reason: str, now: datetime) -> Poll:
    """An owner closes an open question before its time; the reason is read by everyone. Counting begins at once."""
    members.allow(session, who, Act.CLOSE_EARLY)
    members.one_at_a_time(session, who.workspace_id)
    poll = queries.poll_to_change(session, who.workspace_id, poll_id)
    if not reason.strip():
        raise Refusal(N_("Please write a reason: everyone who was asked will read it."))
    if poll.state not in list(PollState):
        raise Refusal(N_("This question is being changed. Prepare it again first."))
    freeze(session, poll, now, who, reason.strip())
    zone = zone_of(members.workspace(session, who.workspace_id).zone)
    poll.decision_due = min(poll.decision_due, decision_due(now, zone, working_days_of(session, who.workspace_id)))
    line.paint_anew(session, who.workspace_id, now)
    return poll


def due_to_freeze(session: Session, now: datetime) -> list[str]:
    """Open questions whose time is over."""
    return list(session.scalars(select(Poll.id).where(Poll.state == PollState.OPEN.value, Poll.closes_at <= now)))


def due_to_count(session: Session) -> list[str]:
    """Frozen questions that are not counted yet."""
    return list(session.scalars(select(Poll.id).where(Poll.state == PollState.CLOSING.value)))


def count_answers(session: Session, now: datetime) -> None:
    """Once after each midnight of the workspace, keep the number of answers, in tens, to be shown until the next."""
    query = select(Poll, Workspace.zone).join(Workspace, Workspace.id == Poll.workspace_id)
    uncounted = not_counted_today(session, now, Poll.answers_shown_at, Poll.opened_at)
    for poll, zone_name in session.execute(query.where(Poll.state == PollState.OPEN.value, uncounted)).all():
        zone = zone_of(zone_name)
        if poll.opened_at is None or not should_count(poll.answers_shown_at, poll.opened_at, now, zone):
            continue
        counted = queries.answered_count(session, poll.id)
        poll.answers_shown, poll.answers_shown_at = live_number(counted, poll.opened_at, now, zone), now
        if poll.answers_shown is not None:
            _keep_of_day(session, poll.id, now.astimezone(zone).date(), poll.answers_shown)


def not_counted_today(
    session: Session, now: datetime, counted_at: QueryableAttribute[Any], since: QueryableAttribute[Any]
) -> ColumnElement[bool]:
    """The condition of `should_count`, zone by zone, of which there are few: so no question is looked at in vain."""
    midnights = {name: last_midnight(now, zone_of(name)) for name in session.scalars(select(Workspace.zone).distinct())}
    due = (
        and_(Workspace.zone == name, since < midnight, or_(counted_at.is_(None), counted_at < midnight))
        for name, midnight in sorted(midnights.items())
    )
    return or_(false(), *due)


def _keep_of_day(session: Session, poll_id: str, day: date, answered: int) -> None:
    """What is shown on this day; what was shown first stays, should the workspace's zone move meanwhile."""
    insert = insert_for(session, AnswersOnDay).on_conflict_do_nothing(index_elements=["poll_id", "day"])
    session.execute(insert, {"poll_id": poll_id, "day": day, "answered": answered})
