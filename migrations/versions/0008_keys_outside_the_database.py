"""keys of questions outside the database

The salts of questions move into the key store and leave the table; closing is done in steps that are kept on record.
What the database's own logs and dead rows still hold of the salts: docs/operations.md says how to be rid of it.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import context, op

from governance.store.schema import UtcDateTime

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

NEW = ("frozen_at", "voided_at", "answers_key_destroyed_at", "objections_ended_at", "objections_key_destroyed_at")
BEFORE = sa.text("state IN ('preparing', 'scheduled', 'open')")
AFTER = sa.text("state IN ('preparing', 'scheduled', 'open', 'closing')")


def upgrade() -> None:
    for name in NEW:
        op.add_column("polls", sa.Column(name, UtcDateTime(), nullable=True))
    _move_salts()
    op.execute(
        "UPDATE polls SET frozen_at = closed_at, answers_key_destroyed_at = closed_at WHERE closed_at IS NOT NULL"
    )
    op.execute(
        "UPDATE polls SET objections_ended_at = closed_at, objections_key_destroyed_at = closed_at "
        "WHERE closed_at IS NOT NULL AND later_salt IS NULL"
    )
    _running(AFTER)
    op.execute("UPDATE polls SET salt = NULL, later_salt = NULL")  # PostgreSQL keeps the values of a dropped column
    op.drop_column("polls", "salt")
    op.drop_column("polls", "later_salt")


def _move_salts() -> None:
    """What is still needed of them goes into the key store first, synced; only then do they leave the table."""
    held = op.get_bind().execute(
        sa.text("SELECT id, salt, later_salt FROM polls WHERE salt IS NOT NULL OR later_salt IS NOT NULL")
    )
    for question, salt, later_salt in held.all():
        keep = context.config.attributes.get("keep_keys")
        if keep is None:
            raise RuntimeError("a question needs its keys: run this migration with the app's settings")
        keep(question, salt, later_salt)


def _running(where: sa.TextClause) -> None:
    op.drop_index("ux_polls_running", "polls")
    op.create_index(
        "ux_polls_running", "polls", ["workspace_id"], unique=True, sqlite_where=where, postgresql_where=where
    )


def downgrade() -> None:
    """Only without a question that is open, or can still be objected to: its keys never go back into the database."""
    needed = sa.text(
        "SELECT count(*) FROM polls WHERE state IN ('open', 'closing') "
        "OR (closed_at IS NOT NULL AND objections_ended_at IS NULL)"
    )
    if op.get_bind().scalar(needed):
        raise RuntimeError("a question still needs its keys, which an older version looks for in the database")
    _running(BEFORE)
    for name in NEW:
        op.drop_column("polls", name)
    op.add_column("polls", sa.Column("salt", sa.LargeBinary(), nullable=True))
    op.add_column("polls", sa.Column("later_salt", sa.LargeBinary(), nullable=True))
