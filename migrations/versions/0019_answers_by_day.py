"""answers by day

How many had answered at each midnight, in tens; and where a version of the app found that Slack takes no charts.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "answers_by_day",
        sa.Column("poll_id", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("answered", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["poll_id"], ["polls.id"], name="fk_answers_by_day_poll_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("poll_id", "day", name="pk_answers_by_day"),
    )
    op.create_table(
        "refused_charts",
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("surface", sa.String(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name="fk_refused_charts_workspace_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("workspace_id", "surface", name="pk_refused_charts"),
    )


def downgrade() -> None:
    op.drop_table("refused_charts")
    op.drop_table("answers_by_day")
