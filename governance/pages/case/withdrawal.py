"""What an owner may still undo of our request to the vendor."""

from __future__ import annotations

from dataclasses import dataclass

from governance.pages.case.decision import Decision, Withdrawn


@dataclass(frozen=True)
class WithdrawalPage:
    """Beside the letter. `address`: the owner gave it and may correct it; `approval`: theirs, and may be taken back.

    `request`: it may be withdrawn. `unclear`: nobody knows whether it left; `left`: the vendor has it, only the vendor
    could undo it. `withdrawn`: how it ended, for everybody.
    """

    zone: str
    case_ref: str
    address: bool = False
    approval: bool = False
    request: bool = False
    unclear: bool = False
    left: bool = False
    withdrawn: Withdrawn | None = None


@dataclass(frozen=True)
class DecideAgainPage:
    """A decision about to be taken anew. `poll_ref`: its question, or empty; `told`: its people get a message."""

    zone: str
    decision: Decision
    poll_ref: str = ""
    told: bool = False
