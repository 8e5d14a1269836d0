"""The tables of a question: its rule and totals, whom it asks, what they answered."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column

from governance.store.schema import UNORDERED, Base, new_id

EVERYONE = "after_member IS NOT NULL OR eligible = electorate + excluded_guests + excluded_others"
TRACED = text("(muted OR reminded > 0)")
TO_REST = text("rested_at IS NULL AND traces_cleared_at IS NOT NULL")
WITH_NAMES = text("names_cleared_at IS NULL AND kind = 'named'")
WITH_PEOPLE = text("people_cleared_at IS NULL AND objections_ended_at IS NOT NULL")
RUNNING = text("state IN ('preparing', 'scheduled', 'open', 'closing')")  # one question at a time


class Poll(Base):
    """One question to the members: its rule and, after closing, its totals. Holds nobody's answer."""

    __tablename__ = "polls"
    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspaces.id", ondelete="CASCADE"), index=True)
    vendor: Mapped[str]
    state: Mapped[str]  # rules.poll.states.PollState
    kind: Mapped[str]  # secret, named
    named_reason: Mapped[str | None]
    author: Mapped[str]
    decider: Mapped[str]
    employer: Mapped[bool]
    include_guests: Mapped[bool | None]  # None: a draft in which nobody chose yet
    notice_version: Mapped[int]
    notice_digests: Mapped[dict[str, Any]]  # language -> SHA-256 of the released file, or of it with `vendor_facts`
    vendor_facts: Mapped[dict[str, Any] | None]  # language -> what the general notice takes from the register's entry
    operator: Mapped[str]
    contact: Mapped[str]
    paragraph: Mapped[str]
    rule: Mapped[dict[str, Any]]  # rules.tally.Rule.to_data()
    reminders: Mapped[int]
    reminders_queued: Mapped[int] = mapped_column(default=0)
    reminded_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    after_member: Mapped[str | None]  # preparing: the last member id written; None when all are
    keeps_turn: Mapped[bool] = mapped_column(default=False, server_default=false())  # a draft whose turn had come
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
    zones: Mapped[list[Any] | None]  # the time zones of the people asked, from the opening on
    rule_digest: Mapped[str | None]  # of everything fixed at opening, except the people
    key_fingerprint: Mapped[str | None]  # of the app's key that answers are sealed with
    frozen_at: Mapped[datetime | None]  # from here on no answer counts
    voided_at: Mapped[datetime | None]  # the key was found to be lost
    answers_key_destroyed_at: Mapped[datetime | None]  # the key that sealed the answers: store/poll/key_store.py
    objections_ended_at: Mapped[datetime | None]  # from here on nobody can object here any more
    objections_key_destroyed_at: Mapped[datetime | None]
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
    gone: Mapped[int | None]  # at closing: of the people asked, those who had left
    traces_cleared_at: Mapped[datetime | None]
    rested_at: Mapped[datetime | None]  # its messages to members have left the outbox: store/poll/at_rest.py
    names_cleared_at: Mapped[datetime | None]  # of a named question: names with answers are gone
    people_cleared_at: Mapped[datetime | None]  # who was asked, and where their messages stand, is gone
    file_cleaned_at: Mapped[datetime | None]
    __table_args__ = (
        CheckConstraint(EVERYONE, name="everyone_counted"),
        Index("ux_polls_running", "workspace_id", unique=True, sqlite_where=RUNNING, postgresql_where=RUNNING),
        Index("ix_polls_state", "state"),
        Index("ix_polls_rest", "id", sqlite_where=TO_REST, postgresql_where=TO_REST),
        Index("ix_polls_names", "id", sqlite_where=WITH_NAMES, postgresql_where=WITH_NAMES),
        Index("ix_polls_people", "id", sqlite_where=WITH_PEOPLE, postgresql_where=WITH_PEOPLE),
    )


class AudiencePart(Base):
    """A user group or channel whose members are asked; a question without any asks everybody."""

    __tablename__ = "audience_parts"
    poll_id: Mapped[str] = mapped_column(ForeignKey("polls.id", ondelete="CASCADE"), primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)  # group, channel
    slack_id: Mapped[str] = mapped_column(primary_key=True)


