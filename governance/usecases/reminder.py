"""Reminders to members who have not answered, and prompts to owners: each is queued once per occasion."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, func, or_, select, update
from sqlalchemy.orm import Session

from governance.errors import N_, Refusal
from governance.rules import reminder as rules
from governance.rules.calendar import zone_of
from governance.rules.member import Act, Person
from governance.rules.poll import PollState
from governance.rules.reminder import Audience, Prompt
from governance.store import ledger, outbox, queries
from governance.store.models import Decision, Elector, Outgoing, Participation, Poll
from governance.store.outbox import Kind
from governance.usecases import member


def _silent(poll: Poll) -> list[ColumnElement[bool]]:
    """People who were asked, have never answered, and have not asked for quiet. A removed answer counts as answered."""
    took_part = select(Participation.user_id).where(
        Participation.poll_id == poll.id, Participation.user_id == Elector.user_id
    )
    return [Elector.state == "asked", ~Elector.muted, ~took_part.exists()]


def _sent_moments(poll: Poll) -> Sequence[datetime]:
    return [poll.reminded_at] * poll.reminders_queued if poll.reminded_at else []


def silent_count(session: Session, poll: Poll) -> int:
    """How many people a reminder would go to now."""
    query = select(func.count()).select_from(Elector).where(Elector.poll_id == poll.id, *_silent(poll))
    return session.scalar(query) or 0


def queue_due_reminders(session: Session, now: datetime) -> None:
    """Queue the weekly reminder of every open question for which it is due."""
    open_now = select(Poll).where(
        Poll.state == PollState.OPEN.value, Poll.paused_at.is_(None), Poll.reminders_queued < Poll.reminders,
        queries.installed(Poll.workspace_id),
    )  # fmt: skip
    for poll in session.scalars(open_now).all():
        zone = zone_of(member.workspace(session, poll.workspace_id).zone)
        if poll.opened_at is not None and rules.due_reminder(
            poll.opened_at, poll.closes_at, now, _sent_moments(poll), zone, poll.reminders
        ):
            _queue_reminder(session, poll, now, zone)


def _queue_reminder(session: Session, poll: Poll, now: datetime, zone: ZoneInfo, by: str | None = None) -> int:
    """Write one row per person, due in that person's working hours; at most one per person and ISO week."""
    moments = [
        (name, rules.reminder_moment(now, poll.closes_at, zone_of(name)))
        for name in queries.elector_zones(session, poll.id)
    ]
    releases = [(name, moment) for name, moment in moments if moment is not None]
    number = poll.reminders_queued + 1
    occasion = f"reminder:{poll.id}:{rules.iso_week(now, zone)}"
    count = queries.queue_for_electors(
        session, poll, Kind.REMINDER, occasion, now, releases, *_silent(poll), about={"number": number}
    )
    poll.reminders_queued, poll.reminded_at = number, now
    session.execute(
        update(Elector).where(Elector.poll_id == poll.id, *_silent(poll)).values(reminded=number)
        .execution_options(synchronize_session=False)
    )  # fmt: skip
    ledger.append(session, poll.workspace_id, "poll:reminder:queued", poll.id, now, by, number=number)
    return count


def remind_now(session: Session, who: Person, poll_id: str, now: datetime) -> int:
    """Send the next reminder early: it is one of the announced ones, never an extra. Returns the number of people."""
    member.allow(session, who, Act.REMIND)
    poll = queries.poll_to_change(session, who.workspace_id, poll_id)
    zone = zone_of(member.workspace(session, who.workspace_id).zone)
    refusal = reminder_refusal(poll, now, zone)
    if refusal is not None:
        raise refusal
    return _queue_reminder(session, poll, now, zone, who.user_id)


def reminder_refusal(poll: Poll, now: datetime, zone: ZoneInfo) -> Refusal | None:
    """Why nobody may be reminded now, or None."""
    if poll.opened_at is None or poll.state != PollState.OPEN:
        return Refusal(N_("No question is open, so nobody is reminded."))
    if poll.paused_at is not None:
        return Refusal(N_("Sending is paused. Resume it first."))
    return rules.reminder_refusal(poll.opened_at, poll.closes_at, now, _sent_moments(poll), zone, poll.reminders)


def still_wanted(session: Session, poll: Poll, user_id: str, now: datetime) -> bool:
    """Whether a queued reminder is still to be sent at the moment it would leave."""
    if poll.state != PollState.OPEN or poll.closes_at - now < rules.LAST_DAY:
        return False
    query = select(Elector.id).where(Elector.poll_id == poll.id, Elector.user_id == user_id, *_silent(poll))
    return session.scalar(query) is not None


def said(session: Session, workspace_id: str, prefix: str) -> set[str]:
    """The occasions of a matter that were queued before, without prefix and person."""
    query = select(Outgoing.occasion).where(
        Outgoing.workspace_id == workspace_id, or_(Outgoing.occasion.startswith(prefix, autoescape=True))
    )
    return {occasion.removeprefix(prefix).split(":")[0] for occasion in session.scalars(query)}


def audience(session: Session, workspace_id: str, decider: str, kind: Audience) -> list[str]:
    """The user ids that a prompt goes to; a decider who is no longer an active owner is replaced by all owners."""
    owners = [owner.user_id for owner in member.owners(session, workspace_id)]
    if kind is Audience.DECIDER:
        return [decider] if decider in owners else owners
    if kind is Audience.OWNERS:
        return owners
    watchers = [
        *member.appointed(session, workspace_id, "organiser"),
        *member.appointed(session, workspace_id, "observer"),
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
) -> None:
    """Write one prompt for each person it goes to, in their working hours."""
    for user_id in audience(session, workspace_id, decider, prompt.audience):
        zone = zone_of(member.person(session, workspace_id, user_id).zone)
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
            about={"what": prompt.occasion},
        )


def queue_decision_prompts(session: Session, now: datetime) -> None:
    """Remind owners of a decision nobody has taken, on the days of rules.reminder.decision_prompts."""
    decided = select(Decision.id).where(Decision.poll_id == Poll.id).exists()
    waiting = select(Poll).where(Poll.state == PollState.CLOSED.value, ~decided, queries.installed(Poll.workspace_id))
    for poll in session.scalars(waiting).all():
        zone = zone_of(member.workspace(session, poll.workspace_id).zone)
        if poll.closed_at is None or rules.is_expired(poll.closed_at, now, zone):
            continue
        prefix = f"decide:{poll.id}:"
        prompts = [
            prompt
            for prompt in _wanted(rules.decision_prompts(poll.closed_at, poll.decision_due, zone), poll.remind_owner_at)
            if prompt.audience is not Audience.EVERYONE  # the result message says it
        ]
        for prompt in rules.due_prompts(prompts, now, said(session, poll.workspace_id, prefix)):
            queue_prompt(
                session, prompt, prefix, now, workspace_id=poll.workspace_id, decider=poll.decider, poll_id=poll.id
            )


def _wanted(prompts: tuple[Prompt, ...], remind_at: datetime | None) -> tuple[Prompt, ...]:
    """The prompts, after *Remind me later* in its order."""
    return rules.postponed(prompts, remind_at) if remind_at else prompts
