"""The register of vendors, read from `vendors/`: what each does with data by default, and how to opt out."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parents[2] / "vendors"


class Mechanism(StrEnum):
    """How one opts out."""

    NONE_NEEDED = "none_needed"
    NONE_AVAILABLE = "none_available"
    ADMIN_SETTING = "admin_setting"
    MEMBER_SETTING = "member_setting"
    EMAIL = "email"
    SUPPORT_CASE = "support_case"
    CONTRACT = "contract"


class Evidence(StrEnum):
    """How an entry is known: its text was read, somebody quotes it, or it is only believed."""

    READ = "read"
    SECOND_HAND = "second-hand"
    BELIEF = "belief"


@dataclass(frozen=True)
class Source:
    """Where an entry comes from."""

    url: str
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
    """What happens on a plan if nobody does anything."""

    plan: str
    training: str


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
class Vendor:
    """One entry of the register. `as_of`: date of the newest text that it rests on, perhaps only a year, or empty.

    `words`: what a question says of it, by language: models ("its global models"; none where it lets others train),
    does (what it does by default), limits (what stays after it confirmed).
    """

    slug: str
    name: str
    product: str
    trained_on: str
    mechanism: Mechanism
    path: str
    who: tuple[str, ...]
    since: str
    evidence: Evidence
    as_of: str
    note: str
    defaults: tuple[Default, ...]
    sources: tuple[Source, ...]
    statements: tuple[Statement, ...]
    mail: MailRoute | None
    help: dict[str, str]
    pages: tuple[PageOfVendor, ...]
    words: dict[str, dict[str, str]]

    @property
    def said_last(self) -> date | None:
        """The day of the newest of the vendor's statements."""
        return max((one.date for one in self.statements), default=None)


@cache
def vendors() -> tuple[Vendor, ...]:
    """The whole register, by name."""
    entries = [_vendor(path.stem, tomllib.loads(path.read_text("utf-8"))) for path in FOLDER.glob("*.toml")]
    return tuple(sorted(entries, key=lambda entry: entry.name.casefold()))


def vendor(slug: str) -> Vendor:
    """The entry of this vendor. Raises LookupError for an unknown one."""
    for entry in vendors():
        if entry.slug == slug:
            return entry
    raise LookupError(f"no vendor {slug} in the register")


def _vendor(slug: str, data: dict[str, Any]) -> Vendor:
    """The entry. Raises KeyError for a missing key when it is first read."""
    mail = data.get("mail")
    return Vendor(
        slug=slug,
        name=data["name"],
        product=data["product"],
        trained_on=data["trained_on"],
        mechanism=Mechanism(data["mechanism"]),
        path=data["path"],
        who=tuple(data["who"]),
        since=data["since"],
        evidence=Evidence(data["evidence"]),
        as_of=data["as_of"],
        note=data["note"],
        defaults=tuple(Default(row["plan"], row["training"]) for row in data["defaults"]),
        sources=tuple(Source(row["url"], Evidence(row["evidence"])) for row in data.get("sources", ())),
        statements=tuple(_statement(row) for row in data.get("statements", ())),
        mail=_mail(mail) if mail else None,
        help=data.get("help", {}),
        pages=tuple(
            PageOfVendor(f"{slug}/{row['name']}", row["title"], row["url"], tuple(row["parts"]))
            for row in data.get("pages", ())
        ),
        words=data.get("words", {}),
    )


def _statement(row: dict[str, Any]) -> Statement:
    said = {key: value for key, value in row.items() if len(key) == 2}
    return Statement(row["about"], said, row["date"], row["source"], Evidence(row["evidence"]))


def _mail(row: dict[str, Any]) -> MailRoute:
    return MailRoute(
        to=row["to"],
        subject=row["subject"],
        subject_aliases=tuple(row["subject_aliases"]),
        answer_domains=tuple(row["answer_domains"]),
        letters=row["letters"],
        next_step=row["next_step"],
        known=tuple(_statement(known) for known in row["known"]),
    )
