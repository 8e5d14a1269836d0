"""Key files: whatever the umask, for nobody but the app's user; half-written ones go with the key."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from governance.store.poll import key_store
from governance.store.poll.key_store import KeyStore, Use


@pytest.fixture(params=[0o000, 0o022, 0o077])
def umask(request: pytest.FixtureRequest) -> Iterator[None]:
    before = os.umask(request.param)
    yield
    os.umask(before)


@pytest.mark.usefixtures("umask")
@pytest.mark.parametrize("there_before", [True, False])
def test_nobody_else_can_read_them(tmp_path: Path, there_before: bool) -> None:
    store = KeyStore(tmp_path / "questions", b"k" * 32)
    if there_before:
        store.folder.mkdir()
        store.folder.chmod(0o755)
    store.prepare()
    store.make("q1")
    store.note_objection("q1", "a" * 64)
    assert store.folder.stat().st_mode & 0o077 == 0
    assert all(file.stat().st_mode & 0o077 == 0 for file in store.folder.iterdir())


def test_what_a_crash_left_of_a_key_goes_with_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = KeyStore(tmp_path / "questions", b"k" * 32)
    store.prepare()

    def power_cut(*_: object) -> None:
        raise SystemExit

    with monkeypatch.context() as cut:
        cut.setattr(os, "link", power_cut)
        cut.setattr(Path, "unlink", power_cut)
        with pytest.raises(SystemExit):
            store.take("q1", b"a" * 32, None)
    assert [file.read_text() for file in store.folder.iterdir()] == [(b"a" * 32).hex()]
    store.take("q1", b"a" * 32, None)
    store.destroy("q1", Use.ANSWERS)
    assert list(store.folder.iterdir()) == []


def test_a_key_that_another_process_removes_meanwhile_is_no_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = KeyStore(tmp_path / "questions", b"k" * 32)
    store.prepare()
    store.make("q1")
    monkeypatch.setattr(key_store, "_sync", lambda _: (store.folder / "q1.answers").unlink(missing_ok=True))
    store.destroy("q1", Use.ANSWERS)
    assert not (store.folder / "q1.answers").exists()
