"""Who people are and what they may do: roles, help, whom to ask, working days."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from governance.pages.about import About


@dataclass(frozen=True)
class Person:
    """`role`: primary_owner, owner, admin, member, guest (also organiser or observer where that is what matters)."""

    slack_id: str
    name: str
    role: str = "member"


@dataclass(frozen=True)
class RolesPage:
    """Who may do what; `may_appoint`: the reader is an owner. `fingerprint`: of the organisers and observers shown."""

    zone: str
    owners: tuple[Person, ...]
    admins: tuple[Person, ...]
    organisers: tuple[Person, ...]
    observers: tuple[Person, ...]
    may_appoint: bool
    fingerprint: str = ""


@dataclass(frozen=True)
class HelpPage:
    """What this person may do. `role`: member, guest, admin, organiser, observer, owner.

    `unknown`: the word typed; `meant`: the one that was probably meant.
    """

    about: About = field(kw_only=True)
    role: str
    unknown: str = ""
    owners: tuple[Person, ...] = ()
    meant: str = ""


@dataclass(frozen=True)
class ContactPage:
    """Whom to ask: the privacy contact, the owners, who runs the server."""

    zone: str
    contact: str
    owners: tuple[Person, ...]
    operator: str = ""


@dataclass(frozen=True)
class DaysOffPage:
    """The workspace's weekend (0 is Monday) and holidays, to be changed. `text`: the owners' own list, a date a line.

    `ahead`: how many holidays are known from today on, the last on `last`; `run_out`: that day has passed; `operators`:
    they are from the operator's file. `countries`: the codes of those that can be chosen; `country`, `region`: chosen.
    """

    zone: str
    weekend: tuple[int, ...]
    text: str = ""
    ahead: int = 0
    last: date | None = None
    run_out: bool = False
    operators: bool = False
    countries: tuple[str, ...] = ()
    country: str = ""
    region: str = ""


@dataclass(frozen=True)
class PlacePage:
    """The `regions` of a country, code and name, and the one that is chosen."""

    country: str
    regions: tuple[tuple[str, str], ...]
    region: str = ""
