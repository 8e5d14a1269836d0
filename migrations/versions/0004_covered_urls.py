"""addresses that a letter for an organisation covers, and those that a mail names"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "covered_urls",
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("confirmed_by", sa.String(), nullable=True),
        sa.Column("named", sa.Boolean(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_covered_urls_case_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["confirmed_by"], ["mails.id"], name=op.f("fk_covered_urls_confirmed_by"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("case_id", "url", name=op.f("pk_covered_urls")),
    )
    with op.batch_alter_table("mails") as batch_op:
        batch_op.add_column(sa.Column("named_urls", sa.JSON(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("mails") as batch_op:
        batch_op.drop_column("named_urls")
    op.drop_table("covered_urls")
