"""The floor: the same answers from as many threads, without Slack. By the use case, or by its bare SQL statements.

`python -m benchmarks.bare HOW URL COUNT THREADS POLL` reads the press's template on standard input. HOW: `use_case`, or
`sql`, which first records the statements of every answer on the database and then plays them on the one named last.
"""

from __future__ import annotations

import json
import sqlite3
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import psycopg
from sqlalchemy import event

from benchmarks.question import WORKSPACE, gesture
from governance.store.database import BUSY_TIMEOUT_MS, Database
from governance.usecases.poll import answer as consent
from tests.question_keys import KEYS

Statement = tuple[str, Any]


def timed(work: list[Callable[[], object]], threads: int) -> dict[str, Any]:
    """Do all the work with this many threads; the seconds in all and of each piece."""
    times: list[float] = []
    left, begin = iter(work), threading.Barrier(threads + 1)

    def one_after_another() -> None:
        begin.wait()
        for piece in left:
            started = time.perf_counter()
            piece()
            times.append(time.perf_counter() - started)

    crew = [threading.Thread(target=one_after_another) for _ in range(threads)]
    for thread in crew:
        thread.start()
    begin.wait()
    started = time.perf_counter()
    for thread in crew:
        thread.join()
    return {"seconds": time.perf_counter() - started, "times": times, "lost": len(work) - len(times)}


def answers(database: Database, poll_id: str, press: str, count: int) -> list[Callable[[], object]]:
    """Each answer in a transaction of its own, as the listener makes it. This process has its own key store."""
    KEYS.make(poll_id)

    def answer(number: int) -> Callable[[], object]:
        pressed = gesture(press, number)
        position = int(pressed.value.split(".")[1])

        def record() -> None:
            with database.writing() as session:
                consent.record_answer(session, pressed.press(WORKSPACE), poll_id, position, KEYS, datetime.now(UTC))

        return record

    return [answer(number) for number in range(count)]


def recorded(database: Database, work: list[Callable[[], object]]) -> list[list[Statement]]:
    """Do the work once and return the statements of each piece as the driver was given them."""
    found: list[Statement] = []

    @event.listens_for(database.engine, "before_cursor_execute")
    def seen(_c: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, _many: bool) -> None:
        if not statement.startswith("BEGIN"):
            found.append((statement, parameters))

    pieces = []
    for piece in work:
        found.clear()
        piece()
        pieces.append(list(found))
    return pieces


@contextmanager
def played(url: str, pieces: list[list[Statement]], threads: int) -> Iterator[list[Callable[[], object]]]:
    """The statements through the bare driver, a connection per thread, under the same lock as the app's."""
    is_sqlite, own, lock = url.startswith("sqlite"), threading.local(), threading.Lock()
    opened: list[Any] = []

    def connection() -> Any:
        if not hasattr(own, "connection"):
            own.connection = _sqlite(url) if is_sqlite else psycopg.connect(url, autocommit=True)
            opened.append(own.connection)
        return own.connection

    def play(statements: list[Statement]) -> None:
        cursor = connection().cursor()
        cursor.execute("BEGIN IMMEDIATE" if is_sqlite else "BEGIN")
        for statement, parameters in statements:
            cursor.execute(statement, parameters)
            if cursor.description:
                cursor.fetchall()
        cursor.execute("COMMIT")

    def locked(statements: list[Statement]) -> None:
        if is_sqlite:
            with lock:
                play(statements)
        else:
            play(statements)

    yield [lambda piece=piece: locked(piece) for piece in pieces]  # type: ignore[misc]  # bound now, not later
    for one in opened:
        one.close()


def _sqlite(url: str) -> sqlite3.Connection:
    connection = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None, check_same_thread=False)
    for pragma in (
        f"busy_timeout={BUSY_TIMEOUT_MS}", "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON",
        "secure_delete=ON",
    ):  # fmt: skip
        connection.execute(f"PRAGMA {pragma}")
    return connection


def main(how: str, url: str, count: str, threads: str, poll_id: str, second: str = "") -> dict[str, Any]:
    """One measurement."""
    database = Database(url)
    work = answers(database, poll_id, sys.stdin.read(), int(count))
    if how == "use_case":
        return timed(work, int(threads))
    pieces = recorded(database, work)
    with played(second, pieces, int(threads)) as bare:
        return timed(bare, int(threads)) | {"statements": max(len(piece) for piece in pieces)}


if __name__ == "__main__":
    print(json.dumps(main(*sys.argv[1:])))
