"""One process per SQLite file: a second one gets an error instead of writing beside the first."""

from __future__ import annotations

import fcntl
from types import TracebackType

from governance.store.files.database_file import sqlite_file
from governance.store.files.private_files import private_file


class OneProcess:
    """Holds the lock file of a SQLite database while it runs; nothing for PostgreSQL. Raises ValueError if held."""

    def __init__(self, database_url: str) -> None:
        file = sqlite_file(database_url)
        self._path = file.with_name(f"{file.name}.lock") if file else None

    @property
    def alone(self) -> bool:
        """Whether no other process can be using the database while this lock is held."""
        return self._path is not None

    def __enter__(self) -> OneProcess:
        if self._path is not None:
            private_file(self._path)
            file = self._path.open("w")
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                file.close()
                raise ValueError(
                    "another process is using this database. Stop it first, or use PostgreSQL for several."
                ) from error
            self._file = file
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._path is not None:
            self._file.close()
