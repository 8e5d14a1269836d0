"""The operator's commands for one person's rights: export what is kept about them, and erase them."""

from __future__ import annotations

import json
import sys
import time
from contextlib import closing
from typing import Annotated

import typer
from sqlalchemy import select

from governance.clock import system_clock
from governance.commands.terminal import EXIT_MEND, EXIT_SETTINGS, settings_or_stop, stop
from governance.errors import Fault, Refusal
from governance.store import queries
from governance.store.database import Database
from governance.store.models import Workspace
from governance.store.poll.app_key import load_keys
from governance.store.poll.key_store import KeyStore
from governance.usecases.evidence import export_and_erasure

ERASED = "Erased. The directory brings back name and role while the account is active in Slack."
NOT_CLEAN = (
    "The database's files still hold the deleted rows, because somebody was reading or writing all the time."
    " Run the same command again in a quiet moment.\n"
)
Json = Annotated[bool, typer.Option("--json", help="print JSON")]
CLEAN_TRIES, CLEAN_PAUSE = 40, 0.5  # seconds between two attempts to clean the files
User = Annotated[str, typer.Option("--user", help="the person's Slack id, such as U012AB3CD")]
Where = Annotated[
    str, typer.Option("--workspace", help="the workspace's Slack id; may be left out if there is one only")
]


def export(user: User, workspace: Where = "") -> None:
    """Print everything that is kept under a person's name as JSON. A secret answer is not under a name."""
    settings = settings_or_stop()
    with closing(Database(settings.database_url)) as database, database.reading() as session:
        try:
            kept = export_and_erasure.export(session, _workspace(database, workspace), user)
        except Fault as fault:
            stop(f"The app is not installed there: {fault.code}", EXIT_MEND)
    typer.echo(json.dumps(kept, indent=2, ensure_ascii=False, default=str))


def erase(
    user: User,
    workspace: Where = "",
    yes: Annotated[bool, typer.Option("--yes", help="do not ask")] = False,
    as_json: Json = False,
) -> None:
    """Erase a person: name, answers, traces. The record of events and the totals of closed questions stay valid."""
    settings = settings_or_stop()
    with closing(Database(settings.database_url)) as database:
        where = _workspace(database, workspace)
        if not yes:
            typer.confirm(f"Erase {user} in {where}? This cannot be undone.", abort=True, err=as_json)
        try:
            with database.reading() as session:
                keys = load_keys(settings.key_file, queries.keys_in_use(session))
            kept = _erase(database, KeyStore(settings.key_folder, keys.answers), where, user)
        except Fault as fault:
            stop(f"The app is not installed there: {fault.code}", EXIT_MEND)
        except Refusal as refusal:
            stop(f"Nothing was erased: {refusal.msgid}", EXIT_MEND)
        except (OSError, ValueError) as error:
            stop(f"Nothing was erased: {error}", EXIT_MEND)
        clean = cleaned(database, export_and_erasure.CLEANED)
    offices = {place: {"rows": number, "reason": reason} for place, (number, reason) in kept.items()}
    lines = [ERASED, *(f"Kept, {place} ({number}): {reason}" for place, (number, reason) in kept.items())]
    report = {"erased": True, "kept": offices, "files_clean": clean}
    typer.echo(json.dumps(report, indent=2) if as_json else "\n".join(lines))
    if not clean:
        sys.stderr.write(NOT_CLEAN)


def _erase(database: Database, keys: KeyStore, where: str, user: str) -> dict[str, tuple[int, str]]:
    """Erase, and return what stays."""
    with database.writing() as session:
        export_and_erasure.erase(session, where, user, keys, system_clock())
        return export_and_erasure.offices(session, where, user)


def cleaned(database: Database, tables: tuple[str, ...]) -> bool:
    """Remove what was erased from the database's files as well; waits while the app is at work."""
    for pause in [*[CLEAN_PAUSE] * CLEAN_TRIES, 0]:
        if database.clean_files(tables):
            return True
        time.sleep(pause)
    return False


def _workspace(database: Database, named: str) -> str:
    if named:
        return named
    with database.reading() as session:
        found = session.scalars(select(Workspace.id).where(Workspace.removed_at.is_(None))).all()
    if len(found) != 1:
        stop("Please say which workspace: --workspace T012AB3CD", EXIT_SETTINGS)
    return found[0]
