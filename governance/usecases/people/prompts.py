"""Queues prompts, once per occasion and person, in that person's working hours."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from governance.rules.people.prompts import Audience, Prompt
from governance.rules.people.working_days import zone_of
from governance.store import outbox
from governance.store.models import Case, Outgoing, Poll
from governance.store.outbox import Kind
from governance.usecases.people import members


def said(session: Session, prefix: str, matter: Poll | Case) -> set[str]:
    """The occasions of a question or request that were queued before and begin so, without prefix and person."""
    about = Outgoing.poll_id == matter.id if isinstance(matter, Poll) else Outgoing.case_id == matter.id
    query = select(Outgoing.occasion).where(about, Outgoing.kind == Kind.PROMPT.value)
    told = (occasion for occasion in session.scalars(query) if occasion.startswith(prefix))
    return {occasion.removeprefix(prefix).split(":")[0] for occasion in told}


def audience(session: Session, workspace_id: str, decider: str, kind: Audience) -> list[str]:
    """The user ids that a prompt goes to; a decider who is no longer an active owner is replaced by all owners."""
    owners = [owner.user_id for owner in members.owners(session, workspace_id)]
    if kind is Audience.DECIDER:
        return [decider] if decider in owners else owners
    if kind is Audience.OWNERS:
        return owners
    watchers = [
        *members.appointed(session, workspace_id, "organiser"),
        *members.appointed(session, workspace_id, "observer"),
    ]
    return sorted({person.user_id for person in watchers} - set(owners))


def queue_prompt(
    session: Session,
    prompt: Prompt,
    prefix: str,
    now: datetime,
    *,
    workspace_id: str,
    decider: str,
    poll_id: str | None,
    case_id: str | None = None,
    mail: str | None = None,
) -> None:
    """Write one prompt for each person it goes to, in their working hours."""
    for user_id in audience(session, workspace_id, decider, prompt.audience):
        zone = zone_of(members.person(session, workspace_id, user_id).zone)
        outbox.queue(
            session,
            Kind.PROMPT,
            f"{prefix}{prompt.occasion}:{user_id}",
            now,
            workspace_id=workspace_id,
            user_id=user_id,
            poll_id=poll_id,
            case_id=case_id,
            zone=str(zone),
            about={"what": prompt.occasion} | ({"mail": mail} if mail else {}),
        )
