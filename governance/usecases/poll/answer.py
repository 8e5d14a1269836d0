"""What a member does with their answer: give, see, change and remove it, mute reminders, read the notice.

A secret choice leaves this module only as the return value of `my_answer`, for a modal of that member.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from governance.errors import N_, Refusal
from governance.rules.people.permissions import Person
from governance.rules.poll.answer import (
    CODE_BYTES,
    Choice,
    SecretKey,
    answer_refusal,
    belonging_of,
    button_order,
    check_code,
    is_newer,
    secret_tag,
)
from governance.rules.poll.opening import BallotKind
from governance.rules.poll.states import VOID, PollState
from governance.store import outbox, queries, repaints
from governance.store.models import (
    ConsentRecord,
    Elector,
    NoticeReading,
    OpenBallot,
    Participation,
    Poll,
)
from governance.store.outbox import Kind
from governance.store.outbox_row import Row
from governance.store.poll import answers
from governance.store.poll.key_store import KeyStore, Use
from governance.store.poll.sealing import seal, unseal
from governance.store.timetable import next_looks
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


def _facts(session: Session, press: Press, poll_id: str, *, to_write: bool = False) -> Any:
    """Everything needed to judge one press, in one query."""
    found = answers.facts(session, press.workspace_id, press.user_id, poll_id, to_write=to_write)
    if found is None:
        raise Refusal(N_("This question no longer exists."))
    return found


def _refuse_unless_open(press: Press, facts: Any, now: datetime) -> None:
    belonging = belonging_of(
        press.user_team, press.workspace_id, facts.role, facts.elector_id is not None, facts.include_guests
    )
    if facts.state in ("draft", "waiting", "preparing", "scheduled"):
        raise Refusal(N_("This question has not opened yet."))
    if facts.state == "cancelled":
        raise Refusal(N_("This question was stopped before it opened."))
    if facts.state == PollState.VOID:
        raise Refusal(VOID)
    closed_on = facts.frozen_at or facts.closes_at
    refusal = answer_refusal(
        belonging,
        closes_at=facts.closes_at,
        now=now,
        closed_on=closed_on,
        owner=facts.decider or N_("an owner"),
        closed=facts.state in (PollState.CLOSING, PollState.CLOSED),
    )
    if refusal is not None:
        raise refusal


def record_answer(session: Session, press: Press, poll_id: str, position: int, keys: KeyStore, now: datetime) -> bool:
    """Record the answer behind button `position` (1 to 3) and queue the receipt. False: an older or repeated press.

    1. The person was asked and the question is open. 2. The press is newer than the last that counted. 3. The answer
    is written apart from who gave it. 4. The receipt is queued in the same transaction.
    """
    facts = _facts(session, press, poll_id, to_write=True)
    _refuse_unless_open(press, facts, now)
    choice = button_order(facts.elector_id.encode())[position - 1]
    fresh = is_newer(press.action_ts, facts.last_ts) and _take_part(session, press, poll_id, answered=True)
    if fresh:
        _write_choice(session, press, poll_id, facts, choice, keys, now)
    queue_receipt(session, press, poll_id, now)
    _repaint_others(session, press, poll_id, facts, now)
    return fresh


def _take_part(session: Session, press: Press, poll_id: str, *, answered: bool) -> bool:
    return answers.take_part(session, poll_id, press.user_id, press.action_ts, answered=answered)


def _write_choice(
    session: Session, press: Press, poll_id: str, facts: Any, choice: Choice, keys: KeyStore, now: datetime
) -> None:
    if facts.kind == BallotKind.NAMED:
        _add_record(session, press, poll_id, facts.notice_digests, choice.value, now)
        return
    key = _key(keys, poll_id)
    tag, code = secret_tag(key, press.user_id), check_code(secrets.token_bytes(CODE_BYTES))
    answers.keep_answer(session, poll_id, tag, seal(key, tag, choice.value, code))


def _key(keys: KeyStore, poll_id: str) -> SecretKey:
    """The key of an open question's answers; refused where it is lost, so that nothing is recorded unreadably."""
    key = keys.key(poll_id, Use.ANSWERS)
    if key is None:
        raise Refusal(N_("Your answer could not be recorded: the app's server lacks the key of this question."))
    return key


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
    Row.queued(
        session,
        Kind.RECEIPT,
        f"receipt:{poll_id}:{press.user_id}:{press.message_ts or ''}",
        now,
        workspace_id=press.workspace_id,
        user_id=press.user_id,
        poll_id=poll_id,
        about={"channel": press.channel, "ts": press.message_ts},
        response_url=press.response_url,
    )


def _repaint_others(session: Session, press: Press, poll_id: str, facts: Any, now: datetime) -> None:
    """Whoever was reminded has several messages with the question: the others show this press too."""
    if facts.reminded:
        repaints.of_member(session, press.workspace_id, poll_id, press.user_id, press.message_ts, now)


def remove_answer(session: Session, press: Press, poll_id: str, keys: KeyStore, now: datetime) -> None:
    """Take the answer away again: the person counts as not having answered and gets no more reminders."""
    facts = _facts(session, press, poll_id, to_write=True)
    _refuse_unless_open(press, facts, now)
    if not is_newer(press.action_ts, facts.last_ts) or not _take_part(session, press, poll_id, answered=False):
        return
    queue_receipt(session, press, poll_id, now)
    _repaint_others(session, press, poll_id, facts, now)
    if facts.kind == BallotKind.NAMED:
        _add_record(session, press, poll_id, facts.notice_digests, None, now)
    else:
        tag = secret_tag(_key(keys, poll_id), press.user_id)
        session.execute(delete(OpenBallot).where(OpenBallot.poll_id == poll_id, OpenBallot.key == tag))


@dataclass(frozen=True)
class MyAnswer:
    """One's own answer, for a modal only. `choice` is None where none was given, or it was `removed`."""

    choice: str | None
    code: str | None
    removed: bool
    named: bool
    closes_at: datetime


def my_answer(session: Session, press: Press, poll_id: str, keys: KeyStore, now: datetime) -> MyAnswer:
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
    key = _key(keys, poll_id)
    tag = secret_tag(key, press.user_id)
    ballot = session.get(OpenBallot, (poll_id, tag))
    if ballot is None:
        return MyAnswer(None, None, removed, named, facts.closes_at)
    choice, code = unseal(key, tag, ballot.sealed)
    return MyAnswer(choice, code, removed, named, facts.closes_at)


def mute(session: Session, press: Press, poll_id: str, now: datetime) -> None:
    """Send this person no more reminders about this question."""
    facts = _facts(session, press, poll_id)
    _refuse_unless_open(press, facts, now)
    _repaint_others(session, press, poll_id, facts, now)
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
    if queries.poll_of(session, who.workspace_id, poll_id).kind == BallotKind.SECRET:
        one_more = update(Poll).where(Poll.id == poll_id).values(notice_reads=Poll.notice_reads + 1)
        session.execute(one_more.execution_options(**next_looks.MAKES_NOTHING_DUE))
        return
    row = insert_for(session, NoticeReading).values(poll_id=poll_id, user_id=who.user_id, at=now)
    session.execute(row.on_conflict_do_nothing(index_elements=["poll_id", "user_id"]))
