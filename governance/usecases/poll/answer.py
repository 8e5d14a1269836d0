"""What a member does with their answer: give, see, change and remove it, mute reminders, read the notice.

A secret choice leaves this module only as the return value of `my_answer`, for a modal of that member.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, select, update
from sqlalchemy.orm import Session

from governance.errors import N_, Refusal
from governance.rules.people.permissions import GUESTS, Person, Role
from governance.rules.poll.answer import (
    CODE_BYTES,
    Belonging,
    Choice,
    answer_refusal,
    button_order,
    check_code,
    is_newer,
    secret_tag,
)
from governance.rules.poll.opening import BallotKind
from governance.store import outbox, queries
from governance.store.models import (
    ConsentRecord,
    Elector,
    NoticeReading,
    OpenBallot,
    Participation,
    Poll,
)
from governance.store.outbox import Kind
from governance.store.poll import answers
from governance.store.poll.sealing import seal, unseal
from governance.store.upsert import insert_for


@dataclass(frozen=True)
class Press:
    """A member's press, read from Slack. `user_team`: the team of the person, who may be from elsewhere.

    `action_ts`: Slack's own time of the press, seconds since 1970 with six decimals, as text.
    """

    workspace_id: str
    user_id: str
    user_team: str
    action_ts: str
    response_url: str | None = None
    channel: str | None = None
    message_ts: str | None = None


def _facts(session: Session, press: Press, poll_id: str, *, to_write: bool = False) -> Row[Any]:
    """Everything needed to judge one press, in one query."""
    found = answers.facts(session, press.workspace_id, press.user_id, poll_id, to_write=to_write)
    if found is None:
        raise Refusal(N_("This question no longer exists."))
    return found


def belonging_of(
    user_team: str, workspace_id: str, role: str | None, asked: bool, include_guests: bool | None
) -> Belonging:
    """How somebody stands to a question, by the payload's team and the list of people asked."""
    if user_team != workspace_id or role in (None, Role.EXTERNAL, Role.BOT):
        return Belonging.EXTERNAL
    if role == Role.DEACTIVATED:
        return Belonging.DEACTIVATED
    if asked:
        return Belonging.ASKED
    return Belonging.GUEST_NOT_ASKED if role in GUESTS and not include_guests else Belonging.JOINED_LATER


def _refuse_unless_open(press: Press, facts: Row[Any], now: datetime) -> None:
    belonging = belonging_of(
        press.user_team, press.workspace_id, facts.role, facts.elector_id is not None, facts.include_guests
    )
    if facts.state in ("draft", "preparing", "scheduled"):
        raise Refusal(N_("This question has not opened yet."))
    if facts.state == "cancelled":
        raise Refusal(N_("This question was stopped before it opened."))
    closed_on = facts.closed_at or facts.closes_at
    refusal = answer_refusal(
        belonging,
        closes_at=facts.closes_at,
        now=now,
        closed_on=closed_on,
        owner=facts.decider or N_("an owner"),
        closed=facts.state == "closed",
    )
    if refusal is not None:
        raise refusal


def record_answer(session: Session, press: Press, poll_id: str, position: int, app_key: bytes, now: datetime) -> bool:
    """Record the answer behind button `position` (1 to 3) and queue the receipt. False: an older or repeated press.

    1. The person was asked and the question is open. 2. The press is newer than the last that counted. 3. The answer
    is written apart from who gave it. 4. The receipt is queued in the same transaction.
    """
    facts = _facts(session, press, poll_id, to_write=True)
    _refuse_unless_open(press, facts, now)
    choice = button_order(facts.elector_id.encode())[position - 1]
    fresh = is_newer(press.action_ts, facts.last_ts) and _take_part(session, press, poll_id, answered=True)
    if fresh:
        _write_choice(session, press, poll_id, facts, choice, app_key, now)
    queue_receipt(session, press, poll_id, now)
    return fresh


def _take_part(session: Session, press: Press, poll_id: str, *, answered: bool) -> bool:
    return answers.take_part(session, poll_id, press.user_id, press.action_ts, answered=answered)


def _write_choice(
    session: Session, press: Press, poll_id: str, facts: Row[Any], choice: Choice, app_key: bytes, now: datetime
) -> None:
    if facts.kind == BallotKind.NAMED:
        _add_record(session, press, poll_id, facts.notice_digests, choice.value, now)
        return
    key = secret_tag(app_key, facts.salt, press.user_id)
    code = check_code(secrets.token_bytes(CODE_BYTES))
    answers.keep_answer(session, poll_id, key, seal(app_key, facts.salt, key, choice.value, code))


