"""The tables of mail that arrives: each mail as it came and as it was read, and how far the mailbox was read."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from governance.store.schema import Base, new_id


class Mail(Base):
    """One mail or pasted text, raw as it arrived, with the DNS answers that its signature was checked with."""

    __tablename__ = "mails"
    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    workspace_id: Mapped[str | None] = mapped_column(ForeignKey("workspaces.id", ondelete="CASCADE"), index=True)
    case_id: Mapped[str | None] = mapped_column(ForeignKey("cases.id", ondelete="CASCADE"), index=True)  # None: to sort
    source: Mapped[str]  # inbox, pasted, uploaded
    source_key: Mapped[str] = mapped_column(unique=True)
    raw: Mapped[bytes] = mapped_column(deferred=True)  # up to 25 MB: read only where it is needed
    given_by: Mapped[str | None]
    received_at: Mapped[datetime]
    judged_at: Mapped[datetime | None]
    again: Mapped[bool] = mapped_column(default=False)  # to be judged once more: it may answer a letter after all
    refers: Mapped[list[Any] | None]  # Message-IDs of the mails that it answers
    message_id: Mapped[str | None]
    sender: Mapped[str | None]
    subject: Mapped[str | None]
    text: Mapped[str | None] = mapped_column(Text)
    dns: Mapped[dict[str, Any] | None]
    kind: Mapped[str | None]  # rules.evidence.MailKind; copy: our own letter
    claims: Mapped[str | None]  # what the words say where the kind is weaker
    forged: Mapped[bool | None]
    proved: Mapped[bool | None]  # nothing speaks against its being the vendor's answer to our letter
    dkim: Mapped[str | None]
    domain: Mapped[str | None]
    aligned: Mapped[bool | None]
    in_thread: Mapped[bool | None]
    grade: Mapped[str | None]
    reasons: Mapped[list[Any] | None]
    waits_since: Mapped[datetime | None]  # since when owners were asked what it says; until `sorted_at`, if that is set
    sorted_at: Mapped[datetime | None]
    sorted_by: Mapped[str | None]  # None: by its thread, or the person was erased
    sorted_how: Mapped[str | None]  # of a person: put (to a request), aside, said (what it means)
    named_urls: Mapped[list[Any] | None]  # workspaces that the sender's own words name


class MailboxPosition(Base):
    """One folder of the app's own mailbox, with the account's name and no password; not about any member."""

    __tablename__ = "mailbox_positions"
    place: Mapped[str] = mapped_column(primary_key=True)  # account and folder, or the path of a Maildir
    numbering: Mapped[int] = mapped_column(BigInteger)  # UIDVALIDITY; 0 for a Maildir
    last: Mapped[int] = mapped_column(BigInteger)  # UID; for a Maildir the newest change of a file, in Unix seconds
