"""Whether a message may still leave at the moment it would, and what is written once it has left or could not.

What speaks of one person settles that person's row. Everything else that keeps a message from leaving is an obstacle:
it lets the whole lane rest, costs nobody their message, and ends when another person's message passes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from governance.errors import Fault, Whose
from governance.rules.people.delivery_codes import OF_ONE_PERSON, OF_THE_TOKEN
from governance.rules.people.permissions import ACTIVE
from governance.rules.people.working_days import next_working_moment, zone_of
from governance.rules.poll.states import PollState
from governance.store import lanes, outbox, repaints
from governance.store.lanes import Lane, Obstacle
from governance.store.models import LaneRow, Outgoing, Poll, Workspace
from governance.store.outbox import BULK, PROMISES, Kind, Promise
from governance.store.outbox_row import SET_ASIDE, Posted, Row
from governance.store.pumps import marked
from governance.usecases.case.letter import outcome
from governance.usecases.people import homes, members
from governance.usecases.people.working_days import working_days_of
from governance.usecases.poll import announcement, reminders, resend, running

FOLLOWED = (Kind.PREPARED, Kind.PROMPT)  # the newer message to the same person takes the place of the earlier ones
SHOWN_FROM = 3  # failures in a row of one screen that are told on Home
PEOPLE_IN_A_ROW = 5  # refused one after the other: then it is not the people
LONGEST_WAIT = timedelta(minutes=15)
TOKEN_PAUSE = timedelta(minutes=1)
MAY_COME_BACK, LOOKED_AT_AGAIN = timedelta(days=1), timedelta(minutes=1)


@dataclass(frozen=True)
class Clearance:
    """Send it (nothing is set), send it `later`, `hold` it until somebody resumes, or `drop` it for this reason."""

    later: datetime | None = None
    hold: bool = False
    drop: str | None = None


def judge(session: Session, row: Outgoing, now: datetime) -> Clearance:
    """Whether this row may leave now.

    A row with a time zone leaves only in that zone's working hours, on working days of the workspace.
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
        moment = next_working_moment(now, zone_of(row.zone), working_days_of(session, row.workspace_id))
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
    if kind is Kind.ANSWERED:
        repaints.painted_beside(session, row, now)
    if kind in FOLLOWED:
        repaints.earlier(session, row, now)
    if kind is Kind.LETTER and row.case_id:
        outcome.letter_accepted(session, row.workspace_id, row.case_id, row.about["letter"], now)
    if kind is not Kind.LETTER:
        lane = Lane.SCREENS if row.interactive else Lane.MESSAGES
        if not lanes.is_clear(session, row.workspace_id, lane):
            with homes.told_of(session, row.workspace_id, lane, now):
                way_is_clear(session, row.workspace_id, lanes.passed(session, row.workspace_id, lane), now)


def way_is_clear(session: Session, workspace_id: str, ended: Obstacle | None, now: datetime) -> None:
    """What stood in the way is over: whoever was not reached because of it gets the message after all."""
    if ended is not None:
        resend.after_repair(session, workspace_id, ended, now)


def settle_repaint(session: Session, row: Row, claimed: datetime, done: Posted | Fault | None, now: datetime) -> None:
    """Write what came of painting a sent message anew; None: it shows already how things stand.

    Nobody is told of a fault: what a message cannot show is answered when its buttons are pressed. One that Slack does
    not have any more, or that can become untrue no more, is left alone from now on.
    """
    if isinstance(done, Posted) and not done.final:
        marked.settle(session, row.id, claimed, done.painted)
        lanes.passed(session, row.workspace_id, Lane.REPAINTS)
    elif done is None:
        marked.settle(session, row.id, claimed)
    elif isinstance(done, Posted) or done.permanent:
        marked.leave(session, row.id)
    elif done.retry_after is not None:
        marked.put_back(session, row.id, claimed, now + timedelta(seconds=done.retry_after))
    else:
        rest = lanes.obstruct(lanes.take(session, row.workspace_id, Lane.REPAINTS), done.code, now)
        most = SET_ASIDE if done.whose is Whose.UNCLEAR else None
        marked.put_back(session, row.id, claimed, now + 2 * rest, most=most)


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


def settle_fault(session: Session, row: Row, fault: Fault, now: datetime) -> None:
    """Write how a failed call ended, in one transaction."""
    if row.kind is Kind.LETTER:
        _one_row(session, row, fault, now)
        return
    with homes.told_of(session, row.workspace_id, Lane.SCREENS if row.interactive else Lane.MESSAGES, now):
        _settle_fault(session, row, fault, now)


