"""portions

What goes to all people asked is queued a portion at a time, and what shows who answered is cleared so; a question keeps
the time zones of the people asked.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from governance.store.schema import UtcDateTime

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

TRACED = sa.text("(muted OR reminded > 0)")


def upgrade() -> None:
    op.create_table(
        "mailings",
        sa.Column("poll_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("moment", UtcDateTime(), nullable=False),
        sa.Column("after", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["poll_id"], ["polls.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("poll_id", "kind", "key"),
    )
    op.add_column("polls", sa.Column("zones", sa.JSON(), nullable=True))
    op.create_index("ix_electors_traced", "electors", ["poll_id"], sqlite_where=TRACED, postgresql_where=TRACED)
    op.drop_index("ix_outbox_poll", "outbox")
    op.create_index("ix_outbox_poll", "outbox", ["poll_id", "kind", "status", "id"])


def downgrade() -> None:
    op.drop_index("ix_outbox_poll", "outbox")
    op.create_index("ix_outbox_poll", "outbox", ["poll_id", "kind", "status"])
    op.drop_index("ix_electors_traced", "electors")
    op.drop_column("polls", "zones")
    op.drop_table("mailings")
