"""The operator's commands around a running app: is everything in order, the schema, the record of events."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from governance.commands.app_start import bring_up_to_date
from governance.commands.terminal import EXIT_MEND, first_line, settings_or_stop, stop
from governance.settings import read_settings
from governance.store import ledger
from governance.store.database import Database
from governance.store.files.process_lock import OneProcess
from governance.store.models import LedgerEvent, LedgerHead

Json = Annotated[bool, typer.Option("--json", help="print JSON")]
Online = Annotated[bool, typer.Option(help="ask Slack about every view that the app paints, too: some minutes")]
Painted = Annotated[Path | None, typer.Option(help="the folder of these views, where this is no clone")]


def check(as_json: Json = False, online: Online = False, painted: Painted = None) -> None:
    """Look at settings, keys, database, Slack, clock and mail. Exit 0: all well; 1: something to mend, with how."""
    # These bring Slack's and mail's libraries, which the others here do without.
    from governance.commands.check import painted_views, preflight

    settings = read_settings()
    findings = preflight.inspect(settings)
    if online and not isinstance(settings, list):
        findings += painted_views.inspect(settings.slack_api_url, painted or painted_views.PAINTED)
    well = all(finding.well for finding in findings)
    report = {"well": well, "checks": [finding.to_data() for finding in findings]}
    typer.echo(json.dumps(report, indent=2) if as_json else "\n".join(finding.in_words() for finding in findings))
    if not well:
        raise typer.Exit(EXIT_MEND)


def migrate() -> None:
    """Bring the database to the newest schema. The app does the same when it starts."""
    settings = settings_or_stop()
    try:
        with OneProcess(settings.database_url), closing(Database(settings.database_url)) as database:
            before, after = bring_up_to_date(database, settings.key_folder)
    except (SQLAlchemyError, OSError, ValueError) as error:
        stop(f"The database was not changed: {first_line(error)}", EXIT_MEND)
    typer.echo(f"The schema is {after}, as it was." if before == after else f"The schema is {after} (was: {before}).")


def verify_record(as_json: Json = False) -> None:
    """Walk the record of events of every workspace. Exit 0: whole; 1: changed or cut, with the first fault."""
    try:
        told = _verified(settings_or_stop().database_url)
    except (SQLAlchemyError, ValueError) as error:
        stop(f"The record could not be read: {first_line(error)}", EXIT_MEND)
    report = {name: {"events": one.events, "head": one.head, "fault": one.fault} for name, one in told.items()}
    lines = [f"{name}: {one.events} events, {one.fault or 'whole'}, {one.head}" for name, one in told.items()]
    typer.echo(json.dumps(report, indent=2) if as_json else "\n".join(lines) or "No events yet.")
    if any(one.fault for one in told.values()):
        raise typer.Exit(EXIT_MEND)


def _verified(database_url: str) -> dict[str, ledger.Verified]:
    with closing(Database(database_url)) as database, database.reading() as session:
        found = select(LedgerHead.workspace_id).union(select(LedgerEvent.workspace_id))
        return {name: ledger.verify(session, name) for name in sorted(session.scalars(found))}
