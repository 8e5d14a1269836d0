"""The operator's command that removes what is kept of a workspace, when the app is given up there."""

from __future__ import annotations

import json
import sys
from contextlib import closing
from typing import Annotated

import typer
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from governance.commands.app_start import place
from governance.commands.evidence import NOT_CLEAN, Where, cleaned
from governance.commands.terminal import EXIT_MEND, EXIT_SETTINGS, first_line, settings_or_stop, stop
from governance.settings import Settings
from governance.store.database import Database
from governance.store.files.database_file import sqlite_file
from governance.store.files.process_lock import OneProcess
from governance.store.models import Workspace
from governance.store.poll.key_store import KeyStore
from governance.usecases.evidence import forgotten_workspace

OTHERS = """
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND usename = current_user AND backend_type = 'client backend'
    AND pid <> pg_backend_pid()
"""
RUNNING = "others are connected to this database, such as the app. Stop it first."
STAYS = (
    "Still there: {database} (empty of it), {key_file}, {key_folder}, .env, and whatever you copied. Delete these as"
    " well if the app is given up. Messages that were sent stay in Slack, mails in their mailboxes."
)


def forget_workspace(
    workspace: Where = "",
    yes: Annotated[bool, typer.Option("--yes", help="do not ask")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="print JSON")] = False,
) -> None:
    """Remove everything that is kept of a workspace, its proof included. Asks first: which, and how much.

    Stop the app before. Exit 0: removed; 1: nothing was removed, with the reason; 2: settings, or which workspace.
    """
    settings = settings_or_stop()
    file = sqlite_file(settings.database_url)
    if file is not None and not file.exists():
        stop(f"Nothing was removed: {file} is not there. Name the right DATABASE_URL.", EXIT_MEND)
    try:
        with OneProcess(settings.database_url), closing(Database(settings.database_url)) as database:
            _forget(settings, database, workspace, yes, as_json)
    except (SQLAlchemyError, OSError, ValueError) as error:
        stop(f"Nothing was removed: {first_line(error)}", EXIT_MEND)


def _forget(settings: Settings, database: Database, named: str, yes: bool, as_json: bool) -> None:
    with database.reading() as session:
        where = _which(session, named)
        found = session.get(Workspace, where)
        rows = forgotten_workspace.rows_of(session, where)
    if not rows:
        cleaned(database, forgotten_workspace.CLEANED)  # for a removal that could not clean them
        raise ValueError(f"nothing is kept of {where or 'any workspace'}.")
    called = f"{found.name} ({where}, {found.url})" if found else where
    if not yes:
        typer.echo(f"Kept of {called}:", err=as_json)
        for kind, number in rows.items():
            typer.echo(f"{number:>9,}  {kind}", err=as_json)
        typer.confirm("Remove all of it, the proof included? This cannot be undone.", abort=True, err=as_json)
    with database.writing() as session:
        if not database.is_sqlite and session.scalar(text(OTHERS)):
            raise ValueError(RUNNING)
        forgotten_workspace.forget(session, where, KeyStore(settings.key_folder, b""))
    clean = cleaned(database, forgotten_workspace.CLEANED)
    report = {"workspace": where, "removed": rows, "files_clean": clean}
    stays = STAYS.format(database=place(database.url), key_file=settings.key_file, key_folder=settings.key_folder)
    typer.echo(json.dumps(report, indent=2) if as_json else f"Removed: {called}, {sum(rows.values()):,} rows.\n{stays}")
    if not clean:
        sys.stderr.write(NOT_CLEAN)


def _which(session: Session, named: str) -> str:
    """The workspace named, or the only one of which anything is kept."""
    kept = forgotten_workspace.kept(session)
    if not named and len(kept) > 1:
        stop(f"Please say which workspace: --workspace {' or '.join(kept)}", EXIT_SETTINGS)
    return named or "".join(kept)
