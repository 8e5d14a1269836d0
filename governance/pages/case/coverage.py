"""For what our request speaks, and what is known of each address."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from governance.pages.about import About


@dataclass(frozen=True)
class Covered:
    """One address. `named`: whether the confirmation names it; None: there is no confirmation yet."""

    url: str
    kind: str
    asked_at: datetime | None = None
    named: bool | None = None


@dataclass(frozen=True)
class CoveragePage:
    """`organisation`: the workspace belongs to one. `urls`: empty while the request is for this workspace alone.
    `open`: the letter may still change. `may_change`: the reader is an owner.
    """

    about: About = field(kw_only=True)
    zone: str
    case_ref: str
    own_url: str
    organisation: bool
    urls: tuple[Covered, ...] = ()
    confirmed_at: datetime | None = None
    open: bool = False
    may_change: bool = False