def _settle_fault(session: Session, row: Row, fault: Fault, now: datetime) -> None:
    if fault.retry_after is not None:
        _later(session, row, fault, now, timedelta(seconds=fault.retry_after), counts=False)
    elif row.interactive:
        _one_row(session, row, fault, now)
    elif fault.whose is Whose.PERSON:
        _person(session, row, fault, now)
    elif fault.permanent:
        _end(session, row, "failed", fault.code, now)
    else:
        _obstacle(session, row, fault, now)


def _one_row(session: Session, row: Row, fault: Fault, now: datetime) -> None:
    """A screen or a letter: each is tried by itself, and for how long is a matter of its kind."""
    screen = row.kind is not Kind.LETTER
    if screen and (fault.code in OF_THE_TOKEN or row.attempts >= SHOWN_FROM):
        lanes.note(session, row.workspace_id, Lane.SCREENS, fault.code, now)
    if screen and fault.code in OF_THE_TOKEN:
        _later(session, row, fault, now, TOKEN_PAUSE, counts=False)
    elif fault.permanent:
        _end(session, row, "failed", fault.code, now)
    elif fault.reached is not False and PROMISES[row.kind] is Promise.AT_MOST_ONCE:
        _end(session, row, "unknown", fault.code, now)
    elif row.attempts >= (SET_ASIDE if fault.whose is Whose.UNCLEAR else row.tries):
        _end(session, row, "failed", fault.code, now)
    else:
        _later(session, row, fault, now, _growing(row))


def _person(session: Session, row: Row, fault: Fault, now: datetime) -> None:
    """Slack will not deliver to this person, and that settles it, unless it says so of one after the other."""
    lane = lanes.take(session, row.workspace_id, Lane.MESSAGES)
    if lane.in_a_row and lane.code not in OF_ONE_PERSON:
        way_is_clear(session, row.workspace_id, lanes.clear(lane), now)  # Slack answers again
    if lane.in_a_row:
        rest = lanes.obstruct(lane, fault.code, now)
        if row.attempts < SET_ASIDE:
            _later(session, row, fault, now, 2 * rest)
            return
    _end(session, row, "failed", fault.code, now)
    if lane.in_a_row or row.attempts >= SET_ASIDE:
        return
    failing = lanes.fail(lane, row.id)
    if resend.people_in(session, failing) >= PEOPLE_IN_A_ROW:
        resend.take_back(session, failing, now + 2 * lanes.obstruct(lane, fault.code, now))


def _obstacle(session: Session, row: Row, fault: Fault, now: datetime) -> None:
    """The lane rests. The row comes after the next one, so that the next try is another person's.

    1. A try is held against the row only while others pass: nothing stood in the way before, or this has been so twice
    and it alone has failed since. 2. After three such tries with a code of Slack's it is set aside. 3. What may have
    arrived and must not arrive twice is left as it is.
    """
    lane = lanes.take(session, row.workspace_id, Lane.MESSAGES)
    was_clear, alone = not lane.in_a_row, lanes.fail(lane, row.id) == [row.id]
    others_pass = was_clear or (alone and row.attempts >= SET_ASIDE)
    if others_pass and row.attempts >= (SET_ASIDE if fault.whose is Whose.UNCLEAR else row.tries):
        lanes.clear(lane)
        _end(session, row, "failed", fault.code, now)
        return
    rest = lanes.obstruct(lane, fault.code, now)
    if fault.reached is not False and PROMISES[row.kind] is Promise.AT_MOST_ONCE:
        _end(session, row, "unknown", fault.code, now)
    else:
        counts = others_pass and fault.code not in OF_THE_TOKEN
        _later(session, row, fault, now, max(2 * rest, _growing(row)), counts=counts)


def _growing(row: Row) -> timedelta:
    return min(timedelta(seconds=2 ** min(row.attempts, 10)), LONGEST_WAIT)


def _end(session: Session, row: Row, status: str, code: str, now: datetime) -> None:
    outbox.settle(session, row.id, status, now, code)
    record_not_sent(session, row.kind, row, status, now)


def _later(session: Session, row: Row, fault: Fault, now: datetime, wait: timedelta, *, counts: bool = True) -> None:
    outbox.put_back(session, row.id, now + wait, fault.code, counts=counts)


def most_at_once(lane: LaneRow | None, usual: int) -> int:
    """How many messages are tried side by side: one alone while something stands in the way."""
    return 1 if lane is not None and lane.in_a_row else usual
