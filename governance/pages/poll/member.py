"""What one member sees: the question, the receipt, their own answer, the notice, the result."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from governance.pages.about import About, Ask
from governance.pages.people import Person
from governance.rules.sentence import Sentence


@dataclass(frozen=True)
class BallotPage:
    """The question in a direct message (also its receipt, and the member's part of Home).

    `yes_first`: position 1 is yes for this person (else no); position 3 always abstains. `rule`: the rule in one line
    (`rule_sentence` in rules/poll/rule_in_words.py). `asked`: people asked. `consent_wording`: the buttons may say
    "consent" (everyone must agree, and no employer). `readers`: who sees names and answers when not secret. `trial`:
    only this person sees it; counted nowhere. `recorded_at`: when the answer was given, or given anew.
    """

    about: About = field(kw_only=True)
    zone: str
    poll_ref: str
    organisation: str
    asker: Person
    decider: Person
    rule: Sentence
    asked: int
    closes_at: datetime
    yes_first: bool = True
    secret: bool = True
    readers: tuple[Person, ...] = ()
    open_reason: str = ""
    consent_wording: bool = False
    trial: bool = False
    recorded_at: datetime | None = None


@dataclass(frozen=True)
class ReminderPage:
    """Reminder number `number` of `of`."""

    ballot: BallotPage
    number: int
    of: int


@dataclass(frozen=True)
class ClosedBallotPage:
    """What replaces the buttons once nothing can be answered. `why`: closed, stopped, not_asked, trial."""

    about: About = field(kw_only=True)
    zone: str
    poll_ref: str
    why: str
    closed_at: datetime
    can_object: bool = True


@dataclass(frozen=True)
class MyAnswerPage:
    """The modal of one's own answer; `choice`: consent, object, abstain or None (no answer, or removed).

    `named`: the question is not secret and has no check code. `ballot`: the question, whose buttons change the answer.
    """

    zone: str
    poll_ref: str
    choice: str | None
    closes_at: datetime
    check_code: str | None = None
    consent_wording: bool = False
    named: bool = False
    removed: bool = False
    trial: bool = False
    ballot: BallotPage | None = None


@dataclass(frozen=True)
class MyRecordPage:
    """What is kept about me (`mine`): facts only, never a secret choice. `asked` None: nobody has been asked yet."""

    zone: str
    name: str
    asked: bool | None
    answered: bool
    open: bool
    muted: bool
    objected_later: bool
    poll_ref: str | None = None
    forgotten_at: datetime | None = None


@dataclass(frozen=True)
class NoticePage:
    """A notice's text as it was released (Markdown), with its version and fingerprint (SHA-256, hex)."""

    zone: str
    title: str
    markdown: str
    version: str
    digest: str
    minutes: int
    released_at: datetime | None = None


@dataclass(frozen=True)
class CheckCodePage:
    """`found`: None before a code was typed; else consent, object, abstain, `counted` (no list is shown), `missing`."""

    zone: str
    poll_ref: str
    found: str | None = None
    consent_wording: bool = False
    list_available: bool = True


@dataclass(frozen=True)
class ObjectNowPage:
    """`state`: ask, recorded, already. `unanimous`: the rule of the question was that everyone must agree."""

    zone: str
    poll_ref: str
    decider: Person
    state: str = "ask"
    unanimous: bool = False


@dataclass(frozen=True)
class VendorSaysPage:
    """What the vendor says of its use of our data, as last read on `read_on`.

    Where no statement of it is kept: `sources`, a list of what its entry rests on, and how well that is known.
    """

    about: About = field(kw_only=True)
    zone: str
    statements: tuple[Ask, ...]
    read_on: date | None = None
    sources: str = ""
