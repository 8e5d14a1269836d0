"""Holidays as people write them, one date a line with or without a name; which of them are kept, and for how long."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from governance.errors import N_, Refusal
from governance.rules.people.working_days import add_months

MONTHS_BACK = 12  # no clock of ours counts further back
MONTHS_AHEAD = 36
LONGEST_NAME = 80
_YEAR_FIRST = re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})(?!\d)")
_DAY_FIRST = re.compile(r"(?P<day>\d{1,2})(?P<mark>[./])(?P<month>\d{1,2})(?P=mark)(?P<year>\d{4})(?!\d)")
_BETWEEN = " \t\u00a0\u202f,;:-–—"

Holidays = dict[date, str]  # day -> its name, or ""


def read_lines(lines: Mapping[int, str], latest: date | None = None) -> Holidays:
    """The days on these lines, by their numbers. Raises Refusal that names the line and says what to write.

    Empty lines and those that begin with # are skipped. A date after `latest` is refused as a mistake.
    """
    found: Holidays = {}
    for number, line in lines.items():
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        day, name = _read_line(number, line.strip())
        if latest is not None and day > latest:
            raise Refusal(N_("Line {line}: this day is more than three years ahead. Check the year."), line=number)
        found[day] = name or found.get(day, "")
    return found


def _read_line(number: int, line: str) -> tuple[date, str]:
    written = _YEAR_FIRST.match(line) or _DAY_FIRST.match(line)
    if written is None:
        raise Refusal(
            N_("Line {line} does not begin with a date. Write 2026-12-25, 25.12.2026 or 25/12/2026, then its name."),
            line=number,
        )
    year, month, day = (int(written[part]) for part in ("year", "month", "day"))
    try:
        return date(year, month, day), tidy_name(line[written.end() :])
    except ValueError as error:
        raise Refusal(
            N_("Line {line}: there is no such day. The day stands before the month, as in 25/12/2026."), line=number
        ) from error


def tidy_name(name: str) -> str:
    """The name of a day on one line, without what separates it from the date."""
    return " ".join(name.split()).strip(_BETWEEN)[:LONGEST_NAME].rstrip(_BETWEEN)


def within_reach(found: Holidays, today: date) -> Holidays:
    """The holidays that can matter to any date we count, a year back to three years ahead, in order."""
    earliest, latest = reach(today)
    return {day: found[day] for day in sorted(found) if earliest <= day <= latest}


def reach(today: date) -> tuple[date, date]:
    """The earliest and the latest day that is kept."""
    return add_months(today, -MONTHS_BACK), add_months(today, MONTHS_AHEAD)


def as_lines(known: Holidays, most: int) -> str:
    """The days as somebody would type them, in at most `most` characters.

    If they do not fit, the names are left out, and if need be the last days.
    """
    for lines in ([f"{day} {name}".strip() for day, name in known.items()], [str(day) for day in known]):
        if len("\n".join(lines)) <= most:
            return "\n".join(lines)
    return "\n".join(lines)[:most].rpartition("\n")[0]
