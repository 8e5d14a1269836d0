"""Slack's events, each handled once even when Slack delivers it again; their ids are kept for two days."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session

from governance.store.models import SeenEvent
from governance.store.upsert import changed, insert_for

KEPT = timedelta(days=2)


def is_new(session: Session, event_id: str, now: datetime) -> bool:
    """Note the event; False when it was noted before."""
    row = insert_for(session, SeenEvent).values(event_id=event_id, at=now)
    return changed(session, row.on_conflict_do_nothing(index_elements=["event_id"])) == 1


def forget_old(session: Session, now: datetime) -> None:
    """Remove ids older than any redelivery."""
    session.execute(delete(SeenEvent).where(SeenEvent.at < now - KEPT))
