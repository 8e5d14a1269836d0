"""Slack's events, each handled once: Slack may deliver one again. Kept two days."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session

from governance.store.ledger import insert_for
from governance.store.models import SeenEvent

KEPT = timedelta(days=2)


def is_new(session: Session, event_id: str, now: datetime) -> bool:
    """Note the event; False when it was noted before."""
    row = insert_for(session, SeenEvent).values(event_id=event_id, at=now)
    noted = session.execute(row.on_conflict_do_nothing(index_elements=["event_id"]))
    return bool(noted.rowcount == 1)  # type: ignore[attr-defined]  # CursorResult


def forget_old(session: Session, now: datetime) -> None:
    """Remove what is older than any redelivery."""
    session.execute(delete(SeenEvent).where(SeenEvent.at < now - KEPT))
