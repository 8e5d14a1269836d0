"""Whatever the app writes is readable by its user alone, under any umask, and what was open before is closed."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from governance.background import give_sign_of_life
from governance.store.database import Database
from governance.store.files.private_files import private_file
from governance.store.files.process_lock import OneProcess
from governance.store.poll.app_key import load_keys
from governance.store.poll.key_store import KeyStore

STRANGER = 65534  # nobody


@pytest.fixture(params=[0, 0o777], ids=["open to all", "closed to all"])
def umask(request: pytest.FixtureRequest) -> Iterator[int]:
    before = os.umask(request.param)
    yield request.param
    os.umask(before)


def modes(folder: Path) -> dict[str, str]:
    return {str(path.relative_to(folder)): f"{path.stat().st_mode & 0o777:o}" for path in folder.rglob("*")}


def make_everything(folder: Path) -> dict[str, str]:
    """What the app keeps in files, and the mode of each while they are open."""
    url = f"sqlite:///{folder}/data/a.sqlite3"
    with OneProcess(url), closing(Database(url)) as database:
        with database.writing() as session:
            session.execute(text("CREATE TABLE a (b)"))
        load_keys(folder / "keys" / "app.key")
        store = KeyStore(folder / "store" / "questions", b"")
        store.prepare()
        store.make("a")
        give_sign_of_life(folder / "elsewhere" / "heartbeat")
        return modes(folder)


def test_everything_that_is_made_is_for_its_user_alone(umask: int, tmp_path: Path) -> None:
    found = make_everything(tmp_path)
    assert {"data/a.sqlite3", "data/a.sqlite3-wal", "data/a.sqlite3-shm", "data/a.sqlite3.lock"} <= set(found)
    assert {"keys/app.key", "store/questions/a.answers", "elsewhere/heartbeat"} <= set(found)
    folders = {name: mode for name, mode in found.items() if (tmp_path / name).is_dir()}
    assert set(folders.values()) == {"700"}
    assert {mode for name, mode in found.items() if name not in folders} == {"600"}


def test_what_was_open_to_others_is_closed_and_a_folder_stays_as_it_is(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/a.sqlite3"
    tmp_path.chmod(0o755)
    with closing(Database(url)) as before, before.writing() as session:
        session.execute(text("CREATE TABLE a (b)"))
        session.flush()
        for path in tmp_path.iterdir():
            path.chmod(0o664)
        Database(url).close()
        assert set(modes(tmp_path).values()) == {"600"}
        assert len(modes(tmp_path)) == 3
    assert tmp_path.stat().st_mode & 0o777 == 0o755
    private_file(tmp_path / "a.sqlite3")


def test_what_root_makes_in_somebodys_folder_is_theirs(tmp_path: Path) -> None:
    if os.geteuid():
        return  # only root can make files that are not theirs
    os.chown(tmp_path, STRANGER, STRANGER)
    make_everything(tmp_path)
    assert {(path.stat().st_uid, path.stat().st_gid) for path in tmp_path.rglob("*")} == {(STRANGER, STRANGER)}
