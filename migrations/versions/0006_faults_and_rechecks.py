"""faults of the mailbox, what a confirmation was given for, what a mail answers, who says that a letter left

Why the mailbox cannot be read, while it lasts; the day of the vendor's newest statement known when it confirmed, and
since when that is to be checked; the mails that a mail refers to, whether it is to be judged once more, and how a
person sorted it.
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
        cases.add_column(sa.Column("check_due_at", UtcDateTime(), nullable=True))
    with op.batch_alter_table("letters") as letters:
        letters.add_column(sa.Column("said_by", sa.String(), nullable=True))
    with op.batch_alter_table("mails") as mails:
        mails.add_column(sa.Column("again", sa.Boolean(), nullable=False, server_default=sa.false()))
        mails.add_column(sa.Column("refers", sa.JSON(), nullable=True))
        mails.add_column(sa.Column("sorted_how", sa.String(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("mails") as mails:
        mails.drop_column("sorted_how")
        mails.drop_column("refers")
        mails.drop_column("again")
    with op.batch_alter_table("cases") as cases:
        cases.drop_column("check_due_at")
        cases.drop_column("known_policy")
    with op.batch_alter_table("letters") as letters:
        letters.drop_column("said_by")
    with op.batch_alter_table("workspaces") as workspaces:
        workspaces.drop_column("inbox_fault_at")
        workspaces.drop_column("inbox_fault_code")
