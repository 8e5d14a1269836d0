"""Reads holidays from text: a list of dates, an ICS calendar (RFC 5545), or both, up to a size.

Of a calendar, whole days are read, also several in a row and such as come back; cancelled events are skipped. An entry
that cannot be read is named, never left out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from icalendar import Calendar, Event

from governance.errors import N_, Refusal
from governance.rules.people.holidays import Holidays, reach, read_lines, tidy_name, within_reach
from governance.store.people import calendar_events
from governance.store.people.calendar_events import Steps, Unreadable
from governance.texts import texts_for

MOST_BYTES = 1_000_000
MOST_EVENTS = 2_000
MOST_RULES = 200  # of entries that come back; more are no list of holidays
BEGIN, END = "BEGIN:VCALENDAR", "END:VCALENDAR"
MOST_NAMED = 5
TOO_MANY = N_("This calendar holds too many events. Give the public holidays only.")
UNREADABLE = N_("This calendar cannot be read. Export it again as an ICS file, or write one date a line.")
ENTRIES = N_(
    "This calendar holds entries that cannot be read: {entries}. Take them out of it, and write their days one a line."
)


def holidays_in_file(file: Path, today: date) -> Holidays:
    """The public holidays in this file. Raises ValueError that says in English what is wrong, and where."""
    try:
        with file.open("rb") as source:
            text = source.read(MOST_BYTES + 1).decode()
    except UnicodeDecodeError as error:
        raise ValueError("must be text in UTF-8: export it again") from error
    except OSError as error:
        raise ValueError("cannot be read: name an ICS file, or a list with one date a line") from error
    try:
        return read_holidays(text, today)
    except Refusal as refusal:
        raise ValueError(f"is not a list of holidays. {refusal.say(texts_for('en'))}") from refusal


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
    except calendar_events.BROKEN as error:
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
    """Every whole day of a calendar up to `latest` and its name. Raises Refusal that names what cannot be read."""
    whole = [event for event in events if calendar_events.is_whole_day(event)]
    if not whole:
        raise Refusal(N_("This calendar holds no event that lasts a whole day."))
    if sum("RRULE" in event for event in whole) > MOST_RULES:
        raise Refusal(TOO_MANY)
    steps, unreadable, replaced = Steps(), list[str](), _replaced(whole)
    for event in whole:
        if str(event.get("STATUS", "")).upper() == "CANCELLED":
            continue
        name, moved = tidy_name(str(event.get("SUMMARY", ""))), replaced[_uid(event)] if "RRULE" in event else set()
        try:
            yield from [(day, name) for day in calendar_events.days_of(event, moved, latest, steps)]
        except Unreadable:
            unreadable.append(name or _as_written(event))
        if len(unreadable) > MOST_NAMED:
            break
    if unreadable:
        named = ", ".join(f"“{name}”" for name in unreadable[:MOST_NAMED])
        raise Refusal(ENTRIES, entries=f"{named} …" if len(unreadable) > MOST_NAMED else named)


def _replaced(events: list[Event]) -> defaultdict[str, set[date]]:
    """By event, the occurrences that another entry moves or cancels."""
    found: defaultdict[str, set[date]] = defaultdict(set)
    for event in events:
        try:
            day = calendar_events.replaced_day(event)
        except (Unreadable, *calendar_events.BROKEN) as error:
            raise Refusal(ENTRIES, entries=f"“{tidy_name(str(event.get('SUMMARY', ''))) or _uid(event)}”") from error
        if day is not None:
            found[_uid(event)].add(day)
    return found


def _uid(event: Event) -> str:
    return str(event.get("UID", ""))


def _as_written(event: Event) -> str:
    """What an entry without a name can be found by: how its beginning is written."""
    written: Any = event["DTSTART"]
    return tidy_name(written.to_ical().decode(errors="replace"))
