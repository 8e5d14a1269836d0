"""Prompts to owners about a decision that nobody has taken, each queued once."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from governance.rules.case import owner_prompts as rules
from governance.rules.people import prompts
from governance.rules.people.prompts import Audience, Prompt
from governance.rules.people.working_days import zone_of
from governance.rules.poll.states import PollState, expires_at, is_expired
from governance.store import queries, repaints
from governance.store.models import Decision, Poll
from governance.store.outbox import Kind
from governance.store.timetable.next_looks import NEVER
from governance.usecases.people import members
from governance.usecases.people.prompts import queue_prompt, said
from governance.usecases.people.working_days import working_days_of


def queue_decision_prompts(session: Session, workspace_id: str, now: datetime) -> datetime:
    """Queue the prompts of rules/case/owner_prompts.py that are due for undecided questions; returns the next moment.

    One that is due and has nobody to go to waits for somebody to become an owner or to be appointed.
    """
    decided = select(Decision.id).where(Decision.poll_id == Poll.id).exists()
    here = (Poll.workspace_id == workspace_id, queries.installed(Poll.workspace_id))
    waiting, following = select(Poll).where(*here, Poll.state == PollState.CLOSED.value, ~decided), NEVER
    for poll in session.scalars(waiting).all():
        zone = zone_of(members.workspace(session, poll.workspace_id).zone)
        if poll.closed_at is None or is_expired(poll.closed_at, now, zone):
            repaints.of_poll(session, poll.workspace_id, poll.id, now, Kind.PROMPT)  # once: then they are final
            continue
        prefix = f"decide:{poll.id}:"
        days = working_days_of(session, poll.workspace_id)
        all_prompts = rules.decision_prompts(poll.closed_at, poll.decision_due, zone, days)
        wanted = [
            prompt
            for prompt in _wanted(all_prompts, poll.remind_owner_at)
            if prompt.audience is not Audience.EVERYONE  # the result message says it
        ]
        for prompt in prompts.due_prompts(wanted, now, said(session, prefix, poll)):
            queue_prompt(
                session, prompt, prefix, now, workspace_id=poll.workspace_id, decider=poll.decider, poll_id=poll.id
            )
        following = min(following, prompts.next_after(wanted, now) or NEVER, expires_at(poll.closed_at, zone))
    return following


def _wanted(coming: tuple[Prompt, ...], remind_at: datetime | None) -> tuple[Prompt, ...]:
    """The prompts, postponed where the owner chose *Remind me later*."""
    return prompts.postponed(coming, remind_at) if remind_at else coming
