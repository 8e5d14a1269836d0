"""Paints the Home tab of owners and admins anew, where something there has changed without a press of theirs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy.orm import Session

from governance.rules.people.permissions import OWNERS, Role
from governance.store import lanes, outbox
from governance.store.lanes import Lane
from governance.store.outbox import Kind
from governance.usecases.people import members


def refresh(session: Session, workspace_id: str, now: datetime) -> None:
    """Queue the Home tab of every owner and admin; one that waits already is painted once, with the newest state."""
    for person in members.people_with_role(session, workspace_id, *OWNERS, Role.ADMIN):
        outbox.queue(
            session,
            Kind.HOME,
            f"home:{person.user_id}",
            now,
            workspace_id=workspace_id,
            user_id=person.user_id,
            interactive=True,
        )


@contextmanager
def told_of(session: Session, workspace_id: str, lane: Lane, now: datetime) -> Iterator[None]:
    """Where an obstacle to this lane begins, ends or becomes another one meanwhile, Home says so once."""
    before = lanes.code_of(session, workspace_id, lane)
    yield
    if lanes.code_of(session, workspace_id, lane) != before:
        refresh(session, workspace_id, now)
