"""What becomes of a row whose call failed: whose fault it was, whether it is tried again, and when.

What speaks of one person settles that person's row. Everything else that keeps a message from leaving is an obstacle:
it lets the whole lane rest, costs nobody their message, and ends when another person's message passes.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from governance import send_gate
from governance.errors import Fault, Whose
from governance.rules.people.delivery_codes import OF_ONE_PERSON, OF_THE_TOKEN
from governance.store import lanes, outbox
from governance.store.lanes import Lane
from governance.store.models import LaneRow
from governance.store.outbox import PROMISES, Kind, Promise
from governance.store.outbox_row import SET_ASIDE, Row
from governance.usecases.poll import resend

SHOWN_FROM = 3  # failures in a row of one screen that are told on Home
PEOPLE_IN_A_ROW = 5  # refused one after the other: then it is not the people
LONGEST_WAIT = timedelta(minutes=15)
TOKEN_PAUSE = timedelta(minutes=1)


def settle_fault(session: Session, row: Row, fault: Fault, now: datetime) -> None:
    """Write how a failed call ended, in one transaction."""
    if fault.retry_after is not None:
        _later(session, row, fault, now, timedelta(seconds=fault.retry_after), counts=False)
    elif row.kind is Kind.LETTER or row.interactive:
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
        send_gate.way_is_clear(session, row.workspace_id, lanes.clear(lane), now)  # Slack answers again
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
    send_gate.record_not_sent(session, row.kind, row, status, now)


def _later(session: Session, row: Row, fault: Fault, now: datetime, wait: timedelta, *, counts: bool = True) -> None:
    outbox.put_back(session, row.id, now + wait, fault.code, counts=counts)


def most_at_once(lane: LaneRow | None, usual: int) -> int:
    """How many messages are tried side by side: one alone while something stands in the way."""
    return 1 if lane is not None and lane.in_a_row else usual
