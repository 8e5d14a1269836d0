"""Who sends what one workspace is sent of one kind: one process at a time, and what it has learnt of Slack's limit.

A fence is taken and kept by compare-and-set, and ends by itself when its process is gone. Without it, processes each
learn a pace of their own, and together they exceed the limit. No advisory locks: a pool of connections may lose them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from governance.store.lanes import Lane
from governance.store.models import Fence
from governance.store.outbox import CLOCKS_APART, LEASE
from governance.store.upsert import changed, insert_for

TERM = LEASE  # whoever stands still for longer has lost it


@dataclass(frozen=True)
class Learnt:
    """What is known of the limit: messages a second, until when Slack has us wait, how much more is tried next."""

    rate: float
    blocked_until: datetime | None
    step: float


class Taken(NamedTuple):
    """A fence is ours; `learnt`: what another process learnt who had it before us."""

    learnt: Learnt | None


def _is_free(now: datetime) -> ColumnElement[bool]:
    """It is over, or ends so late that it was written before a clock was set back."""
    return (Fence.until <= now) | (Fence.until > now + CLOCKS_APART)


def is_held_by_another(session: Session, workspace_id: str, lane: Lane, owner: str, now: datetime) -> bool:
    """Whether another process sends here. Asked before `take`, since it keeps no writer waiting."""
    held = (Fence.workspace_id == workspace_id, Fence.lane == lane.value, Fence.owner != owner, ~_is_free(now))
    return session.scalar(select(Fence.owner).where(*held)) is not None


def take(session: Session, workspace_id: str, lane: Lane, owner: str, now: datetime) -> Taken | None:
    """Become the one who sends here; None where another process is."""
    key = {"workspace_id": workspace_id, "lane": lane.value}
    before = session.scalars(select(Fence).filter_by(**key).execution_options(populate_existing=True)).first()
    insert = insert_for(session, Fence).values(**key, owner=owner, until=now + TERM)
    ours = insert.on_conflict_do_update(
        index_elements=list(key),
        set_={"owner": owner, "until": now + TERM},
        where=(Fence.owner == owner) | _is_free(now),
    )
    if not changed(session, ours):
        return None
    if before is None or before.owner == owner or before.rate is None:
        return Taken(None)
    return Taken(Learnt(before.rate, before.blocked_until, before.step or 0.0))


def keep(session: Session, workspace_id: str, lane: Lane, owner: str, learnt: Learnt, now: datetime) -> bool:
    """Stay the one who sends, and write down what was learnt; False: another process has taken over."""
    return _write(session, workspace_id, lane, owner, learnt, now + TERM)


def release(session: Session, workspace_id: str, lane: Lane, owner: str, learnt: Learnt, now: datetime) -> None:
    """Let anybody send here."""
    _write(session, workspace_id, lane, owner, learnt, now - timedelta(seconds=1))


def _write(session: Session, workspace_id: str, lane: Lane, owner: str, learnt: Learnt, until: datetime) -> bool:
    mine = (Fence.workspace_id == workspace_id, Fence.lane == lane.value, Fence.owner == owner)
    known: dict[str, Any] = {"rate": learnt.rate, "blocked_until": learnt.blocked_until, "step": learnt.step}
    return changed(session, update(Fence).where(*mine).values(until=until, **known)) == 1


def end_all(session: Session, now: datetime) -> None:
    """Whoever had them is gone: only where no other process can be alive."""
    session.execute(update(Fence).values(until=now - timedelta(seconds=1)))
