"""Which letter an owner may write to the vendor after the first one."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from governance.rules.case.states import OVERDUE_WORKING_DAYS, CaseState
from governance.rules.people.working_days import WorkingDays, working_days_since

FOLLOW_UP_WORKING_DAYS = 7


class LetterKind(StrEnum):
    """The letters of a request. All but the first quote the first and stand in its thread."""

    REQUEST = "request"
    FOLLOW_UP = "follow_up"  # no answer came: ask again
    ANSWER = "answer"  # the vendor asked something
    AFTER_REFUSAL = "after_refusal"  # the vendor said no: ask what is missing
    NEXT_STEP = "next_step"  # to the vendor's general privacy address
    RECHECK = "recheck"  # the vendor confirmed: ask whether it still holds


def next_letters(
    state: CaseState,
    last_sent_at: datetime | None,
    now: datetime,
    zone: ZoneInfo,
    days: WorkingDays,
    stood: int = 0,
) -> tuple[LetterKind, ...]:
    """The letters that may be written now, the advised one first; none while we wait for the vendor.

    `last_sent_at`: when we last wrote to the vendor about this request. `stood`: working days since that do not count.
    """
    if state is CaseState.QUESTION:
        return (LetterKind.ANSWER,)
    if state is CaseState.REFUSED:
        return (LetterKind.AFTER_REFUSAL, LetterKind.NEXT_STEP)
    if state is CaseState.BOUNCED:
        return (LetterKind.NEXT_STEP,)
    if state is CaseState.CONFIRMED:
        return (LetterKind.RECHECK,)
    if state not in (CaseState.SENT, CaseState.ACKNOWLEDGED) or last_sent_at is None:
        return ()
    waited = working_days_since(last_sent_at, now, zone, days) - stood
    if waited >= OVERDUE_WORKING_DAYS:
        return (LetterKind.FOLLOW_UP, LetterKind.NEXT_STEP)
    return (LetterKind.FOLLOW_UP,) if waited >= FOLLOW_UP_WORKING_DAYS else ()
