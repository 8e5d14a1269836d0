"""No statement of a press, of Home or of a tick looks at all rows of a table that grows with the people asked.

Read from the plans of both databases, at ten thousand people: a search by workspace or question alone is a look at all,
and so is a walk along an index of all rows. SQLite's steps are counted too: a plan does not tell how far a walk goes.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

import pytest
from sqlalchemy import Connection, event, text

from benchmarks.crowd import NOW, Asked, Crowd, close, fill, user_of, write
from benchmarks.home import painted
from benchmarks.question import WORKSPACE
from benchmarks.tick import timetable
from governance.store.database import Database
from governance.store.poll.key_store import KeyStore
from governance.usecases.poll import answer

PEOPLE = 10_000
GROWS = {"members", "electors", "outbox", "participation", "open_ballots", "closed_ballots", "later_objections",
         "subjects", "seen_events", "ledger"}  # fmt: skip
FEW = {"ix_outbox_queued", "ix_outbox_repaint", "ix_outbox_sending"}  # indices of what waits: a walk may begin there
STEPS, COUNTED = 20_000, 500  # of SQLite's machine for one statement; at most a thousand rows are counted on Home
ALL = re.compile(r"\((?:workspace_id|poll_id)=\?\)|\(\(?(?:workspace_id|poll_id)\)?(?:::text)? = [^()]*\)")

WALK = re.compile(
    r"^[^(]*$|\((?:workspace_id|poll_id)[<>]\?\)$|^\(\(?(?:workspace_id|poll_id)\)?(?:::text)? [<>I][^()]*\)$"
)


@pytest.fixture
def found(database: Database, tmp_path: Path) -> Asked:
    """An open question to ten thousand people."""
    keys = KeyStore(tmp_path / "questions", b"")
    keys.prepare()
    write(database, "seen_events", ("event_id", "at"), ((f"Ev{n}", NOW) for n in range(PEOPLE)))
    made = fill(database, keys, Crowd(PEOPLE))
    write(database, "later_objections", ("poll_id", "tag"), ((made.poll_id, f"{n:064x}") for n in range(PEOPLE)))
    with database.engine.connect() as connection:
        connection.exec_driver_sql("ANALYZE later_objections" if not database.is_sqlite else "SELECT 1")
        connection.commit()
    return made


@contextmanager
def plans(database: Database) -> Iterator[dict[str, list[str]]]:
    """Of every statement that runs meanwhile: which tables it looks at as a whole, by the database's own plan."""
    seen: dict[str, list[str]] = {}

    def before(connection: Connection, _cursor: Any, statement: str, values: Any, _context: Any, many: bool) -> None:
        count_steps(connection, statement, seen)
        if statement.startswith(("SELECT", "UPDATE", "DELETE", "INSERT", "WITH")) and statement not in seen:
            seen[statement] = []
            seen[statement] = whole(connection, statement, values[0] if many else values)

    engines = {database.engine, database._read_engine, database._hasty_engine}
    for engine in engines:
        event.listen(engine, "before_cursor_execute", before)
    yield seen
    for engine in engines:
        event.remove(engine, "before_cursor_execute", before)


def count_steps(connection: Connection, statement: str, seen: dict[str, list[str]]) -> None:
    """Until this connection runs another statement."""
    steps = 0

    def stepped() -> None:
        nonlocal steps
        steps += COUNTED
        if steps == STEPS:
            seen.setdefault(statement, []).append(f"{STEPS} steps of SQLite")

    if connection.dialect.name == "sqlite":
        cast(Any, connection.connection.dbapi_connection).set_progress_handler(stepped, COUNTED)


def whole(connection: Connection, statement: str, values: Any) -> list[str]:
    raw = connection.connection.cursor()
    if connection.dialect.name == "sqlite":
        lines = [row[3] for row in raw.execute(f"EXPLAIN QUERY PLAN {statement}", values)]
        return [line for line in lines if GROWS & set(map(_table, line.split()[1:2])) and _is_whole(line)]
    raw.execute(f"EXPLAIN (FORMAT JSON) {statement}", values)
    plan = raw.fetchone()[0]
    return list(_nodes((json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"]))


def _table(alias: str) -> str:
    """`outbox_1` is the outbox too."""
    return re.sub(r"_\d+$", "", alias)


def _is_whole(line: str) -> bool:
    """`SCAN outbox`, or `SEARCH outbox USING INDEX ix (workspace_id=?)`; with `>` or nothing it walks along."""
    is_walk = WALK.search(line) is not None and FEW.isdisjoint(line.split())
    return is_walk or ALL.search(line) is not None


def _nodes(plan: dict[str, Any]) -> Iterator[str]:
    condition = plan.get("Index Cond", "")
    reads = plan["Node Type"] in ("Seq Scan", "Index Scan", "Index Only Scan") and plan.get("Index Name") not in FEW
    is_walk = reads and WALK.search(condition or "scan") is not None
    if plan.get("Relation Name") in GROWS and (is_walk or ALL.fullmatch(condition)):
        yield f"{plan['Node Type']} {plan['Relation Name']} {condition} {plan.get('Filter', '')}"
    for below in plan.get("Plans", ()):
        yield from _nodes(below)


def bad(seen: dict[str, list[str]]) -> dict[str, list[str]]:
    assert len(seen) > 3, "nothing ran"
    return {statement: lines for statement, lines in seen.items() if lines}


def test_a_look_at_all_rows_is_noticed(found: Asked) -> None:
    looks = ["SELECT name FROM members", "SELECT count(*) FROM electors WHERE poll_id = 'x'"]
    walk = "SELECT min(workspace_id) FROM outbox WHERE status = 'unknown'"
    for look in looks if not found.database.is_sqlite else [*looks, walk]:
        with found.database.reading() as session:
            assert whole(session.connection(), look, ()), look
    if found.database.is_sqlite:
        with plans(found.database) as seen, found.database.reading() as session:
            session.execute(text(walk)).all()
        assert any("steps" in line for line in seen[walk])


def test_home_and_tick_look_at_few_rows(found: Asked, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.CRITICAL)
    ticking = timetable(found)
    while ticking.tick():  # what is due once
        pass
    with plans(found.database) as seen:
        painted(found)
        ticking.tick()
        assert not bad(seen)
    close(found)
    while ticking.tick():
        pass
    with plans(found.database) as seen:
        painted(found)
        ticking.tick()
        ticking.stop()
        assert not bad(seen)


def test_a_press_looks_at_few_rows(found: Asked) -> None:
    person = user_of(PEOPLE // 2)
    press = answer.Press(WORKSPACE, person, WORKSPACE, "2000000000.000000", "https://x.example/", "D1", "1.1")
    with plans(found.database) as seen, found.database.writing() as session:
        assert answer.record_answer(session, press, found.poll_id, 1, found.keys, NOW)
        answer.queue_receipt(session, press, found.poll_id, NOW)
        assert not bad(seen)
