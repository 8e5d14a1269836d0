"""Brings a database to the newest schema, or says how far behind it is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from governance.store.database import Database

MIGRATIONS = Path(__file__).parents[2] / "migrations"


def alembic_config() -> Config:
    """Alembic's configuration without an ini file."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    return config


KeepKeys = Callable[[str, bytes | None, bytes | None], None]  # a question, the keys of its answers and objections


def to_head(database: Database, revision: str = "head", keep_keys: KeepKeys | None = None) -> bool:
    """Upgrade (or downgrade, given an older revision) the schema in one transaction; True if it was another one.

    `keep_keys` takes the keys that older versions kept in the database.
    """
    config = alembic_config()
    config.attributes["keep_keys"] = keep_keys
    with database.engine.connect() as connection:
        config.attributes["connection"] = connection
        current = MigrationContext.configure(connection).get_current_revision()
        connection.rollback()
        older = revision == "base" or (revision != "head" and revision != current)
        (command.downgrade if older else command.upgrade)(config, revision)
        connection.commit()
    return revisions(database)[0] != current


def revisions(database: Database) -> tuple[str | None, str | None]:
    """The revision the database has, and the newest one there is."""
    with database.reading() as session:
        current = MigrationContext.configure(session.connection()).get_current_revision()
    return current, ScriptDirectory.from_config(alembic_config()).get_current_head()
