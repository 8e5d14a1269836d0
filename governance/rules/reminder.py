"""When somebody is reminded: members of a question, owners of a decision or a letter. Nobody is named here.

Nothing is remembered either: what was said before is an argument, so that a restart repeats and forgets nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from governance.errors import N_, Refusal
from governance.rules.calendar import (
    MONDAY_TO_FRIDAY,
    START,
    WorkingDays,
    add_months,
    add_working_days,
    last_midnight,
    local_moment,
    next_working_moment,
)

LIMIT = 2
EVERY_DAYS = 7
FIRST_DAYS = timedelta(days=3)  # nobody is reminded of what came the day before yesterday
LAST_DAY = timedelta(days=1)
GAP = timedelta(days=5)  # between two reminders, after the app was down or somebody reminded by hand
MONTHS = 12
ASKED_FOR = "asked_for_"


def due_reminder(
    opened_at: datetime,
    closes_at: datetime,
    now: datetime,
    sent: Sequence[datetime],
    zone: ZoneInfo,
    limit: int = LIMIT,
) -> int | None:
    """The number of the reminder that is due now (1 for the first), or None.

    `sent`: when each reminder of this question so far was released, by hand or not. Due weekly from the opening.
    """
    weeks = (now.astimezone(zone).date() - opened_at.astimezone(zone).date()).days // EVERY_DAYS
    number = len(sent) + 1
    if number > min(limit, weeks) or reminder_refusal(opened_at, closes_at, now, sent, zone, limit):
        return None
    return number


def reminder_refusal(
    opened_at: datetime,
    closes_at: datetime,
    now: datetime,
    sent: Sequence[datetime],
    zone: ZoneInfo,
    limit: int = LIMIT,
) -> Refusal | None:
    """Why nobody may be reminded now, not even by hand, or None."""
    if now >= closes_at:
        return Refusal(N_("The question is closed: nobody is reminded any more."))
    if len(sent) >= limit:
        return Refusal(N_("All {limit} reminders have been sent. More would be pressure."), limit=limit)
    if now - opened_at < FIRST_DAYS:
        return Refusal(N_("The question has only just been sent. A reminder is possible after three days."))
    release = next_working_moment(now, zone)
    if closes_at - release < LAST_DAY:
        return Refusal(N_("Nobody is reminded in the last day before closing."))
    if sent and is_too_soon(max(sent), release, zone):
        return Refusal(N_("People have been reminded this week."))
    return None


def is_too_soon(last: datetime, release: datetime, zone: ZoneInfo) -> bool:
    """Whether a reminder released then would follow too closely on the last one."""
    return release - last < GAP or iso_week(last, zone) == iso_week(release, zone)


def next_reminder(
    opened_at: datetime, closes_at: datetime, now: datetime, sent: Sequence[datetime], zone: ZoneInfo, limit: int
) -> datetime | None:
    """When the next reminder is released by itself; None if none follows."""
    if len(sent) >= limit:
        return None
    days = EVERY_DAYS * (len(sent) + 1)
    due = max(last_midnight(opened_at + timedelta(days=days), zone), now)
    if sent:
        monday = max(sent).astimezone(zone).date() + timedelta(days=7 - max(sent).astimezone(zone).weekday())
        due = max(due, max(sent) + GAP, local_moment(monday, time(), zone))
    moment = reminder_moment(due, closes_at, zone)
    return moment if moment and moment > now else None


def iso_week(moment: datetime, zone: ZoneInfo) -> str:
    """The ISO week of a moment in `zone`, such as 2026-W48: a person gets one reminder in each at most."""
    year, week, _ = moment.astimezone(zone).isocalendar()
    return f"{year}-W{week:02}"


def reminder_moment(now: datetime, closes_at: datetime, zone: ZoneInfo) -> datetime | None:
    """When a reminder that is due reaches a person in `zone`; None if that would be within the last day."""
    moment = next_working_moment(now, zone)
    return moment if closes_at - moment >= LAST_DAY else None


class Audience(StrEnum):
    """Who is prompted."""

    DECIDER = "decider"
    OWNERS = "owners"
    WATCHERS = "watchers"  # organisers and observers
    EVERYONE = "everyone"  # everyone who was asked


@dataclass(frozen=True)
class Prompt:
    """One reminder of a matter that waits for a person. `occasion` is unique in the matter: said once, never again."""

    occasion: str
    at: datetime
    audience: Audience

    @property
    def is_asked_for(self) -> bool:
        """Whether somebody chose this moment (*Remind me on*)."""
        return self.occasion.startswith(ASKED_FOR)


def decision_prompts(
    closed_at: datetime, due_at: datetime, zone: ZoneInfo, days: WorkingDays = MONDAY_TO_FRIDAY
) -> tuple[Prompt, ...]:
    """All prompts for a decision that nobody takes, in order; `due_at` is the announced moment.

    It was announced and stays where it is: what a holiday would move past it, it overtakes.
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


