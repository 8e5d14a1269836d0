"""What `check` says of places on this machine: who may write there, who may read, what is damaged or still to clean."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from sqlalchemy import text

from governance.commands.check import kept_here
from governance.errors import Fault
from governance.mail.incoming import inbox_at
from governance.settings import Settings
from governance.store.database import Database
from governance.store.files.integrity import LARGEST, RESTORE, damage_of, demand_whole
from governance.store.files.private_files import private_file
from governance.store.models import Workspace
from tests.conftest import Cast
from tests.databases import newest_schema
from tests.usecases.poll.test_question import FRIDAY, prepare

STRANGER = 65534  # nobody


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that other users can enter."""
    with TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield Path(name)


@contextmanager
def somebody_else() -> Iterator[None]:
    """Root becomes nobody for a while; a person's account is nobody special already."""
    before = os.geteuid()
    if before == 0:
        os.seteuid(STRANGER)
    try:
        yield
    finally:
        os.seteuid(before)


def settings_in(folder: Path, **more: str | Path) -> Settings:
    places = {
        "database_url": f"sqlite:///{folder}/data/ai-consent.sqlite3",
        "key_file": folder / "keys" / "app.key",
        "heartbeat_file": folder / "data" / "heartbeat",
    }
    return Settings(slack_bot_token="xoxb-1", slack_app_token="xapp-1", **(places | more))


def faults(settings: Settings) -> dict[str, tuple[str, str]]:
    return {one.name: (one.says, one.do) for one in kept_here.inspect(settings) if not one.well}


def test_places_that_the_first_start_can_make_are_well(folder: Path) -> None:
    assert faults(settings_in(folder)) == {}
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("there", [False, True], ids=["nothing yet", "after a start"])
def test_every_place_that_cannot_be_written_is_named(folder: Path, there: bool) -> None:
    settings = settings_in(folder)
    if there:
        for file in (
            folder / "data" / "ai-consent.sqlite3",
            settings.heartbeat_file,
            settings.key_folder / "a.answers",
        ):
            private_file(file)
            file.parent.chmod(0o555)
    folder.chmod(0o555)
    with somebody_else():
        found = faults(settings)
    folder.chmod(0o755)
    assert set(found) == {"keys", "key store", "database", "sign of life"}
    assert "cannot be written by" in found["database"][0]
    assert f"change DATABASE_URL: {folder}" in found["database"][1]


def test_root_is_told_whose_files_these_are(folder: Path) -> None:
    if os.geteuid():
        return  # only root can give files away, and only root can write what is not theirs
    settings = settings_in(folder)
    private_file(settings.heartbeat_file)
    os.chown(settings.heartbeat_file, STRANGER, STRANGER)
    says, do = faults(settings)["sign of life"]
    assert says.endswith("belongs to nobody, and this is root")
    assert do == "run this command as the user whom the app runs as: runuser -u nobody -- ..."


def test_a_maildir_that_mails_cannot_be_moved_in(folder: Path) -> None:
    for name in ("new", "cur", "tmp"):
        (folder / name).mkdir()
    inbox_at(f"maildir://{folder}").check()
    (folder / "cur").chmod(0o555)
    with somebody_else(), pytest.raises(Fault, match="inbox:read_only"):
        inbox_at(f"maildir://{folder}").check()


def test_a_damaged_database_is_noticed_and_a_whole_one_is_not(folder: Path) -> None:
    settings = settings_in(folder)
    file = folder / "data" / "ai-consent.sqlite3"
    private_file(file)
    whole = newest_schema()
    file.write_bytes(whole)
    assert damage_of(settings.database_url) is None
    with closing(Database(settings.database_url)) as database, database.writing() as session:
        session.execute(text("SELECT 1"))  # its log lies beside it
    for damaged in (b"something else".ljust(9000), whole[:-8192], whole[:4096] + bytes(40960) + whole[45056:]):
        file.write_bytes(damaged)
        says, do = faults(settings)["database"]
        assert says.startswith(f"{file} is damaged (")
        assert do == RESTORE
        with pytest.raises(ValueError, match="restore a backup"):
            demand_whole(settings.database_url)


def test_of_a_very_large_database_only_header_and_schema_are_read(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = folder / "ai-consent.sqlite3"
    with closing(sqlite3.connect(file)) as connection:  # the schema lies in the first page alone
        connection.execute("CREATE TABLE rows (words)")
        connection.executemany("INSERT INTO rows VALUES (?)", [("x" * 1000,)] * 100)
        connection.commit()
    whole = file.read_bytes()
    file.write_bytes(whole[:-8192] + bytes(8192))
    assert damage_of(f"sqlite:///{file}") is not None
    assert len(whole) < LARGEST
    monkeypatch.setattr("governance.store.files.integrity.LARGEST", 4096)
    assert damage_of(f"sqlite:///{file}") is None
    file.write_bytes(bytes(9000))
    assert "is damaged" in (damage_of(f"sqlite:///{file}") or "")


def test_traces_that_still_stand_in_the_files_are_told(
    database: Database, workspace: Workspace, cast: Cast, folder: Path
) -> None:
    settings = settings_in(folder, database_url=database.url)
    with database.writing() as session:
        poll = prepare(session, cast.ada, cast.olga)
    assert faults(settings) == {}
    with database.writing() as session:
        session.execute(text("UPDATE polls SET closed_at = :at"), {"at": str(FRIDAY)})
    assert faults(settings)["traces"][0] == "deleted rows of 1 ended questions still stand in the database's files"
    with database.writing() as session:  # something of it was deleted just now, and a tick cleans up
        just_now = {"at": str(datetime.now(UTC))}
        session.execute(text("UPDATE polls SET answers_key_destroyed_at = :at"), just_now)
    assert faults(settings) == {}
    assert kept_here.SOON in [one.says for one in kept_here.inspect(settings)]
    with database.writing() as session:
        session.execute(text("UPDATE polls SET file_cleaned_at = closed_at WHERE id = :id"), {"id": poll.id})
    assert faults(settings) == {}
