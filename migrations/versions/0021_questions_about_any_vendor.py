"""questions about any vendor

What the general notice of a question takes from the register is kept with the question, so that it stays as it was.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("polls", sa.Column("vendor_facts", sa.JSON(), nullable=True))


def downgrade() -> None:
    op.drop_column("polls", "vendor_facts")  # in place: made anew, the table would take all that refers to it along
