"""In which workspaces something waits to be sent now. Costs nothing for workspaces in which nothing waits at all.

The database walks from one workspace that has such a row to the next, along a partial index: the words of its condition
stand in the statements, since no database proves a condition from a parameter.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeAlias

from sqlalchemy import ColumnElement, Select, func, literal_column, select
from sqlalchemy.orm import Session, aliased

from governance.store.lanes import Lane
from governance.store.models import Fence, Outgoing, Workspace
from governance.store.outbox import CLOCKS_APART

Condition: TypeAlias = Callable[[Any], ColumnElement[bool]]  # on the outbox, or an alias of it
_EITHER = (False, True)


def _queued(row: Any) -> ColumnElement[bool]:
    condition: ColumnElement[bool] = row.status == literal_column("'queued'")
    return condition


def _marked(row: Any) -> ColumnElement[bool]:
    condition: ColumnElement[bool] = row.repaint_at.is_not(None)
    return condition


def with_screens(session: Session, now: datetime) -> list[str]:
    """Where somebody waits for a screen."""
    due = (_queued(Outgoing), Outgoing.interactive.is_(True), Outgoing.not_before <= now)
    return _found(session, _queued, *due)


def with_messages(session: Session, now: datetime, owner: str) -> list[str]:
    """Where a message is due, and no process but this one sends them."""
    due = (_queued(Outgoing), Outgoing.interactive.is_(False), Outgoing.not_before <= now)
    return _found(session, _queued, *due, without=_held(Lane.MESSAGES, owner, now))


def with_repaints(session: Session, now: datetime, owner: str) -> list[str]:
    """Where a message that was sent is to be painted anew, and no process but this one does so."""
    due = (
        Outgoing.bulk.in_(_EITHER), Outgoing.repaint_at <= now, Outgoing.message_ts.is_not(None),
        select(Workspace.id).where(Workspace.id == Outgoing.workspace_id, Workspace.removed_at.is_(None)).exists(),
    )  # fmt: skip
    return _found(session, _marked, *due, without=_held(Lane.REPAINTS, owner, now))


def _held(lane: Lane, owner: str, now: datetime) -> tuple[ColumnElement[bool], ...]:
    """The fence is another's."""
    return Fence.lane == lane.value, Fence.owner != owner, Fence.until > now, Fence.until <= now + CLOCKS_APART


def _found(
    session: Session, waits: Condition, *due: ColumnElement[bool], without: tuple[ColumnElement[bool], ...] = ()
) -> list[str]:
    walk = _walk(waits)
    here = select(Outgoing.id).where(Outgoing.workspace_id == walk.selected_columns[0], *due).exists()
    query = walk.where(here)
    if without:
        held = select(Fence.owner).where(Fence.workspace_id == walk.selected_columns[0], *without).exists()
        query = query.where(~held)
    return list(session.scalars(query))


def _walk(waits: Condition) -> Select[tuple[str]]:
    """Every workspace that has such a row, one look at the index each."""
    first, after = aliased(Outgoing), aliased(Outgoing)
    found = select(func.min(first.workspace_id).label("id")).where(waits(first)).cte("found", recursive=True)
    following = select(func.min(after.workspace_id)).where(waits(after), after.workspace_id > found.c.id)
    found = found.union_all(select(following.scalar_subquery()).where(found.c.id.is_not(None)))
    return select(found.c.id).where(found.c.id.is_not(None))
