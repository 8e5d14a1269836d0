"""kept mails examined

A mail that is kept to show that steps were done is examined like any other: who signed it, by which key.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from governance.store.schema import UtcDateTime

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

COLUMNS = {
    "examined_at": UtcDateTime(),
    "domain": sa.String(),
    "aligned": sa.Boolean(),
    "reasons": sa.JSON(),
    "dns": sa.JSON(),
}


def upgrade() -> None:
    for name, kind in COLUMNS.items():
        op.add_column("proofs", sa.Column(name, kind, nullable=True))


def downgrade() -> None:
    for name in reversed(COLUMNS):
        op.drop_column("proofs", name)
