"""Mail that arrived: read with its verdict, or still to be sorted."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from governance.pages.about import About
from governance.pages.case.correspondence import Confirmation, Mail, TakenBack


@dataclass(frozen=True)
class VerdictPage:
    """What was read in one mail, whether the reader may say what it says, and may have the original.

    `may_take_back`: they may say that what it was taken for is wrong; `wrong`: an owner said so. `next_reminder_at`,
    `is_reminded`: as on the page of our request.
    """

    about: About = field(kw_only=True)
    zone: str
    case_ref: str
    mail: Mail
    may_confirm: bool
    state: str = "sent"
    may_download: bool = False
    may_take_back: bool = False
    wrong: TakenBack | None = None
    next_reminder_at: datetime | None = None
    is_reminded: bool = False
    confirmation: Confirmation | None = None  # of our request, where this mail is the one that it rests on


@dataclass(frozen=True)
class MailToSortPage:
    """Mail that waits for a person. `case_ref`: the request it may be put to, or None."""

    about: About = field(kw_only=True)
    zone: str
    case_ref: str | None
    mails: tuple[Mail, ...]
    total: int = 0
