"""What an entry of the register holds: one vendor and purpose, what it does by default, and how to opt out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cached_property

FRESH_FOR = timedelta(days=365)


class Mechanism(StrEnum):
    """How one opts out."""

    NONE_NEEDED = "none_needed"
    NONE_AVAILABLE = "none_available"
    ADMIN_SETTING = "admin_setting"
    MEMBER_SETTING = "member_setting"
    EMAIL = "email"
    SUPPORT_CASE = "support_case"
    CONTRACT = "contract"

    @property
    def is_asked(self) -> bool:
        """Whether the vendor is asked first and answers later; a setting is changed by whoever has the rights."""
        return self in (Mechanism.EMAIL, Mechanism.SUPPORT_CASE, Mechanism.CONTRACT)


class Evidence(StrEnum):
    """How something is known: its text was read, somebody quotes it, or it is only believed."""

    READ = "read"
    SECOND_HAND = "second-hand"
    BELIEF = "belief"


class Training(StrEnum):
    """Whether data is used if nobody does anything."""

    ON = "on"
    PARTLY = "partly"
    OFF = "off"
    UNKNOWN = "unknown"


class Backwards(StrEnum):
    """Whether opting out also undoes what was done before."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"
    UNKNOWN = "unknown"
    NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True)
class Phrase:
    """One thing said in several languages, English always among them."""

    by_language: dict[str, str]

    def words(self, language: str) -> str:
        """The phrase in this language, else in English."""
        return self.by_language.get(language, self.by_language["en"])


@dataclass(frozen=True)
class Source:
    """Where an entry comes from. `date`: of its text, perhaps only a month or a year; empty where it is not known."""

    url: str
    date: str
    evidence: Evidence


@dataclass(frozen=True)
class PageOfVendor:
    """A page that is watched. `parts`: selectors of the part that counts, the first that the page has."""

    name: str  # vendor and page: slack/principles
    title: str
    url: str
    parts: tuple[str, ...]


@dataclass(frozen=True)
class Default:
    """What happens on a plan if nobody does anything; `more`: the same more exactly, where the one word is not all."""

    plan: Phrase
    training: Training
    more: Phrase | None


@dataclass(frozen=True)
class Statement:
    """What the vendor says, in our words by language, and when.

    `about`: data, content, generative, opt_out, benefit; for a request by mail to, subject, contents, who, answer,
    next_step.
    """

    about: str
    said: dict[str, str]
    date: date
    source: str
    evidence: Evidence

    def words(self, language: str) -> str:
        """The statement in this language, else in English."""
        return self.said.get(language, self.said["en"])


@dataclass(frozen=True)
class MailRoute:
    """How a request by mail has to look. `answer_domains`: who may sign a reply that closes a request by itself.

    `letters`: the released text of each kind of letter. `next_step`: the vendor's general privacy address, other than
    the one for this request. `known`: what the vendor says of to, subject, contents, who and answer.
    """

    to: str
    subject: str
    subject_aliases: tuple[str, ...]
    answer_domains: tuple[str, ...]
    letters: dict[str, str]
    next_step: str
    known: tuple[Statement, ...]

    @property
    def letter(self) -> str:
        """The text of the first letter."""
        return self.letters["request"]


@dataclass(frozen=True)
class SupportCase:
    """What a case with the vendor's support has to look like."""

    subject: str
    one_per: Phrase


@dataclass(frozen=True)
class Vendor:
    """One entry of the register. `since`: None where it is not known. `own`: the operator's, not one of ours.

    `words`: what a question says of it, by language: models ("its global models"), others (who trains where it
    only lets them), does (what it does by default), limits (what stays after it confirmed). `answer_domains`: which
    domains may sign the vendor's mail.
    """

    slug: str
    name: str
    purpose: Phrase
    product: Phrase
    trained_on: Phrase
    mechanism: Mechanism
    since: Phrase | None
    backwards: Backwards
    evidence: Evidence
    languages: tuple[str, ...]
    note: Phrase | None
    defaults: tuple[Default, ...]
    who: tuple[Phrase, ...]
    steps: tuple[Phrase, ...]
    sources: tuple[Source, ...]
    statements: tuple[Statement, ...]
    mail: MailRoute | None
    case: SupportCase | None
    help: dict[str, str]
    pages: tuple[PageOfVendor, ...]
    words: dict[str, dict[str, str]]
    answer_domains: frozenset[str] = frozenset()
    own: bool = False

    @property
    def said_last(self) -> date | None:
        """The day of the newest of the vendor's statements."""
        return max((one.date for one in self.statements), default=None)

    @cached_property
    def as_of(self) -> str:
        """The date of the newest text behind the entry, perhaps only a month or a year; empty if none is dated."""
        return max(source.date for source in self.sources)

    def needs_review(self, today: date) -> bool:
        """Whether the newest text is older than a year, or not known to be younger."""
        oldest = {4: "-01-01", 7: "-01"}.get(len(self.as_of), "")  # of a month or a year only its first day is sure
        return not self.as_of or date.fromisoformat(self.as_of + oldest) < today - FRESH_FOR

    @property
    def training(self) -> Training:
        """The defaults of all plans in one word: partly where they differ, unknown where nothing is known of any."""
        known = {default.training for default in self.defaults} - {Training.UNKNOWN}
        if not known:
            return Training.UNKNOWN
        return known.pop() if len(known) == 1 else Training.PARTLY