def sending_prompts(decided_at: datetime, zone: ZoneInfo, days: WorkingDays = MONDAY_TO_FRIDAY) -> tuple[Prompt, ...]:
    """All prompts for a letter that was decided on and has not left."""
    start = decided_at.astimezone(zone).date()
    return _in_order(
        Prompt("send_day_3", _morning(start, 3, zone, days), Audience.DECIDER),
        Prompt("send_day_7", _morning(start, 7, zone, days), Audience.DECIDER),
        Prompt("send_day_20", _morning(start, 20, zone, days), Audience.WATCHERS),
        *_monthly(start, zone, days, "send_"),
    )


def answer_prompts(sent_at: datetime, zone: ZoneInfo, days: WorkingDays = MONDAY_TO_FRIDAY) -> tuple[Prompt, ...]:
    """All prompts for a letter that left and is not confirmed: ask, offer a follow-up, say that no answer came."""
    start = sent_at.astimezone(zone).date()
    return _in_order(
        Prompt("answer_day_3", _morning(start, 3, zone, days), Audience.DECIDER),
        Prompt("answer_day_7", _morning(start, 7, zone, days), Audience.DECIDER),
        Prompt("answer_day_14", _morning(start, 14, zone, days), Audience.DECIDER),
        *_monthly(start, zone, days, "answer_", first=2),  # day 14 is close to the end of the first month
    )


def _in_order(*prompts: Prompt) -> tuple[Prompt, ...]:
    """By their moments: long holidays can move a day of ours past the end of a month."""
    return tuple(sorted(prompts, key=lambda prompt: prompt.at))


def due_prompts(prompts: Sequence[Prompt], now: datetime, said: Collection[str]) -> tuple[Prompt, ...]:
    """What is to be said now: of all that is due, the latest for each audience, unless it was said.

    After the app was down this is one message, not a pile of them: whoever decides is an owner, so a later word to all
    owners overtakes an earlier one to them. `prompts` are in the order of their moments. What was said is not followed
    by what should have come before it, when other holidays have moved it into the future again.
    """
    latest: dict[Audience, Prompt] = {}
    for prompt in prompts:
        if prompt.at <= now:
            latest[prompt.audience] = prompt
    to_decider, to_owners = latest.get(Audience.DECIDER), latest.get(Audience.OWNERS)
    if to_decider and to_owners and to_decider.at <= to_owners.at:
        del latest[Audience.DECIDER]
    told_later = {prompt.audience: prompt.at for prompt in prompts if prompt.occasion in said}
    return tuple(
        prompt
        for prompt in latest.values()
        if prompt.occasion not in said
        and (prompt.is_asked_for or prompt.at >= told_later.get(prompt.audience, prompt.at))
    )


def postponed(prompts: Sequence[Prompt], until: datetime) -> tuple[Prompt, ...]:
    """The prompts after *Remind me on*: none to the person who decides before `until`, and one then."""
    asked_for = Prompt(f"{ASKED_FOR}{until:%Y-%m-%d}", until, Audience.DECIDER)
    kept = [prompt for prompt in prompts if prompt.audience is not Audience.DECIDER or prompt.at > until]
    return tuple(sorted([asked_for, *kept], key=lambda prompt: prompt.at))


def is_expired(start: datetime, now: datetime, zone: ZoneInfo) -> bool:
    """Whether answers closed at `start` are too old to decide on: after twelve months."""
    return now.astimezone(zone).date() >= add_months(start.astimezone(zone).date(), MONTHS)


def recheck_at(confirmed_at: datetime, zone: ZoneInfo, days: WorkingDays = MONDAY_TO_FRIDAY) -> datetime:
    """When a confirmation is checked again: a year later, on a working morning."""
    day = add_months(confirmed_at.astimezone(zone).date(), MONTHS)
    return _morning(day, 0, zone, days)


def _monthly(start: date, zone: ZoneInfo, days: WorkingDays, prefix: str = "", first: int = 1) -> tuple[Prompt, ...]:
    """Every month from the `first`; none in the twelfth, when the matter expires."""
    return tuple(
        Prompt(f"{prefix}month_{count}", _morning(add_months(start, count), 0, zone, days), Audience.DECIDER)
        for count in range(first, MONTHS)
    )


def _morning(day: date, working_days: int, zone: ZoneInfo, days: WorkingDays) -> datetime:
    return local_moment(add_working_days(day, working_days, days), START, zone)
