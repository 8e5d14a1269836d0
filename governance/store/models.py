"""Every table there is: the inventory of what is kept, with whose data it is and when it goes. Decides nothing.

Everything is keyed by workspace, directly or through its question or request; a query without it is a defect. The
tables of a request stand in `models_request.py` and are named here.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from governance.store.models_request import Case, CaseEvent, Letter, Mail
from governance.store.schema import BIG_ID, UNORDERED, Base, new_id

__all__ = [
    "Appointment",
    "AudiencePart",
    "Case",
    "CaseEvent",
    "ClosedBallot",
    "ConsentRecord",
    "DaysOff",
    "Decision",
    "Elector",
    "LaterObjection",
    "LedgerEvent",
    "LedgerHead",
    "Letter",
    "Mail",
    "Member",
    "NoticeReading",
    "OpenBallot",
    "Outgoing",
    "Participation",
    "Poll",
    "SeenEvent",
    "Subject",
    "Workspace",
]


class Workspace(Base):
    """One installation. Its bot token is a setting and is not kept here."""

    __tablename__ = "workspaces"
    id: Mapped[str] = mapped_column(primary_key=True)  # Slack's team id
    name: Mapped[str]
    url: Mapped[str]
    enterprise_id: Mapped[str | None]
    bot_user_id: Mapped[str]
    scopes: Mapped[str]
    installed_by: Mapped[str | None]
    installed_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]
    zone: Mapped[str] = mapped_column(default="UTC")  # the commonest among members
    synced_at: Mapped[datetime | None]
    fault_code: Mapped[str | None]  # the last failure towards Slack, while it lasts
    fault_at: Mapped[datetime | None]
    inbox_fault_code: Mapped[str | None]  # why the mailbox cannot be read, while it lasts
    inbox_fault_at: Mapped[datetime | None]


class Member(Base):
    """A copy of Slack's directory. A person's row goes when they are erased."""

    __tablename__ = "members"
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspaces.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    role: Mapped[str]  # rules.member.Role
    locale: Mapped[str | None]
    zone: Mapped[str | None]
    email: Mapped[str | None]  # owners only, and only with users:read.email
    seen_at: Mapped[datetime]  # the sync that saw this person last


class Subject(Base):
    """Which random id stands for whom in the record of events. Erasing the row leaves the record whole."""

    __tablename__ = "subjects"
    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspaces.id", ondelete="CASCADE"))
    user_id: Mapped[str]
    __table_args__ = (UniqueConstraint("workspace_id", "user_id"),)


class Appointment(Base):
    """Organisers and observers, appointed by an owner and shown to all."""

    __tablename__ = "appointments"
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspaces.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[str] = mapped_column(primary_key=True)
    role: Mapped[str] = mapped_column(primary_key=True)  # organiser, observer
    appointed_by: Mapped[str]
    appointed_at: Mapped[datetime]


class DaysOff(Base):
    """Weekend and holidays of a workspace, by which the clock of a request counts."""

    __tablename__ = "days_off"
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspaces.id", ondelete="CASCADE"), primary_key=True)
    weekend: Mapped[list[Any]]  # 0 is Monday
    holidays: Mapped[dict[str, Any]]  # an owner's: day -> its name
    operators: Mapped[dict[str, Any]]  # from the operator's file, where no owner gave any
    set_at: Mapped[datetime | None]  # when an owner set them


EVERYONE = "after_member IS NOT NULL OR eligible = electorate + excluded_guests + excluded_others"
RUNNING = text("state IN ('preparing', 'scheduled', 'open')")  # one question at a time


class Poll(Base):
    """One question to the members, its rule, and after closing its totals. Holds no answer of anybody."""

    __tablename__ = "polls"
    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspaces.id", ondelete="CASCADE"), index=True)
    vendor: Mapped[str]
    state: Mapped[str]  # rules.poll.PollState
    kind: Mapped[str]  # secret, named
    named_reason: Mapped[str | None]
    author: Mapped[str]
    decider: Mapped[str]
    employer: Mapped[bool]
    include_guests: Mapped[bool | None]  # None: a draft in which nobody chose yet
    notice_version: Mapped[int]
    notice_digests: Mapped[dict[str, Any]]  # language -> SHA-256 of the released file
    operator: Mapped[str]
    contact: Mapped[str]
    paragraph: Mapped[str]
    rule: Mapped[dict[str, Any]]  # rules.tally.Rule.to_data()
    reminders: Mapped[int]
    reminders_queued: Mapped[int] = mapped_column(default=0)
    reminded_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    after_member: Mapped[str | None]  # preparing: the last member id written; None when all are
    starts_from: Mapped[datetime]  # first messages: the first working morning after this moment
    starts_at_once: Mapped[bool] = mapped_column(default=False)  # "send now": the first working moment instead
    opens_at: Mapped[datetime | None]
    opened_at: Mapped[datetime | None]
    closes_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[str | None]
    close_reason: Mapped[str | None]
    decision_due: Mapped[datetime]
    remind_owner_at: Mapped[datetime | None]  # "remind me later": no prompt to the decider before
    announced_at: Mapped[datetime | None]  # the result has been queued to everyone
    paused_at: Mapped[datetime | None]
    eligible: Mapped[int] = mapped_column(default=0)
    excluded_guests: Mapped[int] = mapped_column(default=0)
    excluded_others: Mapped[int] = mapped_column(default=0)
    electorate: Mapped[int] = mapped_column(default=0)
    electorate_digest: Mapped[str | None]
    rule_digest: Mapped[str | None]  # of everything fixed at opening, except the people
    key_fingerprint: Mapped[str | None]  # of the app's key that answers are sealed with
    salt: Mapped[bytes | None]  # of the secret ballots' keys; destroyed at closing
    later_salt: Mapped[bytes | None]
    later_objections: Mapped[int] = mapped_column(default=0)
    objections_shown: Mapped[int | None]  # as counted at the last midnight
    objections_shown_at: Mapped[datetime | None]
    notice_reads: Mapped[int] = mapped_column(default=0)
    answers_shown: Mapped[int | None]  # number answered at the last midnight, in tens
    answers_shown_at: Mapped[datetime | None]
    consent: Mapped[int | None]
    object: Mapped[int | None]
    abstain: Mapped[int | None]
    unreachable: Mapped[int | None]  # at closing: could not be messaged, and has not answered on Home either
    traces_cleared_at: Mapped[datetime | None]
    file_cleaned_at: Mapped[datetime | None]
    __table_args__ = (
        CheckConstraint(EVERYONE, name="everyone_counted"),
        Index("ux_polls_running", "workspace_id", unique=True, sqlite_where=RUNNING, postgresql_where=RUNNING),
    )


class AudiencePart(Base):
    """A user group or channel whose members are asked; none of these means everybody."""

    __tablename__ = "audience_parts"
    poll_id: Mapped[str] = mapped_column(ForeignKey("polls.id", ondelete="CASCADE"), primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)  # group, channel
    slack_id: Mapped[str] = mapped_column(primary_key=True)


class Elector(Base):
    """One person asked, in exactly one state. Nameless after erasure; never says what or whether they answered."""

    __tablename__ = "electors"
    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    poll_id: Mapped[str] = mapped_column(ForeignKey("polls.id", ondelete="CASCADE"))
    user_id: Mapped[str | None]
    state: Mapped[str]  # waiting, asked, unreachable, left
    zone: Mapped[str]
    muted: Mapped[bool] = mapped_column(default=False)
    reminded: Mapped[int] = mapped_column(default=0)
    channel: Mapped[str | None]
    message_ts: Mapped[str | None]
    asked_at: Mapped[datetime | None]
    __table_args__ = (
        UniqueConstraint("poll_id", "user_id"),
        Index("ix_electors_poll_state", "poll_id", "state"),
        CheckConstraint("state IN ('waiting', 'asked', 'unreachable', 'left')", name="state"),
    )


class Participation(Base):
    """Who has answered a question, without the answer. Goes at the decision, at the latest 30 days after closing."""

    __tablename__ = "participation"
    poll_id: Mapped[str] = mapped_column(ForeignKey("polls.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[str] = mapped_column(primary_key=True)
    action_ts: Mapped[str]  # Slack's time of the last press that counted
    answered: Mapped[bool]  # False: the answer was removed
    __table_args__ = UNORDERED


class OpenBallot(Base):
    """A secret answer while the question is open, keyed by an HMAC of the person, without a time. Goes at closing."""

    __tablename__ = "open_ballots"
    poll_id: Mapped[str] = mapped_column(ForeignKey("polls.id", ondelete="CASCADE"), primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    sealed: Mapped[bytes]  # choice and check code: store/sealing.py
    __table_args__ = UNORDERED


class ClosedBallot(Base):
    """A secret answer after closing: the check code and the choice, nothing that leads to a person."""

    __tablename__ = "closed_ballots"
    poll_id: Mapped[str] = mapped_column(ForeignKey("polls.id", ondelete="CASCADE"), primary_key=True)
    code: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)  # 0; more if chance made a code twice
    choice: Mapped[str]
    __table_args__ = UNORDERED


class ConsentRecord(Base):
    """Named questions only: one row per act, append-only. Expires with the retention announced in the notice."""

    __tablename__ = "consent_records"
    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    poll_id: Mapped[str] = mapped_column(ForeignKey("polls.id", ondelete="CASCADE"))
    user_id: Mapped[str | None]
    choice: Mapped[str | None]  # None: withdrawn
    notice_digest: Mapped[str]
    action_ts: Mapped[str]
    at: Mapped[datetime]
    __table_args__ = (Index("ix_consent_records_poll_user", "poll_id", "user_id"),)


class NoticeReading(Base):
    """Named questions only: who was shown the notice."""

    __tablename__ = "notice_readings"
    poll_id: Mapped[str] = mapped_column(ForeignKey("polls.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]


class LaterObjection(Base):
    """*I object now*, after closing: an HMAC of the person under a second salt, no time. Tags go with the salt."""

    __tablename__ = "later_objections"
    poll_id: Mapped[str] = mapped_column(ForeignKey("polls.id", ondelete="CASCADE"), primary_key=True)
    tag: Mapped[str] = mapped_column(primary_key=True)
    __table_args__ = UNORDERED


class Decision(Base):
    """What an owner decided, with the advice it followed or departed from. One per question counts: the newest.

    One that a newer decision `replaces` is kept; its question then stands in `was_about`.
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


class Outgoing(Base):
    """The outbox: everything that leaves, written in the transaction of the fact it tells. References only."""

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
    error: Mapped[str | None]
    created_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    __table_args__ = (
        UniqueConstraint("workspace_id", "occasion"),
        Index("ix_outbox_due", "workspace_id", "status", "interactive", "bulk", "not_before", "id"),
        Index("ix_outbox_poll", "poll_id", "kind", "status"),
        CheckConstraint(
            "status IN ('held', 'queued', 'sending', 'sent', 'failed', 'unknown', 'dropped')", name="status"
        ),
    )


class LedgerEvent(Base):
    """The record of events: append-only, each with the hash of the one before. Triggers refuse change and removal."""

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
    """The newest hash of each workspace's record; locking this row puts writers in order."""

    __tablename__ = "ledger_heads"
    workspace_id: Mapped[str] = mapped_column(primary_key=True)
    seq: Mapped[int]
    hash: Mapped[str]


class SeenEvent(Base):
    """Ids of Slack events already handled; a second delivery is answered and changes nothing. Kept two days."""

    __tablename__ = "seen_events"
    event_id: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]
