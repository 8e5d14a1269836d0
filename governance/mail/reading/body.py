"""Reads the text that people see in a mail's parts: one edition to judge, the other to compare, hidden text apart.

Attachments do not count as what somebody says. Hostile parts give less text, never an error. Whether a mail is simple
enough that every program shows the same words is told beside.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from email.message import Message
from typing import NamedTuple, TypeVar

from governance.mail.reading.headers import text_in
from governance.mail.reading.html_text import Page, page_of
from governance.rules.mail.mail_facts import MAX_TEXT

_DEEPEST = 20
_MOST_PARTS = 200
_CHARSETS = (None, "us-ascii", "utf-8", "iso-8859-1", "iso-8859-15", "windows-1252")
_PARAMETERS = frozenset(("charset", "format", "boundary"))
_ENCODINGS = ("", "7bit", "8bit", "quoted-printable", "base64")
_DESCRIBED = frozenset(f"content-{name}" for name in ("type", "transfer-encoding", "disposition", "language"))
_MARKUP = re.compile(rb"<[a-z!/?]|&#?\w", re.IGNORECASE)
_PART_BEGINS = re.compile(rb"^--[^\s]{1,200}[ \t]{0,9}\r?\ncontent-", re.MULTILINE | re.IGNORECASE)
T = TypeVar("T")


class Body(NamedTuple):
    """`text`: what people read; `other`: the same in the other edition, if there is one; `unseen`: hidden text.

    `simple`: it is one text, or one in two editions, and every program shows the same words of it.
    """

    text: str = ""
    other: str = ""
    unseen: str = ""
    simple: bool = False


def body_of(message: Message) -> Body:
    """The text of the plain edition, else of the HTML, without attachments and attached mails.

    Text with a file name is a file, even where the mail program shows it, unless there is no other text.
    """
    body = _body(message, 0, named=False)
    return body if body.text.strip() or body.unseen else _body(message, 0, named=True)


def _body(message: Message, depth: int, *, named: bool) -> Body:
    kind = message.get_content_type()
    if message.is_multipart():
        if depth >= _DEEPEST or kind.startswith("message/"):
            return Body()
        bodies = [(part.get_content_type(), _body(part, depth + 1, named=named)) for part in _parts(message)]
        if kind != "multipart/alternative":
            return _together(body for _, body in bodies)
        kinds = [kind for kind, _ in bodies]
        whole = kinds == ["text/plain", "text/html"] and all(body.simple for _, body in bodies) and _is_regular(message)
        return _alternatives(bodies)._replace(simple=whole and not depth)
    if kind not in ("text/plain", "text/html") or _is_attached(message, named or not depth):
        return Body()
    text = _decoded(message)
    page = page_of(text) if kind == "text/html" or _is_html(text) else Page(text, "", faithful=True)
    simple = page.faithful and len(text) <= MAX_TEXT and _is_regular(message)
    return Body(page.text[:MAX_TEXT], "", page.unseen[:MAX_TEXT], simple)


def _is_regular(message: Message) -> bool:
    """Whether the header of this part leaves nothing to the taste of mail programs."""
    parameters = _or(message.get_params, None) or []
    names = [str(name).lower() for name, _ in parameters[1:]]
    named = set(names)
    charset: object = _or(message.get_content_charset, None) if "charset" in named else None
    about = [name.lower() for name in message if name.lower().startswith("content-")]
    outside = f"{message.preamble or ''}{message.epilogue or ''}"
    return (
        not message.defects
        and named <= _PARAMETERS
        and charset in _CHARSETS
        and _header(message, "content-disposition") in ("", "inline")
        and _header(message, "content-transfer-encoding") in _ENCODINGS
        and set(about) <= _DESCRIBED
        and len(about) == len(set(about))
        and len(names) == len(named)
        and not outside.strip()
    )


def _header(message: Message, name: str) -> str:
    return str(message.get(name, "")).strip().lower()


def is_fixed(message: Message, raw_body: bytes) -> bool:
    """Whether the body is plain ASCII that reads the same whatever charset, encoding or kind its header may claim."""
    plain = message.get_content_type() == "text/plain" and not is_encoded(message)
    return plain and raw_body.isascii() and not re.search(rb"[=<&\x00-\x08\x0b\x0e-\x1f\x7f~+]", raw_body)


def is_encoded(message: Message) -> bool:
    """Whether the header says how the one text is encoded. What parts say of themselves stands in the body."""
    return not message.is_multipart() and _header(message, "content-transfer-encoding") not in _ENCODINGS[:3]


def is_framed(message: Message, raw_body: bytes) -> bool:
    """Whether the parts are where the body itself says, with nothing before, between or behind them, and no markup.

    A signature may leave out Content-Type. Whoever changes it then gives the same signed bytes another reading.
    """
    if message.get_content_maintype() != "multipart":
        return not (_PART_BEGINS.search(raw_body) or _MARKUP.search(raw_body))
    first = raw_body.lstrip()[:300].partition(b"\n")[0].rstrip()
    boundary = str(_or(message.get_boundary, None) or "")
    epilogue = message.epilogue
    outside = epilogue if isinstance(epilogue, str) else ""
    return first == b"--" + boundary.encode("utf-8", "surrogateescape") and not outside.strip()


def _alternatives(bodies: list[tuple[str, Body]]) -> Body:
    """The plain edition is judged; an edition that says something else must not go unnoticed."""
    filled = sorted((pair for pair in bodies if pair[1].text.strip()), key=lambda pair: pair[0] != "text/plain")
    if not filled:
        return Body()
    others = [body.text for _, body in filled[1:]] + [body.other for _, body in filled]
    unseen = "\n".join(body.unseen for _, body in bodies)
    return Body(filled[0][1].text, "\n\n".join(text for text in others if text)[:MAX_TEXT], unseen[:MAX_TEXT])


def _together(bodies: Iterable[Body]) -> Body:
    found = [body for body in bodies if body.text.strip() or body.unseen]
    other = [body.other or body.text for body in found] if any(body.other for body in found) else []
    texts = ([body.text for body in found], other, [body.unseen for body in found])
    joined = ["\n\n".join(text for text in kept if text.strip())[:MAX_TEXT] for kept in texts]
    return Body(joined[0], joined[1], joined[2])


def _parts(message: Message) -> list[Message]:
    payload = message.get_payload()
    return [part for part in payload if isinstance(part, Message)][:_MOST_PARTS] if isinstance(payload, list) else []


def _decoded(message: Message) -> str:
    payload: object = _or(lambda: message.get_payload(decode=True), None)
    charset = _or(message.get_content_charset, None)
    return text_in(payload, charset).replace("\r\n", "\n") if isinstance(payload, bytes) else ""


def _is_attached(message: Message, named: bool) -> bool:
    attached = _or(message.get_content_disposition, None) == "attachment"
    return attached or not (named or not _or(message.get_filename, None))


def _or(read: Callable[[], T], otherwise: T) -> T:
    """What the library reads of a hostile header, or `otherwise` where it stumbles over it."""
    try:
        return read()
    except (ValueError, LookupError, TypeError, AttributeError):
        return otherwise


def _is_html(text: str) -> bool:
    start = text[:300].lstrip().lower()
    return start.startswith(("<!doctype html", "<html"))
