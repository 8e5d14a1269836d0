"""The operator's command that copies the database while the app runs, and the app's key apart from it.

The keys of open questions are in no copy: docs/decisions/0013-keys-of-questions.md says why.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Annotated
from urllib.parse import quote

import typer
from sqlalchemy import make_url

from governance.clock import system_clock
from governance.commands.terminal import EXIT_MEND, settings_or_stop, stop
from governance.env_file import our_environment
from governance.settings import Settings
from governance.store.files.database_file import sqlite_file
from governance.store.files.integrity import demand_whole
from governance.store.files.private_files import private_file
from governance.store.poll.app_key import load_keys

NO_PG_DUMP = (
    "pg_dump is missing. Install PostgreSQL's client programs, at least of the server's version (Debian:"
    " apt-get install postgresql-client), or make the copy on the database's machine."
)
APART = "Move {key} to another place, where no copy of the database goes: both together open more than either alone."
NEVER = "The keys of open questions are in no backup: an open question that is restored without its key is void."
Folder = Annotated[Path, typer.Argument(help="where the copies go; made where it is not there", metavar="DIR")]


def backup(
    folder: Folder,
    database_only: Annotated[bool, typer.Option("--database-only", help="no key file: you keep it elsewhere")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="print JSON")] = False,
) -> None:
    """Copy the database while the app runs, and the app's key apart from it. Exit 0: done; 1: not, with the reason."""
    settings = settings_or_stop()
    try:
        _refuse_key_store(settings, folder)
        key = None if database_only else copy_key(settings.key_file, folder / "key")
        copy = copy_database(settings.database_url, folder / "database", system_clock())
    except (OSError, ValueError, sqlite3.Error) as error:
        stop(f"No backup was made: {error}", EXIT_MEND)
    report = {"database": str(copy), "bytes": copy.stat().st_size, "key": str(key) if key else None}
    lines = [f"Database: {copy} ({copy.stat().st_size:,} bytes)"]
    lines += [f"Key:      {key}", APART.format(key=key)] if key else []
    typer.echo(json.dumps(report, indent=2) if as_json else "\n".join([*lines, NEVER]))


def _refuse_key_store(settings: Settings, folder: Path) -> None:
    if folder.resolve().is_relative_to(settings.key_folder.resolve()):
        raise ValueError(f"{folder} lies in the key store. Name a folder elsewhere, best on another disk.")


def copy_database(database_url: str, folder: Path, now: datetime) -> Path:
    """A copy of one moment, with the time in its name; a copy that failed leaves nothing under that name.

    Raises OSError, ValueError or sqlite3.Error.
    """
    file = sqlite_file(database_url)
    copy = folder / f"ai-consent-{now:%Y%m%dT%H%M%SZ}.{'sqlite3' if file else 'dump'}"
    with _finished(copy) as unfinished:
        if file:
            _copy_sqlite(file, unfinished)
        else:
            _dump_postgresql(database_url, unfinished)
    return copy


@contextmanager
def _finished(copy: Path) -> Iterator[Path]:
    """A private file to write into, which gets its name when it is whole and on the disk, and replaces nothing."""
    unfinished = copy.with_name(f".{copy.name}.{os.getpid()}")
    private_file(unfinished)
    try:
        yield unfinished
        with unfinished.open("rb") as written:
            os.fsync(written.fileno())
        os.link(unfinished, copy)
    finally:
        unfinished.unlink(missing_ok=True)


def _copy_sqlite(file: Path, copy: Path) -> None:
    """As of one moment, packed anew: what was deleted is not in it. Nobody who writes waits for it."""
    if not file.exists():
        raise ValueError(f"{file} is not there. Name the right DATABASE_URL.")
    demand_whole(f"sqlite:///{file}")
    with closing(sqlite3.connect(f"file:{quote(str(file.absolute()))}?mode=ro", uri=True)) as connection:
        connection.execute("VACUUM INTO ?", (str(copy),))


def _dump_postgresql(database_url: str, copy: Path) -> None:
    """In PostgreSQL's own format, for pg_restore. The password is handed over where no list of processes shows it."""
    program = shutil.which("pg_dump")
    if program is None:
        raise ValueError(NO_PG_DUMP)
    url = make_url(database_url)
    where = url.set(drivername="postgresql", password=None).render_as_string(hide_password=False)
    words = [program, "--format=custom", "--no-owner", "--no-privileges", f"--file={copy}", f"--dbname={where}"]
    password = {"PGPASSWORD": str(url.password)} if url.password else {}
    done = subprocess.run(words, env=our_environment(password), capture_output=True, text=True, check=False)  # noqa: S603  # no shell
    if done.returncode:
        raise ValueError(done.stderr.strip().replace("\n", " ") or f"pg_dump ended with {done.returncode}.")


def copy_key(file: Path, folder: Path) -> Path:
    """The key file in a folder of its own; one that lies there already must be the same. Raises OSError, ValueError."""
    if not file.exists():
        raise ValueError(f"{file} is not there. The app makes it at its first start; name the right KEY_FILE.")
    load_keys(file)
    copy = folder / file.name
    if not copy.exists():
        with _finished(copy) as unfinished:
            unfinished.write_bytes(file.read_bytes())
    elif copy.read_bytes() != file.read_bytes():
        raise ValueError(f"{copy} is another key. Name another folder: it may belong to another database.")
    return copy
