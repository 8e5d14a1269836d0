"""The record of events: chained, append-only in the database itself, and verifiable."""

from __future__ import annotations

from threading import Thread

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from governance.store import ledger
from governance.store.database import Database
from governance.store.models import LedgerEvent, Subject, Workspace
from tests.conftest import FRIDAY, WORKSPACE


def _append(database: Database, count: int, actor: str | None = "U0OLGA") -> None:
    for number in range(count):
        with database.writing() as session:
            ledger.append(session, WORKSPACE, "test:thing:done", "x", FRIDAY, actor, number=number)


def test_it_verifies_and_names_nobody(database: Database, workspace: Workspace) -> None:
    _append(database, 3)
    with database.reading() as session:
        verified = ledger.verify(session, WORKSPACE)
        events = session.scalars(select(LedgerEvent)).all()
    assert verified.fault is None
    assert verified.events == len(events) == 4  # the installation is one
    assert all("U0OLGA" not in (event.actor or "") + event.data for event in events)


def test_erasing_the_person_leaves_the_record_whole(database: Database, workspace: Workspace) -> None:
    _append(database, 2)
    with database.writing() as session:
        session.execute(Subject.__table__.delete())
    with database.reading() as session:
        assert ledger.verify(session, WORKSPACE).fault is None


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger SET tag = 'x'",
        "DELETE FROM ledger",
        "INSERT INTO ledger SELECT * FROM ledger WHERE true ON CONFLICT (workspace_id, seq) DO UPDATE SET tag = 'x'",
    ],
)
def test_the_database_refuses_change(database: Database, workspace: Workspace, statement: str) -> None:
    with pytest.raises(DBAPIError, match="append-only"), database.writing() as session:
        session.execute(text(statement))


def _without_triggers(database: Database, statement: str) -> None:
    """Somebody with full access to the database forges it."""
    with database.engine.begin() as connection:
        if database.is_sqlite:
            connection.execute(text("DROP TRIGGER ledger_no_update"))
            connection.execute(text("DROP TRIGGER ledger_no_delete"))
        else:
            connection.execute(text("ALTER TABLE ledger DISABLE TRIGGER ledger_append_only"))
        for one in statement.split(";"):
            connection.execute(text(one))


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        ("UPDATE ledger SET tag = 'forged' WHERE seq = 2", "event 2 was changed"),
        ("UPDATE ledger SET actor = NULL WHERE seq = 3", "event 3 was changed"),
        ("DELETE FROM ledger WHERE seq = 2", "event 2 is missing"),
        ("DELETE FROM ledger WHERE seq = 4", "the newest events are missing"),
        ("UPDATE ledger SET seq = 9 WHERE seq = 4", "event 4 is missing"),
        ("DELETE FROM ledger", "the newest events are missing"),
        ("DELETE FROM ledger; DELETE FROM ledger_heads", "the record is empty although the app is installed"),
    ],
)
def test_a_forged_record_is_found(database: Database, workspace: Workspace, statement: str, fault: str) -> None:
    _append(database, 3)
    _without_triggers(database, statement)
    with database.reading() as session:
        assert ledger.verify(session, WORKSPACE).fault == fault


def test_writers_side_by_side_make_one_chain(database: Database, workspace: Workspace) -> None:
    threads = [Thread(target=_append, args=(database, 5)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.reading() as session:
        verified = ledger.verify(session, WORKSPACE)
    assert (verified.fault, verified.events) == (None, 21)


def test_no_floats_are_hashed(database: Database, workspace: Workspace) -> None:
    with pytest.raises(ValueError, match="floats"), database.writing() as session:
        ledger.append(session, WORKSPACE, "test:thing:done", "x", FRIDAY, share=0.5)  # type: ignore[arg-type]  # the point
