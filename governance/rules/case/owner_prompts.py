"""On which days owners are reminded of a decision, a letter to be sent, an answer that has not come or been read."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from governance.rules.people.prompts import Audience, Prompt
from governance.rules.people.working_days import (
    START,
    WorkingDays,
    add_months,
    add_working_days,
    local_moment,
)
from governance.rules.poll.states import MONTHS

UNREAD = "unread"  # how the occasions begin that remind of an answer that nobody has read yet


def decision_prompts(closed_at: datetime, due_at: datetime, zone: ZoneInfo, days: WorkingDays) -> tuple[Prompt, ...]:
    """All prompts for a decision that nobody takes, in order; `due_at` is the announced moment.

    The announced moment never moves. A reminder that holidays would move past it is left out.
    """
    start = closed_at.astimezone(zone).date()
    before = (
        Prompt("day_3", _morning(start, 3, zone, days), Audience.DECIDER),
        Prompt("day_7", _morning(start, 7, zone, days), Audience.DECIDER),
    )
    return _in_order(
        Prompt("next_step", closed_at, Audience.DECIDER),
        *(prompt for prompt in before if prompt.at < due_at),
        Prompt("missed_everyone", due_at, Audience.EVERYONE),
        Prompt("missed_owners", due_at, Audience.OWNERS),
        Prompt("day_20", _morning(start, 20, zone, days), Audience.WATCHERS),
        *_monthly(start, zone, days),
    )


def sending_prompts(decided_at: datetime, zone: ZoneInfo, days: WorkingDays) -> tuple[Prompt, ...]:
    """All prompts for a decided letter that has not left."""
    start = decided_at.astimezone(zone).date()
    return _in_order(
        Prompt("send_day_3", _morning(start, 3, zone, days), Audience.DECIDER),
        Prompt("send_day_7", _morning(start, 7, zone, days), Audience.DECIDER),
        Prompt("send_day_20", _morning(start, 20, zone, days), Audience.WATCHERS),
        *_monthly(start, zone, days, "send_"),
    )


def reply_prompts(sent_at: datetime, zone: ZoneInfo, days: WorkingDays, stood: int = 0) -> tuple[Prompt, ...]:
    """All prompts for a letter that left and is not confirmed: ask, offer a follow-up, say that no answer came.

    `stood`: working days that do not count, because an answer waited for an owner to say what it says.
    """
    start = sent_at.astimezone(zone).date()
    return _in_order(
        Prompt("answer_day_3", _morning(start, 3 + stood, zone, days), Audience.DECIDER),
        Prompt("answer_day_7", _morning(start, 7 + stood, zone, days), Audience.DECIDER),
        Prompt("answer_day_14", _morning(start, 14 + stood, zone, days), Audience.DECIDER),
        *_monthly(start, zone, days, "answer_", first=2),  # day 14 is close to the end of the first month
    )


def unread_prompts(since: datetime, zone: ZoneInfo, days: WorkingDays) -> tuple[Prompt, ...]:
    """All prompts for an answer of which no owner says what it says; the last is on working day 7."""
    start = since.astimezone(zone).date()
    return tuple(
        Prompt(f"{UNREAD}_day_{count}", _morning(start, count, zone, days), Audience.OWNERS) for count in (1, 3, 7)
    )


def _in_order(*prompts: Prompt) -> tuple[Prompt, ...]:
    """Sorted by moment: long holidays can move a prompt counted in working days past one counted in months."""
    return tuple(sorted(prompts, key=lambda prompt: prompt.at))


def recheck_at(confirmed_at: datetime, zone: ZoneInfo, days: WorkingDays) -> datetime:
    """When a confirmation is checked again: a year later, on a working morning."""
    day = add_months(confirmed_at.astimezone(zone).date(), MONTHS)
    return _morning(day, 0, zone, days)


def _monthly(start: date, zone: ZoneInfo, days: WorkingDays, prefix: str = "", first: int = 1) -> tuple[Prompt, ...]:
    """One prompt a month from the `first` on; none in the twelfth month, when the matter expires."""
    return tuple(
        Prompt(f"{prefix}month_{count}", _morning(add_months(start, count), 0, zone, days), Audience.DECIDER)
        for count in range(first, MONTHS)
    )


def _morning(day: date, working_days: int, zone: ZoneInfo, days: WorkingDays) -> datetime:
    return local_moment(add_working_days(day, working_days, days), START, zone)
