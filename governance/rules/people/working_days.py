"""Working days of a workspace and working hours in a person's own time zone: Monday to Friday, or as an owner set them.

Every function is given its moment, and what speaks of working days is given these: whoever forgets them writes to
people on their holidays. Moments are aware and are returned in UTC.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

START = time(9)
END = time(17)
SATURDAY, SUNDAY = 5, 6
DAY = timedelta(days=1)
WEEK = 7
HOURS_EAST = range(-12, 15)
BETWEEN_HOURS = {  # minutes east of Greenwich: who lives there
    -570: "Pacific/Marquesas", -210: "America/St_Johns", -150: "America/St_Johns", 210: "Asia/Tehran",
    270: "Asia/Kabul", 330: "Asia/Kolkata", 345: "Asia/Kathmandu", 390: "Asia/Yangon", 525: "Australia/Eucla",
    570: "Australia/Darwin", 630: "Australia/Lord_Howe", 765: "Pacific/Chatham", 825: "Pacific/Chatham",
}  # fmt: skip


@dataclass(frozen=True)
class WorkingDays:
    """Which days are worked on: all but the days of the `weekend` (0 is Monday) and the `holidays`."""

    weekend: frozenset[int] = frozenset({SATURDAY, SUNDAY})
    holidays: frozenset[date] = frozenset()

    def __post_init__(self) -> None:
        if not self.weekend < frozenset(range(WEEK)):
            raise ValueError("a weekend is some days of the week, never all of them")

    def __contains__(self, day: date) -> bool:
        return day.weekday() not in self.weekend and day not in self.holidays


MONDAY_TO_FRIDAY = WorkingDays()


def zone_of(name: str | None, fallback: str = "UTC") -> ZoneInfo:
    """The time zone with this IANA name; an unknown one gives `fallback`, then UTC."""
    return _known_zone(name) or _known_zone(fallback) or ZoneInfo("UTC")


def zone_name(name: str, seconds_east: object) -> str | None:
    """The zone that a directory means: by its name if that is known here, else by its offset; None without both."""
    if _known_zone(name):
        return name
    if isinstance(seconds_east, bool) or not isinstance(seconds_east, int) or seconds_east // 3600 not in HOURS_EAST:
        return None
    return BETWEEN_HOURS.get(seconds_east // 60) or f"Etc/GMT{-(seconds_east // 3600):+d}"  # its sign is westward


def _known_zone(name: str | None) -> ZoneInfo | None:
    try:
        return ZoneInfo(name or "")
    except (ValueError, OSError, LookupError):  # malformed, a directory or unreadable, unknown
        return None


def local_moment(day: date, at: time, zone: ZoneInfo) -> datetime:
    """This wall-clock time in UTC; the first where the hour comes twice, moved on where the hour is skipped."""
    return datetime.combine(day, at, zone).astimezone(UTC)


def working_days_between(start: date, end: date, days: WorkingDays) -> int:
    """How many working days come after `start`, up to and including `end`; 0 if `end` is not later."""
    span = (end - start).days
    if span <= 0:
        return 0
    weeks, rest = divmod(span, WEEK)
    weekdays = weeks * (WEEK - len(days.weekend))
    weekdays += sum((end - DAY * back).weekday() not in days.weekend for back in range(rest))
    return weekdays - sum(start < day <= end and day.weekday() not in days.weekend for day in days.holidays)


def working_days_since(moment: datetime, now: datetime, zone: ZoneInfo, days: WorkingDays) -> int:
    """Working days that have begun in `zone` since the day of `moment`; 0 on that day itself."""
    return working_days_between(moment.astimezone(zone).date(), now.astimezone(zone).date(), days)


def add_working_days(day: date, count: int, days: WorkingDays) -> date:
    """The day `count` working days after `day`; with 0, `day` itself or the next working day."""
    while day not in days:
        day += DAY
        count -= 1 if day in days and count else 0
    while count > 0:
        day += DAY
        count -= day in days
    return day


def add_months(day: date, count: int) -> date:
    """The same day `count` months later, or the last day of a shorter month."""
    years, month = divmod(day.month - 1 + count, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def is_working_time(now: datetime, zone: ZoneInfo, days: WorkingDays) -> bool:
    """Whether it is a working day, from 9:00 and before 17:00, in `zone`."""
    local = now.astimezone(zone)
    return local.date() in days and START <= local.time() < END


def next_working_moment(now: datetime, zone: ZoneInfo, days: WorkingDays) -> datetime:
    """`now` within working hours of `zone`, else the next 9:00 of a working day there."""
    if is_working_time(now, zone, days):
        return now.astimezone(UTC)
    local = now.astimezone(zone)
    day = local.date() if local.time() < START else local.date() + DAY
    return local_moment(add_working_days(day, 0, days), START, zone)


def earliest_for(moment: datetime, zone: ZoneInfo, days: WorkingDays) -> datetime:
    """From when on `next_working_moment` is no earlier than `moment`: that, or the end of the working day before it."""
    local = moment.astimezone(zone)
    if is_working_time(moment, zone, days) and local.time() > START:
        return moment.astimezone(UTC)
    day = local.date() if local.time() >= END else local.date() - DAY
    while day not in days:
        day -= DAY
    return local_moment(day, END, zone)


def next_working_morning(now: datetime, zone: ZoneInfo, days: WorkingDays) -> datetime:
    """The next 9:00 of a working day in `zone`; never the rest of a day that has begun."""
    local = now.astimezone(zone)
    day = local.date() if local.time() <= START else local.date() + DAY
    return local_moment(add_working_days(day, 0, days), START, zone)


def last_midnight(now: datetime, zone: ZoneInfo) -> datetime:
    """The moment at which the present day began in `zone`."""
    return local_moment(now.astimezone(zone).date(), time(0), zone)


def midnights_between(start: datetime, now: datetime, zone: ZoneInfo) -> int:
    """How many midnights of `zone` have passed since `start`."""
    return max(0, (now.astimezone(zone).date() - start.astimezone(zone).date()).days)
