"""The bytes that mail programs make of a text: headers, line wrapping, quoting."""

from __future__ import annotations

import html
import secrets
import textwrap
from dataclasses import dataclass, field
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

WIDTH = 72
_POLICY = SMTP.clone(max_line_length=200)


@dataclass(frozen=True)
class Sheet:
    """A letter before it becomes bytes."""

    sender: str
    to: list[str]
    subject: str
    body: str
    at: datetime
    cc: list[str] = field(default_factory=list)
    message_id: str = ""
    in_reply_to: str = ""
    references: list[str] = field(default_factory=list)
    extra: dict[str, str] = field(default_factory=dict)


def address(email: str, name: str = "") -> str:
    """`Name <email>` as it stands in a header; an address that cannot be parsed is kept as it is."""
    try:
        return str(Address(display_name=name, addr_spec=email))
    except (ValueError, IndexError):
        return email


def new_message_id(domain: str) -> str:
    """A Message-ID of the sandbox's own making."""
    return f"<{secrets.token_hex(12)}@{domain}>"


def headed(sheet: Sheet) -> EmailMessage:
    """The message with its headers and no body yet."""
    message = EmailMessage(policy=_POLICY)
    message["From"] = sheet.sender
    message["To"] = ", ".join(sheet.to)
    if sheet.cc:
        message["Cc"] = ", ".join(sheet.cc)
    message["Subject"] = sheet.subject
    message["Date"] = format_datetime(sheet.at)
    message["Message-ID"] = sheet.message_id
    if sheet.in_reply_to:
        message["In-Reply-To"] = sheet.in_reply_to
    if sheet.references:
        message["References"] = " ".join(sheet.references)
    for name, value in sheet.extra.items():
        message[name] = value
    return message


def plain_letter(sheet: Sheet) -> bytes:
    """text/plain in UTF-8, quoted-printable, format=flowed (RFC 3676): as desktop mail programs send."""
    message = headed(sheet)
    message.set_content(flowed(sheet.body), charset="utf-8", cte="quoted-printable", params={"format": "flowed"})
    return message.as_bytes()


def web_letter(sheet: Sheet, quoted: str = "") -> bytes:
    """multipart/alternative, hard-wrapped text beside HTML: as web mail and help desks send."""
    message = headed(sheet)
    text = hard_wrapped(sheet.body) + (("\n\n" + quoted) if quoted else "") + "\n"
    message.set_content(text, charset="utf-8", cte="quoted-printable")
    message.add_alternative(_as_html(sheet.body, quoted), subtype="html", charset="utf-8", cte="quoted-printable")
    return message.as_bytes()


def flowed(text: str) -> str:
    """Wrapped at 72: a line that goes on ends in a space, a line that could be misread is stuffed with one."""
    return "\n".join(_stuffed(line) for paragraph in text.split("\n") for line in _flowed_lines(paragraph)) + "\n"


def hard_wrapped(text: str) -> str:
    """Wrapped at 72 with nothing to show that a line goes on."""
    return "\n".join(line for paragraph in text.split("\n") for line in _wrapped(paragraph))


def quoted(text: str, author: str, at: datetime) -> str:
    """The letter below, as it stands under an answer: attribution, then every line behind `> `."""
    attribution = hard_wrapped(f"On {at:%a, %d %b %Y at %H:%M}, {author} wrote:")
    return attribution + "\n\n" + "\n".join(("> " + line).rstrip() for line in text.rstrip().splitlines())


def reply_subject(subject: str) -> str:
    """`Re:` once, whatever was there."""
    return subject if subject.lower().startswith("re:") else f"Re: {subject}"


def _wrapped(paragraph: str) -> list[str]:
    return textwrap.wrap(paragraph, WIDTH, break_long_words=False, break_on_hyphens=False) or [""]


def _flowed_lines(paragraph: str) -> list[str]:
    paragraph = paragraph if paragraph == "-- " else paragraph.rstrip()
    if len(paragraph) <= WIDTH:
        return [paragraph]
    lines = _wrapped(paragraph)
    return [line + " " for line in lines[:-1]] + lines[-1:]


def _stuffed(line: str) -> str:
    return f" {line}" if line.startswith((" ", ">", "From ")) else line


def _as_html(body: str, quoted: str) -> str:
    paragraphs = "".join(f"<p>{html.escape(one).replace(chr(10), '<br>')}</p>" for one in body.split("\n\n"))
    below = f"<blockquote><pre>{html.escape(quoted)}</pre></blockquote>" if quoted else ""
    return f"<html><body>{paragraphs}{below}</body></html>"
