"""Reads a Maildir: each mail comes until it is kept, whatever other programs and crashes do. Deletes nothing.

New files are told by their change time, which the system sets and nobody can set back, so that a look at a large
mailbox opens only what came since the last one.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import unquote, urlsplit

from governance.errors import Fault
from governance.mail.mailbox.inbox import HEADER, LARGEST, LONGEST_TURN, Book, batches, concerns, header_alone
from governance.mail.reading.headers import split_mail
from governance.rules.mail.mailbox import Found, Marks, Position, Step

_FOLDERS = ("new", "cur")
_INFO = ":"
_DELIVERY = 3600  # seconds between the writing of a file and the moment it is seen here, at the most
_SETTLED = 2.0  # seconds after which another change of a folder has surely another time


class Maildir:
    """One mailbox folder, `maildir:///path`. Keys are its files' unique names, which other programs keep."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._unchanged: tuple[int, ...] | None = None  # times of both folders when everything in them was dealt with
        self._known: dict[str, str] = {}  # the files as listed last
        self._passed: set[str] = set()  # keys that do not concern us, for as long as their files count as new

    @classmethod
    def at(cls, url: str) -> Maildir:
        """The mailbox of an INBOX_URL."""
        return cls(Path(unquote(urlsplit(url).path)))

    def is_due(self) -> bool:
        """Always True: a look at folders that did not change costs nothing."""
        return True

    def steps(self, book: Book) -> Iterator[Step]:
        """Every mail that may concern us and was not kept before, oldest change first.

        1. Folders that did not change are skipped. 2. So are files that did not change since the last look. 3. The code
        after `yield` runs once the step is written, so that a mail is marked only when it is kept. 4. At the end the
        time of the look itself is written.
        """
        times = self._times()
        if times == self._unchanged:
            return
        before = book.position(self._place) or Position(0, 0)
        changed = self._files()
        since = before.last - _DELIVERY if before.last <= time.time() else 0  # this machine's clock was set back
        new = [key for key, moment in changed.items() if moment >= since]
        self._passed &= set(new)
        ends = time.monotonic() + LONGEST_TURN
        for batch in batches(sorted((key for key in new if key not in self._passed), key=lambda key: changed[key])):
            yield from self._batch(batch, before, book)
            if time.monotonic() > ends:
                return
        newest = max(changed.values(), default=0)
        if newest != before.last:
            yield Step(self._place, replace(before, last=newest))
        self._unchanged = times if max(times) / 1e9 < time.time() - _SETTLED else None

    def _batch(self, keys: Sequence[str], before: Position, book: Book) -> Iterator[Step]:
        marks, kept = book.marks(), book.kept(keys)
        for key in keys:
            found = None if key in kept else self._found(key, marks)
            if found is not None:
                yield Step(self._place, before, found)
            elif key not in kept:
                self._passed.add(key)
                continue
            self.mark(key)

    def mark(self, key: str) -> None:
        """Move the mail from new to cur, as a mail program does that has shown it, unless that is done already."""
        file = self._file(key)
        if file is not None and file.parent.name == "new":
            self._move(file, self.path / "cur" / f"{file.name}:2,S")

    def check(self) -> None:
        """Raise Fault unless the mailbox is there, can be read, and mails can be moved from new to cur."""
        self._files()
        if not all(os.access(self.path / folder, os.W_OK | os.X_OK, effective_ids=True) for folder in _FOLDERS):
            raise Fault("inbox:read_only", permanent=True)

    @property
    def _place(self) -> str:
        return f"maildir:{self.path}"

    def _times(self) -> tuple[int, ...]:
        """When something was added to, or removed from, each of the folders, in nanoseconds."""
        return tuple(self._stat(self.path / folder).st_mtime_ns for folder in _FOLDERS)

    def _files(self) -> dict[str, int]:
        """The time of the last change of each file, in whole seconds."""
        self._known, changed = {}, {}
        for folder in _FOLDERS:
            with _outside(self.path), os.scandir(self.path / folder) as entries:
                for entry in entries:
                    if not entry.name.startswith("."):
                        key = _key(entry.name)
                        self._known[key], changed[key] = entry.path, _changed_at(entry)
        return changed

    def _file(self, key: str) -> Path | None:
        """Where this mail is now: another program may have moved it since the folders were listed."""
        if key not in self._known or not os.path.lexists(self._known[key]):
            self._files()
        return Path(self._known[key]) if key in self._known else None

    def _stat(self, file: Path) -> os.stat_result:
        with _outside(self.path):
            return file.stat(follow_symlinks=False)

    def _found(self, key: str, marks: Marks) -> Found | None:
        """The mail, if it may concern us and is still there."""
        for _ in range(3):
            file = self._file(key)
            if file is None or file.is_symlink() or not file.is_file():
                return None
            try:
                return _read(file, key, marks)
            except FileNotFoundError:
                continue
            except OSError as error:
                raise _fault(error, file) from error
        return None

    def _move(self, file: Path, target: Path) -> None:
        try:
            file.rename(target)
        except FileNotFoundError:  # another program was quicker
            return
        except OSError as error:
            raise _fault(error, file) from error


def _read(file: Path, key: str, marks: Marks) -> Found | None:
    about = file.stat()
    with file.open("rb") as content:
        start = content.read(HEADER)
        header = split_mail(start)[0]
        if not concerns(marks, header, datetime.fromtimestamp(about.st_mtime, UTC)):
            return None
        if about.st_size > LARGEST:
            return replace(header_alone(header, about.st_size, "large"), key=key)
        raw = start + content.read(LARGEST - len(start))
    return Found(key, raw, len(raw))


def _key(name: str) -> str:
    """The unique part of a file name; its flags change when somebody reads the mail."""
    return name.split(_INFO, 1)[0].encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def _changed_at(entry: os.DirEntry[str]) -> int:
    try:
        return int(entry.stat(follow_symlinks=False).st_ctime)
    except FileNotFoundError:  # moved by somebody: looked for again when its turn comes
        return int(time.time())


@contextmanager
def _outside(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise _fault(error, path) from error


def _fault(error: OSError, path: Path) -> Fault:
    if isinstance(error, FileNotFoundError):
        return Fault("inbox:missing", permanent=True, path=str(path))
    return Fault(f"inbox:{error.strerror}", permanent=False, path=str(path))
