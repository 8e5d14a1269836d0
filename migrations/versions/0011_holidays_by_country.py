"""holidays by country

The country and region whose public holidays an owner chose, and these days as they were known when last looked up.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("days_off", sa.Column("country", sa.String(), nullable=False, server_default=""))
    op.add_column("days_off", sa.Column("region", sa.String(), nullable=False, server_default=""))
    op.add_column("days_off", sa.Column("public", sa.JSON(), nullable=False, server_default="{}"))


def downgrade() -> None:
    op.drop_column("days_off", "public")
    op.drop_column("days_off", "region")
    op.drop_column("days_off", "country")
