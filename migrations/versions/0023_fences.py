"""fences, and indexes that lead to what waits past all that was sent

A workspace is written to by one process at a time, and what it learnt of Slack's limit outlives it.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from governance.store.schema import UtcDateTime

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

QUEUED, SENDING = sa.text("status = 'queued'"), sa.text("status = 'sending'")


def upgrade() -> None:
    op.create_table(
        "fences",
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("lane", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("until", UtcDateTime(), nullable=False),
        sa.Column("rate", sa.Double(), nullable=True),
        sa.Column("blocked_until", UtcDateTime(), nullable=True),
        sa.Column("step", sa.Double(), nullable=True),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name="fk_fences_workspace_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("workspace_id", "lane", name="pk_fences"),
    )
    op.create_index(
        "ix_outbox_queued", "outbox", ["workspace_id", "kind", "not_before", "id"],
        sqlite_where=QUEUED, postgresql_where=QUEUED,
    )  # fmt: skip
    op.create_index("ix_outbox_sending", "outbox", ["lease_until"], sqlite_where=SENDING, postgresql_where=SENDING)


def downgrade() -> None:
    op.drop_index("ix_outbox_sending", "outbox")
    op.drop_index("ix_outbox_queued", "outbox")
    op.drop_table("fences")
