"""The owner's decision: what it is decided on, what was decided, and the result that everyone reads."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from governance.pages.people import Person
from governance.pages.poll.result import Result


@dataclass(frozen=True)
class Withdrawn:
    """Our request was withdrawn. `how`: unsent, came_back (its letter was not delivered), or empty."""

    by: Person
    at: datetime
    reason: str
    how: str = "unsent"


@dataclass(frozen=True)
class Decision:
    """`choice`: stay, opt_out. `departs`: it differs from what the rule advised. `asked`: after a question.

    `ref`: to take it anew by. `replaces_choice`, `replaces_at`: of the decision whose place it took. `withdrawn`: what
    became of its request, where that is what became of it.
    """

    choice: str
    by: Person
    at: datetime
    reason: str = ""
    departs: bool = False
    asked: bool = True
    ref: str = ""
    replaces_choice: str = ""
    replaces_at: datetime | None = None
    withdrawn: Withdrawn | None = None


@dataclass(frozen=True)
class ResultPage:
    """The result message. `decision` None: the announced day passed without one. `case_ref`: a letter to read."""

    zone: str
    poll_ref: str
    organisation: str
    result: Result
    decision: Decision | None
    decision_due: datetime
    secret: bool = True
    case_ref: str | None = None
    can_object: bool = True
    can_check: bool = True
    private: bool = False  # a private answer to a command, not the message to everybody


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
