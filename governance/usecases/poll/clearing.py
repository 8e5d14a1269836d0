"""What goes: drafts given up, and after a question's end the traces of who answered and rows deleted in the files."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from governance.store import ledger, repaints
from governance.store.models import (
    Decision,
    Elector,
    Outgoing,
    Participation,
    Poll,
)
from governance.store.models.poll import TRACED
from governance.store.outbox import Kind
from governance.store.upsert import changed
from governance.usecases.poll import draft

TRACES_KEPT = timedelta(days=30)
PORTION = 2_000  # rows
TRACES = (Kind.REMINDER.value, Kind.RECEIPT.value, Kind.ANSWERED.value, Kind.HOME.value, Kind.MODAL.value)
KEEP_DRAFTS = timedelta(days=2)
CLEANING = timedelta(minutes=15)  # a tick is enough, unless somebody reads the database just then
_ENDED_AT = func.coalesce(Poll.closed_at, Poll.voided_at)
CLEANED = ("open_ballots", "participation", "polls", "outbox", "electors", "later_objections")


def clear_traces(session: Session, poll: Poll, now: datetime) -> bool:
    """Remove all that shows who answered: participation, reminders and receipts with their keys, mutes.

    A portion of it, so that no press waits long; True: there is more. The event is written when nothing is left.
    """
    if poll.traces_cleared_at is not None:
        return False
    took_part = select(Participation.user_id).where(Participation.poll_id == poll.id).limit(PORTION)
    sent = select(Outgoing.id).where(Outgoing.poll_id == poll.id, Outgoing.kind.in_(TRACES)).limit(PORTION)
    noted = select(Elector.id).where(Elector.poll_id == poll.id, TRACED).limit(PORTION)
    numbers = (
        changed(
            session,
            delete(Participation).where(Participation.poll_id == poll.id, Participation.user_id.in_(took_part)),
        ),
        changed(session, delete(Outgoing).where(Outgoing.id.in_(sent))),
        changed(session, update(Elector).where(Elector.id.in_(noted)).values(muted=False, reminded=0)),
    )
    if max(numbers) == PORTION:
        return True
    poll.traces_cleared_at, poll.file_cleaned_at = now, None
    ledger.append(session, poll.workspace_id, "poll:traces:cleared", poll.id, now)
    return False


def due_to_clear(session: Session, now: datetime) -> list[str]:
    """Questions decided, or closed or void for 30 days, whose traces of who answered are still there."""
    decided = select(Decision.id).where(Decision.poll_id == Poll.id).exists()
    due = (now - TRACES_KEPT >= _ENDED_AT) | (Poll.closed_at.is_not(None) & decided)
    return list(session.scalars(select(Poll.id).where(due, Poll.traces_cleared_at.is_(None))))


def due_to_clean(session: Session) -> list[str]:
    """Questions that are over whose deleted rows may still stand in the database's files."""
    return list(session.scalars(select(Poll.id).where(_ENDED_AT.is_not(None), Poll.file_cleaned_at.is_(None))))


def overdue_to_clean(session: Session, now: datetime) -> list[str]:
    """Of these, those whose rows were deleted longer ago than cleaning takes while the app runs."""
    waiting = session.scalars(select(Poll).where(Poll.id.in_(due_to_clean(session))))
    return [poll.id for poll in waiting if _deleted_at(poll) < now - CLEANING]


def _deleted_at(poll: Poll) -> datetime:
    """When something of an ended question was deleted last."""
    keys = (poll.answers_key_destroyed_at, poll.objections_key_destroyed_at)
    return max(at for at in (poll.closed_at, poll.voided_at, *keys, poll.traces_cleared_at) if at is not None)


def note_cleaned(session: Session, poll: Poll, now: datetime) -> None:
    """The database's files no longer hold the deleted rows."""
    poll.file_cleaned_at = now
    ledger.append(session, poll.workspace_id, "poll:files:cleaned", poll.id, now)


def drop_old_drafts(session: Session, now: datetime) -> None:
    """Delete drafts that nobody submitted after two days; questions that owners were told of stay.

    A trial of one that stands in somebody's conversation says first that it is over.
    """
    old = select(Poll).where(Poll.state == draft.DRAFT, Poll.created_at < now - KEEP_DRAFTS)
    for poll in session.scalars(old).all():
        sent = select(Outgoing.id).where(Outgoing.poll_id == poll.id).limit(1)
        shown = (draft.TOLD, Outgoing.message_ts.is_not(None))
        told, tried = (session.scalar(sent.where(one)) is not None for one in shown)
        if tried and not told:
            repaints.of_poll(session, poll.workspace_id, poll.id, now)
        elif not told:
            session.execute(delete(Poll).where(Poll.id == poll.id))
