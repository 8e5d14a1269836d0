"""The tables that serve all nouns: what is to be sent, what happened, which of Slack's events were handled."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from governance.store.schema import BIG_ID, Base

MARKED = text("repaint_at IS NOT NULL")
QUIET = text("NOT interactive")  # screens come and go with every press: no index follows them
IS_QUIET = text("NOT outbox.interactive")  # asked in these words, or SQLite does not take that index
QUEUED, SENDING = text("status = 'queued'"), text("status = 'sending'")
OF_CASE, STANDS = text("case_id IS NOT NULL"), text("message_ts IS NOT NULL")


class Outgoing(Base):
    """The outbox: everything to be sent, written in the transaction of the fact it tells. References only.

    What goes when: a screen when it is painted; of a question reminders with the traces of who answered, question and
    result once they rest (store/poll/at_rest.py), everything else to members when its retention ends. What owners were
    sent stays with its question or request.
    """

    __tablename__ = "outbox"
    id: Mapped[int] = mapped_column(BIG_ID, primary_key=True, autoincrement=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspaces.id", ondelete="CASCADE"))
    kind: Mapped[str]  # store.outbox.Kind
    occasion: Mapped[str]  # unique per workspace: the same thing is never queued twice
    user_id: Mapped[str | None]
    poll_id: Mapped[str | None] = mapped_column(ForeignKey("polls.id", ondelete="CASCADE"))
    case_id: Mapped[str | None] = mapped_column(ForeignKey("cases.id", ondelete="CASCADE"))
    zone: Mapped[str | None]  # the reader's, for working hours
    about: Mapped[dict[str, Any]]  # small references: message, view, reason of the screen
    response_url: Mapped[str | None]  # deleted when the row settles
    status: Mapped[str]  # held, queued, sending, sent, failed, unknown, dropped
    interactive: Mapped[bool] = mapped_column(default=False)
    bulk: Mapped[bool] = mapped_column(default=False)  # to many people at once: what is meant for one goes first
    not_before: Mapped[datetime]
    lease_until: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    resent: Mapped[int] = mapped_column(default=0, server_default="0")  # how often it failed and was queued once more
    error: Mapped[str | None]
    created_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    channel: Mapped[str | None]  # with `message_ts`: where the message stands; None where it can become untrue no more
    message_ts: Mapped[str | None]
    painted: Mapped[
        str | None
    ]  # digest of what it shows; never of a question or reminder, which would tell who answered
    repaint_at: Mapped[datetime | None]  # its matter has moved on: it is painted anew from then on
    repaint_tries: Mapped[int] = mapped_column(default=0, server_default="0")
    __table_args__ = (
        UniqueConstraint("workspace_id", "occasion"),
        Index("ix_outbox_repaint", "workspace_id", "bulk", "repaint_at", sqlite_where=MARKED, postgresql_where=MARKED),
        Index("ix_outbox_due", "workspace_id", "status", "interactive", "bulk", "not_before", "id"),
        Index("ix_outbox_case", "case_id", sqlite_where=OF_CASE, postgresql_where=OF_CASE),
        Index("ix_outbox_message", "message_ts", sqlite_where=STANDS, postgresql_where=STANDS),
        Index("ix_outbox_poll", "poll_id", "kind", "status", "id"),
        Index(
            "ix_outbox_queued", "workspace_id", "kind", "not_before", "id",
            sqlite_where=QUEUED, postgresql_where=QUEUED,
        ),
        Index("ix_outbox_sending", "lease_until", sqlite_where=SENDING, postgresql_where=SENDING),
        Index("ix_outbox_person", "user_id", sqlite_where=QUIET, postgresql_where=QUIET),
        CheckConstraint(
            "status IN ('held', 'queued', 'sending', 'sent', 'failed', 'unknown', 'dropped')", name="status"
        ),
    )  # fmt: skip


class RefusedChart(Base):
    """Where Slack refused a chart of this version of the app."""

    __tablename__ = "refused_charts"
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspaces.id", ondelete="CASCADE"), primary_key=True)
    surface: Mapped[str] = mapped_column(primary_key=True)  # message, home
    version: Mapped[str]


class LaneRow(Base):
    """What one workspace is sent of one kind: what stands in its way, and until when it rests."""

    __tablename__ = "lanes"
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspaces.id", ondelete="CASCADE"), primary_key=True)
    lane: Mapped[str] = mapped_column(primary_key=True)  # store.lanes.Lane
    paused_until: Mapped[datetime | None]
    code: Mapped[str | None]  # why, while it lasts
    since: Mapped[datetime | None]
    in_a_row: Mapped[int] = mapped_column(default=0)  # obstacles since something passed
    failing: Mapped[str] = mapped_column(default="")  # rows that failed since then: ids, parted by blanks


class Fence(Base):
    """Which process sends one workspace what it is sent of one kind, until when, and what is known of Slack's limit."""

    __tablename__ = "fences"
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspaces.id", ondelete="CASCADE"), primary_key=True)
    lane: Mapped[str] = mapped_column(primary_key=True)  # store.lanes.Lane
    owner: Mapped[str]  # a random id, made at the start of the process
    until: Mapped[datetime]
    rate: Mapped[float | None]  # a second
    blocked_until: Mapped[datetime | None]  # Slack has asked for a pause
    step: Mapped[float | None]  # how much more is tried next, of the rate


class Marking(Base):
    """Messages of a question that are still to be marked as to be painted anew, some at a time: see store/markings."""

    __tablename__ = "markings"
    poll_id: Mapped[str] = mapped_column(ForeignKey("polls.id", ondelete="CASCADE"), primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspaces.id", ondelete="CASCADE"), index=True)
    moment: Mapped[datetime]  # of the change that they are to show
    reached: Mapped[int] = mapped_column(BIG_ID)  # rows of the outbox up to this one are marked
    last: Mapped[int] = mapped_column(BIG_ID)  # and up to this one they are to be


class LedgerEvent(Base):
    """The record of events: append-only, each with the hash of the one before. Triggers refuse changes."""

    __tablename__ = "ledger"
    workspace_id: Mapped[str] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[str]
    tag: Mapped[str]
    object_id: Mapped[str]
    actor: Mapped[str | None]
    data: Mapped[str] = mapped_column(Text)  # JSON
    previous: Mapped[str]
    hash: Mapped[str]


class LedgerHead(Base):
    """The newest hash of each workspace's record; locking this row makes writers take turns."""

    __tablename__ = "ledger_heads"
    workspace_id: Mapped[str] = mapped_column(primary_key=True)
    seq: Mapped[int]
    hash: Mapped[str]


class NextLook(Base):
    """When something could be due next in a workspace, to be asked or said: store/timetable/next_looks.py."""

    __tablename__ = "next_looks"
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspaces.id", ondelete="CASCADE"), primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    changes: Mapped[int]  # counts what has brought it forward


class SeenEvent(Base):
    """Ids of Slack events already handled, so that a second delivery changes nothing. Kept two days."""

    __tablename__ = "seen_events"
    event_id: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)


class KeyPlace(Base):
    """A random mark that lies in the key store too, where several processes share it. One row, of no workspace."""

    __tablename__ = "key_place"
    id: Mapped[int] = mapped_column(primary_key=True)
    mark: Mapped[str]
