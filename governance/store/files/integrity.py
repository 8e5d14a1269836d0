"""Notices a damaged SQLite file before anything is written into it.

`quick_check` reads every page: 0.7 seconds were measured for 244 MB in memory, and a slow disk reads 100 MB a second.
So that a restart never takes long, a file above `LARGEST` is only opened: header and schema are read, and a page
damaged elsewhere is noticed when it is used. PostgreSQL looks after its files itself.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

from governance.store.files.database_file import sqlite_file

LARGEST = 512 * 1024 * 1024  # bytes
SCHEMA_ONLY, EVERY_PAGE = "SELECT 'ok' FROM (SELECT count(*) FROM sqlite_master)", "PRAGMA quick_check(1)"
RESTORE = "Stop the app, move it aside with the files beside it, and restore a backup: docs/operations.md, Restoring."


def demand_whole(database_url: str) -> None:
    """Raise ValueError, which says what to do, when the file of a SQLite database is damaged or cannot be opened."""
    if damage := damage_of(database_url):
        raise ValueError(f"{damage} {RESTORE}")


def damage_of(database_url: str) -> str | None:
    """What is wrong with the file of a SQLite database, if anything is. Raises ValueError if it cannot be opened."""
    file = sqlite_file(database_url)
    if file is None or not file.exists():
        return None
    try:
        fault = _first_fault(file)
    except sqlite3.OperationalError as error:  # which says nothing of what is in it
        raise ValueError(f"{file}: {error}") from error
    except sqlite3.DatabaseError as error:
        fault = str(error)
    return None if fault == "ok" else f"{file} is damaged ({fault.splitlines()[-1]})."


def _first_fault(file: Path) -> str:
    try:
        return _told(file, "ro")
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_READONLY:
            raise
        return _told(file, "rw")  # a process was cut off while it wrote: that is rolled back before anything is read


def _told(file: Path, mode: str) -> str:
    look = SCHEMA_ONLY if file.stat().st_size > LARGEST else EVERY_PAGE
    with closing(sqlite3.connect(f"file:{quote(str(file.absolute()))}?mode={mode}", uri=True)) as connection:
        told: str = connection.execute(look).fetchone()[0]
    return told
