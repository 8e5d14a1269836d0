"""When the messages of a question may first leave, zone by zone, and whether that is before it closes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from governance.errors import N_, Refusal
from governance.rules.people.permissions import ACTIVE, GUESTS, Person
from governance.rules.people.working_days import (
    WorkingDays,
    last_midnight,
    next_working_moment,
    next_working_morning,
    zone_of,
)
from governance.rules.poll.opening import closing_check
from governance.store import queries
from governance.store.models import Member, Outgoing, Poll
from governance.store.outbox import Kind
from governance.usecases.people import members
from governance.usecases.people.working_days import working_days_of

LEAD = timedelta(hours=2)  # owners are told at once and have at least this long to change or stop it
GRACE = timedelta(minutes=30)  # the same when somebody who is no owner lets it go today
TOO_LATE_SOMEWHERE = N_("In some time zones the first messages would leave after this date. Choose a later one.")


def first_morning(now: datetime, zone: ZoneInfo, days: WorkingDays) -> datetime:
    """9:00 of the working day on which first messages leave, after owners had time to look."""
    return next_working_morning(now + LEAD, zone, days)


def first_day(now: datetime, zone: ZoneInfo, days: WorkingDays) -> datetime:
    """The start of the day of `first_morning`."""
    return last_midnight(first_morning(now, zone, days), zone)


def release_moment(session: Session, poll: Poll) -> Callable[[ZoneInfo], datetime]:
    """When a message of this question may first reach somebody in a time zone."""
    from_when = next_working_moment if poll.starts_at_once else next_working_morning
    days = working_days_of(session, poll.workspace_id)
    return lambda zone: from_when(poll.starts_from, zone, days)


def _zones(session: Session, poll: Poll) -> Iterable[ZoneInfo]:
    return [zone_of(name) for name in queries.elector_zones(session, poll)]


def first_moment(session: Session, poll: Poll) -> datetime | None:
    """When the first message leaves; None when nobody is on the list."""
    return min(map(release_moment(session, poll), _zones(session, poll)), default=None)


def reaches_everyone(session: Session, poll: Poll, now: datetime) -> bool:
    """Whether the question reaches every time zone before it closes, if it opens now or as planned."""
    moment, days = release_moment(session, poll), working_days_of(session, poll.workspace_id)
    last = (next_working_moment(max(moment(zone), now), zone, days) for zone in _zones(session, poll))
    return all(when < poll.closes_at for when in last)


def closing_refusal(
    session: Session, workspace_id: str, closes_at: datetime, now: datetime, *, guests: bool | None
) -> Refusal | None:
    """Why a question submitted now may not close at `closes_at`, or None; the last time zone counts."""
    fallback = members.workspace(session, workspace_id).zone
    zone, days = zone_of(fallback), working_days_of(session, workspace_id)
    for fault in closing_check(closes_at, first_morning(now, zone, days), zone, days).faults:
        return fault
    start = first_day(now, zone, days)
    roles = [role.value for role in ACTIVE if guests or role not in GUESTS]
    here = select(Member.zone).where(Member.workspace_id == workspace_id, Member.role.in_(roles)).distinct()
    names = {str(zone_of(name, fallback)) for name in session.scalars(here)}
    last = max((next_working_morning(start, zone_of(name), days) for name in names), default=start)
    return Refusal(TOO_LATE_SOMEWHERE) if last >= closes_at else None


def waits_for(first: datetime, start: datetime, now: datetime) -> str:
    """Why messages that were let go leave only at `first`: `owners` have until `start`, or nobody's `hours`; or ``."""
    if first <= now:
        return ""
    return "owners" if first == start else "hours"


def let_go(poll: Poll, now: datetime) -> str | None:
    """The same for a question after *Send now*; None before."""
    return waits_for(poll.opens_at, poll.starts_from, now) if poll.starts_at_once and poll.opens_at else None


def hastened(session: Session, who: Person, poll: Poll, now: datetime) -> tuple[datetime, datetime]:
    """When messages may leave after *Send now* by this person, and when the first one does.

    A press by an owner needs no further time for owners to look.
    """
    told = select(func.max(Outgoing.created_at)).where(
        Outgoing.poll_id == poll.id, Outgoing.kind == Kind.PREPARED.value
    )
    told_at = None if who.is_owner else session.scalar(told)
    start = max(now, told_at + GRACE) if told_at else now
    days = working_days_of(session, poll.workspace_id)
    return start, min((next_working_moment(start, zone, days) for zone in _zones(session, poll)), default=start)
