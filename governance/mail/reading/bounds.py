"""How much of a mail is read: what is too much is refused, or cut, before anything takes it apart."""

from __future__ import annotations

import re
from itertools import pairwise

from governance.errors import N_, Refusal
from governance.mail.reading.headers import header_ends

MAX_BYTES = 25 * 1024 * 1024
MAX_LINES = 400_000  # attachments of this size, in lines of base64
MAX_PARTS = 5_000
MAX_BOUNDARIES = 60
TOO_MANY = N_("This mail has too many lines or parts to be read.")
_MOST_COMPARED = 4_000_000  # the parser compares each line with every boundary
_PARSED = 4 * 1024 * 1024  # bytes that are taken apart; of a text far less is read
_BOUNDARY = re.compile(rb"boundary[*0-9 \t]{0,9}=", re.IGNORECASE)


def shortened(raw: bytes) -> tuple[bytes, bool]:
    """The mail with its longest stretches cut, if it is large, and whether it was. Raises Refusal for too many parts.

    No line that may begin a part is lost, so that every part stays where it is.
    """
    if raw.count(b"\n") > MAX_LINES or raw.count(b"\n--") > MAX_PARTS:
        raise Refusal(TOO_MANY)
    short = raw if len(raw) <= _PARSED else _cut(raw)
    boundaries = len(_BOUNDARY.findall(short))
    if boundaries > MAX_BOUNDARIES or boundaries * short.count(b"\n") > _MOST_COMPARED:
        raise Refusal(TOO_MANY)
    return short, short is not raw


def _cut(raw: bytes) -> bytes:
    closed, _ = header_ends(raw)
    begins = [0, closed, *(found.start() + 1 for found in re.compile(rb"\n--").finditer(raw, closed)), len(raw)]
    stretches = list(pairwise(begins))
    most = _longest([end - begin for begin, end in stretches])
    return b"".join(
        raw[begin:end] if end - begin <= most else raw[begin : begin + most] + b"\n" for begin, end in stretches
    )


def _longest(lengths: list[int]) -> int:
    """The greatest length to which all may be cut so that together they fit."""
    left, count = _PARSED, len(lengths)
    for length in sorted(lengths):
        if length * count > left:
            return left // count
        left, count = left - length, count - 1
    return left
