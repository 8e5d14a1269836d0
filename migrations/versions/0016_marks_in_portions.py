"""marks in portions

Which messages of a question are still to be marked as to be painted anew: of a hundred thousand, some at a time.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from governance.store.schema import BIG_ID, UtcDateTime

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "markings",
        sa.Column("poll_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("moment", UtcDateTime(), nullable=False),
        sa.Column("reached", BIG_ID, nullable=False),
        sa.Column("last", BIG_ID, nullable=False),
        sa.ForeignKeyConstraint(["poll_id"], ["polls.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("poll_id", "kind"),
    )
    op.create_index("ix_markings_workspace_id", "markings", ["workspace_id"])


def downgrade() -> None:
    op.drop_table("markings")
