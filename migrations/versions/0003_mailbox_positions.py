"""mailbox positions

Keep the release before this one running on the new schema: add first, remove a release later.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "mailbox_positions",
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("numbering", sa.BigInteger(), nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("place", name=op.f("pk_mailbox_positions")),
    )


def downgrade() -> None:
    op.drop_table("mailbox_positions")
