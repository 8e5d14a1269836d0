"""`export` and `erase` from outside: what they print, that what stays is named, and that the files are cleaned."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import make_url
from typer.testing import CliRunner, Result

from governance.__main__ import cli
from governance.commands import evidence
from governance.store.database import Database
from governance.store.models import Workspace
from governance.usecases.case import decision
from tests.conftest import Cast
from tests.usecases.case.case_story import DECIDED


@pytest.fixture
def decided(
    database: Database, workspace: Workspace, cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Database:
    """Olga has decided; the settings lead to this database."""
    with database.writing() as session:
        decision.record_decision(session, cast.olga, None, "opt_out", "Talked over.", DECIDED, inbox=None)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-1-a")
    monkeypatch.setenv("SLACK_APP_TOKEN", "xapp-1-a")
    monkeypatch.setenv("DATABASE_URL", database.url)
    (tmp_path / "keys" / "questions").mkdir(parents=True)
    return database


def run(*words: str) -> Result:
    return CliRunner().invoke(cli, list(words))


def test_an_export_names_offices_with_the_reason_why_they_stay(decided: Database) -> None:
    told = json.loads(run("export", "--user", "U0OLGA").stdout)
    assert told["members"][0]["name"] == "Olga Martin"
    kept = {row["place"]: row for row in told["kept"]}
    assert kept["decisions.decided_by"]["kept_because"].startswith("Everyone who was asked has read who decided")
    assert (kept["decisions.decided_by"]["choice"], kept["decisions.decided_by"]["reason"]) == (
        "opt_out",
        "Talked over.",
    )


def test_an_erasure_says_what_stays(decided: Database) -> None:
    told = run("erase", "--user", "U0OLGA", "--yes")
    assert told.exit_code == 0, told.output
    assert told.stdout.startswith("Erased. The directory brings back name and role")
    assert "Kept, decisions.decided_by (1): Everyone who was asked" in told.stdout
    again = json.loads(run("erase", "--user", "U0OLGA", "--yes", "--json").stdout)
    assert again["kept"]["decisions.decided_by"]["rows"] == 1
    assert again["files_clean"] is True


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_an_erased_person_without_office_is_in_no_file_of_sqlite(decided: Database) -> None:
    name = make_url(decided.url).database or ""
    files = [Path(name + ending) for ending in ("", "-wal", "-shm")]
    assert any(b"U0CAROL" in path.read_bytes() for path in files if path.exists())
    assert "Kept" not in run("erase", "--user", "U0CAROL", "--yes").stdout
    assert not any(b"U0CAROL" in path.read_bytes() for path in files if path.exists())


def test_it_says_so_when_the_files_could_not_be_cleaned(decided: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evidence, "CLEAN_TRIES", 1)
    with closing(Database(decided.url)) as other, other.reading() as session:
        session.get(Workspace, "T0EXEMPLE")  # a reader that began before, and stays
        told = run("erase", "--user", "U0CAROL", "--yes")
    assert told.exit_code == 0
    assert "Run the same command again" in told.stderr
