"""A question's end: count, destroy the link between people and answers, and clear the traces in time."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from itertools import groupby
from operator import itemgetter

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session, aliased

from governance.errors import N_, Refusal
from governance.rules.people.permissions import Act, Person
from governance.rules.people.working_days import zone_of
from governance.rules.poll.advice import FLOOR, Advice, decide
from governance.rules.poll.opening import BallotKind, decision_due, live_number, should_count
from governance.rules.poll.states import PollEvent, PollState, next_state
from governance.rules.poll.tally import Rule, Tally
from governance.store import ledger, outbox, queries
from governance.store.models import (
    ClosedBallot,
    ConsentRecord,
    Elector,
    LaterObjection,
    OpenBallot,
    Outgoing,
    Participation,
    Poll,
    Workspace,
)
from governance.store.outbox import Kind
from governance.store.poll.sealing import unseal
from governance.usecases.people import members
from governance.usecases.people.working_days import working_days_of

TRACES_KEPT = timedelta(days=30)
LATER_TAGS_KEPT = timedelta(days=365)
CLEANED = ("open_ballots", "participation", "polls", "outbox", "electors", "later_objections")
TO_MEMBERS = (Kind.BALLOT.value, Kind.REMINDER.value)


def tally_of(poll: Poll) -> Tally:
    """The count of a closed question."""
    return Tally(poll.electorate, poll.consent or 0, poll.object or 0, poll.abstain or 0)


def advice_of(poll: Poll) -> Advice:
    """What the rule says on the count of a closed question."""
    return decide(Rule.from_data(poll.rule), tally_of(poll))


def close(
    session: Session, poll: Poll, now: datetime, app_key: bytes, by: Person | None = None, reason: str | None = None
) -> None:
    """Close and count. One transaction; `app_key` is what the answers were sealed with.

    1. Only an open question closes, once. 2. Answers move to the list of codes, ordered by code. 3. The link to people
    and its salt are destroyed. 4. The totals are kept. 5. What has not left to members is dropped. 6. The event.
    """
    poll.state = next_state(PollState(poll.state), PollEvent.CLOSED).value
    poll.closed_at = min(now, poll.closes_at)  # nobody could answer after its time, whenever the app came to count
    poll.closed_by, poll.close_reason = by.user_id if by else None, reason
    totals = _count_named(session, poll) if poll.kind == BallotKind.NAMED else _count_secret(session, poll, app_key)
    poll.consent, poll.object, poll.abstain = (totals.get(choice, 0) for choice in ("consent", "object", "abstain"))
    poll.salt, poll.paused_at = None, None
    session.execute(
        update(Elector).where(Elector.poll_id == poll.id, Elector.state == "waiting").values(state="unreachable")
    )
    poll.unreachable = _not_reached(session, poll)
    outbox.drop(session, poll.workspace_id, now, Outgoing.poll_id == poll.id, Outgoing.kind.in_(TO_MEMBERS))
    advice = advice_of(poll)
    ledger.append(
        session,
        poll.workspace_id,
        "poll:question:closed",
        poll.id,
        now,
        by.user_id if by else None,
        early=by is not None,
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


def _count_secret(session: Session, poll: Poll, app_key: bytes) -> dict[str, int]:
    """Unseal every answer and keep codes and choices in the order of the codes, which shows neither time nor person."""
    if poll.salt is None:
        raise ValueError("an open question without its salt")
    sealed = session.execute(select(OpenBallot.key, OpenBallot.sealed).where(OpenBallot.poll_id == poll.id))
    opened = sorted((code, choice) for choice, code in (unseal(app_key, poll.salt, *row) for row in sealed))
    rows = [
        {"poll_id": poll.id, "code": code, "number": number, "choice": choice}
        for code, same in groupby(opened, key=itemgetter(0))
        for number, (_, choice) in enumerate(same)
    ]
    if rows:
        session.execute(insert(ClosedBallot), rows)
    session.execute(delete(OpenBallot).where(OpenBallot.poll_id == poll.id))
    return Counter(choice for _, choice in opened)


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


def close_early(session: Session, who: Person, poll_id: str, reason: str, now: datetime, app_key: bytes) -> Poll:
    """An owner closes an open question before its time; everyone reads the reason."""
    members.allow(session, who, Act.CLOSE_EARLY)
    poll = queries.poll_to_change(session, who.workspace_id, poll_id)
    if not reason.strip():
        raise Refusal(N_("Please write a reason: everyone who was asked will read it."))
    if poll.closed_at is not None:
        raise Refusal(N_("This question is closed."))
    close(session, poll, now, app_key, who, reason.strip())
    zone = zone_of(members.workspace(session, who.workspace_id).zone)
    poll.decision_due = min(poll.decision_due, decision_due(now, zone, working_days_of(session, who.workspace_id)))
    return poll


def due_to_close(session: Session, now: datetime) -> list[str]:
    """Open questions whose time is over."""
    return list(session.scalars(select(Poll.id).where(Poll.state == PollState.OPEN.value, Poll.closes_at <= now)))


def due_to_clean(session: Session) -> list[str]:
    """Closed questions whose deleted rows may still stand in the database's files."""
    return list(session.scalars(select(Poll.id).where(Poll.closed_at.is_not(None), Poll.file_cleaned_at.is_(None))))


