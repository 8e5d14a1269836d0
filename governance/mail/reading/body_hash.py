"""The digest of a mail's body that its signature names (RFC 6376 s. 3.4.3, 3.4.4 and 3.7).

Line by line, so that a large mail is not copied, and once for all signatures.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from hashlib import sha256
from io import BytesIO

from governance.mail.reading.headers import header_ends

_BLANKS = re.compile(rb"[ \t]+")


def body_hashes(raw: bytes) -> Callable[[bool], bytes]:
    """The SHA-256 of this mail's body in simple or relaxed form (True), each computed once."""
    known: dict[bool, bytes] = {}

    def digest(relaxed: bool) -> bytes:
        if relaxed not in known:
            known[relaxed] = _digest(raw, relaxed)
        return known[relaxed]

    return digest


def _digest(raw: bytes, relaxed: bool) -> bytes:
    """Empty lines count only where another line follows them; an empty body is one line end in simple form alone."""
    found, empty, some = sha256(), 0, False
    for line in _lines(raw, relaxed):
        if not line:
            empty += 1
            continue
        found.update(b"\r\n" * empty)
        found.update(line)
        found.update(b"\r\n")
        empty, some = 0, True
    if not (some or relaxed):
        found.update(b"\r\n")
    return found.digest()


def _lines(raw: bytes, relaxed: bool) -> Iterator[bytes]:
    """The body's lines without their ends, relaxed or as they are; what no line end follows keeps its last blank."""
    content = BytesIO(raw)
    content.seek(header_ends(raw)[1])
    for line in content:
        ended = line.endswith(b"\n")
        line = line[: -2 if line.endswith(b"\r\n") else -1] if ended else line
        if relaxed and (b" " in line or b"\t" in line):
            line = _BLANKS.sub(b" ", line)
            line = line.rstrip(b" ") if ended else line
        yield line
