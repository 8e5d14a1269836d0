"""Export of what is kept about one person, and their erasure, after which the proof stays valid."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import delete, inspect, select, update
from sqlalchemy.orm import Session

from governance.errors import N_, Refusal
from governance.rules.poll.answer import secret_tag
from governance.rules.poll.states import PollState
from governance.store import ledger
from governance.store.models import (
    Appointment,
    ConsentRecord,
    Elector,
    LaterObjection,
    Member,
    NoticeReading,
    OpenBallot,
    Outgoing,
    Participation,
    Poll,
    Subject,
)
from governance.store.poll.key_store import KeyStore, Use
from governance.store.schema import Base
from governance.usecases.people import members

IN_WORKSPACE: tuple[type[Base], ...] = (Member, Appointment, Subject, Outgoing)
IN_QUESTION: tuple[type[Base], ...] = (Elector, Participation, ConsentRecord, NoticeReading)


def _rows_of(model: type[Base], workspace_id: str, user_id: str) -> list[Any]:
    """The conditions that find this person's rows in a table."""
    columns = model.__table__.c
    found = [columns.user_id == user_id]
    if "workspace_id" in columns:
        return [*found, columns.workspace_id == workspace_id]
    return [*found, columns.poll_id.in_(select(Poll.id).where(Poll.workspace_id == workspace_id))]


def export(session: Session, workspace_id: str, user_id: str) -> dict[str, list[dict[str, Any]]]:
    """Everything that is kept under this person's name, table by table; times as ISO texts."""
    members.workspace(session, workspace_id)
    kept: dict[str, list[dict[str, Any]]] = {}
    for model in (*IN_WORKSPACE, *IN_QUESTION):
        rows = session.scalars(select(model).where(*_rows_of(model, workspace_id, user_id))).all()
        kept[model.__tablename__] = [_plain(row) for row in rows]
    return kept


def _plain(row: Base) -> dict[str, Any]:
    values = {name: getattr(row, name) for name in inspect(type(row)).columns.keys()}  # noqa: SIM118  # not a dict
    return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in values.items()}


def erase(session: Session, workspace_id: str, user_id: str, keys: KeyStore, now: datetime) -> None:
    """Take this person out of everything. One transaction.

    1. Their answer to an open secret question and their later objections go. 2. So does what shows that they took part.
    3. Their row among the people asked stays, nameless. 4. The record of events keeps their random id, which leads to
    nobody.
    """
    members.workspace(session, workspace_id)
    questions = select(Poll).where(Poll.workspace_id == workspace_id).with_for_update(read=True)
    for poll in session.scalars(questions).all():  # none of them begins to be counted meanwhile
        _erase_secrets(session, poll, user_id, keys)
    for model in (Participation, NoticeReading, Appointment, Outgoing, Subject, Member):
        session.execute(delete(model).where(*_rows_of(model, workspace_id, user_id)))
    nameless = {"user_id": None, "channel": None, "message_ts": None}
    session.execute(update(Elector).where(*_rows_of(Elector, workspace_id, user_id)).values(**nameless))
    session.execute(update(ConsentRecord).where(*_rows_of(ConsentRecord, workspace_id, user_id)).values(user_id=None))
    ledger.append(session, workspace_id, "subject:person:erased", "erased", now)


def _erase_secrets(session: Session, poll: Poll, user_id: str, keys: KeyStore) -> None:
    if poll.state == PollState.CLOSING:
        raise Refusal(N_("The answers to a question are being counted. Please try again in a minute."))
    if (key := keys.key(poll.id, Use.ANSWERS)) is not None:
        tag = secret_tag(key, user_id)
        session.execute(delete(OpenBallot).where(OpenBallot.poll_id == poll.id, OpenBallot.key == tag))
    if (key := keys.key(poll.id, Use.OBJECTIONS)) is not None:
        tag = secret_tag(key, user_id)
        session.execute(delete(LaterObjection).where(LaterObjection.poll_id == poll.id, LaterObjection.tag == tag))
        keys.clear_noted(poll.id, {tag})
