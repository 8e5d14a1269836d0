"""The job engine's own tables, in a schema of their own. What lies in them may be lost: our rows say what is due."""

from __future__ import annotations

from importlib.metadata import version

import psycopg
from procrastinate.schema import SchemaManager
from psycopg import errors, sql
from sqlalchemy import make_url

SCHEMA = "jobs"


def connection_string(database_url: str) -> str:
    """The address as PostgreSQL's own library reads it."""
    return make_url(database_url).set(drivername="postgresql").render_as_string(hide_password=False)


def prepare(database_url: str) -> None:
    """Make the tables, anew where another version of the engine made them. Of several processes one does it."""
    wanted = f"procrastinate {version('procrastinate')}"
    with psycopg.connect(connection_string(database_url), autocommit=True) as connection:
        for _ in range(2):  # the second time another process has made them meanwhile
            if _version(connection) == wanted:
                return
            try:
                _make(connection, wanted)
            except (errors.DuplicateSchema, errors.UniqueViolation, errors.UndefinedObject, errors.InvalidSchemaName):
                continue
    if _version_of(database_url) != wanted:
        raise ValueError(f"the schema {SCHEMA} could not be made: look at the database's log")


def _version_of(database_url: str) -> str | None:
    with psycopg.connect(connection_string(database_url), autocommit=True) as connection:
        return _version(connection)


def _version(connection: psycopg.Connection) -> str | None:
    found = connection.execute(
        "SELECT obj_description(oid, 'pg_namespace') FROM pg_namespace WHERE nspname = %s", (SCHEMA,)
    ).fetchone()
    return str(found[0]) if found and found[0] else None


def _make(connection: psycopg.Connection, wanted: str) -> None:
    name = sql.Identifier(SCHEMA)
    with connection.transaction():
        connection.execute(sql.SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(name))
        connection.execute(sql.SQL("CREATE SCHEMA {}").format(name))
        connection.execute(sql.SQL("SET LOCAL search_path TO {}").format(name))
        connection.execute(SchemaManager.get_schema())
        connection.execute(sql.SQL("COMMENT ON SCHEMA {} IS {}").format(name, sql.Literal(wanted)))
