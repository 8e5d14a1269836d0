"""a test mail to a request's copy address: its token, when it was asked for, when it arrived"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from governance.store.schema import UtcDateTime

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("cases", sa.Column("test_token", sa.String(), nullable=True))
    for name in ("test_asked_at", "test_arrived_at"):
        op.add_column("cases", sa.Column(name, UtcDateTime(), nullable=True))
    op.create_index("ix_cases_test_token", "cases", ["test_token"], unique=True)


def downgrade() -> None:
    op.drop_index("ix_cases_test_token", "cases")
    for name in ("test_arrived_at", "test_asked_at", "test_token"):
        op.drop_column("cases", name)
