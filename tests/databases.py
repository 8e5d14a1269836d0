"""The two databases of a test process: each opened once, and put back before every test as a template has it.

One engine for all tests, because SQLAlchemy compiles its statements anew for every engine: with an engine of its own
each test spent more time on that than on its own doings.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg

from governance.store.database import Database
from governance.store.migrate import to_head


class Kept(ABC):
    """One database with its templates by name."""

    def __init__(self, url: str) -> None:
        self.database = Database(url)
        self._templates: set[str] = set()

    def fresh(self, template: str) -> Database:
        """The database as this template has it, and nobody connected to it."""
        self.database.close()
        self._put_back(template)
        return self.database

    def template(self, name: str, make: Callable[[Database], object]) -> None:
        """What `make` turns the database into is a template from now on, unless there is one of this name."""
        if name not in self._templates:
            make(self.database)
            self.database.clean_files(())
            self.database.close()
            self._keep(name)
            self._templates.add(name)

    @abstractmethod
    def _put_back(self, template: str) -> None: ...

    @abstractmethod
    def _keep(self, template: str) -> None: ...


class OnSqlite(Kept):
    """A file, and its templates beside it."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "test.sqlite3"
        super().__init__(f"sqlite:///{self._path}")

    def _put_back(self, template: str) -> None:
        for path in self._path.parent.glob(f"{self._path.name}*"):
            path.unlink()
        self._path.write_bytes(self._path.with_name(template).read_bytes())

    def _keep(self, template: str) -> None:
        self._path.with_name(template).write_bytes(self._path.read_bytes())


class OnPostgresql(Kept):
    """A database of a server, and its templates beside it."""

    def __init__(self, server: str) -> None:
        self._server = f"{server}/postgres"
        self._say("CREATE DATABASE test")
        super().__init__(f"{server}/test")

    def _say(self, *statements: str) -> None:
        with psycopg.connect(self._server, autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement.encode())

    def _put_back(self, template: str) -> None:
        self._say("DROP DATABASE test WITH (FORCE)", f"CREATE DATABASE test TEMPLATE template_{template}")

    def _keep(self, template: str) -> None:
        self._say(f"CREATE DATABASE template_{template} TEMPLATE test")


@cache
def newest_schema() -> bytes:
    """A SQLite file at the newest schema, for a bot that is not to make it anew."""
    with TemporaryDirectory() as folder:
        kept = OnSqlite(Path(folder))
        kept.template("empty", to_head)
        return Path(folder, "empty").read_bytes()
