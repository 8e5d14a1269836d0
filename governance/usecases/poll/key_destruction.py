"""After a question's end its keys are destroyed, and then that is recorded; a lost key makes an open question void."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from governance.rules.poll.opening import BallotKind
from governance.rules.poll.states import PollEvent, PollState, next_state
from governance.store import ledger, outbox, queries, repaints
from governance.store.models import ClosedBallot, LaterObjection, OpenBallot, Outgoing, Participation, Poll
from governance.store.poll.key_store import KeyStore, Use
from governance.store.upsert import changed
from governance.usecases.poll import opening

RUNNING = (PollState.OPEN.value, PollState.CLOSING.value)
OVER = (PollState.CLOSED.value, PollState.VOID.value)
NEVER_OPENED = PollState.CANCELLED.value


def due_to_destroy(session: Session, use: Use) -> list[str]:
    """Questions that are over, or can no longer be objected to, whose key is not recorded as destroyed."""
    if use is Use.ANSWERS:
        due = (Poll.state.in_(OVER), Poll.answers_key_destroyed_at.is_(None))
    else:
        due = (Poll.objections_ended_at.is_not(None), Poll.objections_key_destroyed_at.is_(None))
    return list(session.scalars(select(Poll.id).where(*due)))


def clear_sealed(session: Session, poll: Poll, use: Use, most: int) -> bool:
    """What a destroyed key sealed or named goes, at most so much of it; True: there may be more."""
    if _is_destroyed(poll, use):
        return False
    named = OpenBallot.__table__.c if use is Use.ANSWERS else LaterObjection.__table__.c
    tag = named.key if use is Use.ANSWERS else named.tag
    some = select(tag).where(named.poll_id == poll.id).order_by(tag).limit(most)
    table = OpenBallot if use is Use.ANSWERS else LaterObjection
    return changed(session, delete(table).where(named.poll_id == poll.id, tag.in_(some))) == most


def note_destroyed(session: Session, poll: Poll, use: Use, now: datetime) -> None:
    """The key is gone from the key store: what it sealed or named is worth nothing now, and goes too."""
    if _is_destroyed(poll, use):
        return
    if use is Use.ANSWERS:
        poll.answers_key_destroyed_at = now
        session.execute(delete(OpenBallot).where(OpenBallot.poll_id == poll.id))
    else:
        poll.objections_key_destroyed_at = now
        session.execute(delete(LaterObjection).where(LaterObjection.poll_id == poll.id))
    poll.file_cleaned_at = None
    ledger.append(session, poll.workspace_id, "poll:key:destroyed", poll.id, now, use=use.value)


def needs_key(session: Session) -> list[str]:
    """Secret questions whose answers can be opened only with their key."""
    return list(session.scalars(select(Poll.id).where(Poll.state.in_(RUNNING), Poll.kind == BallotKind.SECRET.value)))


def make_void(session: Session, poll: Poll, now: datetime) -> None:
    """The key of an open question is lost: its answers can be read by nobody and go; author and owners are told.

    What stays: that it was asked, of whom, and that it is void. It can be asked again at once.
    """
    if poll.state not in RUNNING:
        return
    poll.state = next_state(PollState(poll.state), PollEvent.KEY_LOST).value
    poll.voided_at = poll.objections_ended_at = now
    poll.paused_at, poll.file_cleaned_at = None, None
    for model in (OpenBallot, ClosedBallot, Participation):
        session.execute(delete(model).where(model.poll_id == poll.id))
    outbox.drop(session, poll.workspace_id, now, Outgoing.poll_id == poll.id, Outgoing.kind.in_(queries.TO_MEMBERS))
    repaints.of_poll(session, poll.workspace_id, poll.id, now)
    opening.tell_owners(session, poll, f"void:{poll.id}", now, what="void")
    ledger.append(session, poll.workspace_id, "poll:question:voided", poll.id, now)


def reappeared(session: Session, keys: KeyStore) -> list[tuple[str, Use]]:
    """Keys that lie in the key store although they were destroyed, since somebody restored them, or never needed.

    One of a question that this database does not know stays: it may be the wrong database.
    """
    found = ((session.get(Poll, question), use) for question, use in keys.present())
    return [(poll.id, use) for poll, use in found if poll and (poll.state == NEVER_OPENED or _is_destroyed(poll, use))]


def _is_destroyed(poll: Poll, use: Use) -> bool:
    destroyed = poll.answers_key_destroyed_at if use is Use.ANSWERS else poll.objections_key_destroyed_at
    return destroyed is not None
