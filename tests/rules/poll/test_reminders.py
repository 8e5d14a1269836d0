"""Reminders to members: weekly, few, never at the end."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.rules.people.working_days import MONDAY_TO_FRIDAY, WorkingDays, earliest_for, next_working_moment
from governance.rules.poll.opening import default_closing
from governance.rules.poll.reminders import due_reminder, iso_week, next_look, reminder_moment, reminder_refusal
from governance.texts import Texts

PARIS = ZoneInfo("Europe/Paris")
OPENED = datetime(2026, 11, 20, 8, tzinfo=UTC)
CLOSES = default_closing(OPENED, PARIS, MONDAY_TO_FRIDAY)


def day(number: int, hour: int = 9) -> datetime:
    return OPENED + timedelta(days=number, hours=hour - 8)


def reminders_of(
    opened: datetime, closes: datetime, step: timedelta, limit: int, down: range = range(0)
) -> list[datetime]:
    """Live through the whole question, looking at the clock at every step, and remind whenever it is due."""
    sent: list[datetime] = []
    now, number = opened, 0
    while now < closes + timedelta(days=3):
        if number not in down and due_reminder(opened, closes, now, sent, PARIS, MONDAY_TO_FRIDAY, limit):
            sent.append(next_working_moment(now, PARIS, MONDAY_TO_FRIDAY))
        now, number = now + step, number + 1
    return sent


HOUR, LONG_WEEKEND = timedelta(hours=1), WorkingDays(frozenset({4, 5, 6}), frozenset({date(2026, 11, 30)}))


@given(st.integers(0, 400), st.sampled_from([MONDAY_TO_FRIDAY, LONG_WEEKEND]))
def test_the_earliest_moment_for_a_release(hours: int, days: WorkingDays) -> None:
    moment = OPENED + timedelta(hours=hours, minutes=20)
    first = earliest_for(moment, PARIS, days)
    assert next_working_moment(first, PARIS, days) >= moment
    assert next_working_moment(first - timedelta(seconds=1), PARIS, days) < moment


@given(
    st.integers(0, 30), st.lists(st.integers(70, 700), max_size=3), st.sampled_from([MONDAY_TO_FRIDAY, LONG_WEEKEND])
)
def test_no_reminder_is_due_before_the_next_look(length: int, sent: list[int], days: WorkingDays) -> None:
    """Whatever was reminded by hand meanwhile; without another look, none at all."""
    closes, released = OPENED + timedelta(days=length), [OPENED + hours * HOUR for hours in sent]
    known = ([max(released)] * len(released) if released else [], PARIS, days, 3)
    now = OPENED
    while now < closes + timedelta(days=1):
        look = next_look(OPENED, closes, now, *known) or closes + timedelta(days=9)
        if due_reminder(OPENED, closes, now, *known) is None:
            assert look > now
            while now + HOUR < min(look, closes):
                now += HOUR
                assert due_reminder(OPENED, closes, now, *known) is None
        now += HOUR


def test_two_reminders_on_day_seven_and_fourteen() -> None:
    sent = reminders_of(OPENED, CLOSES, timedelta(hours=1), 2)
    assert [(moment - OPENED).days for moment in sent] == [7, 14]
    assert [moment.astimezone(PARIS).date().day for moment in sent] == [27, 4]


@given(
    st.integers(0, 400),
    st.integers(5, 60),
    st.integers(0, 5),
    st.integers(0, 200),
    st.integers(0, 200),
)
def test_however_long_and_however_often_down(start: int, length: int, limit: int, down: int, up: int) -> None:
    opened = OPENED + timedelta(days=start)
    closes = opened + timedelta(days=length)
    sent = reminders_of(opened, closes, timedelta(hours=6), limit, range(down, down + up))
    assert len(sent) <= limit
    assert len({iso_week(moment, PARIS) for moment in sent}) == len(sent)
    assert all(later - earlier >= timedelta(days=5) for earlier, later in pairwise(sent))
    assert all(closes - moment >= timedelta(days=1) and moment - opened >= timedelta(days=6) for moment in sent)


def test_one_by_hand_counts() -> None:
    assert due_reminder(OPENED, CLOSES, day(7), [day(4)], PARIS, MONDAY_TO_FRIDAY) is None
    assert due_reminder(OPENED, CLOSES, day(14), [day(4)], PARIS, MONDAY_TO_FRIDAY) == 2
    assert due_reminder(OPENED, CLOSES, day(14), [day(4), day(11)], PARIS, MONDAY_TO_FRIDAY) is None


@pytest.mark.parametrize(
    ("now", "sent", "said"),
    [
        (day(4), [], None),
        (day(2), [], "The question has only just been sent. A reminder is possible after three days."),
        (CLOSES, [], "The question is closed: nobody is reminded any more."),
        (CLOSES - timedelta(hours=23), [], "Nobody is reminded in the last day before closing."),
        (day(12), [day(7), day(11)], "All 2 reminders have been sent. More would be pressure."),
        (day(13), [day(10)], "People have been reminded this week."),
        (day(12), [day(7)], None),
    ],
)
def test_a_reminder_by_hand(now: datetime, sent: list[datetime], said: str | None) -> None:
    refusal = reminder_refusal(OPENED, CLOSES, now, sent, PARIS, MONDAY_TO_FRIDAY)
    assert (refusal.say(Texts("en")) if refusal else None) == said


def test_a_reminder_waits_for_working_hours_unless_the_end_is_near() -> None:
    saturday = datetime(2026, 11, 28, 12, tzinfo=UTC)
    assert reminder_moment(saturday, CLOSES, PARIS, MONDAY_TO_FRIDAY) == datetime(2026, 11, 30, 8, tzinfo=UTC)
    late = CLOSES - timedelta(hours=25)
    assert reminder_moment(late, CLOSES, PARIS, MONDAY_TO_FRIDAY) == late
    assert reminder_moment(late, CLOSES, ZoneInfo("Asia/Tokyo"), MONDAY_TO_FRIDAY) is None
    assert reminder_moment(late, CLOSES, PARIS, WorkingDays(holidays=frozenset({late.date()}))) is None


def test_weeks_are_those_of_the_reader() -> None:
    sunday_night = datetime(2026, 11, 29, 23, 30, tzinfo=UTC)
    assert iso_week(sunday_night, PARIS) == "2026-W49" and iso_week(sunday_night, ZoneInfo("UTC")) == "2026-W48"
