"""The mailbox that copies and replies arrive in, a Maildir or an IMAP account: what both have in common.

It is read step by step, and each step is written before the next is taken. Nothing in it is ever deleted.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Protocol, TypeVar

from governance.mail.reading.bounds import MAX_BYTES
from governance.mail.reading.headers import Headers, addresses, date_of, decoded
from governance.rules.mail.mailbox import Found, Marks, Position, Step, may_concern

LARGEST = MAX_BYTES  # of a larger mail only the header is kept
HEADER = 64 * 1024  # bytes of a header that are looked at to tell whether the mail may concern us
BATCH = 500
LONGEST_TURN = 20.0  # seconds for a look at the mailbox; the next one goes on from there
_DATE = re.compile(r"^date:[ \t]*([^\r\n]{1,100})", re.IGNORECASE | re.MULTILINE)
T = TypeVar("T")


class Book(Protocol):
    """What is known from earlier looks, and of our requests."""

    def marks(self) -> Marks:
        """What a mail about our requests may bear."""

    def position(self, place: str) -> Position | None:
        """How far this place was read; None: never."""

    def kept(self, keys: Collection[str]) -> set[str]:
        """Those of these keys whose mail was kept before."""


class Inbox(Protocol):
    """A mailbox. Each of `steps` must be written before the next; a step not written comes again. May raise Fault."""

    def is_due(self) -> bool:
        """Whether it is time for a look."""

    def steps(self, book: Book) -> Iterator[Step]:
        """Every step from where the last look ended."""

    def check(self) -> None:
        """Raise Fault unless the mailbox can be read."""


def concerns(marks: Marks, header: bytes, arrived: datetime) -> bool:
    """Whether a mail with this header may be about one of our requests."""
    text = header.decode("utf-8", "replace")
    found = _DATE.search(text)
    return may_concern(marks, text, arrived, date_of(found.group(1)) if found else None)


def header_alone(header: bytes, size: int, lacks: str) -> Found:
    """A mail of which only the header is kept; `lacks` says why."""
    read = Headers(header)
    sender = ", ".join(address for value in read.all("from") for address in addresses(value))
    return Found(f"{lacks}:{sha256(header).hexdigest()}", header, size, lacks, sender, decoded(read.first("subject")))


def batches(items: Sequence[T], size: int = BATCH) -> Iterator[Sequence[T]]:
    """The items in order, in lists of at most `size`."""
    return (items[start : start + size] for start in range(0, len(items), size))