def note_cleaned(session: Session, poll: Poll, now: datetime) -> None:
    """The database's files no longer hold the deleted rows."""
    poll.file_cleaned_at = now
    ledger.append(session, poll.workspace_id, "poll:files:cleaned", poll.id, now)


def clear_traces(session: Session, poll: Poll, now: datetime) -> None:
    """Remove all that shows who answered: participation, reminders, receipts and mutes, with their keys."""
    if poll.traces_cleared_at is not None:
        return
    session.execute(delete(Participation).where(Participation.poll_id == poll.id))
    traces = (Kind.REMINDER.value, Kind.RECEIPT.value, Kind.ANSWERED.value, Kind.HOME.value, Kind.MODAL.value)
    session.execute(delete(Outgoing).where(Outgoing.poll_id == poll.id, Outgoing.kind.in_(traces)))
    session.execute(update(Elector).where(Elector.poll_id == poll.id).values(muted=False, reminded=0))
    poll.traces_cleared_at, poll.file_cleaned_at = now, None
    ledger.append(session, poll.workspace_id, "poll:traces:cleared", poll.id, now)


def due_to_clear(session: Session, now: datetime) -> list[str]:
    """Questions closed 30 days ago that still hold traces of who answered."""
    query = select(Poll.id).where(Poll.closed_at <= now - TRACES_KEPT, Poll.traces_cleared_at.is_(None))
    return list(session.scalars(query))


def forget_later_objectors(session: Session, poll: Poll, now: datetime) -> None:
    """At the vendor's confirmation, or a year after closing, remove tags and salt; the number stays."""
    session.execute(delete(LaterObjection).where(LaterObjection.poll_id == poll.id))
    poll.later_salt, poll.file_cleaned_at = None, None
    ledger.append(session, poll.workspace_id, "poll:objectors:forgotten", poll.id, now)


def due_to_forget(session: Session, now: datetime) -> list[str]:
    """Questions closed a year ago that still hold the tags of later objections."""
    query = select(Poll.id).where(Poll.closed_at <= now - LATER_TAGS_KEPT, Poll.later_salt.is_not(None))
    return list(session.scalars(query))


def count_answers(session: Session, now: datetime) -> None:
    """Once after each midnight of the workspace, keep the number of answers, in tens, to be shown until the next."""
    query = select(Poll, Workspace.zone).join(Workspace, Workspace.id == Poll.workspace_id)
    for poll, zone_name in session.execute(query.where(Poll.state == PollState.OPEN.value)).all():
        zone = zone_of(zone_name)
        if poll.opened_at is None or not should_count(poll.answers_shown_at, poll.opened_at, now, zone):
            continue
        counted = queries.answered_count(session, poll.id)
        poll.answers_shown, poll.answers_shown_at = live_number(counted, poll.opened_at, now, zone), now
