"""letters after the first

Each letter keeps the address that it leaves from, since another owner may write the next one; a request keeps what it
was confirmed for, and whether that was asked again; a mail keeps who sorted it.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from governance.store.schema import UtcDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

ADDED = {
    "letters": {"from_address": sa.String},
    "cases": {
        "known_primary": sa.String,
        "known_url": sa.String,
        "check_reason": sa.String,
        "checked_at": UtcDateTime,
    },
    "mails": {"sorted_by": sa.String},
}


def upgrade() -> None:
    for table, columns in ADDED.items():
        for name, kind in columns.items():
            op.add_column(table, sa.Column(name, kind(), nullable=True))
    op.execute("UPDATE letters SET from_address = (SELECT from_address FROM cases WHERE cases.id = letters.case_id)")


def downgrade() -> None:
    for table, columns in ADDED.items():
        with op.batch_alter_table(table) as batch:
            for name in columns:
                batch.drop_column(name)
