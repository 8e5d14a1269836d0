"""Statements that say how many rows they wrote, and INSERTs that know ON CONFLICT on both databases."""

from __future__ import annotations

from sqlalchemy import Executable
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session


def insert_for(session: Session, model: type) -> sqlite.Insert | postgresql.Insert:
    """An INSERT that knows ON CONFLICT, in the dialect of the session."""
    dialect = session.get_bind().dialect.name
    return sqlite.insert(model) if dialect == "sqlite" else postgresql.insert(model)


def changed(session: Session, statement: Executable) -> int:
    """Run it in the session's transaction and return the number of rows it wrote.

    Past the ORM: objects loaded before are not refreshed. `preserve_rowcount`: PostgreSQL's driver keeps no count of an
    INSERT otherwise.
    """
    session.flush()
    counted = statement.execution_options(preserve_rowcount=True)
    return int(session.connection().execute(counted).rowcount)
