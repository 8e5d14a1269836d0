"""turns kept

A question that is being changed after its turn had come keeps it: those that wait go on waiting.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("polls", sa.Column("keeps_turn", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    op.drop_column("polls", "keeps_turn")
