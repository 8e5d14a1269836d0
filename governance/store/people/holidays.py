"""Reads holidays from text: a list of dates, an ICS calendar (RFC 5545), or both, up to a size.

Of a calendar, only whole days are read, also several in a row and yearly ones; cancelled events are skipped.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import islice, takewhile

from dateutil.rrule import rrulestr
from icalendar import Calendar, Event

from governance.errors import N_, Refusal
from governance.rules.people.holidays import Holidays, reach, read_lines, tidy_name, within_reach
from governance.rules.people.working_days import DAY

MOST_BYTES = 1_000_000
MOST_EVENTS = 2_000
MOST_RULES = 200  # that come back every year; more are no list of holidays
MOST_TIMES = 1_000  # that one of them comes back before we stop looking
LONGEST = timedelta(days=366)
FIRST_YEAR = 1900
BEGIN, END = "BEGIN:VCALENDAR", "END:VCALENDAR"
# What a rule may say of the days of a year; anything finer would be no whole day.
DAYS_OF_A_YEAR = {"FREQ", "INTERVAL", "COUNT", "UNTIL", "BYMONTH", "BYMONTHDAY", "BYDAY", "WKST"}
MOST_ODD = 1  # rules that never come true: each is looked for to the end of time, which takes half a second
TOO_MANY = N_("This calendar holds too many events. Give the public holidays only.")
UNREADABLE = N_("This calendar cannot be read. Export it again as an ICS file, or write one date a line.")


def read_holidays(text: str, today: date, *, typed: bool = False) -> Holidays:
    """The holidays in this text that can matter to any date we count. Raises Refusal with what to mend.

    `typed`: a person has just written it, so a date far ahead counts as a mistake.
    """
    if len(text.encode()) > MOST_BYTES:
        raise Refusal(N_("This is larger than 1 MB. Give the public holidays only."))
    lines, calendars = _taken_apart(text)
    found = read_lines(lines, reach(today)[1] if typed else None)
    for calendar in calendars:
        for day, name in _read_calendar(calendar, today).items():
            found[day] = found.get(day) or name
    return within_reach(found, today)


def _read_calendar(calendar: str, today: date) -> Holidays:
    if calendar.upper().count("BEGIN:VEVENT") > MOST_EVENTS:
        raise Refusal(TOO_MANY)
    try:
        events = [event for event in Calendar.from_ical(calendar).walk("VEVENT") if isinstance(event, Event)]
        return dict(_days_of(events, reach(today)[1]))
    except (ValueError, LookupError, TypeError, AttributeError) as error:  # the library's own, and what slips past it
        raise Refusal(UNREADABLE) from error


def _taken_apart(text: str) -> tuple[dict[int, str], list[str]]:
    """The lines outside of calendars, by their numbers, and each calendar."""
    lines: dict[int, str] = {}
    calendars: list[list[str]] = []
    inside = False
    for number, line in enumerate(text.removeprefix("\ufeff").splitlines(), 1):
        mark = line.strip().upper()
        if mark == BEGIN and not inside:
            inside = True
            calendars.append([])
        if inside:
            calendars[-1].append(line)
        else:
            lines[number] = line
        inside = inside and mark != END
    if inside:
        raise Refusal(N_("This calendar has no end. Paste all of it, up to its last line, or write one date a line."))
    return lines, ["\r\n".join(calendar) + "\r\n" for calendar in calendars]


def _days_of(events: list[Event], latest: date) -> Iterator[tuple[date, str]]:
    """Every whole day of a calendar up to `latest` and its name."""
    whole = [event for event in events if _first_day(event) is not None]
    if not whole:
        raise Refusal(N_("This calendar holds no event that lasts a whole day."))
    if sum("RRULE" in event for event in whole) > MOST_RULES:
        raise Refusal(TOO_MANY)
    elsewhere = {(_uid(event), at) for event in events if (at := _day(event, "RECURRENCE-ID")) is not None}
    odd = 0
    for event in whole:
        if str(event.get("STATUS", "")).upper() == "CANCELLED":
            continue
        name, length, times = tidy_name(str(event.get("SUMMARY", ""))), _length(event), _first_days(event, latest)
        odd += "RRULE" in event and not times
        if odd > MOST_ODD:
            raise Refusal(UNREADABLE)
        for first in times:
            if "RRULE" not in event or (_uid(event), first) not in elsewhere:
                yield from ((first + DAY * day, name) for day in range(length))


def _uid(event: Event) -> str:
    return str(event.get("UID", ""))


def _day(event: Event, name: str) -> date | None:
    """The whole day that this property names, if it names one."""
    found = getattr(event.get(name), "dt", None)
    return found if isinstance(found, date) and not isinstance(found, datetime) else None


def _first_day(event: Event) -> date | None:
    found = _day(event, "DTSTART")
    return found if found is not None and found.year >= FIRST_YEAR else None


def _length(event: Event) -> int:
    """How many days it lasts: DTEND is the first day after it (RFC 5545, 3.6.1)."""
    start, end = _first_day(event), _day(event, "DTEND")
    lasts = getattr(event.get("DURATION"), "dt", None)
    if start is not None and end is not None:
        lasts = end - start
    return max(1, min(lasts, LONGEST).days) if isinstance(lasts, timedelta) else 1


def _first_days(event: Event, latest: date) -> list[date]:
    """The first day of each occurrence up to `latest`; an event that repeats other than yearly counts once."""
    start, rule = _first_day(event), event.get("RRULE")
    if start is None or start > latest:
        return []
    if rule is None or isinstance(rule, list) or rule.get("FREQ") != ["YEARLY"] or set(rule) - DAYS_OF_A_YEAR:
        return [start]
    times = rrulestr(rule.to_ical().decode(), dtstart=datetime.combine(start, time()), ignoretz=True)
    days = [moment.date() for moment in takewhile(lambda at: at.date() <= latest, islice(times, MOST_TIMES))]
    left_out = set(event.exdates)
    return [day for day in days if day not in left_out]
