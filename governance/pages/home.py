"""The Home tab of one person at one moment."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from governance.pages.about import About
from governance.pages.case.case import CasePage
from governance.pages.case.decision import Decision
from governance.pages.people import Person
from governance.pages.poll.member import BallotPage
from governance.pages.poll.organiser import Changing, Progress, WaitingQuestion
from governance.pages.poll.result import Result
from governance.pages.vendors import VendorLine
from governance.pages.watch import PolicyChange


@dataclass(frozen=True)
class Strip:
    """The last failure, while it lasts. `code`: Slack's or ours; the view knows what to do about it."""

    code: str
    at: datetime


@dataclass(frozen=True)
class InstallationCheck:
    """One check of the installation. `code`: token, scopes, directory, clock, inbox, smtp, database."""

    code: str
    well: bool
    detail: str = ""


@dataclass(frozen=True)
class MyPart:
    """The reader's own part. `why_not`: guest, joined, outside; None when they were asked."""

    asked: bool = False
    why_not: str | None = None
    answered: bool = False
    ballot: BallotPage | None = None
    can_object: bool = False
    objected: bool = False
    can_check: bool = False
    muted: bool = False


@dataclass(frozen=True)
class HomePoll:
    """The question. `state`: preparing, scheduled, open, paused, closed, cancelled.

    `answered`: the number counted at the last midnight, in tens, None before the second one; `answered_at`: that
    midnight; `by_day`: the same on each day so far, for those who run or watch it. `reminder_at`: the next reminder, if
    any; `may_remind`: it may be sent now. `may_resend`: the reader may have the question sent again to those whose
    message failed.
    """

    poll_ref: str
    state: str
    asker: Person
    decider: Person
    asked: int
    guests_not_asked: int
    closes_at: datetime
    decision_due: datetime
    first_at: datetime | None = None
    let_go: str | None = None  # after *Send now*: why it still waits (`owners`, `hours`), or `` where it does not
    answered: int | None = None
    answered_at: datetime | None = None
    by_day: tuple[tuple[date, int], ...] = ()
    progress: Progress | None = None
    unreachable: int = 0
    reminder_at: datetime | None = None
    may_remind: bool = True
    owner_reminder_at: datetime | None = None
    may_resend: bool = False
    objections: int | None = None
    unanimity_lost: bool = False
    rule_fingerprint: str = ""


@dataclass(frozen=True)
class OwnerSilent:
    """No owner is active, or none has acted: Slack's page on it, and which workspace this is."""

    help_url: str
    workspace_url: str


@dataclass(frozen=True)
class Moved:
    """The workspace's name or address is another one since `at`; what did not change is empty."""

    at: datetime
    name_before: str = ""
    url_before: str = ""
    url: str = ""


@dataclass(frozen=True)
class HomePage:
    """`role`: member, guest, admin, organiser, observer, owner (the strongest that the reader has).

    `stage`: nothing, prepared, open, closed, late, expired, allowed, drafted, sent, question, refused, bounced,
    unclear, acknowledged, no_answer, unread, confirmed, withdrawn, steps (of a vendor that takes no letter).
    `owners`: active owners, the primary owner first.
    `record_head`: today's fingerprint of the record of events (for observers). `changing`: a prepared question that
    is being changed, for its author and owners. `unreadable_people`: how many records of
    Slack's directory could not be read. `contact_gone`: who is named as the contact and has left.
    `under_way`: before a decision on a closed question, the earlier request that comes first.
    `policy`: a change of the vendor's page that somebody had shown to everyone. `has_written`: the app has sent a
    message, trials aside. `unset`: which settings a new question needs and are empty (operator, contact).
    `vendors`: those in use, Slack's first. `waiting`: prepared questions that wait for this one, the next one first,
    for those who run or watch them.
    """

    about: About = field(kw_only=True)
    zone: str
    organisation: str
    viewer: Person
    role: str
    stage: str
    owners: tuple[Person, ...]
    now: datetime
    installed_at: datetime | None = None
    mine: MyPart = MyPart()
    poll: HomePoll | None = None
    result: Result | None = None
    decision: Decision | None = None
    case: CasePage | None = None
    checks: tuple[InstallationCheck, ...] = ()
    strip: Strip | None = None
    organisers: tuple[Person, ...] = ()
    observers: tuple[Person, ...] = ()
    notice_digest: str = ""
    record_head: str = ""
    contact: str = ""
    sending_possible: bool = True
    changing: Changing | None = None
    owner_silent: OwnerSilent | None = None
    moved: Moved | None = None
    unreadable_people: int = 0
    contact_gone: str = ""
    under_way: str = ""
    policy: PolicyChange | None = None
    has_written: bool = False
    unset: tuple[str, ...] = ()
    vendors: tuple[VendorLine, ...] = ()
    waiting: tuple[WaitingQuestion, ...] = ()
