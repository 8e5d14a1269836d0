"""The tables of vendors in use and of a request to one: its decision, its events, its letters or its steps."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from governance.store.schema import BIG_ID, UNORDERED, Base, new_id

LEAVING = text("sent_via = 'smtp' AND sent_at IS NULL")
AT_SERVER = text("letters.sent_via = 'smtp' AND letters.sent_at IS NULL")  # asked in these words, for that index


class Decision(Base):
    """What an owner decided, with the advice it followed or departed from. The newest of a question counts.

    One that a newer decision `replaces` is kept; `was_about` then holds its question.
    """

    __tablename__ = "decisions"
    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspaces.id", ondelete="CASCADE"), index=True)
    poll_id: Mapped[str | None] = mapped_column(ForeignKey("polls.id", ondelete="CASCADE"), unique=True)
    vendor: Mapped[str]
    choice: Mapped[str]  # opt_out, allow
    advice: Mapped[str | None]
    reason: Mapped[str]
    decided_by: Mapped[str]
    decided_at: Mapped[datetime]
    replaces: Mapped[str | None]  # the decision whose place this one takes
    was_about: Mapped[str | None]  # the question, of a decision that was replaced


class Case(Base):
    """One request to one vendor. `state` is folded from its events and written by `record_event` only."""

    __tablename__ = "cases"
    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspaces.id", ondelete="CASCADE"), index=True)
    decision_id: Mapped[str] = mapped_column(ForeignKey("decisions.id", ondelete="CASCADE"), unique=True)
    poll_id: Mapped[str | None] = mapped_column(ForeignKey("polls.id", ondelete="CASCADE"))
    vendor: Mapped[str]
    mechanism: Mapped[str] = mapped_column(default="email", server_default="email")  # the entry's, when it was begun
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
    test_token: Mapped[str | None]  # in the subject of the test mail that shows whether copies reach us
    test_asked_at: Mapped[datetime | None]
    test_arrived_at: Mapped[datetime | None]
    __table_args__ = (
        Index("ix_cases_workspace_state", "workspace_id", "state"),
        Index("ix_cases_test_token", "test_token", unique=True),
    )


class CaseEvent(Base):
    """What happened to a request, in order; the state is folded from these."""

    __tablename__ = "case_events"
    id: Mapped[int] = mapped_column(BIG_ID, primary_key=True, autoincrement=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id", ondelete="CASCADE"), index=True)
    event: Mapped[str]
    at: Mapped[datetime]
    actor: Mapped[str | None]
    note: Mapped[str]
    mail_id: Mapped[str | None]  # the mail that it follows from, or that a person says it of


class Letter(Base):
    """A letter, frozen at approval: `body` holds its canonical bytes, `digest` their SHA-256."""

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
    __table_args__ = (Index("ix_letters_leaving", "id", sqlite_where=LEAVING, postgresql_where=LEAVING),)


class CoveredUrl(Base):
    """One address for which a request was made. The frozen letters that name it show when it was asked for."""

    __tablename__ = "covered_urls"
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id", ondelete="CASCADE"), primary_key=True)
    url: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]  # organisation, workspace
    position: Mapped[int]
    confirmed_by: Mapped[str | None] = mapped_column(ForeignKey("mails.id", ondelete="SET NULL"))  # None: by word
    named: Mapped[bool | None]  # whether that confirmation names it; None: no mail has


class UsedVendor(Base):
    """An entry of the register that this workspace uses, as an owner or admin chose; Slack always is, without a row."""

    __tablename__ = "used_vendors"
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspaces.id", ondelete="CASCADE"), primary_key=True)
    vendor: Mapped[str] = mapped_column(primary_key=True)  # the name of an entry
    since: Mapped[datetime]


class Checklist(Base):
    """How far the steps of a setting or a support case are; `digest`: of the steps as they read when ticked."""

    __tablename__ = "checklists"
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id", ondelete="CASCADE"), primary_key=True)
    ticked: Mapped[list[Any]]  # positions of steps, from 1
    digest: Mapped[str]
    ticked_by: Mapped[str]
    ticked_at: Mapped[datetime]


class Proof(Base):
    """What shows that steps were done: a note, a picture, or the vendor's mail, kept as it was given."""

    __tablename__ = "proofs"
    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id", ondelete="CASCADE"))
    kind: Mapped[str]  # rules.case.checklist.ProofKind
    content: Mapped[bytes]
    digest: Mapped[str]  # SHA-256 of `content`; the record of events holds it too
    kept_by: Mapped[str]
    kept_at: Mapped[datetime]
    examined_at: Mapped[datetime | None]  # of a mail, once its signature was looked at
    domain: Mapped[str | None]  # that signed it
    aligned: Mapped[bool | None]  # the signature holds and is the vendor's
    reasons: Mapped[list[Any] | None]
    dns: Mapped[dict[str, Any] | None]  # the answers that its signature was checked with
    __table_args__ = (Index("ix_proofs_content", "case_id", "digest", unique=True),)


class OwnSetting(Base):
    """Somebody ticked that they have changed a setting of their own account. Nobody reads who, only how many."""

    __tablename__ = "own_settings"
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[str] = mapped_column(primary_key=True)
    __table_args__ = UNORDERED
