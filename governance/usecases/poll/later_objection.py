"""*I object now*, after closing: once per person, kept apart from the result, without who it was."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from governance.errors import N_, Refusal
from governance.rules.people.permissions import ACTIVE, Person
from governance.rules.people.prompts import Audience, Prompt
from governance.rules.people.working_days import zone_of
from governance.rules.poll.advice import FLOOR
from governance.rules.poll.answer import secret_tag
from governance.rules.poll.opening import should_count
from governance.rules.poll.states import PollState
from governance.rules.poll.tally import Basis
from governance.store import ledger, queries, repaints
from governance.store.models import LaterObjection, Poll, Workspace
from governance.store.outbox import Kind
from governance.store.poll.key_store import KeyStore, Use
from governance.store.upsert import changed, insert_for
from governance.usecases.people.prompts import queue_prompt
from governance.usecases.poll import closing

LOST = "unanimity_lost"
LATEST = timedelta(days=365)  # after closing


def is_possible(poll: Poll) -> bool:
    """Whether *I object now* is still there: from closing until Slack has confirmed, a year at most."""
    return poll.closed_at is not None and poll.objections_ended_at is None


def object_later(session: Session, who: Person, poll_id: str, keys: KeyStore) -> bool:
    """*I object now*, for everyone, asked or not; False when it was recorded before. Who did it is nowhere written.

    It waits in the key store until midnight, and nothing is written into the database: its logs would tell when it came
    and, beside what else was written then, from whom.
    """
    poll = queries.poll_of(session, who.workspace_id, poll_id)
    if who.role not in ACTIVE:
        raise Refusal(N_("This question is for the members of this workspace. Your own company decides for you."))
    if poll.closed_at is None:
        raise Refusal(N_("The question is still open: answer it by its buttons."))
    key = keys.key(poll.id, Use.OBJECTIONS)
    if key is None or not is_possible(poll):
        raise Refusal(N_("This is settled and can no longer be objected to here. You can write to an owner."))
    tag = secret_tag(key, who.user_id)
    if _is_known(session, poll, tag, keys):
        return False
    keys.note_objection(poll.id, tag)
    return True


def _is_known(session: Session, poll: Poll, tag: str, keys: KeyStore) -> bool:
    return tag in keys.noted(poll.id) or session.get(LaterObjection, (poll.id, tag)) is not None


def take_noted(session: Session, poll: Poll, keys: KeyStore) -> set[str]:
    """Bring the objections that waited into the database, all together and in the order of their tags; returns them."""
    noted = keys.noted(poll.id)
    for tag in sorted(noted):
        row = insert_for(session, LaterObjection).values(poll_id=poll.id, tag=tag)
        poll.later_objections += changed(session, row.on_conflict_do_nothing(index_elements=["poll_id", "tag"]))
    return noted


def end(session: Session, poll: Poll, now: datetime) -> None:
    """Slack has confirmed, or a year has passed: nobody can object here any more. The number stays."""
    if poll.objections_ended_at is None:
        poll.objections_ended_at = now
        repaints.of_poll(session, poll.workspace_id, poll.id, now, Kind.BALLOT, Kind.RESULT, Kind.LATE_DECISION)
        ledger.append(session, poll.workspace_id, "poll:objections:ended", poll.id, now)


def due_to_end(session: Session, now: datetime) -> list[str]:
    """Questions closed a year ago that can still be objected to."""
    query = select(Poll.id).where(Poll.closed_at <= now - LATEST, Poll.objections_ended_at.is_(None))
    return list(session.scalars(query))


def count_objections(session: Session, now: datetime, keys: KeyStore) -> None:
    """Once after each midnight of the workspace: take in what waited, and keep the number that owners may see."""
    query = select(Poll, Workspace.zone).join(Workspace, Workspace.id == Poll.workspace_id)
    closed = (
        Poll.state == PollState.CLOSED.value, Poll.objections_ended_at.is_(None), queries.installed(Poll.workspace_id),
        closing.not_counted_today(session, now, Poll.objections_shown_at, Poll.closed_at),
    )  # fmt: skip
    for poll, zone in session.execute(query.where(*closed)).all():
        if poll.closed_at is None or not should_count(poll.objections_shown_at, poll.closed_at, now, zone_of(zone)):
            continue
        was_lost = unanimity_lost(poll)
        take_noted(session, poll, keys)
        poll.objections_shown, poll.objections_shown_at = poll.later_objections, now
        if unanimity_lost(poll) and not was_lost:
            _tell_unanimity_lost(session, poll, now)


def _tell_unanimity_lost(session: Session, poll: Poll, now: datetime) -> None:
    """Under "everyone must agree" the owner learns once that not everyone agrees any more, never who or when."""
    prompt, prefix = Prompt(LOST, now, Audience.DECIDER), f"unanimity:{poll.id}:"
    queue_prompt(session, prompt, prefix, now, workspace_id=poll.workspace_id, decider=poll.decider, poll_id=poll.id)
    ledger.append(session, poll.workspace_id, "poll:unanimity:lost", poll.id, now)


def unanimity_lost(poll: Poll) -> bool:
    """Whether, by the last midnight, somebody had objected to what everyone had to agree to."""
    return poll.rule["kind"] == Basis.UNANIMOUS and bool(poll.objections_shown)


def shown_number(poll: Poll) -> int | None:
    """How many had objected by the last midnight, for owners; None below the number that may be shown."""
    if poll.rule["kind"] == Basis.UNANIMOUS or (poll.objections_shown or 0) < FLOOR:
        return None
    return poll.objections_shown


def has_objected(session: Session, poll: Poll, user_id: str, keys: KeyStore) -> bool:
    """Whether this person pressed *I object now*; for that person's own screen."""
    key = keys.key(poll.id, Use.OBJECTIONS) if is_possible(poll) else None
    return key is not None and _is_known(session, poll, secret_tag(key, user_id), keys)


def known_by_now(session: Session, poll_id: str, keys: KeyStore) -> set[str]:
    """Objections that wait in the key store although the database holds them."""
    noted = keys.noted(poll_id)
    held = select(LaterObjection.tag).where(LaterObjection.poll_id == poll_id, LaterObjection.tag.in_(noted))
    return set(session.scalars(held)) if noted else set()
