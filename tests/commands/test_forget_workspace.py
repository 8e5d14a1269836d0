"""`forget-workspace` from outside: it says how much it is and asks, then nothing of the workspace is left anywhere."""

from __future__ import annotations

import json
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select, text, update
from typer.testing import CliRunner, Result

from governance.__main__ import cli
from governance.store import ledger
from governance.store.database import Database
from governance.store.files.database_file import sqlite_file
from governance.store.files.process_lock import OneProcess
from governance.store.models import Case, Mail, SeenEvent, Workspace
from governance.store.poll.key_store import KeyStore
from governance.store.schema import Base
from governance.usecases.case import decision
from governance.usecases.people import members
from tests.conftest import FRIDAY, WORKSPACE, Cast
from tests.usecases.case.case_story import DECIDED
from tests.usecases.poll.test_question import prepare

OTHER = "T0OTHER"


@pytest.fixture
def used(
    database: Database, workspace: Workspace, cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Database:
    """A question with its keys, a decision, a mail that is put to nobody, an event; the settings lead here."""
    monkeypatch.chdir(tmp_path)
    for name, value in {"BOT": "xoxb-1", "APP": "xapp-1"}.items():
        monkeypatch.setenv(f"SLACK_{name}_TOKEN", value)
    monkeypatch.setenv("DATABASE_URL", database.url)
    store = KeyStore(tmp_path / "keys" / "questions", b"")
    store.prepare()
    with database.writing() as session:
        decision.record_decision(session, cast.olga, None, "opt_out", "Talked over.", DECIDED, inbox=None)
        session.execute(update(Case).values(state="withdrawn"))
        poll = prepare(session, cast.ada, cast.olga)
        session.add(SeenEvent(event_id="Ev1", at=FRIDAY))
        session.add(Mail(source="inbox", source_key="a", raw=b"From: a", received_at=FRIDAY))
    store.make(poll.id)
    store.note_objection(poll.id, "tag")
    database.close()
    return database


def run(*words: str, says: str = "") -> Result:
    return CliRunner().invoke(cli, ["forget-workspace", *words], input=says)


def left(database: Database) -> dict[str, int]:
    with database.reading() as session:
        tables = Base.metadata.sorted_tables
        counts = {table.name: session.scalar(select(func.count()).select_from(table)) or 0 for table in tables}
    database.close()
    return {name: number for name, number in counts.items() if number}


def test_it_asks_first_and_a_no_changes_nothing(used: Database) -> None:
    before = left(used)
    told = run(says="n\n")
    assert told.exit_code == 1
    assert f"Kept of Exemple SA ({WORKSPACE}, https://exemple.slack.com/):" in told.stdout
    assert "        8  members\n" in told.stdout
    assert "        1  decisions\n" in told.stdout
    assert "the proof included" in told.stdout
    assert left(used) == before


def test_of_the_only_workspace_nothing_is_left(used: Database, tmp_path: Path) -> None:
    before = left(used)
    told = run(says="y\n")
    assert told.exit_code == 0, told.output
    assert f"{sum(before.values())} rows" in told.stdout
    assert "keys/app.key" in told.stdout
    assert left(used) == {}
    assert list((tmp_path / "keys" / "questions").iterdir()) == []
    if file := sqlite_file(used.url):
        files = b"".join(path.read_bytes() for path in file.parent.glob(f"{file.name}*"))
        assert not [word for word in (b"U0CAROL", b"Talked over", b"Exemple SA") if word in files]
    again = run("--yes")
    assert (again.exit_code, again.stderr) == (1, "Nothing was removed: nothing is kept of any workspace.\n")


def test_another_workspace_keeps_everything_and_the_record_is_still_guarded(used: Database) -> None:
    with used.writing() as session:
        members.record_installation(
            session, workspace_id=OTHER, name="Other", url="https://other.slack.com/", enterprise_id=None,
            bot_user_id="U1", scopes="", now=FRIDAY,
        )  # fmt: skip
    used.close()
    unsaid = run("--yes")
    assert (unsaid.exit_code, unsaid.stderr) == (2, f"Please say which workspace: --workspace {WORKSPACE} or {OTHER}\n")
    result = run("--workspace", WORKSPACE, "--yes", "--json")
    assert result.exit_code == 0, result.output
    told = json.loads(result.stdout)
    assert (told["workspace"], told["files_clean"]) == (WORKSPACE, True)
    assert told["removed"]["members"] == 8
    assert "mails" not in told["removed"]
    kept = left(used)
    assert {name: kept[name] for name in ("workspaces", "mails", "seen_events")} == {
        "workspaces": 1, "mails": 1, "seen_events": 1,
    }  # fmt: skip
    with used.writing() as session:
        assert ledger.verify(session, OTHER).fault is None
        assert ledger.append(session, OTHER, "a:b:c", "a", FRIDAY + timedelta(days=1)) > 1
    with pytest.raises(Exception, match="append-only"), used.writing() as session:
        session.execute(text("DELETE FROM ledger"))


def test_while_the_app_runs_nothing_is_removed(used: Database) -> None:
    before = left(used)
    with OneProcess(used.url) as lock, closing(Database(used.url)) as app, app.reading() as session:
        session.execute(text("SELECT 1"))
        told = run("--yes")
    assert told.exit_code == 1
    assert ("another process is using" if lock.alone else "others are connected") in told.stderr
    assert left(used) == before


def test_a_database_that_is_not_there_is_not_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, used: Database
) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/wrong.sqlite3")
    told = run("--yes")
    assert (told.exit_code, "Name the right DATABASE_URL" in told.stderr) == (1, True)
    assert not (tmp_path / "wrong.sqlite3").exists()
