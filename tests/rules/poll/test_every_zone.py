"""In every time zone, over ten years: nobody is written to outside working hours, twice in a week, or after closing."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest

from governance.rules.people.working_days import MONDAY_TO_FRIDAY, is_working_time, next_working_moment
from governance.rules.poll import reminders
from governance.rules.poll.opening import closing_at

ZONES = sorted(available_timezones() - {"localtime"})
BEGINS, YEARS = datetime(2026, 1, 1, tzinfo=UTC), 10
LOOKS, QUESTIONS = 20, 2  # of each zone
LONGEST = timedelta(days=2, hours=16 + 1)  # from Friday 17:00 to Monday 9:00, and an hour that is skipped


def moments(zone: str, count: int) -> Iterator[datetime]:
    """Any time of ten years, the same in every run; half of them near a change of the clock, where there is one."""
    dice = random.Random(zone)
    changes = list(_changes(ZoneInfo(zone)))
    for number in range(count):
        if changes and number % 2:
            yield dice.choice(changes) + timedelta(minutes=dice.randrange(-1440, 1440))
        else:
            yield BEGINS + timedelta(minutes=dice.randrange(YEARS * 365 * 1440))


def _changes(zone: ZoneInfo) -> Iterator[datetime]:
    """Days on which the clock was changed."""
    day = BEGINS
    for _ in range(YEARS * 52):
        following = day + timedelta(days=7)
        if day.astimezone(zone).utcoffset() != following.astimezone(zone).utcoffset():
            yield next(
                day + timedelta(days=one)
                for one in range(1, 8)
                if (day + timedelta(days=one)).astimezone(zone).utcoffset() != day.astimezone(zone).utcoffset()
            )
        day = following


def test_whatever_waits_for_working_hours_leaves_in_them_and_no_later_than_it_must() -> None:
    assert len(ZONES) > 400
    for name in ZONES:
        zone = ZoneInfo(name)
        for now in moments(name, LOOKS):
            moment = next_working_moment(now, zone, MONDAY_TO_FRIDAY)
            assert is_working_time(moment, zone, MONDAY_TO_FRIDAY), (name, now)
            assert timedelta() <= moment - now <= LONGEST, (name, now)
            before = moment - timedelta(minutes=1)
            assert moment == now or not is_working_time(before, zone, MONDAY_TO_FRIDAY), (name, now)


def delivered(workspace: ZoneInfo, reader: ZoneInfo, opened_at: datetime, dice: random.Random) -> list[datetime]:
    """When one silent person is reminded, by an app that looks now and then and sends late."""
    closes_at = closing_at((opened_at + timedelta(days=21)).astimezone(workspace).date(), workspace)
    released: list[datetime] = []
    reached: list[datetime] = []
    now = opened_at
    while now < closes_at + timedelta(days=2):
        now += timedelta(hours=dice.choice((1, 5, 9, 60)))
        if reminders.due_reminder(opened_at, closes_at, now, released, workspace, MONDAY_TO_FRIDAY) is None:
            continue
        released.append(next_working_moment(now, workspace, MONDAY_TO_FRIDAY))
        leaves = reminders.reminder_moment(now, closes_at, reader, MONDAY_TO_FRIDAY)
        if leaves is None:
            continue
        leaves = next_working_moment(leaves + timedelta(hours=dice.choice((0, 2, 70))), reader, MONDAY_TO_FRIDAY)
        if closes_at - leaves >= reminders.LAST_DAY and not (
            reached and reminders.is_too_soon(reached[-1], leaves, reader)
        ):
            reached.append(leaves)
    assert all(moment < closes_at for moment in reached)
    return reached


@pytest.mark.parametrize("workspace", ["Europe/Paris", "Pacific/Auckland", "America/Los_Angeles", "Pacific/Apia"])
def test_a_silent_person_is_reminded_once_a_week_at_most_in_their_own_working_hours(workspace: str) -> None:
    dice, counts = random.Random(workspace), []
    for name in ZONES:
        reader = ZoneInfo(name)
        for opened_at in moments(name, QUESTIONS):
            reached = delivered(ZoneInfo(workspace), reader, opened_at, dice)
            counts.append(len(reached))
            assert len(reached) <= reminders.LIMIT
            assert all(is_working_time(moment, reader, MONDAY_TO_FRIDAY) for moment in reached), (name, opened_at)
            weeks = [reminders.iso_week(moment, reader) for moment in reached]
            assert len(set(weeks)) == len(weeks), (name, opened_at)
    assert counts.count(2) > len(counts) / 2  # something was looked at
