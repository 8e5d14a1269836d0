"""Whether copies of the letter reach the app, and the test mail that shows it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from governance.pages.about import About


@dataclass(frozen=True)
class CopyProof:
    """What is known of the copy address. `asked_at`, `arrived_at`: of the test mail. `may_test`: the reader may try."""

    address: str
    asked_at: datetime | None = None
    arrived_at: datetime | None = None
    may_test: bool = False


@dataclass(frozen=True)
class CopyTestPage:
    """The test mail, with the links that open it written."""

    about: About = field(kw_only=True)
    zone: str
    case_ref: str
    proof: CopyProof
    subject: str
    mailto_url: str
    gmail_url: str
    outlook_url: str
