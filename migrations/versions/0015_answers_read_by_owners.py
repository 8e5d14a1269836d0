"""answers read by owners

An answer that does not close a request by itself waits until an owner says what it says, and that can be taken back:
since when it waits, whether it is proved to be one, and which mail an event of the request follows from.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from governance.store.schema import UtcDateTime

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Not in a batch: on SQLite that drops and remakes the table, and all that belongs to a mail goes with it.
    op.add_column("mails", sa.Column("waits_since", UtcDateTime(), nullable=True))
    op.add_column("mails", sa.Column("proved", sa.Boolean(), nullable=True))
    op.add_column("case_events", sa.Column("mail_id", sa.String(), nullable=True))
    op.execute(
        "UPDATE mails SET waits_since = received_at WHERE case_id IS NOT NULL AND judged_at IS NOT NULL "
        "AND sorted_at IS NULL AND kind NOT IN ('copy', 'delivery_failure') AND forged IS NOT TRUE"
    )


def downgrade() -> None:
    op.drop_column("case_events", "mail_id")
    op.drop_column("mails", "proved")
    op.drop_column("mails", "waits_since")
