"""Mail that arrived: read with its verdict, or still to be sorted."""

from __future__ import annotations

from dataclasses import dataclass

from governance.pages.case.correspondence import Mail


@dataclass(frozen=True)
class VerdictPage:
    """What was read in one mail, whether the reader may say what it means, and may have the original."""

    zone: str
    case_ref: str
    mail: Mail
    may_confirm: bool
    state: str = "sent"
    may_download: bool = False


@dataclass(frozen=True)
class MailToSortPage:
    """Mail that waits for a person. `case_ref`: the request it may be put to, or None."""

    zone: str
    case_ref: str | None
    mails: tuple[Mail, ...]
    total: int = 0