class Elector(Base):
    """One person asked, in exactly one state; never says what or whether they answered.

    Nameless, and without the places of messages, after erasure, and when the question's retention ends: the random id
    stays for the digest of the list.
    """

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
    result_ts: Mapped[str | None]  # of the result, since it left the outbox; "": Slack has it no more
    asked_at: Mapped[datetime | None]
    __table_args__ = (
        UniqueConstraint("poll_id", "user_id"),
        Index("ix_electors_poll_state", "poll_id", "state"),
        Index("ix_electors_traced", "poll_id", sqlite_where=TRACED, postgresql_where=TRACED),
        CheckConstraint("state IN ('waiting', 'asked', 'unreachable', 'left')", name="state"),
    )


class Mailing(Base):
    """Messages to all people asked of which some are still to be queued: a portion at a time, in the order of ids."""

    __tablename__ = "mailings"
    poll_id: Mapped[str] = mapped_column(ForeignKey("polls.id", ondelete="CASCADE"), primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)  # reminder, result, late_decision; to be painted: anew:result
    key: Mapped[str] = mapped_column(primary_key=True)  # tells one occasion of a kind from the next
    number: Mapped[int]  # of a reminder
    moment: Mapped[datetime]  # of what they tell
    after: Mapped[str]  # people up to this id have theirs


class AnswersOnDay(Base):
    """How many had answered when a day began, in tens, as Home showed it to everybody. Stays with the question."""

    __tablename__ = "answers_by_day"
    poll_id: Mapped[str] = mapped_column(ForeignKey("polls.id", ondelete="CASCADE"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)  # of the workspace's zone
    answered: Mapped[int]


class Delivered(Base):
    """How many people a question has reached, one more with each message: to count them takes the longer the more."""

    __tablename__ = "delivered"
    poll_id: Mapped[str] = mapped_column(ForeignKey("polls.id", ondelete="CASCADE"), primary_key=True)
    people: Mapped[int]


class Participation(Base):
    """Who has answered a question, without the answer. Removed at the decision, at most 30 days after closing."""

    __tablename__ = "participation"
    poll_id: Mapped[str] = mapped_column(ForeignKey("polls.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[str] = mapped_column(primary_key=True)
    action_ts: Mapped[str]  # Slack's time of the last press that counted
    answered: Mapped[bool]  # False: the answer was removed
    __table_args__ = UNORDERED


class OpenBallot(Base):
    """A secret answer in an open question, keyed by an HMAC of the person, without a time. Removed at closing."""

    __tablename__ = "open_ballots"
    poll_id: Mapped[str] = mapped_column(ForeignKey("polls.id", ondelete="CASCADE"), primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    sealed: Mapped[bytes]  # choice and check code: store/poll/sealing.py
    __table_args__ = UNORDERED


class ClosedBallot(Base):
    """A secret answer after closing: check code and choice; nothing leads to a person. Stays, as the proof."""

    __tablename__ = "closed_ballots"
    poll_id: Mapped[str] = mapped_column(ForeignKey("polls.id", ondelete="CASCADE"), primary_key=True)
    code: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)  # 0; more if chance made a code twice
    choice: Mapped[str]
    __table_args__ = UNORDERED


class ConsentRecord(Base):
    """Named questions only: one row per act, append-only. Removed 180 days after closing, as the notice says."""

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
    """Named questions only: who was shown the notice. Removed with the names."""

    __tablename__ = "notice_readings"
    poll_id: Mapped[str] = mapped_column(ForeignKey("polls.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]


class LaterObjection(Base):
    """*I object now*, after closing: an HMAC of the person under a second key, no time. Tags go before the key."""

    __tablename__ = "later_objections"
    poll_id: Mapped[str] = mapped_column(ForeignKey("polls.id", ondelete="CASCADE"), primary_key=True)
    tag: Mapped[str] = mapped_column(primary_key=True)
    __table_args__ = UNORDERED
