"""What an owner is asked when a decision is due: which way, by whom, when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from governance.pages.plain import Decision, Person, Result


@dataclass(frozen=True)
class DecisionRequestPage:
    """The owner's next step after closing. `occasion`: first, reminder, due (announced day passed), monthly.

    `objections`: later objections, only from the floor on, else None. `unanimity_lost`: somebody objected since
    under the rule that everyone must agree. `benefit`: the page where Slack says that one still benefits is current.
    """

    zone: str
    poll_ref: str
    result: Result
    due_at: datetime
    occasion: str = "first"
    objections: int | None = None
    unanimity_lost: bool = False
    benefit: bool = True
    decided: Decision | None = None
    other_owners: int = 0


@dataclass(frozen=True)
class DecideModalPage:
    """`choice`: stay, opt_out; `poll_ref` None: decided without asking. A reason is required where it departs.

    `earlier`: the decision whose place this one takes.
    """

    zone: str
    poll_ref: str | None
    choice: str
    advice: str | None
    departs: bool
    asked: int = 0
    earlier: str = ""


@dataclass(frozen=True)
class HandOverPage:
    """Hand the decision, or the sending, over to another owner. `ref`: poll or case reference."""

    zone: str
    ref: str
    owners: tuple[Person, ...]


@dataclass(frozen=True)
class LaterPage:
    """*Remind me later*. `ref`: poll or case reference."""

    zone: str
    ref: str
    proposed: date
