"""What the last change of a workspace's name or address replaced.

Both were read at the start only, so a letter could go out with an address that Slack no longer knew the workspace by.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from governance.store.schema import UtcDateTime

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Not in a batch: on SQLite that drops and remakes the table, and all that belongs to a workspace goes with it.
    op.add_column("workspaces", sa.Column("name_before", sa.String(), nullable=True))
    op.add_column("workspaces", sa.Column("url_before", sa.String(), nullable=True))
    op.add_column("workspaces", sa.Column("moved_at", UtcDateTime(), nullable=True))


def downgrade() -> None:
    op.drop_column("workspaces", "moved_at")
    op.drop_column("workspaces", "url_before")
    op.drop_column("workspaces", "name_before")
