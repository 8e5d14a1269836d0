"""In which workspaces something waits to be sent now. Costs nothing for workspaces in which nothing waits at all.

The database walks from one workspace that has such a row to the next, along a partial index: the words of its condition
stand in the statements, since no database proves a condition from a parameter, and each step asks for the first in the
order of that index, since for a least one SQLite took another, and walked through all that was ever sent.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, TypeAlias

from sqlalchemy import ColumnElement, Select, bindparam, literal_column, select
from sqlalchemy.orm import Session, aliased

from governance.store.lanes import Lane
from governance.store.models import Fence, Outgoing, Workspace
from governance.store.outbox import CLOCKS_APART
from governance.store.schema import UtcDateTime

Condition: TypeAlias = Callable[[Any], ColumnElement[bool]]  # on the outbox, or an alias of it
_EITHER = (False, True)
QUEUED_IN, MARKED_IN = ("workspace_id", "kind", "not_before", "id"), ("workspace_id", "bulk", "repaint_at")  # indices
_NOW = bindparam("now", type_=UtcDateTime())


def _queued(row: Any) -> ColumnElement[bool]:
    condition: ColumnElement[bool] = row.status == literal_column("'queued'")
    return condition


def _marked(row: Any) -> ColumnElement[bool]:
    condition: ColumnElement[bool] = row.repaint_at.is_not(None)
    return condition


def _walk(waits: Condition, order: Sequence[str], *due: ColumnElement[bool]) -> Select[tuple[str]]:
    """Every workspace that has such a row, one look at the index each; of these, where one is due."""
    first, after = aliased(Outgoing), aliased(Outgoing)
    found = select(_first(first, waits, order).scalar_subquery().label("id")).cte("found", recursive=True)
    following = _first(after, waits, order).where(after.workspace_id > found.c.id)
    found = found.union_all(select(following.scalar_subquery()).where(found.c.id.is_not(None)))
    here = select(Outgoing.id).where(Outgoing.workspace_id == found.c.id, *due).exists()
    return select(found.c.id).where(found.c.id.is_not(None), here)


def _first(row: Any, waits: Condition, order: Sequence[str]) -> Select[tuple[str]]:
    return select(row.workspace_id).where(waits(row)).order_by(*(getattr(row, name) for name in order)).limit(1)


def _unless_held(walk: Select[tuple[str]], lane: Lane) -> Select[tuple[str]]:
    """Not where the fence of this lane is another's."""
    (workspace_id,) = walk.selected_columns
    held = select(Fence.owner).where(
        Fence.workspace_id == workspace_id, Fence.lane == lane.value, Fence.owner != bindparam("owner"),
        Fence.until > _NOW, Fence.until <= bindparam("latest", type_=UtcDateTime()),
    )  # fmt: skip
    return walk.where(~held.exists())


# Built once: each takes longer to build than the database to answer. `bulk` is either: the index leads to what is due.
_SCREENS = _walk(
    _queued, QUEUED_IN, _queued(Outgoing), Outgoing.interactive.is_(True), Outgoing.bulk.in_(_EITHER),
    Outgoing.not_before <= _NOW,
)  # fmt: skip
_MESSAGES = _unless_held(
    _walk(
        _queued, QUEUED_IN, _queued(Outgoing), Outgoing.interactive.is_(False), Outgoing.bulk.in_(_EITHER),
        Outgoing.not_before <= _NOW,
    ),
    Lane.MESSAGES,
)  # fmt: skip
_REPAINTS = _unless_held(
    _walk(
        _marked, MARKED_IN, Outgoing.bulk.in_(_EITHER), Outgoing.repaint_at <= _NOW, Outgoing.message_ts.is_not(None),
        select(Workspace.id).where(Workspace.id == Outgoing.workspace_id, Workspace.removed_at.is_(None)).exists(),
    ),
    Lane.REPAINTS,
)  # fmt: skip


def with_screens(session: Session, now: datetime) -> list[str]:
    """Where somebody waits for a screen."""
    return list(session.scalars(_SCREENS, {"now": now}))


def with_messages(session: Session, now: datetime, owner: str) -> list[str]:
    """Where a message is due, and no process but this one sends them."""
    return list(session.scalars(_MESSAGES, _given(now, owner)))


def with_repaints(session: Session, now: datetime, owner: str) -> list[str]:
    """Where a message that was sent is to be painted anew, and no process but this one does so."""
    return list(session.scalars(_REPAINTS, _given(now, owner)))


def _given(now: datetime, owner: str) -> dict[str, Any]:
    return {"now": now, "owner": owner, "latest": now + CLOCKS_APART}