def _add_record(
    session: Session, press: Press, poll_id: str, digests: dict[str, str], choice: str | None, now: datetime
) -> None:
    digest = digests.get("en") or next(iter(digests.values()))
    session.add(
        ConsentRecord(
            poll_id=poll_id,
            user_id=press.user_id,
            choice=choice,
            notice_digest=digest,
            action_ts=press.action_ts,
            at=now,
        )
    )


def queue_receipt(session: Session, press: Press, poll_id: str, now: datetime) -> None:
    """Have this person's message painted anew, as things stand now."""
    outbox.queue(
        session,
        Kind.RECEIPT,
        f"receipt:{poll_id}:{press.user_id}:{press.message_ts or ''}",
        now,
        workspace_id=press.workspace_id,
        user_id=press.user_id,
        poll_id=poll_id,
        about={"channel": press.channel, "ts": press.message_ts},
        response_url=press.response_url,
        interactive=True,
    )


def remove_answer(session: Session, press: Press, poll_id: str, app_key: bytes, now: datetime) -> None:
    """Take the answer away: the person counts as not having answered and gets no more reminders."""
    facts = _facts(session, press, poll_id, to_write=True)
    _refuse_unless_open(press, facts, now)
    if not is_newer(press.action_ts, facts.last_ts) or not _take_part(session, press, poll_id, answered=False):
        return
    queue_receipt(session, press, poll_id, now)
    if facts.kind == BallotKind.NAMED:
        _add_record(session, press, poll_id, facts.notice_digests, None, now)
    else:
        key = secret_tag(app_key, facts.salt, press.user_id)
        session.execute(delete(OpenBallot).where(OpenBallot.poll_id == poll_id, OpenBallot.key == key))


@dataclass(frozen=True)
class MyAnswer:
    """One's own answer, for a modal only. `choice` is None where none was given, or it was `removed`."""

    choice: str | None
    code: str | None
    removed: bool
    named: bool
    closes_at: datetime


def my_answer(session: Session, press: Press, poll_id: str, app_key: bytes, now: datetime) -> MyAnswer:
    """What this person answered, while the question is open."""
    facts = _facts(session, press, poll_id)
    _refuse_unless_open(press, facts, now)
    taken = session.get(Participation, (poll_id, press.user_id))
    removed = taken is not None and not taken.answered
    named = facts.kind == BallotKind.NAMED
    if named:
        newest = select(ConsentRecord.choice).where(
            ConsentRecord.poll_id == poll_id, ConsentRecord.user_id == press.user_id
        )
        choice = session.scalar(newest.order_by(ConsentRecord.action_ts.desc()).limit(1))
        return MyAnswer(choice, None, removed, named, facts.closes_at)
    key = secret_tag(app_key, facts.salt, press.user_id)
    ballot = session.get(OpenBallot, (poll_id, key))
    if ballot is None:
        return MyAnswer(None, None, removed, named, facts.closes_at)
    choice, code = unseal(app_key, facts.salt, key, ballot.sealed)
    return MyAnswer(choice, code, removed, named, facts.closes_at)


def mute(session: Session, press: Press, poll_id: str, now: datetime) -> None:
    """Send this person no more reminders about this question."""
    _refuse_unless_open(press, _facts(session, press, poll_id), now)
    session.execute(
        update(Elector).where(Elector.poll_id == poll_id, Elector.user_id == press.user_id).values(muted=True)
    )
    outbox.queue(
        session,
        Kind.ANSWERED,
        f"muted:{poll_id}:{press.user_id}:{press.message_ts or ''}",
        now,
        workspace_id=press.workspace_id,
        user_id=press.user_id,
        poll_id=poll_id,
        about={"channel": press.channel, "ts": press.message_ts, "what": "muted"},
        response_url=press.response_url,
        interactive=True,
    )


def note_notice_read(session: Session, who: Person, poll_id: str, now: datetime) -> None:
    """Note that the notice was shown: a count for a secret question, else the person."""
    poll = queries.poll_of(session, who.workspace_id, poll_id)
    if poll.kind == BallotKind.SECRET:
        session.execute(update(Poll).where(Poll.id == poll_id).values(notice_reads=Poll.notice_reads + 1))
        return
    row = insert_for(session, NoticeReading).values(poll_id=poll_id, user_id=who.user_id, at=now)
    session.execute(row.on_conflict_do_nothing(index_elements=["poll_id", "user_id"]))
