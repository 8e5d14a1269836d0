"""Rows that a process which is gone left in the middle of being sent: queued again, or of unknown outcome."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, update
from sqlalchemy.orm import Session

from governance.store import outbox
from governance.store.models import Outgoing
from governance.store.upsert import changed


def reclaim(session: Session, workspace_id: str, now: datetime, but: Collection[int] = ()) -> int:
    """Take back what a process left in `sending` for longer than its lease; `but` what we are just sending ourselves.

    Returns the number of rows.
    """
    set_back = Outgoing.lease_until > now + outbox.CLOCKS_APART
    stale = (Outgoing.workspace_id == workspace_id, (Outgoing.lease_until <= now) | set_back)
    return _take_back(session, now, *stale, Outgoing.id.not_in(but))


def reclaim_all(session: Session, now: datetime) -> int:
    """Take back all that a dead process left in `sending`, lease or not: only where no other process can be alive."""
    return _take_back(session, now)


def _take_back(session: Session, now: datetime, *where: ColumnElement[bool]) -> int:
    """Queue it again, or call it unknown, by the promise of its kind."""
    at_most_once = [kind.value for kind, promise in outbox.PROMISES.items() if promise is outbox.Promise.AT_MOST_ONCE]
    stale = (Outgoing.status == "sending", *where)
    lost = update(Outgoing).where(*stale, Outgoing.kind.in_(at_most_once))
    again = update(Outgoing).where(*stale, Outgoing.kind.not_in(at_most_once))
    unknown = lost.values(status="unknown", error="lost", settled_at=now, lease_until=None)
    return changed(session, unknown) + changed(session, again.values(status="queued", lease_until=None))
