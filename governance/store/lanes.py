"""What stands in the way of sending to a workspace, lane by lane: kept so that it holds over a restart.

An obstacle makes the lane rest, twice as long each time, and ends when something passes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from governance.store.models import LaneRow
from governance.store.upsert import insert_for

FIRST_REST = timedelta(seconds=5)
LONGEST_REST = timedelta(minutes=15)
MOST_FAILING = 40  # rows remembered


class Lane(StrEnum):
    """What somebody is waiting for, what else goes to Slack, and sent messages painted anew; letters have none."""

    SCREENS = "screens"
    MESSAGES = "messages"
    REPAINTS = "repaints"


@dataclass(frozen=True)
class Obstacle:
    """Why something cannot be sent, since when."""

    code: str
    since: datetime


def look(session: Session, workspace_id: str, lane: Lane) -> LaneRow | None:
    """The lane as it is; None where nothing has ever stood in its way."""
    return session.get(LaneRow, (workspace_id, lane.value))


def code_of(session: Session, workspace_id: str, lane: Lane) -> str | None:
    """The code of what stands in the way of this lane, if anything."""
    found = look(session, workspace_id, lane)
    return found.code if found is not None else None


def is_clear(session: Session, workspace_id: str, lane: Lane) -> bool:
    """Whether nothing stands in the way of this lane, and nothing has failed since something passed."""
    found = look(session, workspace_id, lane)
    return found is None or not (found.code or found.failing)


def take(session: Session, workspace_id: str, lane: Lane) -> LaneRow:
    """The lane, to change it: everybody else who would waits until this transaction ends."""
    key = {"workspace_id": workspace_id, "lane": lane.value}
    insert = insert_for(session, LaneRow).on_conflict_do_nothing(index_elements=list(key))
    session.execute(insert, {**key, "in_a_row": 0, "failing": ""})
    ours = select(LaneRow).filter_by(**key).with_for_update().execution_options(populate_existing=True)
    return session.scalars(ours).one()


def is_resting(row: LaneRow | None, now: datetime) -> bool:
    """Whether nothing is tried just now. (A rest that ends too late was written before a clock was set back.)"""
    until = row.paused_until if row else None
    return until is not None and now < until <= now + LONGEST_REST


def obstruct(row: LaneRow, code: str, now: datetime) -> timedelta:
    """Let the lane rest because of this code; returns for how long. What is in flight besides makes it no longer."""
    if not is_resting(row, now):
        row.in_a_row += 1
        row.paused_until = now + min(FIRST_REST * 2 ** min(row.in_a_row - 1, 10), LONGEST_REST)
    row.code, row.since = code, row.since or now
    return (row.paused_until or now) - now


def fail(row: LaneRow, outgoing_id: int) -> list[int]:
    """Note that this message failed; returns all different ones that did since something passed, the newest last."""
    before = [int(one) for one in row.failing.split() if int(one) != outgoing_id]
    found = [*before, outgoing_id][-MOST_FAILING:]
    row.failing = " ".join(map(str, found))
    return found


def clear(row: LaneRow) -> Obstacle | None:
    """Something passed: nothing stands in the way. Returns what did."""
    before = Obstacle(row.code, row.since) if row.code and row.since and row.in_a_row else None
    row.code = row.since = row.paused_until = None
    row.in_a_row, row.failing = 0, ""
    return before


def passed(session: Session, workspace_id: str, lane: Lane) -> Obstacle | None:
    """As `clear`, for a lane that is mostly clear."""
    return None if is_clear(session, workspace_id, lane) else clear(take(session, workspace_id, lane))


def note(session: Session, workspace_id: str, lane: Lane, code: str, now: datetime) -> None:
    """Say what stands in the way of a lane that goes on trying each row by itself."""
    found = take(session, workspace_id, lane)
    found.code, found.since = code, found.since or now


def try_again(session: Session, workspace_id: str, *codes: str) -> None:
    """End the rests; with codes, those that have one of these."""
    resting = update(LaneRow).where(LaneRow.workspace_id == workspace_id, LaneRow.paused_until.is_not(None))
    session.execute((resting.where(LaneRow.code.in_(codes)) if codes else resting).values(paused_until=None))


def obstacle(session: Session, workspace_id: str) -> Obstacle | None:
    """What stands in the way now: of messages first, since screens are painted anew anyway."""
    for lane in (Lane.MESSAGES, Lane.SCREENS):
        found = look(session, workspace_id, lane)
        if found is not None and found.code and found.since:
            return Obstacle(found.code, found.since)
    return None
