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
    """A database of a server, and its templates beside it.

    Making one anew takes 0.2 s of processor time, so that after a test that changed rows alone the rows are put back.
    `anew`: make it anew every time, where a test reads the server's files.
    """

    def __init__(self, server: str, *, anew: bool = False) -> None:
        self._server, self._anew = f"{server}/postgres", anew
        self._contents: dict[str, Contents] = {}
        self._say("CREATE DATABASE test")
        super().__init__(f"{server}/test")

    def _say(self, *statements: str) -> None:
        with psycopg.connect(self._server, autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement.encode())

    def _put_back(self, template: str) -> None:
        if not self._anew:
            with psycopg.connect(self._server.replace("/postgres", "/test")) as connection:
                connection.execute(END_OTHERS)
                if self._contents[template].put_back(connection):
                    return
        self._say("DROP DATABASE test WITH (FORCE)", f"CREATE DATABASE test TEMPLATE template_{template}")

    def _keep(self, template: str) -> None:
        self._say(f"CREATE DATABASE template_{template} TEMPLATE test")
        with psycopg.connect(self._server.replace("/postgres", "/test")) as connection:
            self._contents[template] = Contents(connection)


END_OTHERS = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'test' AND pid <> pg_backend_pid()"
SCHEMA = """
    SELECT md5(string_agg(part, ',' ORDER BY part)) FROM (
      SELECT concat(attrelid, attname, atttypid, attnotnull) FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
        WHERE relnamespace = 'public'::regnamespace AND NOT attisdropped
      UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'
      UNION ALL SELECT concat(conrelid, pg_get_constraintdef(oid)) FROM pg_constraint
      UNION ALL SELECT concat(tgrelid, tgname, tgenabled) FROM pg_trigger
      UNION ALL SELECT concat(proname, prosrc) FROM pg_proc WHERE pronamespace = 'public'::regnamespace
      UNION ALL SELECT nspname FROM pg_namespace WHERE nspname NOT LIKE 'pg_%'
    ) AS parts (part)"""
TABLES = "SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public'"
SEQUENCES = "SELECT quote_ident(sequencename), last_value FROM pg_sequences WHERE schemaname = 'public'"


class Contents:
    """The rows of a database, and the shape of its tables, by which one sees that more than rows has changed."""

    def __init__(self, connection: psycopg.Connection) -> None:
        self._schema = connection.execute(SCHEMA).fetchone()
        self._rows = {name: self._copied(connection, name) for (name,) in connection.execute(TABLES).fetchall()}
        self._sequences = connection.execute(SEQUENCES).fetchall()

    def _copied(self, connection: psycopg.Connection, table: str) -> bytes:
        with connection.cursor().copy(f"COPY {table} TO STDOUT".encode()) as rows:
            return b"".join(bytes(part) for part in rows)

    def put_back(self, connection: psycopg.Connection) -> bool:
        """Put all rows back, without asking triggers and references; False: the tables are not those of then."""
        if connection.execute(SCHEMA).fetchone() != self._schema:
            return False
        empty = "".join(f"DELETE FROM {table};" for table in self._rows)
        begin = "".join(f"SELECT setval('{name}', {last or 1}, {last is not None});" for name, last in self._sequences)
        connection.execute(f"SET session_replication_role = replica; {empty} {begin}".encode())
        for table, rows in self._rows.items():
            if rows:
                with connection.cursor().copy(f"COPY {table} FROM STDIN".encode()) as put:
                    put.write(rows)
        return True


@cache
def newest_schema() -> bytes:
    """A SQLite file at the newest schema, for a bot that is not to make it anew."""
    with TemporaryDirectory() as folder:
        kept = OnSqlite(Path(folder))
        kept.template("empty", to_head)
        return Path(folder, "empty").read_bytes()
