"""*I object now*, after closing: once per person, kept apart from the result, and never who."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from governance.errors import N_, Refusal
from governance.rules.consent import (
    secret_tag,
)
from governance.rules.member import ACTIVE, Person
from governance.store import outbox, queries
from governance.store.models import (
    LaterObjection,
    Poll,
)
from governance.store.outbox import Kind
from governance.store.upsert import changed, insert_for


def object_later(session: Session, who: Person, poll_id: str, app_key: bytes, now: datetime) -> bool:
    """*I object now*, for everyone, asked or not; False when it was recorded before. Who did it is nowhere written."""
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
        _tell_unanimity_lost(session, poll, now)
    return new


def _tell_unanimity_lost(session: Session, poll: Poll, now: datetime) -> None:
    """Under "everyone must agree" the owner learns once that not everyone agrees any more, never who."""
    if poll.rule["kind"] == "unanimous":
        outbox.queue(
            session,
            Kind.PROMPT,
            f"unanimity_lost:{poll.id}",
            now,
            workspace_id=poll.workspace_id,
            user_id=poll.decider,
            poll_id=poll.id,
            about={"what": "unanimity_lost"},
        )


def has_objected(session: Session, poll: Poll, user_id: str, app_key: bytes) -> bool:
    """Whether this person pressed *I object now*; for that person's own screen."""
    if poll.later_salt is None:
        return False
    return session.get(LaterObjection, (poll.id, secret_tag(app_key, poll.later_salt, user_id))) is not None
