"""The count of a closed question."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from governance.rules.sentence import Sentence


@dataclass(frozen=True)
class Result:
    """The count of a closed question. `asked` is everybody who was asked: the base of every figure.

    `sentences`: from `floor_view` in rules/poll/advice.py, without its last sentence, the advice, and where `shown`
    without the first, the numbers: the view says both itself. `shown`: the numbers may be shown; else consent, object,
    abstain, answered are 0.
    `outcome`: stay, opt_out, no_decision; `recommendation`: stay, opt_out.
    """

    asked: int
    shown: bool
    outcome: str
    recommendation: str
    sentences: tuple[Sentence, ...]
    answered: int = 0
    consent: int = 0
    object: int = 0
    abstain: int = 0
    unreachable: int = 0
    left: int = 0
    guests_not_asked: int = 0
    others_not_asked: int = 0
    rule_fixed_at: datetime | None = None
    closed_at: datetime | None = None
    closed_early_by: str | None = None
    closed_early_reason: str | None = None
