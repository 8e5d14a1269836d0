"""The tables of watched pages: how each was read last, and every text of it that differed. They hold nobody's data."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from governance.store.schema import Base, new_id


class WatchedPage(Base):
    """One page of a vendor, as the register declares it: when it is read next, and how the last reading ended."""

    __tablename__ = "watched_pages"
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspaces.id", ondelete="CASCADE"), primary_key=True)
    page: Mapped[str] = mapped_column(primary_key=True)  # vendor and name: slack/principles
    checked_at: Mapped[datetime]
    next_check_at: Mapped[datetime]
    result: Mapped[str]  # a verdict of rules.watch.comparison, `first`, or the code of what went wrong
    failures: Mapped[int] = mapped_column(default=0)  # in a row
    etag: Mapped[str] = mapped_column(default="")
    modified: Mapped[str] = mapped_column(default="")


class PageVersion(Base):
    """One text of a page with the bytes that it was read from; the newest is what the next is compared with."""

    __tablename__ = "page_versions"
    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspaces.id", ondelete="CASCADE"))
    page: Mapped[str]
    at: Mapped[datetime]
    raw: Mapped[bytes] = mapped_column(deferred=True)  # as it came, compressed; read from the database when it is used
    raw_digest: Mapped[str]  # SHA-256 of what came
    charset: Mapped[str]
    text: Mapped[str] = mapped_column(Text, deferred=True)
    digest: Mapped[str]  # SHA-256 of the text
    extractor: Mapped[int]  # which edition of our own reading made the text
    verdict: Mapped[str]  # of rules.watch.comparison; `first`, or `technical` where only our reading changed
    changes: Mapped[list[Any]]  # of substance: before, after, what about
    reasons: Mapped[list[Any]]  # English keys of the catalogues
    settled: Mapped[str | None]  # dismissed, asked, rechecked
    settled_at: Mapped[datetime | None]
    settled_because: Mapped[str | None] = mapped_column(Text)
    is_shown: Mapped[bool] = mapped_column(default=False)  # whether members read of it on Home
    __table_args__ = (Index("ix_page_versions_page", "workspace_id", "page", "at"),)
