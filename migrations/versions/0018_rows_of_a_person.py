"""rows of a person

An index that leads to what was sent to one person, past a hundred thousand rows of others.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

QUIET = sa.text("NOT interactive")


def upgrade() -> None:
    op.create_index("ix_outbox_person", "outbox", ["user_id"], sqlite_where=QUIET, postgresql_where=QUIET)


def downgrade() -> None:
    op.drop_index("ix_outbox_person", "outbox")
