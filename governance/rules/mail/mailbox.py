"""What is read from a mailbox, and which mails there may concern us by their header alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

MARGIN = timedelta(days=1)  # between our clock and those of mail servers


@dataclass(frozen=True)
class Position:
    """How far a folder was read. `numbering`: UIDVALIDITY; `last`: the last UID that was dealt with."""

    numbering: int
    last: int


@dataclass(frozen=True)
class Found:
    """A mail as it stands in the mailbox. `key`: the same for the same mail, however often it is found.

    `raw`: the whole mail, or only its header where `lacks` says why: `large` or `unfetched`. `size` in bytes.
    `sender` and `subject` are for the person who looks at such a header.
    """

    key: str
    raw: bytes
    size: int
    lacks: str = ""
    sender: str = ""
    subject: str = ""


@dataclass(frozen=True)
class Step:
    """One step through a mailbox: how far `place` was read with it, and the mail to keep, if it may concern us."""

    place: str
    position: Position
    mail: Found | None = None


@dataclass(frozen=True)
class Marks:
    """What a mail about our requests may bear. `since`: when the first request was opened, None if there is none.

    `names`, in lower case: copy addresses and references of requests, Message-IDs of letters.
    """

    since: datetime | None
    names: frozenset[str]


def may_concern(marks: Marks, header: str, arrived: datetime, dated: datetime | None) -> bool:
    """Whether a mail can be a copy of a letter of ours, or an answer to one.

    It cannot while there is no request, or when it is older than the first request and bears none of our marks. A mail
    without a date never counts as older.
    """
    if marks.since is None:
        return False
    start = marks.since - MARGIN
    if dated is None or max(arrived, dated) >= start:
        return True
    lower = header.lower()
    return any(name in lower for name in marks.names)
