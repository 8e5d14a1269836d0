"""Reads a Maildir; a mail is handed over until it counts as seen, so a crash loses none. Never deletes one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

from governance.errors import Fault
from governance.mail.message import MAX_BYTES

_FOLDERS = ("new", "cur")
_INFO = ":"


class Maildir:
    """One mailbox folder, `maildir:///path`. Keys are the unique names of its files, which other programs keep."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @classmethod
    def at(cls, url: str) -> Maildir:
        """The mailbox of an INBOX_URL."""
        return cls(Path(unquote(urlsplit(url).path)))

    def messages(self, seen: Callable[[str], bool]) -> Iterator[tuple[str, bytes]]:
        """Every mail not yet `seen`, oldest name first. One that is too large comes with one byte more than is read."""
        for key in sorted(self._files()):
            if not seen(key):
                raw = self._read(key)
                if raw is not None:
                    yield key, raw

    def mark(self, key: str) -> None:
        """Move the mail from new to cur, as a mail program does that has shown it; done already is done."""
        file = self._files().get(key)
        if file is not None and file.parent.name == "new":
            self._move(file, self.path / "cur" / f"{file.name}:2,S")

    def check(self) -> None:
        """Raise Fault unless the mailbox is there and can be read."""
        self._files()

    def _files(self) -> dict[str, Path]:
        found: dict[str, Path] = {}
        for folder in _FOLDERS:
            try:
                files = list((self.path / folder).iterdir())
            except FileNotFoundError as error:
                raise Fault("inbox:missing", permanent=True, path=str(self.path)) from error
            except OSError as error:
                raise Fault(f"inbox:{error.strerror}", permanent=False, path=str(self.path)) from error
            found.update((_key(file), file) for file in files if not file.name.startswith("."))
        return found

    def _read(self, key: str) -> bytes | None:
        """The bytes of one mail; another program may move it meanwhile: then it is looked for again."""
        for _ in range(3):
            file = self._files().get(key)
            if file is None or file.is_symlink() or not file.is_file():
                return None
            try:
                with file.open("rb") as content:
                    return content.read(MAX_BYTES + 1)
            except FileNotFoundError:
                continue
            except OSError as error:
                raise Fault(f"inbox:{error.strerror}", permanent=False, path=str(file)) from error
        return None

    def _move(self, file: Path, target: Path) -> None:
        try:
            file.rename(target)
        except FileNotFoundError:  # another program was quicker
            return
        except OSError as error:
            raise Fault(f"inbox:{error.strerror}", permanent=False, path=str(file)) from error


def _key(file: Path) -> str:
    """The unique part of a file name; its flags change when somebody reads the mail."""
    return file.name.split(_INFO, 1)[0].encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
