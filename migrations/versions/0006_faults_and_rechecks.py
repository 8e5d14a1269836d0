"""faults of the mailbox, and what a confirmation was given for

Why the mailbox cannot be read, while it lasts; and the day of the vendor's newest statement known when it confirmed.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from governance.store.schema import UtcDateTime

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("workspaces") as workspaces:
        workspaces.add_column(sa.Column("inbox_fault_code", sa.String(), nullable=True))
        workspaces.add_column(sa.Column("inbox_fault_at", UtcDateTime(), nullable=True))
    with op.batch_alter_table("cases") as cases:
        cases.add_column(sa.Column("known_policy", sa.Date(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("cases") as cases:
        cases.drop_column("known_policy")
    with op.batch_alter_table("workspaces") as workspaces:
        workspaces.drop_column("inbox_fault_at")
        workspaces.drop_column("inbox_fault_code")
