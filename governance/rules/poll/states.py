"""A question: its states, and what may follow what."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from enum import StrEnum
from zoneinfo import ZoneInfo

from governance.errors import N_, Refusal
from governance.rules.people.working_days import add_months, local_moment

MONTHS = 12  # after closing, in which answers can be decided on


class PollState(StrEnum):
    """Where a question stands. *Paused* is a mark beside *open*: it stops messages, not answers."""

    WAITING = "waiting"
    PREPARING = "preparing"
    SCHEDULED = "scheduled"
    OPEN = "open"
    CLOSING = "closing"
    CLOSED = "closed"
    VOID = "void"
    CANCELLED = "cancelled"


class PollEvent(StrEnum):
    """What can happen to a question."""

    CALLED = "called"
    FILLED = "filled"
    CHANGED = "changed"
    STOPPED = "stopped"
    OPENED = "opened"
    FROZEN = "frozen"
    CLOSED = "closed"
    KEY_LOST = "key_lost"


@dataclass(frozen=True)
class Move:
    """One allowed step, with the reason where it may surprise."""

    start: PollState
    event: PollEvent
    end: PollState
    why: str = ""


MOVES = (
    Move(
        PollState.WAITING,
        PollEvent.CALLED,
        PollState.PREPARING,
        "the question before it is settled; who asks, its vendor and its notice are looked at anew",
    ),
    Move(PollState.WAITING, PollEvent.CHANGED, PollState.WAITING, "prepared anew, it waits behind the others"),
    Move(
        PollState.WAITING,
        PollEvent.STOPPED,
        PollState.CANCELLED,
        "by a person, or when its turn comes and it may not be asked any more",
    ),
    Move(PollState.PREPARING, PollEvent.FILLED, PollState.SCHEDULED),
    Move(
        PollState.PREPARING,
        PollEvent.CHANGED,
        PollState.PREPARING,
        "the list of people is begun anew",
    ),
    Move(PollState.PREPARING, PollEvent.STOPPED, PollState.CANCELLED),
    Move(
        PollState.SCHEDULED,
        PollEvent.CHANGED,
        PollState.PREPARING,
        "a change may touch who is asked",
    ),
    Move(
        PollState.SCHEDULED,
        PollEvent.STOPPED,
        PollState.CANCELLED,
        "by a person, or by the clock where it would close before everybody has got it, or may not be asked any more",
    ),
    Move(
        PollState.SCHEDULED,
        PollEvent.OPENED,
        PollState.OPEN,
        "rule and people asked are fixed in this step",
    ),
    Move(
        PollState.OPEN,
        PollEvent.FROZEN,
        PollState.CLOSING,
        "by its time, or early by an owner with a reason; from here on no answer counts",
    ),
    Move(
        PollState.CLOSING,
        PollEvent.CLOSED,
        PollState.CLOSED,
        "every answer is counted; its key is destroyed afterwards",
    ),
    Move(PollState.OPEN, PollEvent.KEY_LOST, PollState.VOID, "nobody can open its answers any more"),
    Move(PollState.CLOSING, PollEvent.KEY_LOST, PollState.VOID, "nobody can open its answers any more"),
)

_NEXT = {(move.start, move.event): move.end for move in MOVES}

VOID = N_("This question is void: the key of its answers was lost, and nobody can read them any more.")
_REFUSED = {
    PollState.OPEN: N_("The first message has left: this question can be closed early, but not changed or stopped."),
    PollState.CLOSING: N_("This question is closed."),
    PollState.CLOSED: N_("This question is closed."),
    PollState.VOID: VOID,
    PollState.CANCELLED: N_("This question was stopped before it opened."),
}


def next_state(state: PollState, event: PollEvent) -> PollState:
    """The state after this event; refused where the table has no such step."""
    after = _NEXT.get((state, event))
    if after is None:
        raise Refusal(_REFUSED.get(state, N_("This question has not opened yet.")))
    return after


def is_expired(closed_at: datetime, now: datetime, zone: ZoneInfo) -> bool:
    """Whether answers closed at this moment are more than twelve months old, too old to decide on."""
    return now >= expires_at(closed_at, zone)


def expires_at(closed_at: datetime, zone: ZoneInfo) -> datetime:
    """When they become so: as the day begins."""
    return local_moment(add_months(closed_at.astimezone(zone).date(), MONTHS), time(), zone)
