"""Whether a message may still leave at the moment it would, and what is written once it has left or could not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from governance.rules.people.permissions import ACTIVE
from governance.rules.people.working_days import MONDAY_TO_FRIDAY, next_working_moment, zone_of
from governance.rules.poll.states import PollState
from governance.store import lanes
from governance.store.lanes import Lane, Obstacle
from governance.store.models import Outgoing, Poll, Workspace
from governance.store.outbox import BULK, Kind
from governance.store.outbox_row import Row
from governance.usecases.case.letter import outcome
from governance.usecases.people import members
from governance.usecases.people.working_days import working_days_of
from governance.usecases.poll import announcement, reminders, resend, running

TO_OWNERS = (Kind.PROMPT, Kind.NEWS)  # by the calendar of the workspace; everything else on weekdays

MAY_COME_BACK, LOOKED_AT_AGAIN = timedelta(days=1), timedelta(minutes=1)


@dataclass(frozen=True)
class Clearance:
    """Send it (nothing is set), send it `later`, `hold` it until somebody resumes, or `drop` it for this reason."""

    later: datetime | None = None
    hold: bool = False
    drop: str | None = None


def judge(session: Session, row: Outgoing, now: datetime) -> Clearance:
    """Whether this row may leave now. A row with a time zone leaves only in that zone's working hours.

    What owners are told of a request or a decision also waits for a working day of the workspace.
    """
    workspace = session.get(Workspace, row.workspace_id)
    kind = Kind(row.kind)
    if workspace is None or workspace.removed_at is not None:
        return _judge_removed(workspace, row, now)
    if kind in BULK:
        verdict = _judge_bulk(session, row, kind, now)
        if verdict.drop or verdict.hold:
            return verdict
    if row.zone is not None:
        days = working_days_of(session, row.workspace_id) if kind in TO_OWNERS else MONDAY_TO_FRIDAY
        moment = next_working_moment(now, zone_of(row.zone), days)
        if moment > now:
            return Clearance(later=moment)
    return Clearance()


def _judge_removed(workspace: Workspace | None, row: Outgoing, now: datetime) -> Clearance:
    """Nothing leaves; but who removes the app and installs it again the same day loses no message by it."""
    removed_at = workspace.removed_at if workspace else None
    if row.interactive or removed_at is None or now - removed_at > MAY_COME_BACK:
        return Clearance(drop="app_removed")
    return Clearance(later=now + LOOKED_AT_AGAIN)


def _judge_bulk(session: Session, row: Outgoing, kind: Kind, now: datetime) -> Clearance:
    asked = session.get(Poll, row.poll_id)
    if asked is None or row.user_id is None:
        return Clearance(drop="question_gone")
    if members.person(session, row.workspace_id, row.user_id).role not in ACTIVE:
        return Clearance(drop="left")
    if kind is Kind.BALLOT and (asked.state != PollState.OPEN or asked.closes_at <= now):
        return Clearance(drop="closed")
    if kind is Kind.REMINDER and not reminders.still_wanted(session, asked, row.user_id, now):
        return Clearance(drop="not_needed")
    if kind is Kind.REMINDER and reminders.is_second(session, row, now):
        return Clearance(drop="reminded_just_now")
    if kind is Kind.RESULT and announcement.is_overtaken(session, row):
        return Clearance(drop="told_with_the_decision")
    return Clearance(hold=asked.paused_at is not None)


def record_sent(session: Session, kind: Kind, row: Row, channel: str, ts: str, now: datetime) -> None:
    """Write what follows from the row having left, in the transaction that settles it."""
    if kind is Kind.BALLOT and row.poll_id and row.user_id:
        running.ballot_delivered(session, row.poll_id, row.user_id, channel, ts, now)
    if kind is Kind.LETTER and row.case_id:
        outcome.letter_accepted(session, row.workspace_id, row.case_id, row.about["letter"], now)
    if kind is not Kind.LETTER:
        lane = Lane.SCREENS if row.interactive else Lane.MESSAGES
        way_is_clear(session, row.workspace_id, lanes.passed(session, row.workspace_id, lane), now)


def way_is_clear(session: Session, workspace_id: str, ended: Obstacle | None, now: datetime) -> None:
    """What stood in the way is over: whoever was not reached because of it gets the message after all."""
    if ended is not None:
        resend.after_repair(session, workspace_id, ended, now)


def record_not_sent(session: Session, kind: Kind, row: Row, status: str, now: datetime) -> None:
    """Write what follows from a row that failed for good, or that may or may not have left."""
    if kind is Kind.BALLOT and row.poll_id and row.user_id:
        running.ballot_refused(session, row.poll_id, row.user_id)
    if kind is Kind.LETTER and row.case_id:
        outcome.letter_not_accepted(session, row.workspace_id, row.case_id, row.about["letter"], status, now)


def record_dropped(session: Session, kind: Kind, row: Row) -> None:
    """Write what follows from a row that was not sent because it must not leave any more."""
    if kind is Kind.LETTER and row.case_id:
        outcome.letter_dropped(session, row.workspace_id, row.case_id, row.about["letter"])
