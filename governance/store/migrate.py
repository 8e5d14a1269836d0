"""Brings a database to the newest schema, or says how far behind it is."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import inspect, text

from governance.store.database import Database

if TYPE_CHECKING:
    from alembic.config import Config

MIGRATIONS = Path(__file__).parents[2] / "migrations"
_REVISION = re.compile(r'^(revision|down_revision) = "(\w+)"', re.MULTILINE)


def alembic_config() -> Config:
    """Alembic's configuration without an ini file."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    return config


KeepKeys = Callable[[str, bytes | None, bytes | None], None]  # a question, the keys of its answers and objections


def to_head(database: Database, revision: str = "head", keep_keys: KeepKeys | None = None) -> bool:
    """Upgrade (or downgrade, given an older revision) the schema in one transaction; True if it was another one.

    `keep_keys` takes the keys that older versions kept in the database.
    """
    current, newest = revisions(database)
    if revision == "head" and current == newest:
        return False
    # Imported here: at most starts there is nothing to do, and Alembic is a tenth of the app.
    from alembic import command

    config = alembic_config()
    config.attributes["keep_keys"] = keep_keys
    with database.engine.connect() as connection:
        config.attributes["connection"] = connection
        older = revision == "base" or (revision != "head" and revision != current)
        (command.downgrade if older else command.upgrade)(config, revision)
        connection.commit()
    return revisions(database)[0] != current


def revisions(database: Database) -> tuple[str | None, str | None]:
    """The revision the database has, and the newest one there is."""
    with database.reading() as session:
        known = inspect(session.connection()).has_table("alembic_version")
        current: str | None = session.scalar(text("SELECT version_num FROM alembic_version")) if known else None
    return current, newest_revision()


def newest_revision() -> str | None:
    """The revision that no other builds on, read from the files; more than one are a fault. Raises ValueError."""
    found = [_REVISION.findall(file.read_text(encoding="utf-8")) for file in (MIGRATIONS / "versions").glob("0*.py")]
    steps = [dict(step) for step in found]
    heads = {step["revision"] for step in steps} - {step.get("down_revision", "") for step in steps}
    if len(heads) != 1:
        raise ValueError(f"these migrations are all the newest: {', '.join(sorted(heads)) or 'none'}")
    return str(heads.pop())
