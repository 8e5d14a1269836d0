"""Takes attached mails out of a mail byte for byte, so that their signatures can be checked."""

from __future__ import annotations

import binascii
import quopri
import re
from base64 import b64decode
from collections.abc import Iterator
from email import message_from_bytes
from itertools import islice

from governance.mail.reading.headers import MAX_HEADER_BLOCK, decoded, header_ends
from governance.rules.mail.mail_file import mail_in

_DEEPEST = 5
_MOST = 20
_MAILS = ("message/rfc822", "message/global")
_FILES = (".eml", ".emlx", ".msg")


def attached_mails(raw: bytes) -> tuple[bytes, ...]:
    """The mails attached to this one, unchanged since their senders signed them; at most 20."""
    return tuple(islice(_found(raw, 0, len(raw), 0), _MOST))


def _found(raw: bytes, start: int, end: int, depth: int) -> Iterator[bytes]:
    """Those in the part between two places; nothing is copied but what is found."""
    closed, begun = header_ends(raw, start, end)
    head = message_from_bytes(raw[start : min(closed, start + MAX_HEADER_BLOCK)] + b"\n\n")
    kind = head.get_content_type()
    if kind.startswith("multipart/") and depth < _DEEPEST:
        for first, last in _pieces(raw, begun, end, head.get_boundary("")):
            yield from _found(raw, first, last, depth + 1)
    elif kind in _MAILS or (depth and decoded(str(head.get_filename(""))).lower().endswith(_FILES)):
        inner = mail_in(_plain(raw[begun:end], str(head.get("content-transfer-encoding", "")).strip().lower()))
        if inner:
            yield inner


def _pieces(raw: bytes, start: int, end: int, boundary: str) -> Iterator[tuple[int, int]]:
    """Where each part between these places begins and ends."""
    if not 0 < len(boundary) <= 200:
        return
    line = re.compile(rb"^--" + re.escape(boundary.encode("utf-8", "surrogateescape")) + rb"(--)?[ \t]*\r?$", re.M)
    begun = None
    for found in line.finditer(raw, start, end):
        if begun is not None:
            yield begun, max(begun, found.start() - (2 if raw[found.start() - 2 : found.start()] == b"\r\n" else 1))
        if found.group(1):
            return
        begun = found.end() + 1
    if begun is not None:
        yield begun, end


def _plain(data: bytes, encoding: str) -> bytes:
    try:
        if encoding == "base64":
            return b64decode(data + b"===")  # some programs leave out the end
        return quopri.decodestring(data) if encoding == "quoted-printable" else data
    except (binascii.Error, ValueError):
        return b""
