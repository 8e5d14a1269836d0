"""Reminders to members who have not answered: when they are due, and who still gets one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.orm import Session

from governance.errors import N_, Refusal
from governance.rules.people.permissions import Act, Person
from governance.rules.people.working_days import WorkingDays, next_working_moment, zone_of
from governance.rules.poll import reminders as rules
from governance.rules.poll.states import PollState
from governance.store import ledger, queries
from governance.store.models import Elector, Mailing, Outgoing, Participation, Poll
from governance.store.outbox import Kind
from governance.store.poll import mailings
from governance.store.timetable.next_looks import NEVER
from governance.usecases.people import members
from governance.usecases.people.working_days import working_days_of


def _silent(poll: Poll, when: datetime) -> list[ColumnElement[bool]]:
    """People who were asked days before, have never answered, and have not asked for quiet.

    A removed answer counts as answered. How many they are is never shown: it would tell of single presses.
    """
    took_part = select(Participation.user_id).where(
        Participation.poll_id == poll.id, Participation.user_id == Elector.user_id
    )
    asked = (Elector.state == "asked", Elector.asked_at <= when - rules.FIRST_DAYS)
    return [*asked, ~Elector.muted, ~took_part.exists()]


def sent_moments(poll: Poll) -> Sequence[datetime]:
    """The release of the last reminder, once for each reminder so far: only the last moment counts."""
    return [poll.reminded_at] * poll.reminders_queued if poll.reminded_at else []


def queue_due_reminders(session: Session, workspace_id: str, now: datetime) -> datetime:
    """Queue the weekly reminder of the open question if it is due; returns from when on the next may be."""
    open_now = select(Poll).where(
        Poll.workspace_id == workspace_id, Poll.state == PollState.OPEN.value, Poll.paused_at.is_(None),
        Poll.reminders_queued < Poll.reminders, queries.installed(Poll.workspace_id),
    )  # fmt: skip
    following = NEVER
    for poll in session.scalars(open_now.with_for_update(of=Poll)).all():  # another process may be at it too
        zone, days = _calendar(session, poll)
        if poll.opened_at is None:
            continue
        fixed = (poll.opened_at, poll.closes_at, now)
        if rules.due_reminder(*fixed, sent_moments(poll), zone, days, poll.reminders):
            _queue_reminder(session, poll, now)
        following = min(following, rules.next_look(*fixed, sent_moments(poll), zone, days, poll.reminders) or NEVER)
    return following


def _calendar(session: Session, poll: Poll) -> tuple[ZoneInfo, WorkingDays]:
    """By which clock and which days reminders are released."""
    return zone_of(members.workspace(session, poll.workspace_id).zone), working_days_of(session, poll.workspace_id)


def _queue_reminder(session: Session, poll: Poll, now: datetime, by: str | None = None) -> None:
    """Write one row per person, due in that person's working hours; at most one per person and ISO week.

    What an earlier reminder has not sent goes: after a pause or an outage nobody gets two of them at once.
    """
    number, days = poll.reminders_queued + 1, working_days_of(session, poll.workspace_id)
    session.execute(
        delete(Outgoing)
        .where(Outgoing.poll_id == poll.id, Outgoing.kind == Kind.REMINDER.value)
        .where(Outgoing.status.in_(("held", "queued")))
        .execution_options(synchronize_session=False)
    )
    zones = queries.elector_zones(session, poll)
    moments = [rules.reminder_moment(now, poll.closes_at, zone_of(name), days) for name in zones]
    poll.reminders_queued, poll.reminded_at = number, max([now, *(moment for moment in moments if moment)])
    mailings.begin(session, poll, Kind.REMINDER, now, queue_part, key=str(number), number=number)
    ledger.append(session, poll.workspace_id, "poll:reminder:queued", poll.id, now, by, number=number)


def queue_part(session: Session, poll: Poll, mailing: Mailing, zones: list[str], part: mailings.Part) -> None:
    """Queue it to some of them, unless the question has ended or a newer reminder has taken its place meanwhile."""
    if poll.state != PollState.OPEN or mailing.number != poll.reminders_queued:
        return
    days = working_days_of(session, poll.workspace_id)
    for name in zones:
        moment = rules.reminder_moment(mailing.moment, poll.closes_at, zone_of(name), days)
        if moment is not None:
            _queue_in_zone(session, poll, mailing, name, moment, part)


def _queue_in_zone(
    session: Session, poll: Poll, mailing: Mailing, name: str, moment: datetime, part: mailings.Part
) -> None:
    occasion = f"reminder:{poll.id}:{rules.iso_week(moment, zone_of(name))}"
    silent, about = (*_silent(poll, moment), *part), {"number": mailing.number}
    queries.queue_for_electors(
        session, poll, Kind.REMINDER, occasion, mailing.moment, [(name, moment)], *silent, about=about,
        held=poll.paused_at is not None,
    )  # fmt: skip
    reminded = update(Elector).where(Elector.poll_id == poll.id, Elector.zone == name, *silent)
    session.execute(reminded.values(reminded=mailing.number).execution_options(synchronize_session=False))


def remind_now(session: Session, who: Person, poll_id: str, now: datetime) -> None:
    """Send the next announced reminder early; it is not an additional one."""
    members.allow(session, who, Act.REMIND)
    poll = queries.poll_to_change(session, who.workspace_id, poll_id)
    refusal = reminder_refusal(session, poll, now)
    if refusal is not None:
        raise refusal
    _queue_reminder(session, poll, now, who.user_id)


def reminder_refusal(session: Session, poll: Poll, now: datetime) -> Refusal | None:
    """Why nobody may be reminded now, or None."""
    if poll.opened_at is None or poll.state != PollState.OPEN:
        return Refusal(N_("No question is open, so nobody is reminded."))
    if poll.paused_at is not None:
        return Refusal(N_("Sending is paused. Resume it first."))
    zone, days = _calendar(session, poll)
    return rules.reminder_refusal(poll.opened_at, poll.closes_at, now, sent_moments(poll), zone, days, poll.reminders)


def next_reminder(session: Session, poll: Poll, now: datetime) -> datetime | None:
    """When the next reminder is released by itself; None if no more will be."""
    if poll.opened_at is None:
        return None
    zone, days = _calendar(session, poll)
    return rules.next_reminder(poll.opened_at, poll.closes_at, now, sent_moments(poll), zone, days, poll.reminders)


def still_wanted(session: Session, poll: Poll, user_id: str, now: datetime) -> bool:
    """Whether a queued reminder should still be sent when its turn comes."""
    if poll.state != PollState.OPEN or poll.closes_at - now < rules.LAST_DAY:
        return False
    query = select(Elector.id).where(Elector.poll_id == poll.id, Elector.user_id == user_id, *_silent(poll, now))
    return session.scalar(query) is not None


def is_second(session: Session, row: Outgoing, now: datetime) -> bool:
    """Whether another reminder of this question has just reached this person, or may be on its way."""
    zone = zone_of(row.zone)
    matter, _, elector = row.occasion.rpartition(":")
    question = matter.rpartition(":")[0]
    weeks = {rules.iso_week(moment, zone) for moment in (now, now - timedelta(days=rules.EVERY_DAYS))}
    others = select(Outgoing.settled_at).where(
        Outgoing.workspace_id == row.workspace_id,
        Outgoing.occasion.in_([f"{question}:{week}:{elector}" for week in sorted(weeks)]),
        Outgoing.id != row.id,
        Outgoing.status.in_(("sending", "sent", "unknown")),
    )
    return any(at is None or rules.is_too_soon(at, now, zone) for at in session.scalars(others))


def keep_distance(session: Session, poll: Poll, now: datetime) -> None:
    """Count a reminder that a pause held back as released now, so that the next one keeps its distance."""
    held = select(Outgoing.id).where(Outgoing.poll_id == poll.id, Outgoing.kind == Kind.REMINDER.value)
    if session.scalar(held.where(Outgoing.status == "held").limit(1)) is not None:
        poll.reminded_at = max(poll.reminded_at or now, next_working_moment(now, *_calendar(session, poll)))
