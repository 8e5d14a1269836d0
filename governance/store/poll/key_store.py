"""The keys of secret questions: a directory with two small files per question, apart from every database and its logs.

A database keeps copies of what was deleted (write-ahead logs, dead rows, backups), so what must be destroyed at closing
never enters it. Of each question there are two keys: one seals the answers until closing, the other names later
objections. An objection that was made since the last midnight waits here too, so that no log of the database tells when
it came.
"""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from enum import StrEnum
from pathlib import Path

from governance.rules.poll.answer import SecretKey
from governance.store.files.private_files import FILE, FOLDER, hand_over, private_folder
from governance.store.poll.app_key import key_fingerprint

KEY_BYTES = 32
MARK = "shared"  # no question's: those end in what they are for
_NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")


class Use(StrEnum):
    """What a key of a question is for, and how its file ends."""

    ANSWERS = "answers"
    OBJECTIONS = "objections"


class KeyStore:
    """`folder` belongs to this app alone. Every method raises OSError when the folder is gone or cannot be used."""

    def __init__(self, folder: Path, app_key: bytes) -> None:
        self.folder = folder
        self._app_key = app_key

    @property
    def app_fingerprint(self) -> str:
        """Tells which of the app's keys these are used with."""
        return key_fingerprint(self._app_key)

    def prepare(self) -> bool:
        """Make the folder, readable by its user alone; True if it was not there."""
        new = not self.folder.exists()
        private_folder(self.folder)
        if self.folder.stat().st_uid == os.geteuid():  # else whoever owns it says who reads it, and `check` tells
            self.folder.chmod(FOLDER)
        return new

    def make(self, question: str) -> None:
        """Write and sync both keys of a question before it opens; a key that is there stays."""
        self.take(question, secrets.token_bytes(KEY_BYTES), secrets.token_bytes(KEY_BYTES))

    def take(self, question: str, answers: bytes | None, objections: bytes | None) -> None:
        """Keys of a question that were kept elsewhere before."""
        for use, key in ((Use.ANSWERS, answers), (Use.OBJECTIONS, objections)):
            if key is not None:
                self._write(self._file(question, use), key)

    def key(self, question: str, use: Use) -> SecretKey | None:
        """The key as it stands on disk at this moment; None when it was destroyed or lost."""
        file = self._file(question, use)
        try:
            return SecretKey(self._app_key, bytes.fromhex(file.read_text(encoding="ascii")))
        except FileNotFoundError:
            self._demand_folder()
            return None
        except ValueError as error:
            raise OSError(f"{file} is damaged: it holds no key") from error

    def destroy(self, question: str, use: Use) -> None:
        """Overwrite and remove a key, and sync the folder; one that is gone already is no fault.

        What a crash left while it was written goes too: it may be the key itself.
        """
        file = self._file(question, use)
        self._demand_folder()
        for written in (*self.folder.glob(f".{file.name}.*"), *self.folder.glob(file.name)):
            _wipe(written)
        if use is Use.OBJECTIONS:
            self.clear_noted(question, self.noted(question))
        self._sync_folder(self.folder)

    def present(self) -> Iterator[tuple[str, Use]]:
        """Every key that lies here: question and use."""
        self._demand_folder()
        for use in Use:
            for file in sorted(self.folder.glob(f"*.{use.value}")):
                yield file.name.removesuffix(f".{use.value}"), use

    def note_objection(self, question: str, tag: str) -> None:
        """Keep a later objection until the next midnight; a repeated one changes nothing."""
        folder = self._noted(question)
        self._demand_folder()
        private_folder(folder)
        with (folder / _checked(tag)).open("wb") as file:
            _sync(file.fileno())
        self._sync_folder(folder)
        self._sync_folder(self.folder)

    def noted(self, question: str) -> set[str]:
        """Tags of the later objections that wait here."""
        folder = self._noted(question)
        return {file.name for file in folder.iterdir()} if folder.is_dir() else set()

    def waiting(self) -> list[str]:
        """Questions whose later objections wait here."""
        return sorted(folder.name.removesuffix(".noted") for folder in self.folder.glob("*.noted"))

    def clear_noted(self, question: str, tags: set[str]) -> None:
        """Remove later objections that the database holds by now, or that were erased."""
        folder = self._noted(question)
        for tag in tags:
            (folder / _checked(tag)).unlink(missing_ok=True)
        if folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()

    def mark(self) -> str | None:
        """The mark that several processes have left here, if they did."""
        try:
            return (self.folder / MARK).read_text(encoding="ascii")
        except FileNotFoundError:
            self._demand_folder()
            return None

    def make_mark(self) -> str:
        """Leave one, unless another process was quicker; returns what lies here now."""
        self._write(self.folder / MARK, secrets.token_bytes(KEY_BYTES // 2))
        return self.mark() or ""

    def try_out(self) -> None:
        """Write, read and remove a key, as a question would."""
        name = f"check-{secrets.token_hex(4)}"
        self.prepare()
        try:
            self.make(name)
            if self.key(name, Use.ANSWERS) is None:
                raise OSError(f"{self.folder} does not keep what is written into it")
        finally:
            for use in Use:
                self.destroy(name, use)

    def _file(self, question: str, use: Use) -> Path:
        return self.folder / f"{_checked(question)}.{use.value}"

    def _noted(self, question: str) -> Path:
        return self.folder / f"{_checked(question)}.noted"

    def _demand_folder(self) -> None:
        if not self.folder.is_dir():
            raise NotADirectoryError(f"{self.folder} is not there: mount or restore the key store")

    def _write(self, file: Path, key: bytes) -> None:
        self._demand_folder()
        unfinished = self.folder / f".{file.name}.{secrets.token_hex(4)}"
        with _private(unfinished) as handle:
            os.write(handle, key.hex().encode("ascii"))
            _sync(handle)
        try:
            os.link(unfinished, file)  # refuses to replace a key
        except FileExistsError:
            pass
        finally:
            unfinished.unlink()
        self._sync_folder(self.folder)

    @staticmethod
    def _sync_folder(folder: Path) -> None:
        handle = os.open(folder, os.O_RDONLY)
        try:
            _sync(handle)
        finally:
            os.close(handle)


def _checked(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise ValueError("not the name of a question or a tag")
    return name


def _wipe(file: Path) -> None:
    with suppress(FileNotFoundError):  # another process was quicker
        with file.open("r+b") as handle:
            handle.write(b"0" * 2 * KEY_BYTES)
            _sync(handle.fileno())
        file.unlink()


def _sync(handle: int) -> None:
    os.fsync(handle)


@contextmanager
def _private(path: Path) -> Iterator[int]:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE)
    try:
        os.fchmod(handle, FILE)
        hand_over(path)
        yield handle
    finally:
        os.close(handle)
