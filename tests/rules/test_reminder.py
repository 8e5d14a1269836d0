"""Reminders: weekly, few, never at the end; prompts to owners: on their days, in no pile, and not for ever."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.rules.calendar import WorkingDays, is_working_time, next_working_moment
from governance.rules.poll import decision_due, default_closing
from governance.rules.reminder import (
    Audience,
    Prompt,
    answer_prompts,
    decision_prompts,
    due_prompts,
    due_reminder,
    is_expired,
    iso_week,
    postponed,
    recheck_at,
    reminder_moment,
    reminder_refusal,
    sending_prompts,
)
from governance.texts import Texts

PARIS = ZoneInfo("Europe/Paris")
OPENED = datetime(2026, 11, 20, 8, tzinfo=UTC)
CLOSES = default_closing(OPENED, PARIS)


def day(number: int, hour: int = 9) -> datetime:
    return OPENED + timedelta(days=number, hours=hour - 8)


def reminders_of(
    opened: datetime, closes: datetime, step: timedelta, limit: int, down: range = range(0)
) -> list[datetime]:
    """Live through the whole question, looking at the clock at every step, and remind whenever it is due."""
    sent: list[datetime] = []
    now, number = opened, 0
    while now < closes + timedelta(days=3):
        if number not in down and due_reminder(opened, closes, now, sent, PARIS, limit):
            sent.append(next_working_moment(now, PARIS))
        now, number = now + step, number + 1
    return sent


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
    assert due_reminder(OPENED, CLOSES, day(7), [day(4)], PARIS) is None
    assert due_reminder(OPENED, CLOSES, day(14), [day(4)], PARIS) == 2
    assert due_reminder(OPENED, CLOSES, day(14), [day(4), day(11)], PARIS) is None


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
    refusal = reminder_refusal(OPENED, CLOSES, now, sent, PARIS)
    assert (refusal.say(Texts("en")) if refusal else None) == said


def test_a_reminder_waits_for_working_hours_unless_the_end_is_near() -> None:
    saturday = datetime(2026, 11, 28, 12, tzinfo=UTC)
    assert reminder_moment(saturday, CLOSES, PARIS) == datetime(2026, 11, 30, 8, tzinfo=UTC)
    assert reminder_moment(CLOSES - timedelta(hours=25), CLOSES, PARIS) == CLOSES - timedelta(hours=25)
    assert reminder_moment(CLOSES - timedelta(hours=25), CLOSES, ZoneInfo("Asia/Tokyo")) is None


def test_weeks_are_those_of_the_reader() -> None:
    sunday_night = datetime(2026, 11, 29, 23, 30, tzinfo=UTC)
    assert iso_week(sunday_night, PARIS) == "2026-W49" and iso_week(sunday_night, ZoneInfo("UTC")) == "2026-W48"


def test_a_decision_that_nobody_takes() -> None:
    prompts = decision_prompts(CLOSES, decision_due(CLOSES, PARIS), PARIS)
    local = {prompt.occasion: prompt.at.astimezone(PARIS) for prompt in prompts}
    assert local["next_step"] == CLOSES
    assert f"{local['day_3']:%d %b %H:%M}" == "15 Dec 09:00"
    assert f"{local['day_7']:%d %b}" == "21 Dec" and f"{local['missed_owners']:%d %b %H:%M}" == "24 Dec 16:00"
    assert f"{local['day_20']:%d %b}" == "07 Jan"
    months = [name for name in local if name.startswith("month_")]
    assert len(months) == 11
    assert [prompt.at for prompt in prompts] == sorted(prompt.at for prompt in prompts)
    assert all(is_working_time(prompt.at, PARIS) for prompt in prompts[1:])
    assert {prompt.occasion: prompt.audience for prompt in prompts}["day_20"] is Audience.WATCHERS
    assert {p.audience for p in prompts if p.occasion.startswith("missed")} == {Audience.EVERYONE, Audience.OWNERS}


def test_prompts_come_once_and_after_a_stop_only_the_latest() -> None:
    prompts = decision_prompts(CLOSES, decision_due(CLOSES, PARIS), PARIS)
    said: list[str] = []
    now = CLOSES
    while now < CLOSES + timedelta(days=400):
        said += [prompt.occasion for prompt in due_prompts(prompts, now, said)]
        now += timedelta(hours=7)
    assert said == [prompt.occasion for prompt in prompts] and len(set(said)) == len(said)
    late = due_prompts(prompts, CLOSES + timedelta(days=35), ["next_step"])
    assert sorted(prompt.occasion for prompt in late) == ["day_20", "missed_everyone", "missed_owners", "month_1"]


def test_a_letter_that_never_leaves_and_one_that_is_never_answered() -> None:
    sent = datetime(2026, 12, 16, 10, tzinfo=UTC)
    days = {prompt.occasion: f"{prompt.at.astimezone(PARIS):%d %b}" for prompt in answer_prompts(sent, PARIS)}
    assert (days["answer_day_3"], days["answer_day_7"], days["answer_day_14"]) == ("21 Dec", "25 Dec", "05 Jan")
    assert "answer_month_1" not in days and days["answer_month_2"] == "16 Feb"
    days = {prompt.occasion: f"{prompt.at.astimezone(PARIS):%d %b}" for prompt in sending_prompts(sent, PARIS)}
    assert days["send_day_20"] == "13 Jan" and days["send_month_11"] == "16 Nov"


FRIDAY_AND_SATURDAY = WorkingDays(frozenset({4, 5}))
CLOSED_ALL_WINTER = WorkingDays(holidays=frozenset(OPENED.date() + timedelta(days=day) for day in range(2, 90)))


def test_prompts_follow_the_calendar() -> None:
    sunday = day(2)  # 22 November: worked on where the weekend is Friday and Saturday
    prompts = answer_prompts(sunday, PARIS, FRIDAY_AND_SATURDAY)
    assert [prompt.at.astimezone(PARIS).day for prompt in prompts[:2]] == [25, 1]
    assert recheck_at(day(0), PARIS, WorkingDays(holidays=frozenset({day(367).date()}))) == day(368, 8)


@pytest.mark.parametrize("prompts_of", [sending_prompts, answer_prompts])
def test_long_holidays_do_not_bring_an_early_word_after_a_late_one(prompts_of: Callable[..., Sequence[Prompt]]) -> None:
    prompts = prompts_of(OPENED, PARIS, CLOSED_ALL_WINTER)
    assert list(prompts) == sorted(prompts, key=lambda prompt: prompt.at)
    assert all(prompt.at.date() not in CLOSED_ALL_WINTER.holidays for prompt in prompts)


def test_the_announced_day_overtakes_what_holidays_move_past_it() -> None:
    due = decision_due(CLOSES, PARIS)
    closed = WorkingDays(holidays=frozenset(CLOSES.date() + timedelta(days=number) for number in range(1, 40)))
    assert [one.occasion for one in decision_prompts(CLOSES, due, PARIS, closed)][:3] == [
        "next_step", "missed_everyone", "missed_owners",
    ]  # fmt: skip


def test_a_calendar_that_changes_says_nothing_twice_and_nothing_backwards() -> None:
    usual, said = answer_prompts(OPENED, PARIS), {"answer_day_7"}  # the app was down on the third day
    moved = answer_prompts(OPENED, PARIS, WorkingDays(holidays=frozenset({day(6).date(), day(7).date()})))
    assert due_prompts(usual, day(11), said) == ()
    assert due_prompts(moved, day(11), said) == ()
    asked_for = postponed(moved, day(10))
    assert [one.occasion for one in due_prompts(asked_for, day(11), said)] == ["asked_for_2026-11-30"]


def test_a_decision_is_announced_for_a_day_on_which_owners_and_members_work() -> None:
    due = decision_due(CLOSES, PARIS, FRIDAY_AND_SATURDAY).astimezone(PARIS).date()
    assert due.weekday() in range(4)
    free = WorkingDays(holidays=frozenset({decision_due(CLOSES, PARIS).date()}))
    assert decision_due(CLOSES, PARIS, free) > decision_due(CLOSES, PARIS)


def test_remind_me_on() -> None:
    until = datetime(2026, 12, 22, 8, tzinfo=UTC)
    prompts = postponed(decision_prompts(CLOSES, decision_due(CLOSES, PARIS), PARIS), until)
    assert due_prompts(prompts, until - timedelta(seconds=1), ["next_step"]) == ()
    assert [prompt.occasion for prompt in due_prompts(prompts, until, ["next_step"])] == ["asked_for_2026-12-22"]
    assert "missed_everyone" in {prompt.occasion for prompt in prompts}


def test_answers_grow_too_old_and_confirmations_are_checked_again() -> None:
    assert not is_expired(CLOSES, datetime(2027, 12, 9, 12, tzinfo=UTC), PARIS)
    assert is_expired(CLOSES, datetime(2027, 12, 10, 12, tzinfo=UTC), PARIS)
    assert recheck_at(datetime(2026, 12, 22, 15, tzinfo=UTC), PARIS) == datetime(2027, 12, 22, 8, tzinfo=UTC)
