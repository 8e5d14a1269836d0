"""Working days and hours in the zones people live in, across changes of the clock and odd zones."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.rules.people.working_days import (
    MONDAY_TO_FRIDAY,
    WorkingDays,
    add_months,
    add_working_days,
    is_working_time,
    last_midnight,
    midnights_between,
    next_working_moment,
    next_working_morning,
    working_days_between,
    working_days_since,
    zone_of,
)

ZONES = ("Europe/Paris", "America/New_York", "Asia/Kathmandu", "Pacific/Apia", "Australia/Lord_Howe", "UTC")
START = date(2026, 11, 20)
days = st.dates(date(2020, 1, 1), date(2035, 1, 1))
moments = st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1)).map(lambda naive: naive.replace(tzinfo=UTC))
zones = st.sampled_from(ZONES).map(ZoneInfo)
weekends = st.sets(st.integers(0, 6), max_size=6).map(frozenset)


@st.composite
def calendars(draw: st.DrawFn) -> WorkingDays:
    """Any weekend but all seven days; single holidays, and runs of them that last weeks."""
    runs = draw(st.lists(st.tuples(st.integers(-20, 200), st.integers(1, 60)), max_size=4))
    free = {START + timedelta(days=first + day) for first, length in runs for day in range(length)}
    return WorkingDays(draw(weekends), frozenset(free))


@given(days, st.integers(0, 60))
def test_working_days_are_counted_like_one_by_one(start: date, length: int) -> None:
    slowly = sum((start + timedelta(days=day)).weekday() < 5 for day in range(1, length + 1))
    assert working_days_between(start, start + timedelta(days=length), MONDAY_TO_FRIDAY) == slowly


@given(days, st.integers(1, 60))
def test_adding_and_counting_are_opposites(start: date, count: int) -> None:
    end = add_working_days(start, count, MONDAY_TO_FRIDAY)
    assert end.weekday() < 5 and working_days_between(start, end, MONDAY_TO_FRIDAY) == count


@given(calendars(), st.integers(-10, 300), st.integers(0, 400))
def test_any_calendar_is_counted_like_one_by_one(calendar: WorkingDays, first: int, length: int) -> None:
    start = START + timedelta(days=first)
    slowly = sum(start + timedelta(days=day) in calendar for day in range(1, length + 1))
    assert working_days_between(start, start + timedelta(days=length), calendar) == slowly


@given(calendars(), st.integers(-10, 300), st.integers(1, 60))
def test_adding_and_counting_are_opposites_in_any_calendar(calendar: WorkingDays, first: int, count: int) -> None:
    start = START + timedelta(days=first)
    end = add_working_days(start, count, calendar)
    assert end in calendar and working_days_between(start, end, calendar) == count
    assert add_working_days(start, 0, calendar) <= end


@given(calendars(), st.integers(0, 24 * 200), zones)
def test_no_moment_of_work_is_on_a_day_off(calendar: WorkingDays, hours: int, zone: ZoneInfo) -> None:
    now = datetime(2026, 11, 20, tzinfo=UTC) + timedelta(hours=hours)
    moment = next_working_moment(now, zone, calendar)
    assert is_working_time(moment, zone, calendar) and moment >= now
    assert moment == now or add_working_days(now.astimezone(zone).date(), 0, calendar) <= moment.astimezone(zone).date()


def test_a_week_without_a_working_day_is_none() -> None:
    with pytest.raises(ValueError, match="never all"):
        WorkingDays(frozenset(range(7)))


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        (date(2026, 12, 10), 10, date(2026, 12, 24)),
        (date(2026, 11, 20), 1, date(2026, 11, 23)),
        (date(2026, 11, 21), 1, date(2026, 11, 23)),
        (date(2026, 11, 22), 0, date(2026, 11, 23)),
        (date(2026, 11, 20), 0, date(2026, 11, 20)),
    ],
)
def test_adding_working_days(start: date, count: int, end: date) -> None:
    assert add_working_days(start, count, MONDAY_TO_FRIDAY) == end


def test_no_working_day_lies_behind_us() -> None:
    assert working_days_between(date(2026, 11, 20), date(2026, 11, 1), MONDAY_TO_FRIDAY) == 0


@pytest.mark.parametrize(
    ("now", "zone", "next_"),
    [
        ("2026-11-20T08:00", "Europe/Paris", "2026-11-20T08:00"),
        ("2026-11-20T07:59", "Europe/Paris", "2026-11-20T08:00"),
        ("2026-11-20T15:59", "Europe/Paris", "2026-11-20T15:59"),
        ("2026-11-20T16:00", "Europe/Paris", "2026-11-23T08:00"),
        ("2026-11-20T08:00", "America/New_York", "2026-11-20T14:00"),
        ("2026-11-21T12:00", "America/New_York", "2026-11-23T14:00"),
        ("2026-03-27T16:30", "Europe/Paris", "2026-03-30T07:00"),  # the clock goes forward on the Sunday between
        ("2026-10-23T16:30", "Europe/Paris", "2026-10-26T08:00"),  # and back
    ],
)
def test_the_next_moment_of_work(now: str, zone: str, next_: str) -> None:
    start, expected = (datetime.fromisoformat(moment).replace(tzinfo=UTC) for moment in (now, next_))
    assert next_working_moment(start, ZoneInfo(zone), MONDAY_TO_FRIDAY) == expected


@given(moments, zones)
def test_the_next_moment_is_work_soon_and_stays(now: datetime, zone: ZoneInfo) -> None:
    moment = next_working_moment(now, zone, MONDAY_TO_FRIDAY)
    assert is_working_time(moment, zone, MONDAY_TO_FRIDAY) and now <= moment <= now + timedelta(days=4)
    assert next_working_moment(moment, zone, MONDAY_TO_FRIDAY) == moment


@given(calendars(), st.integers(0, 24 * 200), zones)
def test_the_next_morning_is_nine_of_a_working_day(calendar: WorkingDays, hours: int, zone: ZoneInfo) -> None:
    now = datetime(2026, 11, 20, tzinfo=UTC) + timedelta(hours=hours)
    morning = next_working_morning(now, zone, calendar).astimezone(zone)
    assert (morning.hour, morning.minute) == (9, 0) and morning.date() in calendar and morning >= now


@given(moments, zones)
def test_midnight_lies_behind_us_and_on_this_day(now: datetime, zone: ZoneInfo) -> None:
    midnight = last_midnight(now, zone)
    assert now - timedelta(hours=25) <= midnight <= now
    assert midnights_between(midnight, now, zone) == 0


def test_midnights_are_those_of_the_zone() -> None:
    start, now = datetime(2026, 11, 20, 22, tzinfo=UTC), datetime(2026, 11, 20, 23, 30, tzinfo=UTC)
    assert midnights_between(start, now, ZoneInfo("Europe/Paris")) == 1
    assert midnights_between(start, now, UTC_ZONE) == 0
    assert midnights_between(now, start, UTC_ZONE) == 0
    assert working_days_since(start, datetime(2026, 11, 23, tzinfo=UTC), UTC_ZONE, MONDAY_TO_FRIDAY) == 1


UTC_ZONE = ZoneInfo("UTC")


@pytest.mark.parametrize(
    "name", [None, "", "Mars/Olympus", "../etc/passwd", "Europe", "Europe/Paris\x00", "/etc/passwd"]
)
def test_an_unknown_zone_gives_the_fallback(name: str | None) -> None:
    assert zone_of(name, "Europe/Paris").key == "Europe/Paris"
    assert zone_of(name, "Nowhere").key == "UTC"


def test_a_known_zone_is_itself() -> None:
    assert zone_of("Asia/Kathmandu", "UTC").key == "Asia/Kathmandu"


@pytest.mark.parametrize(
    ("day", "count", "later"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2026, 12, 22), 12, date(2027, 12, 22)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
    ],
)
def test_months_later(day: date, count: int, later: date) -> None:
    assert add_months(day, count) == later
