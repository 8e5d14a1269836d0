"""What the person sees who prepares, opens and watches over a question."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from governance.pages.about import About, InWords
from governance.pages.people import Person
from governance.pages.poll.member import BallotPage
from governance.rules.sentence import Sentence


@dataclass(frozen=True)
class Draft:
    """A question being prepared. `guests` None: not chosen yet. `rule_kind`: unanimous, majority, share.

    `share_percent` and `minimum` belong to `share`; `base`: electorate, answers, votes.
    """

    guests: bool | None = None
    closes_on: date | None = None
    owner_id: str | None = None
    employer: bool = True
    rule_kind: str = "majority"
    share_percent: int = 50
    base: str = "electorate"
    minimum: int | None = None
    reminders: int = 2
    operator: str = ""
    privacy_contact: str = ""
    paragraph: str = ""
    secret: bool = True
    open_reason: str = ""


@dataclass(frozen=True)
class Wait:
    """What a question waits for. `about`: of the question before it; `until`: when that is decided at the latest, as
    announced; None where that day is over and nobody has decided.
    """

    about: About
    until: datetime | None


@dataclass(frozen=True)
class WaitingQuestion:
    """A prepared question that waits for its turn. `may_change`: the reader may change or stop it."""

    about: About
    poll_ref: str
    author: Person
    asked: int
    waits: Wait
    may_change: bool


@dataclass(frozen=True)
class OpeningPage:
    """The modal that prepares a question. `poll_ref`: reference of the question; empty before anything is stored.

    `members` and `guests`: how many active people of each kind the directory held at `synced_at`.
    `notice_languages`: language codes in which the notice exists. `is_prepared`: owners were told of it as it is.
    `choices`: the vendors that may be asked about, where there is more than one: name of the entry, vendor, purpose.
    """

    about: About = field(kw_only=True)
    zone: str
    poll_ref: str
    draft: Draft
    members: int
    guests: int
    owners: tuple[Person, ...]
    first_day: date
    last_day: date
    synced_at: datetime | None
    closing_hour: int = 17
    closing_zone: str = "UTC"
    notice_languages: tuple[str, ...] = ("en", "fr")
    may_be_named: bool = False
    is_prepared: bool = False
    choices: tuple[tuple[str, str, InWords], ...] = ()
    waits: Wait | None = None  # another question comes first


@dataclass(frozen=True)
class PreviewPage:
    """The last screen: the question as a member sees it, the number of people, warnings, the estimate.

    `minutes`: time that sending takes; `first_at`: when the first message would leave. `warnings`: from
    rules/poll/opening.py. `without_notice`: language code and number of people who would read English. `synced_at`:
    when the directory was read.
    """

    zone: str
    poll_ref: str
    ballot: BallotPage
    asked: int
    guests_not_asked: int
    first_at: datetime
    minutes: int
    reminders: int
    decision_due: datetime
    warnings: tuple[Sentence, ...] = ()
    without_notice: tuple[tuple[str, int], ...] = ()
    synced_at: datetime | None = None
    operator: str = ""
    waits: Wait | None = None


@dataclass(frozen=True)
class PreparedPage:
    """What the author reads after preparing. `announcement_contact`: privacy contact, for the text for a channel."""

    about: About = field(kw_only=True)
    zone: str
    poll_ref: str
    asked: int
    first_at: datetime
    minutes: int
    decider: Person
    author: Person
    announcement_contact: str = ""
    secret: bool = True
    ready: bool = False  # False while people are still being added
    waits: Wait | None = None


@dataclass(frozen=True)
class Changing:
    """A prepared question that is being changed."""

    poll_ref: str
    about: About


@dataclass(frozen=True)
class OwnerNoticePage:
    """What every owner is told when somebody prepares a question. `rule`: from `rule_to_owner` in rules/poll.

    `is_mine`: the reader decides.
    """

    about: About = field(kw_only=True)
    zone: str
    poll_ref: str
    author: Person
    asked: int
    first_at: datetime
    rule: tuple[Sentence, ...]
    decision_due: datetime
    decider: Person
    closes_at: datetime
    # scheduled, changed, stopped, open, closed, fine, too_late, void, lapsed, author_may_not, nothing_to_ask,
    # not_known, request_under_way, reads_differently
    state: str = "scheduled"
    waits: Wait | None = None
    closed_at: datetime | None = None
    may_read: bool = True  # what the reader may do with it now
    may_change: bool = True
    is_mine: bool = False


@dataclass(frozen=True)
class Progress:
    """Delivery of one question: figures with their base. `seconds_left` None: not known yet."""

    sent: int
    total: int
    failed: int
    seconds_left: int | None
    paused: bool = False
    waiting_for_hours: bool = False  # all that is left waits for working hours somewhere


@dataclass(frozen=True)
class Failure:
    """One reason why messages could not be delivered: Slack's code and the number of people, never a name."""

    code: str
    count: int


@dataclass(frozen=True)
class FailuresPage:
    """`total`: people asked. `may_resend`: the reader may have it sent to them again."""

    zone: str
    poll_ref: str
    total: int
    failures: tuple[Failure, ...]
    may_resend: bool = False


@dataclass(frozen=True)
class ConfirmPage:
    """A second press. `what`: stop, send_now, pause, resume, close, remind, resend; `people`: how many it concerns."""

    zone: str
    poll_ref: str
    what: str
    people: int
    at: datetime | None = None  # when the first message would leave (send_now)
    answered: int | None = None
    waits: str = ""  # why it would not leave at once: `owners`, `hours`
