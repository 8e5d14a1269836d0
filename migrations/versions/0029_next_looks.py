"""next looks

When something in each workspace could be due next, so that a tick looks only there; and which letters are being
given to a mail server.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from governance.store.schema import UtcDateTime

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "next_looks",
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("changes", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name="fk_next_looks_workspace_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("workspace_id", name="pk_next_looks"),
    )
    op.create_index("ix_next_looks_at", "next_looks", ["at"])
    where = sa.text("sent_via = 'smtp' AND sent_at IS NULL")
    op.create_index("ix_letters_leaving", "letters", ["id"], sqlite_where=where, postgresql_where=where)
    every = "INSERT INTO next_looks (workspace_id, at, changes) SELECT id, installed_at, 0 FROM workspaces"
    op.execute(every)  # a moment that has come


def downgrade() -> None:
    op.drop_index("ix_letters_leaving", "letters")
    op.drop_table("next_looks")
