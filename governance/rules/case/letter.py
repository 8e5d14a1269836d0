"""A letter to a vendor: its canonical form, its digest, and the links and mail bytes that carry it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from hashlib import sha256
from textwrap import wrap
from urllib.parse import quote, unquote

from governance.rules.case.letter_words import address, from_header, one_line, persons_name, value

WIDTH = 72
LINK_LIMIT = 2000  # longer mailto links are cut by some mail programs; Slack's buttons take 3000
_ECHO = re.compile(  # https://x.example<https://x.example/>, a@x.example [mailto:a@x.example]
    r"(https?://[^\s<>\[\]]{1,500}|[^\s<>@\[\]]{1,64}@[^\s<>@\[\]]{1,255})\s?[<\[](?:mailto:)?\1/?[>\]]"
)
_GUARDED = re.compile(  # a mail gateway leads a link through its own service
    r"https://[a-z0-9.-]{1,80}\.safelinks\.protection\.outlook\.com/\?url=([^&\s<>\[\]]{1,800})"
    r"&[^\s<>\[\]]{0,1000}?reserved=0"
)
_BARE_SLASH = re.compile(r"(https?://[^\s/<>\[\]]{1,255})/(?![^\s<>\[\]])")
_TAGS = re.compile(r"^(?:\[[^\[\]]{1,60}\]\s{0,3}){1,5}")  # [list], [EXTERN]: set before a subject on the way to us
_TYPED = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "‐": "-", "‑": "-", "–": "-", "…": "..."})


@dataclass(frozen=True)
class Letter:
    """What is approved and frozen; every field is in the digest. The body is wrapped and closed by its end mark."""

    to: str
    cc: str | None
    subject: str
    body: str


@dataclass(frozen=True)
class ComposeLink:
    """A link that opens a mail program with the letter; not `complete` where the body did not fit and was left out."""

    url: str
    complete: bool


def end_mark(reference: str) -> str:
    """The last line that is ours; what a mail program adds below it is not part of the letter."""
    return f"[End of request {reference}]"


def write_letter(
    template: str,
    values: Mapping[str, str],
    *,
    to: str,
    subject: str,
    reference: str,
    cc: str | None = None,
    mark: str | None = None,
) -> Letter:
    """The canonical letter from a body template with {placeholders}; values are one line each.

    `mark`: what the end mark names, where it is not the reference alone.
    """
    clean = {field: value(field, text) for field, text in values.items()} | {"reference": one_line(reference)}
    lines = [line for written in template.format(**clean).split("\n") for line in _wrapped(written)]
    body = "\n".join(lines).strip("\n") + f"\n\n{end_mark(one_line(mark or reference))}\n"
    return Letter(
        to=address(to),
        cc=address(cc) if cc else None,
        subject=one_line(subject),
        body=unicodedata.normalize("NFC", body),
    )


def _wrapped(line: str) -> list[str]:
    """The line in lines of up to 72 signs; an address or link is never broken and may be longer."""
    if not line.strip():
        return [""]
    return wrap(line.strip(), WIDTH, break_long_words=False, break_on_hyphens=False)


def canonical(letter: Letter) -> bytes:
    """The bytes that are approved: UTF-8, line feeds only."""
    head = f"To: {letter.to}\n" + (f"Cc: {letter.cc}\n" if letter.cc else "") + f"Subject: {letter.subject}\n"
    return f"{head}\n{letter.body}".encode()


def digest(letter: Letter) -> str:
    """SHA-256 of the canonical bytes, in hexadecimal."""
    return sha256(canonical(letter)).hexdigest()


def follow_up(
    first: Letter,
    template: str,
    values: Mapping[str, str],
    *,
    reference: str,
    sender: str,
    sent_on: str,
    to: str | None = None,
) -> Letter:
    """A letter in the same thread, to the same people or `to` another address, with the first letter quoted below.

    The end mark stands above the quotation, so that the follow-up is never taken for the letter it quotes.
    """
    subject = first.subject if first.subject.lower().startswith("re:") else f"Re: {first.subject}"
    mark = f"{reference}, follow-up"
    letter = write_letter(
        template, values, to=to or first.to, cc=first.cc, subject=subject, reference=reference, mark=mark
    )
    quoted = "".join(f"> {line}".rstrip() + "\n" for line in first.body.rstrip("\n").split("\n"))
    return replace(letter, body=f"{letter.body}\nOn {one_line(sent_on)}, {persons_name(sender)} wrote:\n{quoted}")


def mailto(letter: Letter, limit: int = LINK_LIMIT) -> ComposeLink:
    """A mailto link (RFC 6068: line breaks as %0D%0A)."""
    cc = [("cc", letter.cc)] if letter.cc else []
    return _link(f"mailto:{quote(letter.to, safe='@')}?", [*cc, ("subject", letter.subject)], letter.body, limit)


def gmail_link(letter: Letter, limit: int = LINK_LIMIT) -> ComposeLink:
    """A link that opens the compose window of Gmail in a browser."""
    cc = [("cc", letter.cc)] if letter.cc else []
    fields = [("view", "cm"), ("fs", "1"), ("to", letter.to), *cc, ("su", letter.subject)]
    return _link("https://mail.google.com/mail/?", fields, letter.body, limit)


def outlook_link(letter: Letter, limit: int = LINK_LIMIT) -> ComposeLink:
    """A link that opens the compose window of Outlook in a browser."""
    cc = [("cc", letter.cc)] if letter.cc else []
    fields = [("to", letter.to), *cc, ("subject", letter.subject)]
    return _link("https://outlook.office.com/mail/deeplink/compose?", fields, letter.body, limit)


def _link(start: str, fields: list[tuple[str, str]], body: str, limit: int) -> ComposeLink:
    """A link with the body if it fits, else without any: a letter cut in the middle would be another letter."""
    short = start + "&".join(f"{name}={quote(value, safe='')}" for name, value in fields)
    whole = short + "&body=" + quote(body.replace("\n", "\r\n"), safe="")
    return ComposeLink(whole, True) if len(whole) <= limit else ComposeLink(short, False)


def message_bytes(
    letter: Letter,
    *,
    sender: str,
    sender_name: str,
    message_id: str,
    date: datetime,
    answers: str | None = None,
    draft: bool = False,
) -> bytes:
    """The letter as a mail (RFC 5322); the same arguments give the same bytes.

    `message_id` and `answers` (the mail that this one follows) carry their angle brackets. A `draft` opens as a draft
    in mail programs that know its header.
    """
    message = EmailMessage(policy=SMTP)
    message["To"] = letter.to
    if letter.cc:
        message["Cc"] = letter.cc
    message["Subject"] = letter.subject
    message["Date"] = format_datetime(date)
    message["Message-ID"] = one_line(message_id)
    if answers:
        message["In-Reply-To"] = message["References"] = one_line(answers)
    if draft:
        message["X-Unsent"] = "1"
    message.set_content(letter.body, cte="quoted-printable")
    return from_header(sender_name, sender) + message.as_bytes()


def same_letter(letter: Letter, subject: str, body: str) -> bool:
    """Whether a mail that was seen (decoded subject and text) carries this letter.

    Mail programs rewrap, add spaces, round quotation marks, repeat links in brackets and sign below; lists and gateways
    put a word in brackets before the subject. So only the text up to the end mark is compared, in NFC and with white
    space folded. A text without the end mark was cut. If one word was added, left out or changed, it is another letter.
    """
    mark = letter.body[letter.body.index("[End of request ") :].split("\n")[0]
    seen, ours = _folded(body, mark), _folded(letter.body, mark)
    bare = _TAGS.sub("", _fold(subject))
    return seen is not None and seen == ours and _fold(letter.subject) in (bare, _fold(subject))


def _folded(body: str, mark: str) -> str | None:
    before, found, _ = _fold(body).partition(_fold(mark))
    return before if found else None


def _fold(text: str) -> str:
    """The text in NFC with links as typed, straight quotation marks, single spaces and no invisible signs."""
    plain = _GUARDED.sub(lambda link: unquote(link.group(1)), unicodedata.normalize("NFC", text))
    plain = _ECHO.sub(r"\1", _BARE_SLASH.sub(r"\1", plain)).translate(_TYPED)
    return " ".join("".join(sign for sign in plain if unicodedata.category(sign) != "Cf").split())
