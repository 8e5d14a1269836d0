"""The tables of our request to a vendor: the request, what happened to it, its letters, the mails about it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from governance.store.schema import BIG_ID, Base, new_id


class Case(Base):
    """One request to one vendor. `state` is the fold of its events, written by one function only."""

    __tablename__ = "cases"
    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspaces.id", ondelete="CASCADE"), index=True)
    decision_id: Mapped[str] = mapped_column(ForeignKey("decisions.id", ondelete="CASCADE"), unique=True)
    poll_id: Mapped[str | None] = mapped_column(ForeignKey("polls.id", ondelete="CASCADE"))
    vendor: Mapped[str]
    reference: Mapped[str] = mapped_column(unique=True)  # AC-7F3K...: in the letter and in the copy address
    state: Mapped[str]  # rules.case.CaseState
    owner: Mapped[str]
    owner_title: Mapped[str]  # Primary Owner, Workspace Owner, Org Owner
    from_address: Mapped[str | None]
    address_attested: Mapped[bool]  # True: the owner gave it; False: it is Slack's
    copy_address: Mapped[str | None]
    opened_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    confirmed_at: Mapped[datetime | None]
    request_grade: Mapped[str]
    answer_grade: Mapped[str | None]
    remind_owner_at: Mapped[datetime | None]
    next_check_at: Mapped[datetime | None]
    check_reason: Mapped[str | None]  # why it is to be checked before a year is over: owner, address, policy
    check_due_at: Mapped[datetime | None]  # since when the owner is asked to have it checked, while they have not
    checked_at: Mapped[datetime | None]  # when the vendor confirmed it once more
    known_primary: Mapped[str | None]  # the primary owner and the workspace's URL that it was confirmed for
    known_url: Mapped[str | None]
    known_policy: Mapped[date | None]  # the day of the vendor's newest statement then known
    __table_args__ = (Index("ix_cases_workspace_state", "workspace_id", "state"),)


class CaseEvent(Base):
    """What happened to a request, in order; the state is folded from these."""

    __tablename__ = "case_events"
    id: Mapped[int] = mapped_column(BIG_ID, primary_key=True, autoincrement=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id", ondelete="CASCADE"), index=True)
    event: Mapped[str]
    at: Mapped[datetime]
    actor: Mapped[str | None]
    note: Mapped[str]


class Letter(Base):
    """A letter, frozen at approval: its canonical bytes are `body`, its digest their SHA-256."""

    __tablename__ = "letters"
    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str]  # rules.nextletter.LetterKind
    from_address: Mapped[str | None]
    to_address: Mapped[str]
    cc_address: Mapped[str | None]
    subject: Mapped[str]
    body: Mapped[str] = mapped_column(Text)
    digest: Mapped[str]
    message_id: Mapped[str]  # ours; the arriving copy's counts as well
    copy_message_id: Mapped[str | None]
    approved_by: Mapped[str]
    approved_at: Mapped[datetime]
    sent_via: Mapped[str | None]  # mail_client, smtp
    sent_at: Mapped[datetime | None]
    said_by: Mapped[str | None]  # who says that it left, if somebody does


class Mail(Base):
    """One mail or pasted text, raw as it arrived, with the DNS answer its signature was checked by."""

    __tablename__ = "mails"
    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    workspace_id: Mapped[str | None] = mapped_column(ForeignKey("workspaces.id", ondelete="CASCADE"), index=True)
    case_id: Mapped[str | None] = mapped_column(ForeignKey("cases.id", ondelete="CASCADE"), index=True)  # None: to sort
    source: Mapped[str]  # inbox, pasted, uploaded
    source_key: Mapped[str] = mapped_column(unique=True)
    raw: Mapped[bytes]
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
    dkim: Mapped[str | None]
    domain: Mapped[str | None]
    aligned: Mapped[bool | None]
    in_thread: Mapped[bool | None]
    grade: Mapped[str | None]
    reasons: Mapped[list[Any] | None]
    sorted_at: Mapped[datetime | None]
    sorted_by: Mapped[str | None]  # None: by its thread
    sorted_how: Mapped[str | None]  # of a person: put (to a request), aside, said (what it means)
    named_urls: Mapped[list[Any] | None]  # workspaces that the sender's own words name
