"""The states of a question and what may follow what. Its rule, count, advice and dates can be imported from here."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from governance.errors import N_, Refusal
from governance.rules.poll.advice import FLOOR, Advice, Outcome, Shown, counts, decide, floor_view
from governance.rules.poll.answer import Choice
from governance.rules.poll.opening import (
    BallotKind,
    Check,
    closing_at,
    closing_check,
    decision_due,
    default_closing,
    group_warnings,
    live_number,
    opening_faults,
    should_count,
)
from governance.rules.poll.rule_in_words import rule_explained, rule_sentence, rule_to_owner
from governance.rules.poll.tally import HALF, Base, Basis, Rule, Tally, minimum_answers, needed_yes
from governance.rules.sentence import Sentence

__all__ = [
    "FLOOR",
    "HALF",
    "MOVES",
    "Advice",
    "BallotKind",
    "Base",
    "Basis",
    "Check",
    "Choice",
    "Move",
    "Outcome",
    "PollEvent",
    "PollState",
    "Rule",
    "Sentence",
    "Shown",
    "Tally",
    "closing_at",
    "closing_check",
    "counts",
    "decide",
    "decision_due",
    "default_closing",
    "floor_view",
    "group_warnings",
    "live_number",
    "minimum_answers",
    "needed_yes",
    "next_state",
    "opening_faults",
    "rule_explained",
    "rule_sentence",
    "rule_to_owner",
    "should_count",
]


class PollState(StrEnum):
    """Where a question stands. *Paused* is a mark beside *open*: it stops messages, not answers."""

    PREPARING = "preparing"
    SCHEDULED = "scheduled"
    OPEN = "open"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class PollEvent(StrEnum):
    """What can happen to a question."""

    FILLED = "filled"
    CHANGED = "changed"
    STOPPED = "stopped"
    OPENED = "opened"
    CLOSED = "closed"


@dataclass(frozen=True)
class Move:
    """One allowed step, with the reason where it may surprise."""

    start: PollState
    event: PollEvent
    end: PollState
    why: str = ""


MOVES = (
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
        "by a person, or by the clock where it would close before everybody has got it",
    ),
    Move(
        PollState.SCHEDULED,
        PollEvent.OPENED,
        PollState.OPEN,
        "rule and people asked are fixed in this step",
    ),
    Move(
        PollState.OPEN,
        PollEvent.CLOSED,
        PollState.CLOSED,
        "by its time, or early by an owner with a reason",
    ),
)

_NEXT = {(move.start, move.event): move.end for move in MOVES}

_REFUSED = {
    PollState.OPEN: N_("The first message has left: this question can be closed early, but not changed or stopped."),
    PollState.CLOSED: N_("This question is closed."),
    PollState.CANCELLED: N_("This question was stopped before it opened."),
}


def next_state(state: PollState, event: PollEvent) -> PollState:
    """The state after this event; refused where the table has no such step."""
    after = _NEXT.get((state, event))
    if after is None:
        raise Refusal(_REFUSED.get(state, N_("This question has not opened yet.")))
    return after
