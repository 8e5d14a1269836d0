"""Which days an event of a calendar (RFC 5545) covers, with its repetitions; an event that cannot be read says so.

A whole day is a date, or what programs write for one: from midnight to midnight of the event's own clock.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import takewhile
from typing import Any

from dateutil.rrule import rrulestr
from icalendar import Event
from icalendar.prop import vRecur

from governance.rules.people.working_days import DAY

LONGEST = timedelta(days=366)
FIRST_YEAR = 1900
MOST_STEPS = 3_000_000  # days that all rules together may be looked through: a second or two
STEPS_OF_A_DAY = 20  # that a day which is found costs beside one that is passed over
WHOLE_DAYS = ("YEARLY", "MONTHLY", "WEEKLY", "DAILY")
TIMES_OF_DAY = ("BYHOUR", "BYMINUTE", "BYSECOND")
# dateutil looks for the days of a rule until the year 9999. The calendar repeats itself after 400 years to the day of
# the week, so the rule is followed 7,600 years later: one that never comes true ends within 370 years.
LATER = 7600
BROKEN = (ValueError, LookupError, TypeError, AttributeError, OverflowError)  # the library's, and what slips past it


class Unreadable(Exception):
    """This event, or the rule by which it repeats, cannot be read."""


@dataclass
class Steps:
    """How many days rules may still be looked through, for a whole calendar."""

    left: int = MOST_STEPS

    def take(self, days: int) -> None:
        """Raise Unreadable when they are used up."""
        self.left -= days
        if self.left < 0:
            raise Unreadable


def is_whole_day(event: Event) -> bool:
    """Whether the event begins and ends with a day. A DTSTART that cannot be read counts as one, to be named."""
    start = _property(event, "DTSTART")
    if start is None:
        return False
    try:
        return _is_date(start) or (_at_midnight(start.dt) and (_marked(event) or bool(_lasts(event))))
    except BROKEN:
        return True


def replaced_day(event: Event) -> date | None:
    """The occurrence of another event whose place this one takes, if it does."""
    found = _property(event, "RECURRENCE-ID")
    if found is not None and found.params.get("RANGE"):
        raise Unreadable
    return _wall_day(found.dt) if found is not None else None


def days_of(event: Event, replaced: set[date], latest: date, steps: Steps) -> Iterator[date]:
    """Every day that it covers up to `latest`, but for the occurrences that are `replaced`. Raises Unreadable."""
    try:
        start, length = _wall_day(_property(event, "DTSTART").dt), _length(event)
        if start.year < FIRST_YEAR or "EXRULE" in event:
            raise Unreadable
        left_out = replaced | set(_listed(event, "EXDATE"))
        if start > latest:
            return
        firsts = {start} if "RRULE" not in event else set(_by_rules(event, start, latest, steps))
        for first in sorted((firsts | set(_listed(event, "RDATE"))) - left_out):
            if first <= latest:
                yield from (first + DAY * day for day in range(length))
    except BROKEN as error:
        raise Unreadable from error


def _property(event: Event, name: str) -> Any:
    """One of some thirty types of the library, and a list of them where it stands there several times."""
    return event.get(name)


def _is_date(property_: Any) -> bool:
    return not isinstance(property_.dt, datetime) or property_.params.get("VALUE") == "DATE"


def _at_midnight(moment: date) -> bool:
    return isinstance(moment, datetime) and moment.time() == time()


def _marked(event: Event) -> bool:
    return str(_property(event, "X-MICROSOFT-CDO-ALLDAYEVENT")).upper() == "TRUE"


def _wall_day(moment: Any) -> date:
    """The day as the event's own clock has it; of a period, that of its beginning."""
    first = moment[0] if isinstance(moment, tuple) else moment
    day = first.date() if isinstance(first, datetime) else first
    if not isinstance(day, date):
        raise Unreadable
    return day


def _lasts(event: Event) -> int:
    """How many whole days lie between beginning and end; 0 where it says no end, or one within a day."""
    start, end = _property(event, "DTSTART").dt, _property(event, "DTEND")
    if end is not None and (_is_date(end) or _at_midnight(end.dt)):
        return (_wall_day(end.dt) - _wall_day(start)).days  # DTEND is the first day after it (RFC 5545, 3.6.1)
    lasts = getattr(_property(event, "DURATION"), "dt", None)
    return lasts.days if isinstance(lasts, timedelta) and not lasts % DAY else 0


def _length(event: Event) -> int:
    length = max(1, _lasts(event))
    if length > LONGEST.days:
        raise Unreadable
    return length


def _listed(event: Event, name: str) -> Iterator[date]:
    """The days of RDATE or EXDATE: one list or several."""
    found = _property(event, name) or []
    for entry in found if isinstance(found, list) else [found]:
        yield from (_wall_day(one.dt) for one in getattr(entry, "dts", [entry]))


def _by_rules(event: Event, start: date, latest: date, steps: Steps) -> Iterator[date]:
    rules = _property(event, "RRULE")
    for rule in rules if isinstance(rules, list) else [rules]:
        yield from _by_rule(rule, start, latest, steps)


def _by_rule(rule: vRecur, start: date, latest: date, steps: Steps) -> Iterator[date]:
    """The days of one rule. Raises Unreadable for one finer than a day, too long, or without any day."""
    every = rule.get("INTERVAL", [1])[0]
    if rule["FREQ"][0] not in WHOLE_DAYS or every < 1 or any(set(rule.get(name, [0])) != {0} for name in TIMES_OF_DAY):
        raise Unreadable
    steps.take(max(0, (latest - start).days) // every + LONGEST.days)
    until = rule.get("UNTIL", [latest])[0]
    last = min(latest, _wall_day(until))
    parts: Any = vRecur({name: found for name, found in rule.items() if name not in ("UNTIL", *TIMES_OF_DAY)})
    times = rrulestr(parts.to_ical().decode(), dtstart=_much_later(start))
    end, days = _much_later(max(last, start)), []
    for moment in takewhile(lambda at: at <= end, times):
        steps.take(STEPS_OF_A_DAY)
        days.append(moment.replace(year=moment.year - LATER).date())
    if not days and start <= last:
        steps.take(MOST_STEPS // 2)
        raise Unreadable
    yield from (day for day in days if day <= last)


def _much_later(day: date) -> datetime:
    return datetime.combine(day.replace(year=day.year + LATER), time())
