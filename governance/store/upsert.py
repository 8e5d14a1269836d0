"""Statements that report how many rows they wrote, and INSERTs with ON CONFLICT for both databases."""

from __future__ import annotations

from typing import TypeAlias

from sqlalchemy import Executable, FromClause
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

Insert: TypeAlias = sqlite.Insert | postgresql.Insert


def insert_for(session: Session, model: type) -> Insert:
    """An INSERT that supports ON CONFLICT, in the dialect of the session."""
    return insert_into(dialect_of(session), model)


def insert_into(dialect: str, target: type | FromClause) -> Insert:
    """The same for a statement that is built once; for a table, not a model, so that it bypasses the ORM."""
    insert = sqlite.insert if dialect == "sqlite" else postgresql.insert
    return insert(target)  # type: ignore[arg-type]  # a model's table is a Table


def dialect_of(session: Session) -> str:
    """`sqlite` or `postgresql`."""
    return session.get_bind().dialect.name


def changed(session: Session, statement: Executable) -> int:
    """Run it in the session's transaction and return the number of rows it wrote.

    It bypasses the ORM: objects loaded before are not refreshed. `preserve_rowcount`: otherwise PostgreSQL's driver
    keeps no count of an INSERT.
    """
    session.flush()
    counted = statement.execution_options(preserve_rowcount=True)
    return int(session.connection().execute(counted).rowcount)
