"""members by role

Owners, and who has left, are looked up whenever Home is painted.
"""

from __future__ import annotations

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_members_role", "members", ["workspace_id", "role"])


def downgrade() -> None:
    op.drop_index("ix_members_role", "members")
