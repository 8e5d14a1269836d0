"""*I object now*, after closing: once per person, kept apart from the result, without who it was."""

from __future__ import annotations

from datetime import datetime

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
from governance.store import ledger, queries
from governance.store.models import LaterObjection, Poll, Workspace
from governance.store.upsert import changed, insert_for
from governance.usecases.people.prompts import queue_prompt

LOST = "unanimity_lost"


def object_later(session: Session, who: Person, poll_id: str, app_key: bytes, now: datetime) -> bool:
    """Record *I object now* of anyone, asked or not, without a name; False when it was recorded before."""
    poll = queries.poll_to_change(session, who.workspace_id, poll_id)
    if who.role not in ACTIVE:
        raise Refusal(N_("This question is for the members of this workspace. Your own company decides for you."))
    if poll.closed_at is None:
        raise Refusal(N_("The question is still open: answer it by its buttons."))
    if poll.later_salt is None:
        raise Refusal(N_("This is settled and can no longer be objected to here. You can write to an owner."))
    tag = secret_tag(app_key, poll.later_salt, who.user_id)
    row = insert_for(session, LaterObjection).values(poll_id=poll_id, tag=tag)
    new = changed(session, row.on_conflict_do_nothing(index_elements=["poll_id", "tag"])) == 1
    if new:
        poll.later_objections += 1
    return new


def count_objections(session: Session, now: datetime) -> None:
    """Once after each midnight of the workspace, keep the number owners may see, so that no press can be watched."""
    query = select(Poll, Workspace.zone).join(Workspace, Workspace.id == Poll.workspace_id)
    closed = (Poll.state == PollState.CLOSED.value, Poll.later_salt.is_not(None), queries.installed(Poll.workspace_id))
    for poll, zone in session.execute(query.where(*closed)).all():
        if poll.closed_at is None or not should_count(poll.objections_shown_at, poll.closed_at, now, zone_of(zone)):
            continue
        was_lost = unanimity_lost(poll)
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


def has_objected(session: Session, poll: Poll, user_id: str, app_key: bytes) -> bool:
    """Whether this person pressed *I object now*; for that person's own screen."""
    if poll.later_salt is None:
        return False
    return session.get(LaterObjection, (poll.id, secret_tag(app_key, poll.later_salt, user_id))) is not None
