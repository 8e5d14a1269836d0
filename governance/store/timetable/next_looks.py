"""When each workspace is looked at next: the first moment at which something in it could be due to be asked or said.

Kept so that a tick looks only where that moment has come. Too early is harmless, the look sets it anew; too late never
is. So one place brings it forward to the next tick, whatever a transaction writes: `note` hears of every statement, and
only what is known to make nothing due is left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple, cast

from sqlalchemy import (
    ColumnElement,
    Connection,
    Delete,
    Insert,
    Integer,
    Table,
    Update,
    column,
    literal,
    select,
    table,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from governance.store.schema import UtcDateTime

AT_ONCE = datetime(1970, 1, 1, tzinfo=UTC)
NEVER = datetime.max.replace(tzinfo=UTC)  # not before something is written there
LONGEST = timedelta(days=1)  # between two looks: by then is found what a new release knows otherwise
TOUCHED = "touched"  # in a session's `info`, and an option of its connection: ids of workspaces
MAKES_NOTHING_DUE = {"makes_nothing_due": True}  # option of a statement that comes too often to be heard
# What is sent and how far that is, who answered and what, and the record. Whatever takes a prompt back out of the
# outbox writes elsewhere too what has moved its day.
LEFT_OUT = frozenset({
    "outbox", "mailings", "markings", "lanes", "fences", "refused_charts", "delivered", "electors", "participation",
    "open_ballots", "closed_ballots", "consent_records", "notice_readings", "later_objections", "answers_by_day",
    "ledger", "ledger_heads", "subjects", "seen_events", "key_place", "mailbox_positions", "next_looks",
})  # fmt: skip
_LOOKS = table("next_looks", column("workspace_id"), column("at", UtcDateTime()), column("changes", Integer))
_WORKSPACES = table("workspaces", column("id"))
_MATTERS = {f"{one}_id": table(f"{one}s", column("id"), column("workspace_id")) for one in ("case", "poll")}


def listen(session: Session) -> None:
    """From here on note in which workspaces the transaction of this session writes something."""
    session.info[TOUCHED] = set[str]()
    session.connection(execution_options={TOUCHED: session.info[TOUCHED]})


def note(
    connection: Connection, statement: Any, many: Sequence[Mapping[str, Any]], one: Mapping[str, Any],
    options: Mapping[str, Any],
) -> None:  # fmt: skip
    """Hears of every statement before it runs."""
    if TOUCHED not in options or not isinstance(statement, (Insert, Update, Delete)):
        return
    target = cast(Table, statement.table)
    if target.name not in LEFT_OUT and MAKES_NOTHING_DUE.keys().isdisjoint(options):
        for values in many or [one]:
            options[TOUCHED].update(_workspaces(connection, statement, target, values))


def _workspaces(
    connection: Connection, statement: Insert | Update | Delete, target: Table, values: Mapping[str, Any]
) -> Iterable[str]:
    """Those whose rows it writes; of mail that is put to none yet, none."""
    name = leads_by(target)
    if isinstance(statement, Insert):
        given = values[name] if name in values else statement.compile(dialect=connection.dialect).params[name]
        found = [given] if name not in _MATTERS else connection.scalars(select(_owner(name, given)))
    else:
        whose = select(_owner(name, target.c[name])).distinct()
        where = whose if statement.whereclause is None else whose.where(statement.whereclause)
        found = connection.scalars(where, values)
    return [workspace_id for workspace_id in found if workspace_id is not None]


def leads_by(target: Table) -> str:
    """The column that leads to a row's workspace. Raises ValueError where none does: then it is to be LEFT_OUT."""
    names = ["id"] if target.name == "workspaces" else ["workspace_id", *_MATTERS]
    found = next((name for name in names if name in target.c), None)
    if found is None:
        raise ValueError(f"rows of {target.name} lead to no workspace")
    return found


def _owner(name: str, value: Any) -> ColumnElement[Any]:
    if name not in _MATTERS:
        return cast(ColumnElement[Any], value)
    matter = _MATTERS[name]
    return select(matter.c.workspace_id).where(matter.c.id == value).scalar_subquery()


def settle(session: Session) -> None:
    """The last statement of a transaction, so that it is not held up with the row: these are looked at next tick."""
    if not session.in_transaction():
        return  # it was rolled back
    session.flush()
    if touched := session.info[TOUCHED]:
        insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
        here = _WORKSPACES.c.id.in_(sorted(touched))
        rows = select(_WORKSPACES.c.id, literal(AT_ONCE, UtcDateTime()), literal(1)).where(here)
        in_turn = rows.order_by(_WORKSPACES.c.id)  # two that write in several never wait for each other
        new = insert(_LOOKS).from_select(["workspace_id", "at", "changes"], in_turn)
        again = {"at": new.excluded["at"], "changes": _LOOKS.c.changes + 1}
        session.execute(new.on_conflict_do_update(index_elements=["workspace_id"], set_=again))


class Look(NamedTuple):
    """A workspace to be looked at, and what its `changes` were when that was found out."""

    workspace_id: str
    changes: int


def due(session: Session, now: datetime) -> list[Look]:
    """Where the moment has come, the longest waiting first."""
    found = select(_LOOKS.c.workspace_id, _LOOKS.c.changes).where(_LOOKS.c.at <= now)
    return [Look(*row) for row in session.execute(found.order_by(_LOOKS.c.at, _LOOKS.c.workspace_id))]


def put_off(session: Session, look: Look, now: datetime, moments: Iterable[datetime]) -> None:
    """The next look is at the first of these, unless something was written there meanwhile: that may have moved it."""
    these = (_LOOKS.c.workspace_id == look.workspace_id, _LOOKS.c.changes == look.changes)
    session.execute(update(_LOOKS).where(*these).values(at=min(now + LONGEST, *moments)))


def look_everywhere(session: Session, _now: datetime) -> None:
    """As after a start: a new release may know other days."""
    session.info[TOUCHED].update(session.scalars(select(_WORKSPACES.c.id)))
