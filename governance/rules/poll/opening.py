"""Before a question opens: its dates, what forbids opening, and what the opener is warned of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from governance.errors import N_, Refusal
from governance.rules.people.working_days import (
    DAY,
    WorkingDays,
    add_working_days,
    last_midnight,
    local_moment,
    midnights_between,
    working_days_between,
)
from governance.rules.poll.advice import FLOOR
from governance.rules.poll.tally import Base, Basis, Rule, minimum_answers
from governance.rules.sentence import Sentence

DURATION_DAYS = 21
LEAST_DAYS = 7  # that the default leaves for answering, however many days are free before it
CLOSING_HOUR = time(17)
SHORT_WORKING_DAYS = 10
DECISION_WORKING_DAYS = 10
DECISION_HOUR = time(16)  # so that what is said on the announced day is still said in working hours
SMALL_GROUP = 12
HOLIDAYS = (((7, 15), (8, 31)), ((12, 20), (1, 6)))


class BallotKind(StrEnum):
    """Whether the app keeps apart who answered and what was answered."""

    SECRET = "secret"
    NAMED = "named"


@dataclass(frozen=True)
class Check:
    """What a check found: what forbids it, and what the person should know before going on."""

    faults: tuple[Refusal, ...] = ()
    warnings: tuple[Sentence, ...] = ()


def opening_faults(
    rule: Rule,
    *,
    kind: BallotKind = BallotKind.SECRET,
    employer: bool = True,
    named_reason: str = "",
    electorate: int,
) -> tuple[Refusal, ...]:
    """What forbids opening with this rule; empty if nothing does."""
    faults = list(_rule_faults(rule))
    if kind is BallotKind.NAMED and employer and not named_reason.strip():
        faults.append(
            Refusal(N_("An employer's question that is not secret needs a written reason; members will read it."))
        )
    if electorate < 1:
        faults.append(Refusal(N_("Nobody would be asked. Choose who is asked.")))
    return tuple(faults)


def _rule_faults(rule: Rule) -> tuple[Refusal, ...]:
    if rule.kind is Basis.UNANIMOUS:
        return ()
    if rule.base is not Base.ELECTORATE and not minimum_answers(rule, 100):
        return (
            Refusal(N_("This rule needs a minimum number of answers: otherwise a few people could decide for all.")),
        )
    if rule.more_than and rule.share == 1:
        return (Refusal(N_("Nothing is more than all: with this rule it could never be allowed.")),)
    if not rule.more_than and rule.share == 0:
        return (Refusal(N_("With this rule it would be allowed without a single yes. Silence is never a yes.")),)
    return ()


def group_warnings(electorate: int) -> tuple[Sentence, ...]:
    """What the opener is told about a small group."""
    if electorate < FLOOR:
        return (
            Sentence(
                N_(
                    "With fewer than {floor} people this app cannot keep an answer secret. "
                    "Talk, then record the decision without a question."
                ),
                {"floor": FLOOR},
            ),
        )
    if electorate <= SMALL_GROUP:
        return (Sentence(N_("In a small group, guess-work is easy: think of talking instead.")),)
    return ()


def default_closing(now: datetime, zone: ZoneInfo, days: WorkingDays) -> datetime:
    """The default closing of a question that starts `now`: 17:00 of a working day, in at most three weeks.

    A day off on either side makes a bad day to close: of an ordinary week, Tuesday to Thursday are left. Where there is
    no good one, it is the last working day of the three weeks, else the first one after them.
    """
    latest = now.astimezone(zone).date() + timedelta(days=DURATION_DAYS)
    before = [day for back in range(DURATION_DAYS - LEAST_DAYS) if (day := latest - DAY * back) in days]
    good = (day for day in before if day - DAY in days and day + DAY in days)
    day = next(good, before[0] if before else add_working_days(latest, 0, days))
    return local_moment(day, CLOSING_HOUR, zone)


def closing_at(day: date, zone: ZoneInfo) -> datetime:
    """The moment at which a question closes on this day."""
    return local_moment(day, CLOSING_HOUR, zone)


def closing_check(closes_at: datetime, opens_at: datetime, zone: ZoneInfo, days: WorkingDays) -> Check:
    """Whether a question that opens at `opens_at` may close then, and what the opener should know."""
    opens, closes = opens_at.astimezone(zone).date(), closes_at.astimezone(zone).date()
    if closes_at <= opens_at:
        return Check(faults=(Refusal(N_("This date is over before the first messages leave. Choose a later one.")),))
    if closes not in days:
        return Check(faults=(Refusal(N_("This is not a working day of this workspace. Choose another day.")),))
    warnings = []
    left = working_days_between(opens, closes, days)
    if left < SHORT_WORKING_DAYS:
        warnings.append(
            Sentence(
                N_("Only {days} working days to answer. People who work part-time or are away may miss it."),
                {"days": left},
            )
        )
    if _in_holidays(opens, closes):
        warnings.append(Sentence(N_("The whole question falls into weeks in which many people are on leave.")))
    return Check(warnings=tuple(warnings))


def _in_holidays(opens: date, closes: date) -> bool:
    """Whether both days lie in the same holiday weeks (15 July to 31 August, 20 December to 6 January)."""
    for (start_month, start_day), (end_month, end_day) in HOLIDAYS:
        for year in (opens.year - 1, opens.year):
            start = date(year, start_month, start_day)
            end = date(year + (end_month < start_month), end_month, end_day)
            if start <= opens and closes <= end:
                return True
    return False


def decision_due(closes_at: datetime, zone: ZoneInfo, days: WorkingDays) -> datetime:
    """The announced moment of the decision: the tenth working day after closing."""
    day = add_working_days(closes_at.astimezone(zone).date(), DECISION_WORKING_DAYS, days)
    return local_moment(day, DECISION_HOUR, zone)


def live_number(counted: int, opened_at: datetime, now: datetime, zone: ZoneInfo) -> int | None:
    """How many answers may be shown before closing: full tens of the number `counted` at the last midnight.

    None before the second midnight, so that nobody can watch a single press.
    """
    if midnights_between(opened_at, now, zone) < 2:
        return None
    return counted // 10 * 10


def should_count(counted_at: datetime | None, opened_at: datetime, now: datetime, zone: ZoneInfo) -> bool:
    """Whether to count again for `live_number`: once after each midnight since the opening."""
    midnight = last_midnight(now, zone)
    return midnight > opened_at and (counted_at is None or counted_at < midnight)
