"""where sent messages stand, and which of them are to be painted anew; unreadable records of the directory

Messages whose matter had moved on kept their words and buttons, since nobody had noted where they stand.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from governance.store.schema import UtcDateTime

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

INDEXES = {
    "ix_outbox_repaint": (["workspace_id", "bulk", "repaint_at"], sa.text("repaint_at IS NOT NULL")),
    "ix_outbox_case": (["case_id"], sa.text("case_id IS NOT NULL")),
    "ix_outbox_message": (["message_ts"], sa.text("message_ts IS NOT NULL")),
}
PLACE = """
UPDATE outbox SET
  channel = (SELECT e.channel FROM electors e WHERE e.poll_id = outbox.poll_id AND e.user_id = outbox.user_id),
  message_ts = (SELECT e.message_ts FROM electors e WHERE e.poll_id = outbox.poll_id AND e.user_id = outbox.user_id)
WHERE kind = 'ballot' AND status = 'sent'
"""


def upgrade() -> None:
    for name in ("channel", "message_ts", "painted"):
        op.add_column("outbox", sa.Column(name, sa.String(), nullable=True))
    op.add_column("outbox", sa.Column("repaint_at", UtcDateTime(), nullable=True))
    op.add_column("outbox", sa.Column("repaint_tries", sa.Integer(), nullable=False, server_default="0"))
    for name, (columns, where) in INDEXES.items():
        op.create_index(name, "outbox", columns, sqlite_where=where, postgresql_where=where)
    op.execute(PLACE)
    op.add_column("workspaces", sa.Column("unreadable_people", sa.Integer(), nullable=False, server_default="0"))


def downgrade() -> None:
    op.drop_column("workspaces", "unreadable_people")
    for name in INDEXES:
        op.drop_index(name, "outbox")
    for name in ("repaint_tries", "repaint_at", "painted", "message_ts", "channel"):
        op.drop_column("outbox", name)
