"""Statements that say how many rows they wrote, and INSERTs that know ON CONFLICT on both databases."""

from __future__ import annotations

from sqlalchemy import Executable, Insert
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session


def insert_for(session: Session, model: type) -> sqlite.Insert | postgresql.Insert:
    """An INSERT that knows ON CONFLICT, in the dialect of the session."""
    dialect = session.get_bind().dialect.name
    return sqlite.insert(model) if dialect == "sqlite" else postgresql.insert(model)


def changed(session: Session, statement: Executable) -> int:
    """Run it in the session's transaction and return the number of rows it wrote.

    Past the ORM, and without asking for the new keys: otherwise PostgreSQL gives no count for an upsert. Objects loaded
    before are not refreshed.
    """
    session.flush()
    if isinstance(statement, Insert):
        statement = statement.inline()
    return int(session.connection().execute(statement).rowcount)
