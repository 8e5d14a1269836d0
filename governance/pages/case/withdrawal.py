"""What an owner may still take back of our request to the vendor, and a decision to be taken again."""

from __future__ import annotations

from dataclasses import dataclass, field

from governance.pages.about import About
from governance.pages.case.decision import Decision, Withdrawn
from governance.pages.people import Person


@dataclass(frozen=True)
class WithdrawalPage:
    """What can be taken back, shown beside the letter.

    `address`: the reader gave it and may correct it; `approval`: it may be taken back, `approved_by` another owner
    unless it is the reader's. `request`: it may be withdrawn. `unclear`: nobody knows whether the letter left; `left`:
    the vendor has it, and only the vendor could undo it. `withdrawn`: how the request ended, for everybody.
    """

    about: About = field(kw_only=True)
    zone: str
    case_ref: str
    address: bool = False
    approval: bool = False
    approved_by: Person | None = None
    request: bool = False
    unclear: bool = False
    left: bool = False
    withdrawn: Withdrawn | None = None


@dataclass(frozen=True)
class DecideAgainPage:
    """A decision about to be taken again. `poll_ref`: its question, or empty; `told`: people asked get a message."""

    about: About = field(kw_only=True)
    zone: str
    decision: Decision
    poll_ref: str = ""
    told: bool = False
