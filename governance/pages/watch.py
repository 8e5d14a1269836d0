"""Watched pages of the vendor: one change of substance, and the history of all of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from governance.pages.about import About


@dataclass(frozen=True)
class PolicyChange:
    """A change of substance. `passages`: before and after, the weightiest first. `reasons`: English keys.

    `settled`: dismissed, asked, rechecked, noted, or empty; `because`: the reason of a dismissal. `confirmed_case`: for
    owners, the request whose confirmation stands. `notice_of`: the day of the newest text that our notice rests on.
    `askable`: the members can be asked about this vendor, as its entry stands.
    """

    about: About = field(kw_only=True)
    zone: str
    version: str
    title: str
    url: str
    at: datetime
    passages: tuple[tuple[str, str], ...]
    reasons: tuple[str, ...]
    notice_of: str = ""
    askable: bool = True
    may_settle: bool = False
    settled: str = ""
    settled_at: datetime | None = None
    because: str = ""
    is_shown: bool = False
    confirmed_case: str = ""
    confirmed_at: datetime | None = None


@dataclass(frozen=True)
class ReadPage:
    """How one page was read. `result`: a verdict, `first`, or the code of a failure; `failures`: how many in a row.

    `changes`: day, verdict and how it was settled, the newest first.
    """

    title: str
    url: str
    checked_at: datetime | None = None
    result: str = ""
    failures: int = 0
    changes: tuple[tuple[datetime, str, str], ...] = ()


@dataclass(frozen=True)
class PolicyHistory:
    """All watched pages. `changed`: reference of the newest change of substance, or empty."""

    about: About = field(kw_only=True)
    zone: str
    pages: tuple[ReadPage, ...]
    changed: str = ""
