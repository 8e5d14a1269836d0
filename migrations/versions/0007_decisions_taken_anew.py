"""decisions that take the place of earlier ones

Which decision a newer one replaces; and of the replaced one, the question that it was about.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("decisions", sa.Column("replaces", sa.String(), nullable=True))
    op.add_column("decisions", sa.Column("was_about", sa.String(), nullable=True))


def downgrade() -> None:
    op.drop_column("decisions", "was_about")
    op.drop_column("decisions", "replaces")
