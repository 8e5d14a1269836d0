"""What `backup` refuses and leaves alone; that a copy can be restored is shown in tests/test_operations_page.py."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from governance.__main__ import cli
from governance.store.poll.app_key import load_keys
from tests.databases import newest_schema

DELETED = b"the name of somebody who was erased"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A database, a key file and a key store with a key, at their default places."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-1")
    monkeypatch.setenv("SLACK_APP_TOKEN", "xapp-1")
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "ai-consent.sqlite3").write_bytes(newest_schema())
    load_keys(tmp_path / "keys" / "app.key")
    (tmp_path / "keys" / "questions").mkdir()
    (tmp_path / "keys" / "questions" / "1.answers").write_text("0" * 64)
    return tmp_path


def run(*words: str) -> Result:
    return CliRunner().invoke(cli, ["backup", *words])


def refusal(*words: str) -> str:
    told = run(*words)
    assert (told.exit_code, told.stdout) == (1, "")
    assert told.stderr.startswith("No backup was made: ")
    return told.stderr


def files(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def test_database_and_key_lie_apart_and_what_to_do_with_them_is_said(folder: Path) -> None:
    told = run("copies")
    assert told.exit_code == 0
    database, key, apart, never = told.stdout.splitlines()
    assert database.startswith("Database: copies/database/ai-consent-")
    assert key == "Key:      copies/key/app.key"
    assert apart.startswith("Move copies/key/app.key to another place")
    assert never.startswith("The keys of open questions are in no backup")
    assert {Path(name).parent.name for name in files(folder / "copies")} == {"database", "key"}
    assert not (folder / "data" / "ai-consent.sqlite3.lock").exists()  # which the running app holds


def test_a_nightly_copy_takes_no_key(folder: Path) -> None:
    told = json.loads(run("copies", "--database-only", "--json").stdout)
    assert told["key"] is None
    assert told["bytes"] == Path(told["database"]).stat().st_size > 0
    assert files(folder / "copies") == {told["database"].removeprefix("copies/")}


def test_another_key_is_never_written_over(folder: Path) -> None:
    run("copies")
    (folder / "keys" / "app.key").write_text(f"answers={'0f' * 32}\n")
    kept = (folder / "copies" / "key" / "app.key").read_bytes()
    assert "copies/key/app.key is another key" in refusal("copies")
    assert (folder / "copies" / "key" / "app.key").read_bytes() == kept


@pytest.mark.parametrize("name", ["keys/questions", "keys/questions/copies"])
def test_nothing_is_put_into_the_key_store(folder: Path, name: str) -> None:
    before = files(folder)
    assert "lies in the key store" in refusal(name)
    assert files(folder) == before


def test_a_damaged_a_missing_and_an_unusable_database(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "data" / "ai-consent.sqlite3").write_bytes(newest_schema()[:-8192] + bytes(8192))
    assert "is damaged" in refusal("copies")
    monkeypatch.setenv("DATABASE_URL", "sqlite:///elsewhere.sqlite3")
    assert "elsewhere.sqlite3 is not there" in refusal("copies")
    monkeypatch.setenv("DATABASE_URL", "postgresql://somebody:hidden-word@127.0.0.1:9/nothing")
    told = refusal("copies")
    assert "Connection refused" in told
    assert "hidden-word" not in told
    monkeypatch.setenv("PATH", str(folder))
    assert "Install PostgreSQL's client programs" in refusal("copies")
    assert not (folder / "copies" / "database").exists() or files(folder / "copies" / "database") == set()


def test_without_a_key_file_there_is_no_whole_backup(folder: Path) -> None:
    (folder / "keys" / "app.key").unlink()
    assert "name the right KEY_FILE" in refusal("copies")
    assert not (folder / "copies").exists()
