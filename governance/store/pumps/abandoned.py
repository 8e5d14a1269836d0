"""Rows that a process which is gone left in the middle of being sent: queued again, or of unknown outcome."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, Select, literal_column, select, union_all, update
from sqlalchemy.orm import Session

from governance.store import outbox
from governance.store.models import Outgoing
from governance.store.upsert import changed

PORTION = 1_000  # rows taken back in one write, so that no press waits long for it
_SENDING = Outgoing.status == literal_column("'sending'")  # as the index has it


def _stale(now: datetime, but: Collection[int], most: int) -> Select[tuple[int]]:
    """Up to so many; a lease that is over and one from before a clock was set back are two searches of the index."""
    mine = (_SENDING, Outgoing.id.not_in(but))
    over = select(Outgoing.id).where(*mine, Outgoing.lease_until <= now)
    ahead = select(Outgoing.id).where(*mine, Outgoing.lease_until > now + outbox.CLOCKS_APART)
    found = union_all(over, ahead).subquery()
    return select(found.c.id).limit(most)


def is_any(session: Session, now: datetime, but: Collection[int] = ()) -> bool:
    """Whether `reclaim` would find a row: asked first, since it keeps no writer waiting."""
    return session.scalar(_stale(now, but, 1)) is not None


def reclaim(session: Session, now: datetime, but: Collection[int] = ()) -> int:
    """Take back what processes left in `sending` for longer than their lease, in all workspaces, a portion at a time.

    `but` what we are just sending ourselves. Returns the number of rows.
    """
    return _take_back(session, now, Outgoing.id.in_(session.scalars(_stale(now, but, PORTION)).all()))


def reclaim_all(session: Session, now: datetime) -> int:
    """Take back all that a dead process left in `sending`, lease or not: only where no other process can be alive."""
    return _take_back(session, now)


def _take_back(session: Session, now: datetime, *where: ColumnElement[bool]) -> int:
    """Queue it again, or call it unknown, by the promise of its kind."""
    at_most_once = [kind.value for kind, promise in outbox.PROMISES.items() if promise is outbox.Promise.AT_MOST_ONCE]
    stale = (_SENDING, *where)
    lost = update(Outgoing).where(*stale, Outgoing.kind.in_(at_most_once))
    again = update(Outgoing).where(*stale, Outgoing.kind.not_in(at_most_once))
    unknown = lost.values(status="unknown", error="lost", settled_at=now, lease_until=None)
    return changed(session, unknown) + changed(session, again.values(status="queued", lease_until=None))
