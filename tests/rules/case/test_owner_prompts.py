"""Prompts to owners: on their days, in no pile, and not for ever."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from governance.rules.case.owner_prompts import (
    decision_prompts,
    recheck_at,
    reply_prompts,
    sending_prompts,
)
from governance.rules.people.prompts import Audience, Prompt, due_prompts, postponed
from governance.rules.people.working_days import MONDAY_TO_FRIDAY, WorkingDays, is_working_time
from governance.rules.poll.opening import decision_due, default_closing
from governance.rules.poll.states import is_expired

PARIS = ZoneInfo("Europe/Paris")
OPENED = datetime(2026, 11, 20, 8, tzinfo=UTC)
CLOSES = default_closing(OPENED, PARIS, MONDAY_TO_FRIDAY)


def day(number: int, hour: int = 9) -> datetime:
    return OPENED + timedelta(days=number, hours=hour - 8)


def test_a_decision_that_nobody_takes() -> None:
    prompts = decision_prompts(CLOSES, decision_due(CLOSES, PARIS, MONDAY_TO_FRIDAY), PARIS, MONDAY_TO_FRIDAY)
    local = {prompt.occasion: prompt.at.astimezone(PARIS) for prompt in prompts}
    assert local["next_step"] == CLOSES
    assert f"{local['day_3']:%d %b %H:%M}" == "15 Dec 09:00"
    assert f"{local['day_7']:%d %b}" == "21 Dec" and f"{local['missed_owners']:%d %b %H:%M}" == "24 Dec 16:00"
    assert f"{local['day_20']:%d %b}" == "07 Jan"
    months = [name for name in local if name.startswith("month_")]
    assert len(months) == 11
    assert [prompt.at for prompt in prompts] == sorted(prompt.at for prompt in prompts)
    assert all(is_working_time(prompt.at, PARIS, MONDAY_TO_FRIDAY) for prompt in prompts[1:])
    assert {prompt.occasion: prompt.audience for prompt in prompts}["day_20"] is Audience.WATCHERS
    assert {p.audience for p in prompts if p.occasion.startswith("missed")} == {Audience.EVERYONE, Audience.OWNERS}


def test_prompts_come_once_and_after_a_stop_only_the_latest() -> None:
    prompts = decision_prompts(CLOSES, decision_due(CLOSES, PARIS, MONDAY_TO_FRIDAY), PARIS, MONDAY_TO_FRIDAY)
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
    days = {
        prompt.occasion: f"{prompt.at.astimezone(PARIS):%d %b}"
        for prompt in reply_prompts(sent, PARIS, MONDAY_TO_FRIDAY)
    }
    assert (days["answer_day_3"], days["answer_day_7"], days["answer_day_14"]) == ("21 Dec", "25 Dec", "05 Jan")
    assert "answer_month_1" not in days and days["answer_month_2"] == "16 Feb"
    days = {
        prompt.occasion: f"{prompt.at.astimezone(PARIS):%d %b}"
        for prompt in sending_prompts(sent, PARIS, MONDAY_TO_FRIDAY)
    }
    assert days["send_day_20"] == "13 Jan" and days["send_month_11"] == "16 Nov"


FRIDAY_AND_SATURDAY = WorkingDays(frozenset({4, 5}))
CLOSED_ALL_WINTER = WorkingDays(holidays=frozenset(OPENED.date() + timedelta(days=day) for day in range(2, 90)))


def test_prompts_follow_the_calendar() -> None:
    sunday = day(2)  # 22 November: worked on where the weekend is Friday and Saturday
    prompts = reply_prompts(sunday, PARIS, FRIDAY_AND_SATURDAY)
    assert [prompt.at.astimezone(PARIS).day for prompt in prompts[:2]] == [25, 1]
    assert recheck_at(day(0), PARIS, WorkingDays(holidays=frozenset({day(367).date()}))) == day(368, 8)


@pytest.mark.parametrize("prompts_of", [sending_prompts, reply_prompts])
def test_long_holidays_do_not_bring_an_early_word_after_a_late_one(prompts_of: Callable[..., Sequence[Prompt]]) -> None:
    prompts = prompts_of(OPENED, PARIS, CLOSED_ALL_WINTER)
    assert list(prompts) == sorted(prompts, key=lambda prompt: prompt.at)
    assert all(prompt.at.date() not in CLOSED_ALL_WINTER.holidays for prompt in prompts)


def test_the_announced_day_overtakes_what_holidays_move_past_it() -> None:
    due = decision_due(CLOSES, PARIS, MONDAY_TO_FRIDAY)
    closed = WorkingDays(holidays=frozenset(CLOSES.date() + timedelta(days=number) for number in range(1, 40)))
    assert [one.occasion for one in decision_prompts(CLOSES, due, PARIS, closed)][:3] == [
        "next_step", "missed_everyone", "missed_owners",
    ]  # fmt: skip


def test_a_calendar_that_changes_says_nothing_twice_and_nothing_backwards() -> None:
    usual, said = reply_prompts(OPENED, PARIS, MONDAY_TO_FRIDAY), {"answer_day_7"}  # the app was down on the third day
    moved = reply_prompts(OPENED, PARIS, WorkingDays(holidays=frozenset({day(6).date(), day(7).date()})))
    assert due_prompts(usual, day(11), said) == ()
    assert due_prompts(moved, day(11), said) == ()
    asked_for = postponed(moved, day(10))
    assert [one.occasion for one in due_prompts(asked_for, day(11), said)] == ["asked_for_2026-11-30"]


def test_a_decision_is_announced_for_a_working_day() -> None:
    due = decision_due(CLOSES, PARIS, FRIDAY_AND_SATURDAY).astimezone(PARIS).date()
    assert due in FRIDAY_AND_SATURDAY
    free = WorkingDays(holidays=frozenset({decision_due(CLOSES, PARIS, MONDAY_TO_FRIDAY).date()}))
    assert decision_due(CLOSES, PARIS, free) > decision_due(CLOSES, PARIS, MONDAY_TO_FRIDAY)


def test_remind_me_on() -> None:
    until = datetime(2026, 12, 22, 8, tzinfo=UTC)
    prompts = postponed(
        decision_prompts(CLOSES, decision_due(CLOSES, PARIS, MONDAY_TO_FRIDAY), PARIS, MONDAY_TO_FRIDAY), until
    )
    assert due_prompts(prompts, until - timedelta(seconds=1), ["next_step"]) == ()
    assert [prompt.occasion for prompt in due_prompts(prompts, until, ["next_step"])] == ["asked_for_2026-12-22"]
    assert "missed_everyone" in {prompt.occasion for prompt in prompts}


def test_answers_grow_too_old_and_confirmations_are_checked_again() -> None:
    assert not is_expired(CLOSES, datetime(2027, 12, 9, 12, tzinfo=UTC), PARIS)
    assert is_expired(CLOSES, datetime(2027, 12, 10, 12, tzinfo=UTC), PARIS)
    assert recheck_at(datetime(2026, 12, 22, 15, tzinfo=UTC), PARIS, MONDAY_TO_FRIDAY) == datetime(
        2027, 12, 22, 8, tzinfo=UTC
    )
