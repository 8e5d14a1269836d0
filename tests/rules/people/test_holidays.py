"""Holidays as people write them: what is understood, what is refused and how, what is kept."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.errors import Refusal
from governance.rules.people.holidays import as_lines, read_lines, tidy_name, within_reach
from governance.texts import texts_for

TODAY = date(2026, 11, 20)
CHRISTMAS = date(2026, 12, 25)
EN = texts_for("en")


def read(text: str, latest: date | None = None) -> dict[date, str]:
    return read_lines(dict(enumerate(text.split("\n"), 1)), latest)


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("2026-12-25", ""),
        ("25.12.2026", ""),
        ("  25/12/2026  ", ""),
        ("2026-12-25 Noël", "Noël"),
        ("25/12/2026: Christmas  Day", "Christmas Day"),
        ("25.12.2026\u00a0– 1. Weihnachtstag", "1. Weihnachtstag"),
    ],
)
def test_a_date_and_its_name(line: str, name: str) -> None:
    assert read(line) == {CHRISTMAS: name}


def test_empty_lines_and_remarks_count_for_nothing() -> None:
    assert read("\n# Belgium\n 1/1/2027 New Year\n\n2027-01-01\n") == {date(2027, 1, 1): "New Year"}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("2026-12-25\nChristmas", "Line 2 does not begin with a date. Write 2026-12-25, 25.12.2026 or 25/12/2026"),
        ("2026-12-255", "Line 1 does not begin with a date."),
        ("25.12/2026", "Line 1 does not begin with a date."),
        ("\n12/25/2026", "Line 2: there is no such day. The day stands before the month"),
        ("2027-02-29", "Line 1: there is no such day."),
        ("0000-01-01", "Line 1: there is no such day."),
        ("2062-12-25", "Line 1: this day is more than three years ahead. Check the year."),
    ],
)
def test_what_is_wrong_is_told_with_its_line(text: str, told: str) -> None:
    with pytest.raises(Refusal) as refused:
        read(text, date(2029, 11, 20))
    assert refused.value.say(EN).startswith(told)


def test_only_what_a_clock_can_meet_is_kept() -> None:
    found = read("2029-11-21\n2029-11-20\n2025-11-20\n2025-11-19")
    assert list(within_reach(found, TODAY)) == [date(2025, 11, 20), date(2029, 11, 20)]


@given(st.dictionaries(st.dates(date(2026, 1, 1), date(2029, 1, 1)), st.text().map(tidy_name), max_size=40))
def test_what_is_shown_is_read_back(known: dict[date, str]) -> None:
    known = {day: known[day] for day in sorted(known)}
    assert read(as_lines(known, 100_000)) == known
    without_names = as_lines(known, 11 * len(known))
    assert list(read(without_names)) == list(known)
    assert len(as_lines(known, 100)) <= 100


@given(st.text(alphabet=st.sampled_from("0123456789-./ \nNoël")))
def test_whatever_is_typed_is_read_or_refused(text: str) -> None:
    told = ""
    try:
        read(text)
    except Refusal as refusal:
        told = refusal.say(EN)
    assert told == "" or re.match(r"Line \d+[ :]", told)
