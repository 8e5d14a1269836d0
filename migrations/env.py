"""Runs the migrations on the database it is handed: by `python -m governance migrate`, and by the tests."""

from __future__ import annotations

from alembic import context
from sqlalchemy import Connection, text

from governance.store import models as _models  # noqa: F401  # registers most tables
from governance.store.case import coverage as _coverage  # noqa: F401  # registers its table
from governance.store.mail import mailbox_position as _positions  # noqa: F401  # registers its table
from governance.store.schema import Base

LOCK = 7_405_112  # one migration at a time on PostgreSQL


def run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        compare_type=True,
    )
    with context.begin_transaction():
        if connection.dialect.name == "postgresql":
            connection.execute(text("SET lock_timeout = '4s'"))
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
        context.run_migrations()


run(context.config.attributes["connection"])
