"""Sent messages marked as to be painted anew: the next is claimed, and settled once it shows how things stand.

A claim moves the mark past the lease; a newer change moves it back, and the message stays due.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from governance.store.models import Outgoing, Workspace
from governance.store.outbox import LEASE
from governance.store.outbox_row import Row

_EITHER = (False, True)
_STANDS = (Outgoing.message_ts.is_not(None),)  # which says that it was sent; its status would mislead to another index


def _due(workspace_id: str, now: datetime, bulk: ColumnElement[bool]) -> tuple[ColumnElement[bool], ...]:
    here = select(Workspace.id).where(Workspace.id == workspace_id, Workspace.removed_at.is_(None)).exists()
    return (Outgoing.workspace_id == workspace_id, bulk, Outgoing.repaint_at <= now, *_STANDS, here)


def is_any_due(session: Session, workspace_id: str, now: datetime) -> bool:
    """Whether a message is to be painted anew by now."""
    return (
        session.scalar(select(Outgoing.id).where(*_due(workspace_id, now, Outgoing.bulk.in_(_EITHER))).limit(1))
        is not None
    )


def claim(session: Session, workspace_id: str, now: datetime) -> tuple[Row, datetime] | None:
    """Claim the next one, an owner's before members', with the moment that the claim ends; commit before the call."""
    for bulk in _EITHER:
        found = (
            select(Outgoing)
            .where(*_due(workspace_id, now, Outgoing.bulk == bulk))
            .order_by(Outgoing.repaint_at, Outgoing.id)
        )
        row = session.scalars(found.limit(1).with_for_update(skip_locked=True)).first()
        if row is not None:
            row.repaint_at = now + LEASE
            return Row.painted_again(row), row.repaint_at
    return None


def settle(session: Session, row_id: int, claimed: datetime, painted: str | None = None) -> None:
    """It shows how things stand now, unless they have changed meanwhile. `painted`: the digest, where it is kept."""
    done = update(Outgoing).where(Outgoing.id == row_id, Outgoing.repaint_at == claimed)
    session.execute(done.values(repaint_at=None, repaint_tries=0))
    if painted:
        session.execute(update(Outgoing).where(Outgoing.id == row_id).values(painted=painted))


def leave(session: Session, row_id: int) -> None:
    """It is painted no more: Slack does not have it any longer, or it can become untrue no more."""
    session.execute(
        update(Outgoing).where(Outgoing.id == row_id).values(repaint_at=None, message_ts=None, painted=None)
    )


def put_back(session: Session, row_id: int, claimed: datetime, when: datetime, *, most: int | None = None) -> None:
    """Try again at `when`; `most`: it is its own fault, and after so many tries it waits for the next change.

    Slack may have taken the edit whose answer was lost: what the message shows is not known any more.
    """
    mine = (Outgoing.id == row_id, Outgoing.repaint_at == claimed)
    if most is not None:
        session.execute(update(Outgoing).where(*mine).values(repaint_tries=Outgoing.repaint_tries + 1))
        session.execute(update(Outgoing).where(*mine, Outgoing.repaint_tries >= most).values(repaint_at=None))
    session.execute(update(Outgoing).where(*mine).values(repaint_at=when))
    session.execute(update(Outgoing).where(Outgoing.id == row_id).values(painted=None))
