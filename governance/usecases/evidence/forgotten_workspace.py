"""Everything that is kept of one workspace: how much it is, and its removal, the proof and the record included."""

from __future__ import annotations

from sqlalchemy import ColumnElement, delete, func, select, true
from sqlalchemy.orm import Session

from governance.store import ledger
from governance.store.models import KeyPlace, LedgerHead, Mail, MailboxPosition, Poll, SeenEvent, Workspace
from governance.store.poll.key_store import KeyStore, Use
from governance.store.schema import Base
from governance.usecases.evidence.export_and_erasure import of_workspace

OF_NOBODY = (KeyPlace, MailboxPosition, SeenEvent)  # of key store, mailbox and Slack's events; these name no workspace
TABLES = {mapper.class_.__tablename__: mapper.class_ for mapper in Base.registry.mappers}
CLEANED = tuple(sorted(TABLES))


def kept(session: Session) -> list[str]:
    """The ids of all workspaces of which something is kept, removed ones included."""
    return sorted(session.scalars(select(Workspace.id).union(select(LedgerHead.workspace_id))))


def rows_of(session: Session, workspace_id: str) -> dict[str, int]:
    """How many rows of each table are about this workspace; tables without any are left out."""
    alone = kept(session) == [workspace_id]
    found = {
        name: session.scalar(select(func.count()).select_from(table).where(_kept_of(table, workspace_id, alone))) or 0
        for name, table in sorted(TABLES.items())
    }
    return {name: number for name, number in found.items() if number}


def _kept_of(table: type[Base], workspace_id: str, alone: bool) -> ColumnElement[bool]:
    """The condition that finds its rows. `alone`: what names no workspace is about this one, as there is no other."""
    if table in OF_NOBODY:
        return true() if alone else ~true()
    if table is Mail:
        put = Mail.workspace_id == workspace_id
        return put | Mail.workspace_id.is_(None) if alone else put
    return of_workspace(table, workspace_id)


def forget(session: Session, workspace_id: str, keys: KeyStore) -> None:
    """Remove all of it, and as the last step before the commit every key of its questions. Raises OSError."""
    alone = kept(session) == [workspace_id]
    questions = session.scalars(select(Poll.id).where(Poll.workspace_id == workspace_id)).all()
    for table in (*OF_NOBODY, Mail, Workspace):  # all else goes with its workspace
        session.execute(delete(table).where(_kept_of(table, workspace_id, alone)))
    ledger.forget(session, workspace_id)
    for question in questions:
        for use in Use:
            keys.destroy(question, use)
