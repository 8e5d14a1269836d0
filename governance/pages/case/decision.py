"""The owner's decision: what it is based on, what was decided, and the result that everyone reads."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from governance.pages.about import About
from governance.pages.case.correspondence import Confirmation
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

    `ref`: the reference to decide again with. `replaces_choice`, `replaces_at`: of the decision that it replaced.
    `withdrawn`: how its request ended, if it was withdrawn.
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
class StepsToDo:
    """What follows from a decision to opt out where no letter is written.

    `own`: each person does the steps in their own account; else somebody with rights there does, for everyone.
    """

    vendor: str  # the name of the entry
    steps: tuple[str, ...]
    own: bool
    ticked: bool = False  # this reader has


@dataclass(frozen=True)
class ResultPage:
    """The result message. `decision` None: the announced day passed without one. `case_ref`: of a letter to read.

    What became of our request, once that is known: `confirmation`, since `state_at`, or `refused_at`. Before that its
    letter left at `sent_at`, was `lost` (bounced, or unclear whether it left), or `sender` has it in hand and is
    reminded at `reminder_at`. `by_steps`: what follows where no letter is written.
    """

    about: About = field(kw_only=True)
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
    confirmation: Confirmation | None = None
    state_at: datetime | None = None
    next_check_at: datetime | None = None
    check_due: bool = False
    refused_at: datetime | None = None
    sent_at: datetime | None = None
    lost: str = ""
    sender: Person | None = None
    reminder_at: datetime | None = None
    by_steps: StepsToDo | None = None


@dataclass(frozen=True)
class DecisionRequestPage:
    """The owner's next step after closing. `occasion`: first, reminder, due (announced day passed), monthly.

    `objections`: later objections, None below the number that may be shown. `unanimity_lost`: somebody objected since,
    where the rule is that everyone must agree. `under_way`: the earlier request to the vendor that is under way again,
    and comes first.
    """

    about: About = field(kw_only=True)
    zone: str
    poll_ref: str
    result: Result
    due_at: datetime
    occasion: str = "first"
    objections: int | None = None
    unanimity_lost: bool = False
    decided: Decision | None = None
    may_hand_over: bool = False  # to another active owner
    under_way: str = ""


@dataclass(frozen=True)
class DecideModalPage:
    """`choice`: stay, opt_out; `poll_ref` None: without a question. A reason is required where `departs`.

    `earlier`: the decision that this one replaces.
    """

    about: About = field(kw_only=True)
    zone: str
    poll_ref: str | None
    choice: str
    advice: str | None
    departs: bool
    asked: int = 0
    earlier: str = ""


@dataclass(frozen=True)
class HandOverPage:
    """Hand the decision, or the sending, over to another owner. `ref`: question or request reference."""

    zone: str
    ref: str
    owners: tuple[Person, ...]


@dataclass(frozen=True)
class LaterPage:
    """*Remind me later*. `ref`: question or request reference."""

    zone: str
    ref: str
    proposed: date
