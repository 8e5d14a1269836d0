"""Several processes keep the keys of open questions in one directory, or do not start."""

from __future__ import annotations

from pathlib import Path

import pytest

from governance.store.database import Database
from governance.store.poll import key_place
from governance.store.poll.key_store import KeyStore, Use


def store(folder: Path) -> KeyStore:
    made = KeyStore(folder, b"")
    made.prepare()
    return made


def test_the_first_leaves_a_mark_and_whoever_has_the_directory_may_serve(database: Database, tmp_path: Path) -> None:
    for _ in range(2):
        with database.writing() as session:
            key_place.demand_shared(session, store(tmp_path / "one"))
    assert list(store(tmp_path / "one").present()) == []  # the mark is no question's key


@pytest.mark.parametrize("other", ["empty", "marked by others"])
def test_a_process_with_another_directory_is_refused(database: Database, tmp_path: Path, other: str) -> None:
    with database.writing() as session:
        key_place.demand_shared(session, store(tmp_path / "one"))
    second = store(tmp_path / "second")
    if other != "empty":
        second.make_mark()
    with database.reading() as session:
        assert not key_place.is_shared(session, second)
    with database.writing() as session, pytest.raises(ValueError, match="Mount the same one as KEY_STORE"):
        key_place.demand_shared(session, second)
    with database.reading() as session:
        assert key_place.is_shared(session, store(tmp_path / "one"))


def test_one_process_alone_may_begin_anew(database: Database, tmp_path: Path) -> None:
    """As after a restore, to which the key store never belongs."""
    with database.writing() as session:
        key_place.demand_shared(session, store(tmp_path / "lost"))
    with database.writing() as session:
        key_place.forget(session)
    found = store(tmp_path / "new")
    found.make("0" * 16)
    with database.writing() as session:
        key_place.demand_shared(session, found)
    assert found.key("0" * 16, Use.ANSWERS) is not None
