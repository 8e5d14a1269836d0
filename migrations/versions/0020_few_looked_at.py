"""few looked at

Home and the tick look at few rows, however many people are asked: the people that a question has reached are counted as
they are reached, those who had left once at its end; names and events are found by an index.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

REACHED = "SELECT poll_id, count(*) FROM electors WHERE asked_at IS NOT NULL GROUP BY poll_id"
GONE = "SELECT count(*) FROM electors WHERE electors.poll_id = polls.id AND electors.state = 'left'"


def upgrade() -> None:
    op.create_table(
        "delivered",
        sa.Column("poll_id", sa.String(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["poll_id"], ["polls.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("poll_id"),
    )
    op.execute(f"INSERT INTO delivered (poll_id, people) {REACHED}")  # no value in it
    op.add_column("polls", sa.Column("gone", sa.Integer(), nullable=True))
    op.execute(f"UPDATE polls SET gone = ({GONE}) WHERE closed_at IS NOT NULL")  # noqa: S608
    op.create_index("ix_members_name", "members", ["workspace_id", "name"])
    op.create_index("ix_seen_events_at", "seen_events", ["at"])


def downgrade() -> None:
    op.drop_index("ix_seen_events_at", "seen_events")
    op.drop_index("ix_members_name", "members")
    op.drop_column("polls", "gone")
    op.drop_table("delivered")
