"""vendors in use

The entries of the register that a workspace uses; the steps of settings and support cases, what shows that they were
done, and how many people have changed a setting of their own.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from governance.store.schema import UtcDateTime

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def _of_case(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=f"fk_{table}_case_id", ondelete="CASCADE")


def upgrade() -> None:
    op.add_column("cases", sa.Column("mechanism", sa.String(), nullable=False, server_default="email"))
    op.create_table(
        "used_vendors",
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("vendor", sa.String(), nullable=False),
        sa.Column("since", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name="fk_used_vendors_workspace_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("workspace_id", "vendor", name="pk_used_vendors"),
    )
    op.create_table(
        "checklists",
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("ticked", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("ticked_by", sa.String(), nullable=False),
        sa.Column("ticked_at", UtcDateTime(), nullable=False),
        _of_case("checklists"),
        sa.PrimaryKeyConstraint("case_id", name="pk_checklists"),
    )
    op.create_table(
        "proofs",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("kept_by", sa.String(), nullable=False),
        sa.Column("kept_at", UtcDateTime(), nullable=False),
        _of_case("proofs"),
        sa.PrimaryKeyConstraint("id", name="pk_proofs"),
    )
    op.create_index("ix_proofs_content", "proofs", ["case_id", "digest"], unique=True)
    op.create_table(
        "own_settings",
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("user_id", sa.String(), nullable=False),
        _of_case("own_settings"),
        sa.PrimaryKeyConstraint("case_id", "user_id", name="pk_own_settings"),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    for table in ("own_settings", "proofs", "checklists", "used_vendors"):
        op.drop_table(table)
    op.drop_column("cases", "mechanism")  # in place: made anew, the table would take all that refers to it along
