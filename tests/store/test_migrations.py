"""Migrations: the models and the schema agree, and each revision goes up, down and up again."""

from __future__ import annotations

from alembic import command
from alembic.script import ScriptDirectory

from governance.store.database import Database
from governance.store.migrate import alembic_config, newest_revision, revisions, to_head


def test_models_and_schema_agree(database: Database) -> None:
    config = alembic_config()
    with database.engine.connect() as connection:
        config.attributes["connection"] = connection
        command.check(config)


def test_the_newest_revision_is_the_one_that_alembic_finds() -> None:
    assert newest_revision() == ScriptDirectory.from_config(alembic_config()).get_current_head()


def test_up_down_and_up_again(database: Database) -> None:
    to_head(database, "base")
    assert revisions(database)[0] is None
    to_head(database)
    assert revisions(database)[0] == revisions(database)[1]


def test_sqlite_is_set_as_designed(database: Database) -> None:
    if not database.is_sqlite:
        return
    with database.reading() as session:
        wanted = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1, "query_only": 1}
        for pragma, value in wanted.items():
            assert session.connection().exec_driver_sql(f"PRAGMA {pragma}").scalar() == value
