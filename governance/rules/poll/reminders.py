"""When members who have not answered are reminded.

What was said before is an argument, so that a restart neither repeats nor forgets a reminder.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from governance.errors import N_, Refusal
from governance.rules.people.working_days import (
    WorkingDays,
    earliest_for,
    last_midnight,
    local_moment,
    next_working_moment,
)

LIMIT = 2
EVERY_DAYS = 7
FIRST_DAYS = timedelta(days=3)  # nobody is reminded of what came the day before yesterday
LAST_DAY = timedelta(days=1)
GAP = timedelta(days=5)  # between two reminders, after the app was down or somebody reminded by hand


def due_reminder(
    opened_at: datetime,
    closes_at: datetime,
    now: datetime,
    sent: Sequence[datetime],
    zone: ZoneInfo,
    days: WorkingDays,
    limit: int = LIMIT,
) -> int | None:
    """The number of the reminder that is due now (1 for the first), or None.

    `sent`: when each reminder of this question so far was released, by hand or not. One is due each week from the
    opening.
    """
    weeks = (now.astimezone(zone).date() - opened_at.astimezone(zone).date()).days // EVERY_DAYS
    number = len(sent) + 1
    if number > min(limit, weeks) or reminder_refusal(opened_at, closes_at, now, sent, zone, days, limit):
        return None
    return number


def reminder_refusal(
    opened_at: datetime,
    closes_at: datetime,
    now: datetime,
    sent: Sequence[datetime],
    zone: ZoneInfo,
    days: WorkingDays,
    limit: int = LIMIT,
) -> Refusal | None:
    """Why nobody may be reminded now, not even by hand, or None."""
    if now >= closes_at:
        return Refusal(N_("The question is closed: nobody is reminded any more."))
    if len(sent) >= limit:
        return Refusal(N_("All {limit} reminders have been sent. More would be pressure."), limit=limit)
    if now - opened_at < FIRST_DAYS:
        return Refusal(N_("The question has only just been sent. A reminder is possible after three days."))
    release = next_working_moment(now, zone, days)
    if closes_at - release < LAST_DAY:
        return Refusal(N_("Nobody is reminded in the last day before closing."))
    if sent and is_too_soon(max(sent), release, zone):
        return Refusal(N_("People have been reminded this week."))
    return None


def is_too_soon(last: datetime, release: datetime, zone: ZoneInfo) -> bool:
    """Whether a reminder released at `release` would follow the last one too closely."""
    return release - last < GAP or iso_week(last, zone) == iso_week(release, zone)


def next_look(
    opened_at: datetime,
    closes_at: datetime,
    now: datetime,
    sent: Sequence[datetime],
    zone: ZoneInfo,
    days: WorkingDays,
    limit: int = LIMIT,
) -> datetime | None:
    """From when on `due_reminder`, which says None now, may say a number; None: never again."""
    number = len(sent) + 1
    if number > limit:
        return None
    week = opened_at.astimezone(zone).date() + timedelta(days=EVERY_DAYS * number)
    moments = [local_moment(week, time(), zone)]
    if sent:
        moments.append(earliest_for(max(max(sent) + GAP, _next_monday(max(sent), zone)), zone, days))
    latest = max(moments)
    return latest if now < latest < closes_at else None  # past both, the last day before closing is in the way


def _next_monday(moment: datetime, zone: ZoneInfo) -> datetime:
    local = moment.astimezone(zone).date()
    return local_moment(local + timedelta(days=7 - local.weekday()), time(), zone)


def next_reminder(
    opened_at: datetime,
    closes_at: datetime,
    now: datetime,
    sent: Sequence[datetime],
    zone: ZoneInfo,
    days: WorkingDays,
    limit: int,
) -> datetime | None:
    """When the next reminder is released by itself; None if no more will be."""
    if len(sent) >= limit:
        return None
    week = timedelta(days=EVERY_DAYS * (len(sent) + 1))
    due = max(last_midnight(opened_at + week, zone), now)
    if sent:
        due = max(due, max(sent) + GAP, _next_monday(max(sent), zone))
    moment = reminder_moment(due, closes_at, zone, days)
    return moment if moment and moment > now else None


def iso_week(moment: datetime, zone: ZoneInfo) -> str:
    """The ISO week of a moment in `zone`, such as 2026-W48; a person gets at most one reminder in each."""
    year, week, _ = moment.astimezone(zone).isocalendar()
    return f"{year}-W{week:02}"


def reminder_moment(now: datetime, closes_at: datetime, zone: ZoneInfo, days: WorkingDays) -> datetime | None:
    """When a due reminder reaches a person in `zone`; None if that would be within the question's last day."""
    moment = next_working_moment(now, zone, days)
    return moment if closes_at - moment >= LAST_DAY else None
