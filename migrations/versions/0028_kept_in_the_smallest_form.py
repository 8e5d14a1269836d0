"""kept in the smallest form

Where a message of a question that is over stands lies with the person asked, and its row of the outbox goes; what the
question's retention ends is noted with the question.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from governance.store.schema import UtcDateTime

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

NOTED = ("rested_at", "names_cleared_at", "people_cleared_at")
TO_REST = sa.text("rested_at IS NULL AND traces_cleared_at IS NOT NULL")
WITH_NAMES = sa.text("names_cleared_at IS NULL AND kind = 'named'")
WITH_PEOPLE = sa.text("people_cleared_at IS NULL AND objections_ended_at IS NOT NULL")
KEPT = (("rest", TO_REST), ("names", WITH_NAMES), ("people", WITH_PEOPLE))


def upgrade() -> None:
    op.add_column("electors", sa.Column("result_ts", sa.String(), nullable=True))
    for name in NOTED:
        op.add_column("polls", sa.Column(name, UtcDateTime(), nullable=True))
    for name, where in KEPT:
        op.create_index(f"ix_polls_{name}", "polls", ["id"], sqlite_where=where, postgresql_where=where)
    op.create_index("ix_polls_state", "polls", ["state"])


def downgrade() -> None:
    """Messages that rest stay as they are: no older version finds them to paint them anew."""
    op.drop_index("ix_polls_state", "polls")
    for name, _ in KEPT:
        op.drop_index(f"ix_polls_{name}", "polls")
    for name in NOTED:
        op.drop_column("polls", name)
    op.drop_column("electors", "result_ts")
