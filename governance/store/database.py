"""Opens the database for two uses: `reading()` and `writing()`.

SQLite: one writer per process at a time (without that lock a waiting writer was seen to wait 3.9 s, longer than Slack
does), `BEGIN IMMEDIATE`, and readers that never wait. PostgreSQL: ordinary transactions.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

from sqlalchemy import Engine, create_engine, event, make_url, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from governance.store.files.database_file import sqlite_file
from governance.store.files.private_files import close_to_others, private_file
from governance.store.timetable import next_looks

BUSY_TIMEOUT_MS = 2000
OLDER_TRANSACTIONS = """
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND xact_start < now() AND pid <> pg_backend_pid()
"""
WRITES = "writes"  # in a session's `info`: its transaction may lock rows


def _prepare_sqlite(dbapi: sqlite3.Connection, query_only: bool, synchronous: str) -> None:
    dbapi.isolation_level = None  # we say BEGIN ourselves
    for pragma in (
        f"busy_timeout={BUSY_TIMEOUT_MS}",
        "journal_mode=WAL",
        f"synchronous={synchronous}",
        "foreign_keys=ON",
        "secure_delete=ON",
        "recursive_triggers=ON",  # else INSERT OR REPLACE would pass by the triggers that refuse a removal
        f"query_only={'ON' if query_only else 'OFF'}",
    ):
        dbapi.execute(f"PRAGMA {pragma}")


def _sqlite_engine(url: str, *, query_only: bool, begin: str, synchronous: str = "FULL") -> Engine:
    engine = create_engine(url, pool_size=20, max_overflow=20, hide_parameters=True)

    @event.listens_for(engine, "connect")
    def connected(dbapi: sqlite3.Connection, _record: Any) -> None:
        _prepare_sqlite(dbapi, query_only, synchronous)

    @event.listens_for(engine, "begin")
    def begun(connection: Any) -> None:
        connection.exec_driver_sql(begin)

    return engine


class Database:
    """`url` as SQLAlchemy writes it: `sqlite:///file` or `postgresql://...` (psycopg 3)."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.is_sqlite = make_url(url).get_backend_name() == "sqlite"
        self._write_lock = threading.Lock()
        if self.is_sqlite:
            self._make_file()
            self.engine = _sqlite_engine(url, query_only=False, begin="BEGIN IMMEDIATE")
            self._read_engine = _sqlite_engine(url, query_only=True, begin="BEGIN")
            self._hasty_engine = _sqlite_engine(url, query_only=False, begin="BEGIN IMMEDIATE", synchronous="NORMAL")
        else:
            self.engine = create_engine(url, pool_size=20, max_overflow=20, pool_pre_ping=True, hide_parameters=True)
            self._read_engine = self._hasty_engine = self.engine
        for engine in {self.engine, self._hasty_engine}:
            event.listen(engine, "before_execute", next_looks.note)

    def _make_file(self) -> None:
        """For its user alone, before SQLite makes it: log and index beside it take over its mode."""
        file = sqlite_file(self.url)
        if not file or file.name == ":memory:":
            raise ValueError("the database must be a file: SQLite in memory would lose everything at a restart")
        private_file(file)
        for beside in ("-wal", "-shm"):
            close_to_others(file.with_name(file.name + beside))

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that cannot write and never waits for writers."""
        with Session(self._read_engine, expire_on_commit=False, autoflush=False) as session:
            yield session

    @contextmanager
    def writing(self, *, durable: bool = True) -> Iterator[Session]:
        """A transaction: commits when the block ends well, else rolls back. Make no network call inside.

        `durable=False`, for what may be done twice: SQLite does not wait for the disk, and a power cut may undo it.
        """
        lock = self._write_lock if self.is_sqlite else nullcontext()
        engine = self.engine if durable else self._hasty_engine
        with lock, Session(engine, expire_on_commit=False, info={WRITES: True}) as session, session.begin():
            next_looks.listen(session)
            yield session
            next_looks.settle(session)

    def clean_files(self, tables: tuple[str, ...]) -> bool:
        """Remove deleted rows from the files themselves, holding nobody up; False: somebody reads, try again later."""
        return self._truncate_wal() if self.is_sqlite else self._vacuum(tables)

    def _vacuum(self, tables: tuple[str, ...]) -> bool:
        """Whatever a transaction that began before could still see is kept by a vacuum, so there must be none."""
        try:
            with self.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                if connection.scalar(text(OLDER_TRANSACTIONS)):
                    return False
                for table in tables:
                    connection.execute(text(f"VACUUM {table}"))
        except SQLAlchemyError:  # the server goes, or it was ended there: it is tried again
            return False
        return True

    def _truncate_wal(self) -> bool:
        """Most is copied while others write; what is left is copied only if nobody writes or reads at this moment."""
        raw = self.engine.raw_connection()
        cursor = raw.cursor()
        try:
            cursor.execute("PRAGMA busy_timeout=0")
            cursor.execute("PRAGMA wal_checkpoint(PASSIVE)")
            if not self._write_lock.acquire(blocking=False):
                return False
            try:
                return not cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
            finally:
                self._write_lock.release()
        except sqlite3.OperationalError:  # another process writes
            return False
        finally:
            cursor.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
            raw.close()

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()
        self._read_engine.dispose()
        self._hasty_engine.dispose()
