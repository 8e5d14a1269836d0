"""Takes attached mails out of a mail byte for byte, so that their signatures can be checked."""

from __future__ import annotations

import binascii
import quopri
import re
from base64 import b64decode
from collections.abc import Iterator
from email import message_from_bytes
from email.message import Message

from governance.mail.reading.headers import MAX_HEADER_BLOCK, split_mail

_DEEPEST = 5
_MOST = 20


def attached_mails(raw: bytes) -> tuple[bytes, ...]:
    """The mails attached to this one, unchanged since their senders signed them; at most 20."""
    return tuple(mail for mail, _ in zip(_found(raw, 0), range(_MOST), strict=False))


def _found(raw: bytes, depth: int) -> Iterator[bytes]:
    block, body = split_mail(raw)
    head = message_from_bytes(block[:MAX_HEADER_BLOCK] + b"\n\n")
    kind = head.get_content_type()
    if kind.startswith("multipart/") and depth < _DEEPEST:
        for piece in _pieces(body, head):
            yield from _found(piece, depth + 1)
    elif depth and (kind == "message/rfc822" or str(head.get_filename("")).lower().endswith(".eml")):
        inner = _plain(body.lstrip(b"\r\n"), str(head.get("content-transfer-encoding", "")).strip().lower())
        if inner:
            yield inner


def _pieces(body: bytes, head: Message) -> Iterator[bytes]:
    boundary = head.get_boundary("")
    if not 0 < len(boundary) <= 200:
        return
    line = re.compile(rb"^--" + re.escape(boundary.encode("utf-8", "surrogateescape")) + rb"(--)?[ \t]*\r?$", re.M)
    start = None
    for found in line.finditer(body):
        if start is not None:
            yield body[start : found.start()].removesuffix(b"\n").removesuffix(b"\r")
        if found.group(1):
            return
        start = found.end() + 1
    if start is not None:
        yield body[start:]


def _plain(data: bytes, encoding: str) -> bytes:
    try:
        if encoding == "base64":
            return b64decode(data)
        return quopri.decodestring(data) if encoding == "quoted-printable" else data
    except (binascii.Error, ValueError):
        return b""
