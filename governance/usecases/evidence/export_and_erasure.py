"""Export of what is kept about one person, and their erasure, after which the proof stays valid."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, delete, func, inspect, select, update
from sqlalchemy.orm import Session

from governance.errors import N_, Refusal
from governance.rules.poll.answer import secret_tag
from governance.rules.poll.states import PollState
from governance.store import ledger
from governance.store.models import Case, Elector, LaterObjection, Member, OpenBallot, Outgoing, Poll, Workspace
from governance.store.models.record import IS_QUIET
from governance.store.outbox_kinds import STATUSES
from governance.store.poll.key_store import KeyStore, Use
from governance.store.schema import Base
from governance.usecases.evidence.person_columns import PERSON_COLUMNS, Fate, PersonColumn
from governance.usecases.people import members
from governance.usecases.poll import electorate

HELD_IN = {column.table.__tablename__ for column in PERSON_COLUMNS}
CLEANED = tuple(sorted(HELD_IN | {"open_ballots", "later_objections"}))


def _held(column: PersonColumn, workspace_id: str, user_id: str) -> list[ColumnElement[bool]]:
    """The conditions that find the rows of one workspace in which this column names the person."""
    if column.table is Outgoing:
        return [Outgoing.id.in_(_sent_to(workspace_id, user_id))]
    return [column.table.__table__.c[column.name] == user_id, of_workspace(column.table, workspace_id)]


def _sent_to(workspace_id: str, user_id: str) -> CompoundSelect[int]:
    """What was or is sent to one person, each kind by its own index: messages, and screens, of which there are few."""
    theirs = select(Outgoing.id).where(Outgoing.workspace_id == workspace_id, Outgoing.user_id == user_id)
    screens = theirs.where(Outgoing.status.in_(STATUSES), Outgoing.interactive.in_((True,)))
    return theirs.where(IS_QUIET).union_all(screens)


def of_workspace(table: type[Base], workspace_id: str) -> ColumnElement[bool]:
    """The condition that finds the rows of one workspace."""
    columns = table.__table__.c
    if table is Workspace:
        return columns.id == workspace_id
    if "workspace_id" in columns:
        return columns.workspace_id == workspace_id
    name, parent = ("poll_id", Poll) if "poll_id" in columns else ("case_id", Case)
    return columns[name].in_(select(parent.id).where(parent.workspace_id == workspace_id))


def export(session: Session, workspace_id: str, user_id: str) -> dict[str, list[dict[str, Any]]]:
    """Everything that is kept under this person's name, times as ISO texts: their own rows, table by table.

    Then `acts`, what they did for others and what an erasure does with it, and `kept`, what stays and why.
    """
    members.workspace(session, workspace_id)
    told: dict[str, list[dict[str, Any]]] = {"acts": [], "kept": []}
    for column in PERSON_COLUMNS:
        rows = session.scalars(select(column.table).where(*_held(column, workspace_id, user_id))).all()
        if column.name == "user_id":
            told[column.table.__tablename__] = [_plain(row) for row in rows]
            continue
        says = {"kept_because": column.reason} if column.fate is Fate.KEPT else {"at_erasure": column.fate.value}
        section = told["kept" if column.fate is Fate.KEPT else "acts"]
        section += [{"place": column.place, **says, **_plain(row, column.shown)} for row in rows]
    return {name: told[name] for name in sorted(told, key=("acts", "kept").__contains__)}


def _plain(row: Base, shown: tuple[str, ...] = ()) -> dict[str, Any]:
    names = (
        [*(column.name for column in inspect(type(row)).primary_key), *shown]
        if shown
        else inspect(type(row)).columns.keys()
    )
    values = {name: getattr(row, name) for name in names}
    return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in values.items()}


def offices(session: Session, workspace_id: str, user_id: str) -> dict[str, tuple[int, str]]:
    """What an erasure leaves of this person: place -> in how many rows, and why."""
    found = {}
    for column in (column for column in PERSON_COLUMNS if column.fate is Fate.KEPT):
        held = select(func.count()).select_from(column.table).where(*_held(column, workspace_id, user_id))
        if number := session.scalar(held):
            found[column.place] = (number, column.reason)
    return found


def erase(session: Session, workspace_id: str, user_id: str, keys: KeyStore, now: datetime) -> None:
    """Take this person out of everything but what they did in office. One transaction.

    1. Their answer to an open secret question and their later objections go. 2. Every column that names them is treated
    as the list says. 3. The record of events keeps their random id, which leads to nobody from now on.
    """
    members.workspace(session, workspace_id)
    questions = select(Poll).where(Poll.workspace_id == workspace_id).with_for_update(read=True)
    for poll in session.scalars(questions).all():  # none of them begins to be counted meanwhile
        _erase_secrets(session, poll, user_id, keys)
    stand_in = ledger.subject_of(session, workspace_id, user_id)
    for column in PERSON_COLUMNS:
        _treat(session, column, workspace_id, user_id, stand_in)
    ledger.append(session, workspace_id, "subject:person:erased", "erased", now)


def _treat(session: Session, column: PersonColumn, workspace_id: str, user_id: str, stand_in: str) -> None:
    held = _held(column, workspace_id, user_id)
    if column.fate is Fate.ROW_GOES:
        session.execute(delete(column.table).where(*held))
    elif column.fate is not Fate.KEPT:
        values = _instead(session, column, workspace_id, user_id, stand_in)
        session.execute(update(column.table).where(*held).values(values))


def _instead(
    session: Session, column: PersonColumn, workspace_id: str, user_id: str, stand_in: str
) -> dict[str, str | None]:
    if column.table is Elector:
        return dict.fromkeys(electorate.OF_A_PERSON)
    if column.name == "after_member":  # how far a list of people has come: to the one before
        before = select(func.max(Member.user_id)).where(Member.workspace_id == workspace_id, Member.user_id < user_id)
        return {column.name: session.scalar(before) or ""}
    return {column.name: stand_in if column.fate is Fate.REPLACED else None}


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
