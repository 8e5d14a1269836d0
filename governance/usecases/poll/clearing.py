"""What goes: drafts given up, and after a question's end the traces of who answered and rows deleted in the files."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, func, literal_column, select, update
from sqlalchemy.orm import Session, aliased

from governance.rules.people.working_days import working_days_since, zone_of
from governance.store import ledger, queries, repaints
from governance.store.models import (
    ConsentRecord,
    Decision,
    Elector,
    NoticeReading,
    Outgoing,
    Participation,
    Poll,
)
from governance.store.models.poll import TRACED
from governance.store.outbox import BULK, Kind
from governance.store.upsert import changed
from governance.usecases.people import members
from governance.usecases.people.working_days import working_days_of
from governance.usecases.poll import draft, electorate
from governance.usecases.poll.waiting import line

TRACES_KEPT = timedelta(days=30)
PORTION = 1_000  # rows
TRACES = (Kind.REMINDER.value, Kind.RECEIPT.value, Kind.ANSWERED.value, Kind.HOME.value, Kind.MODAL.value)
KEEP_DRAFTS = timedelta(days=2)
KEEP_TURN = 2  # working days
CLEANING = timedelta(minutes=15)  # a tick is enough, unless somebody reads the database just then
NAMED_KEPT = timedelta(days=180)  # after closing, as the notice says
PEOPLE_KEPT = timedelta(days=365)  # after closing: until then *I object now* may stand in their messages
LAST_EDITS = timedelta(days=30)  # after nobody can object any more
_ENDED_AT = func.coalesce(Poll.closed_at, Poll.voided_at)
CLEANED = (
    "open_ballots", "participation", "polls", "outbox", "electors", "later_objections", "consent_records",
    "notice_readings",
)  # fmt: skip


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


def clear_names(session: Session, poll: Poll, now: datetime) -> bool:
    """Remove the answers under names and who was shown the notice, a portion of it; True: there is more.

    The totals stay, with the question.
    """
    records = select(ConsentRecord.id).where(ConsentRecord.poll_id == poll.id).limit(PORTION)
    shown = select(NoticeReading.user_id).where(NoticeReading.poll_id == poll.id).limit(PORTION)
    readings = delete(NoticeReading).where(NoticeReading.poll_id == poll.id, NoticeReading.user_id.in_(shown))
    numbers = (
        changed(session, delete(ConsentRecord).where(ConsentRecord.id.in_(records))),
        changed(session, readings),
    )
    if max(numbers) == PORTION:
        return True
    poll.names_cleared_at, poll.file_cleaned_at = now, None
    ledger.append(session, poll.workspace_id, "poll:names:cleared", poll.id, now)
    return False


def due_to_clear_names(session: Session, now: datetime) -> list[str]:
    """Named questions that ended so long ago that names with answers go."""
    named = (Poll.names_cleared_at.is_(None), Poll.kind == literal_column("'named'"), now - NAMED_KEPT >= _ENDED_AT)
    return list(session.scalars(select(Poll.id).where(*named)))


def clear_people(session: Session, poll: Poll, now: datetime) -> bool:
    """Remove who was asked, and their messages' rows, a portion of it; True: there is more. Messages stay as they are.

    The random ids stay, by which the digest of the list can be checked.
    """
    sent = select(Outgoing.id).where(Outgoing.poll_id == poll.id, Outgoing.kind.in_(BULK)).limit(PORTION)
    named = select(Elector.id).where(Elector.poll_id == poll.id, Elector.user_id > "").limit(PORTION)
    nameless = update(Elector).where(Elector.id.in_(named)).values(dict.fromkeys(electorate.OF_A_PERSON))
    numbers = (changed(session, delete(Outgoing).where(Outgoing.id.in_(sent))), changed(session, nameless))
    if max(numbers) == PORTION:
        return True
    poll.people_cleared_at, poll.file_cleaned_at = now, None
    ledger.append(session, poll.workspace_id, "poll:people:cleared", poll.id, now)
    return False


def due_to_clear_people(session: Session, now: datetime) -> list[str]:
    """Questions over for a year that nobody can object to any more, once a later one has taken their place on Home."""
    later = aliased(Poll)
    newer = select(later.id).where(
        later.workspace_id == Poll.workspace_id, later.created_at > Poll.created_at, later.opened_at.is_not(None)
    )
    over = (
        Poll.people_cleared_at.is_(None), Poll.objections_ended_at.is_not(None), now - PEOPLE_KEPT >= _ENDED_AT,
        Poll.objections_ended_at <= now - LAST_EDITS,
    )  # fmt: skip
    return list(session.scalars(select(Poll.id).where(*over, newer.exists())))


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
    cleared = (poll.traces_cleared_at, poll.names_cleared_at, poll.people_cleared_at)
    return max(at for at in (poll.closed_at, poll.voided_at, *keys, *cleared) if at is not None)


def note_cleaned(session: Session, poll: Poll, now: datetime) -> bool:
    """The database's files no longer hold the deleted rows. False: another process has noted it."""
    if poll.file_cleaned_at is not None:
        return False
    poll.file_cleaned_at = now
    ledger.append(session, poll.workspace_id, "poll:files:cleaned", poll.id, now)
    return True


def drop_old_drafts(session: Session, now: datetime) -> None:
    """Delete drafts that nobody submitted after two days; those that owners were told of stay.

    A trial of one that stands in somebody's conversation says first that it is over.
    """
    old = select(Poll).where(Poll.state == draft.DRAFT, Poll.created_at < now - KEEP_DRAFTS)
    for poll in session.scalars(old.where(~draft.was_prepared())).all():
        tried = select(Outgoing.id).where(Outgoing.poll_id == poll.id, Outgoing.message_ts.is_not(None))
        if session.scalar(tried.limit(1)) is not None:
            repaints.of_poll(session, poll.workspace_id, poll.id, now)
        else:
            still = (Poll.state == draft.DRAFT, Poll.created_at == poll.created_at)  # nobody submits it just now
            session.execute(delete(Poll).where(Poll.id == poll.id, *still))


def end_turns(session: Session, now: datetime) -> None:
    """Of questions that are being changed, those on which nobody worked for two working days hold up nothing more."""
    kept = select(Poll).where(Poll.state == draft.DRAFT, Poll.keeps_turn).order_by(Poll.workspace_id, Poll.created_at)
    for poll in session.scalars(kept).all():
        zone = zone_of(members.workspace(session, poll.workspace_id).zone)
        if working_days_since(poll.created_at, now, zone, working_days_of(session, poll.workspace_id)) > KEEP_TURN:
            members.one_at_a_time(session, poll.workspace_id)
            queries.poll_to_change(session, poll.workspace_id, poll.id).keeps_turn = False
            repaints.of_poll(session, poll.workspace_id, poll.id, now, Kind.PREPARED)
            line.paint_anew(session, poll.workspace_id, now)
