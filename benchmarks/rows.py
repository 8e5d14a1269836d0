"""Many rows written by the driver alone, and the housekeeping that follows."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import psycopg

from governance.store.database import Database

Rows = Iterable[Sequence[Any]]


def write(database: Database, table: str, columns: Sequence[str], rows: Rows) -> None:
    """Many rows by the driver alone."""
    if database.is_sqlite:
        with sqlite3.connect(database.url.removeprefix("sqlite:///")) as connection:
            marks = ", ".join("?" * len(columns))
            connection.execute("PRAGMA synchronous=OFF")
            insert = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})"
            connection.executemany(insert, (tuple(map(_plain, row)) for row in rows))
        connection.close()
        return
    into = f"COPY {table} ({', '.join(columns)}) FROM STDIN"
    with psycopg.connect(database.url) as connection, connection.cursor() as cursor, cursor.copy(into) as copy:
        for row in rows:
            copy.write_row(row)


def _plain(value: Any) -> Any:
    """As SQLAlchemy writes it into SQLite."""
    return value.strftime("%Y-%m-%d %H:%M:%S.%f") if isinstance(value, datetime) else value


def tidy(database: Database) -> None:
    """As PostgreSQL's own housekeeping would have done by then."""
    if not database.is_sqlite:
        with psycopg.connect(database.url, autocommit=True) as connection:
            connection.execute("VACUUM ANALYZE")
