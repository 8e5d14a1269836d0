"""The record of events: append and verify. No event is ever changed, or holds free text or a name.

Each event carries the hash of the one before it. The hashed bytes are JSON with sorted ASCII keys, no spaces, no floats
and integers below 2^53, which within these limits is RFC 8785.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from sqlalchemy import delete, select, text, update
from sqlalchemy.orm import Session

from governance.store.models import LedgerEvent, LedgerHead, Subject, Workspace
from governance.store.schema import new_id
from governance.store.upsert import insert_for

GENESIS = "0" * 64
Plain: TypeAlias = str | int | bool | None


def event_hash(row: dict[str, Plain], previous: str) -> str:
    """SHA-256 over the canonical JSON of the event and the hash before it, as 64 hexadecimal digits."""
    canonical = json.dumps({**row, "previous": previous}, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


def subject_of(session: Session, workspace_id: str, user_id: str) -> str:
    """The random id that stands for this person in the record; made when it is first needed."""
    session.execute(
        insert_for(session, Subject)
        .values(id=new_id(), workspace_id=workspace_id, user_id=user_id)
        .on_conflict_do_nothing(index_elements=["workspace_id", "user_id"])
    )
    found = select(Subject.id).where(Subject.workspace_id == workspace_id, Subject.user_id == user_id)
    return session.scalars(found).one()


def _locked_head(session: Session, workspace_id: str) -> LedgerHead:
    session.execute(
        insert_for(session, LedgerHead)
        .values(workspace_id=workspace_id, seq=0, hash=GENESIS)
        .on_conflict_do_nothing(index_elements=["workspace_id"])
    )
    query = select(LedgerHead).where(LedgerHead.workspace_id == workspace_id).with_for_update()
    return session.scalars(query.execution_options(populate_existing=True)).one()


def head_hash(session: Session, workspace_id: str) -> str:
    """Today's fingerprint of the record: the hash of its newest event."""
    head = session.get(LedgerHead, workspace_id)
    return head.hash if head else GENESIS


def append(
    session: Session,
    workspace_id: str,
    tag: str,
    object_id: str,
    now: datetime,
    actor: str | None = None,
    **data: Plain,
) -> int:
    """Add one event and return its number. `actor` is a Slack user id, of which only the random subject id is written.

    Call it last before the commit: it locks the workspace's head row. Tags read `noun:object:action`.
    """
    if any(isinstance(value, float) for value in data.values()):
        raise ValueError("no floats in the record of events")
    subject = subject_of(session, workspace_id, actor) if actor else None
    head = _locked_head(session, workspace_id)
    row: dict[str, Plain] = {
        "workspace_id": workspace_id,
        "seq": head.seq + 1,
        "at": now.isoformat(timespec="microseconds"),
        "tag": tag,
        "object_id": object_id,
        "actor": subject,
        "data": json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False),
    }
    digest = event_hash(row, head.hash)
    session.add(LedgerEvent(**row, previous=head.hash, hash=digest))
    moved = update(LedgerHead).where(LedgerHead.workspace_id == workspace_id)
    session.execute(moved.values(seq=head.seq + 1, hash=digest))
    return head.seq + 1


def forget(session: Session, workspace_id: str) -> None:
    """Remove the whole record of a workspace, of which nothing else is kept: the one removal there is.

    The database refuses every other; its guard is taken away and put back within this transaction.
    """
    with _without_guard(session):
        session.execute(delete(LedgerEvent).where(LedgerEvent.workspace_id == workspace_id))
    session.execute(delete(LedgerHead).where(LedgerHead.workspace_id == workspace_id))


@contextmanager
def _without_guard(session: Session) -> Iterator[None]:
    if session.get_bind().dialect.name != "sqlite":
        session.execute(text("ALTER TABLE ledger DISABLE TRIGGER USER"))
        yield
        session.execute(text("ALTER TABLE ledger ENABLE TRIGGER USER"))
        return
    guards = session.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'ledger'"))
    made = guards.all()
    for name, _ in made:
        session.execute(text(f"DROP TRIGGER {name}"))
    yield
    for _, statement in made:
        session.execute(text(statement))


@dataclass(frozen=True)
class Verified:
    """`fault` is None when the record is whole, else the first fault in it."""

    events: int
    head: str
    fault: str | None


def verify(session: Session, workspace_id: str) -> Verified:
    """Check the whole chain: finds any edit, gap or reordering, and a cut or forged end."""
    previous, seq = GENESIS, 0
    for event in session.scalars(
        select(LedgerEvent).where(LedgerEvent.workspace_id == workspace_id).order_by(LedgerEvent.seq)
    ):
        if event.seq != seq + 1:
            return Verified(seq, previous, f"event {seq + 1} is missing")
        row: dict[str, Plain] = {
            name: getattr(event, name) for name in ("workspace_id", "seq", "at", "tag", "object_id", "actor", "data")
        }
        if event.previous != previous or event.hash != event_hash(row, previous):
            return Verified(seq, previous, f"event {event.seq} was changed")
        previous, seq = event.hash, event.seq
    head = session.get(LedgerHead, workspace_id)
    if (head.seq, head.hash) != (seq, previous) if head else seq:
        return Verified(seq, previous, "the newest events are missing")
    if seq == 0 and session.get(Workspace, workspace_id) is not None:
        return Verified(seq, previous, "the record is empty although the app is installed")
    return Verified(seq, previous, None)
