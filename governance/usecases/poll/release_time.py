"""When the messages of a question may first leave, zone by zone, and whether that is before it closes.

And their release then, or after a pause, some at a time.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, func, select, update
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
from governance.rules.poll.states import PollState
from governance.store import queries
from governance.store.models import Member, Outgoing, Poll
from governance.store.outbox import BULK, Kind
from governance.store.upsert import changed
from governance.usecases.people import members
from governance.usecases.people.working_days import working_days_of

PORTION = 1_000  # messages
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


def release(session: Session, poll: Poll, now: datetime) -> bool:
    """Let some of the held messages of an open question leave, the question itself when its zone's day has begun.

    True: there may be more.
    """
    bulk = [kind.value for kind in BULK]
    held = select(Outgoing.id, Outgoing.kind, Outgoing.zone).where(
        Outgoing.poll_id == poll.id, Outgoing.kind.in_(bulk), Outgoing.status == "held"
    )
    found, alike = session.execute(held.limit(PORTION)).all(), defaultdict(list)
    for number, kind, zone in found:
        alike[zone if kind == Kind.BALLOT else None].append(number)
    moment = release_moment(session, poll)
    for zone, numbers in alike.items():
        when = {"not_before": max(moment(zone_of(zone)), now)} if zone else {}
        these = update(Outgoing).where(Outgoing.id.in_(numbers)).values(status="queued", **when)
        session.execute(these.execution_options(synchronize_session=False))
    session.info.setdefault("queued_in", set()).add(poll.workspace_id)
    return len(found) == PORTION


def due_to_release(session: Session, now: datetime) -> list[str]:
    """Open questions of which messages are still held although nobody has paused them."""
    return _running_with(session, "held", Poll.paused_at.is_(None))


def due_to_hold(session: Session, now: datetime) -> list[str]:
    """Paused questions of which messages still wait to be sent."""
    return _running_with(session, "queued", Poll.paused_at.is_not(None))


def _running_with(session: Session, status: str, paused: ColumnElement[bool]) -> list[str]:
    kinds = Outgoing.kind.in_([kind.value for kind in BULK])
    some = select(Outgoing.id).where(Outgoing.poll_id == Poll.id, kinds, Outgoing.status == status)
    is_open = Poll.state == PollState.OPEN.value
    return list(session.scalars(select(Poll.id).where(is_open, paused, some.exists())))


def hold(session: Session, poll: Poll, now: datetime) -> bool:
    """Hold back some messages of a paused question; the gate stops the others. True: there may be more."""
    queued = select(Outgoing.id).where(
        Outgoing.poll_id == poll.id, Outgoing.kind.in_([kind.value for kind in BULK]), Outgoing.status == "queued"
    )
    held = update(Outgoing).where(Outgoing.id.in_(queued.limit(PORTION))).values(status="held")
    return changed(session, held) == PORTION
