"""what stands in the way of sending, and how often a message went out again

What stood in the way was kept with the workspace, without saying of what kind of sending, and any message that passed
wiped it out.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from governance.store.schema import UtcDateTime

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "lanes",
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("lane", sa.String(), nullable=False),
        sa.Column("paused_until", UtcDateTime(), nullable=True),
        sa.Column("code", sa.String(), nullable=True),
        sa.Column("since", UtcDateTime(), nullable=True),
        sa.Column("in_a_row", sa.Integer(), nullable=False),
        sa.Column("failing", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name="fk_lanes_workspace_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("workspace_id", "lane", name="pk_lanes"),
    )
    op.add_column("outbox", sa.Column("resent", sa.Integer(), nullable=False, server_default="0"))
    # Not in a batch: on SQLite that drops and remakes the table, and all that belongs to a workspace goes with it.
    op.drop_column("workspaces", "fault_code")
    op.drop_column("workspaces", "fault_at")


def downgrade() -> None:
    op.add_column("workspaces", sa.Column("fault_code", sa.String(), nullable=True))
    op.add_column("workspaces", sa.Column("fault_at", UtcDateTime(), nullable=True))
    op.drop_column("outbox", "resent")
    op.drop_table("lanes")
