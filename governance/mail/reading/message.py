"""Reads the raw bytes of a mail into plain facts. Hostile mail raises only Refusal."""

from __future__ import annotations

import re
from email import message_from_bytes
from email.message import Message

from governance.errors import N_, Refusal
from governance.mail.reading.attached_mails import attached_mails
from governance.mail.reading.body import body_of, is_encoded, is_fixed, is_framed
from governance.mail.reading.bounces.delivery_report import automatic_by, failure_in
from governance.mail.reading.bounds import MAX_BYTES, TOO_MANY, shortened
from governance.mail.reading.headers import (
    MAX_HEADER_BLOCK,
    Headers,
    addresses,
    date_of,
    decoded,
    header_ends,
    is_of_helpdesk,
    message_ids,
    split_mail,
)
from governance.rules.mail.mail_facts import MailFacts
from governance.rules.mail.mail_file import OUTLOOK, is_mail, is_of_outlook
from governance.rules.mail.quotation import part
from governance.rules.mail.thread import domains_of


def read_mail(raw: bytes, signed: frozenset[str] | None = None) -> MailFacts:
    """The facts of one mail. Raises Refusal where it is too large, too deeply nested, or no mail at all.

    `signed`: the headers that its sender signed, if so. Who only carries a mail adds others: they do not make it a
    program's or a server's.
    """
    headers = _headers(raw)
    counted = headers if signed is None else headers.only(signed)
    short, cut = shortened(raw)
    message = _parsed(short)
    body = body_of(message)
    parted = part(body.text)
    failure = failure_in(short, counted, message)
    raw_body = split_mail(short)[1]
    return MailFacts(
        sender=tuple(address for value in headers.all("from") for address in addresses(value)),
        to=tuple(address for value in headers.all("to") for address in addresses(value)),
        cc=tuple(address for value in headers.all("cc") for address in addresses(value)),
        subject=decoded(headers.first("subject"))[:998],
        message_id=next(iter(message_ids(headers.first("message-id"))), None),
        in_reply_to=message_ids(headers.first("in-reply-to")),
        references=message_ids(headers.first("references")),
        date=date_of(headers.first("date")),
        text=body.text,
        own=parted.own,
        beneath=parted.beneath,
        edition=part(body.other).own,
        unseen=body.unseen,
        editions=tuple(filter(None, (body.text, body.other))),
        simple=body.simple and not cut,
        framed=is_framed(message, raw_body),
        fixed=is_fixed(message, raw_body),
        encoded=is_encoded(message),
        forwarded=parted.forwarded,
        helpdesk=parted.helpdesk or is_of_helpdesk(headers),
        automatic=automatic_by(counted),
        failure=failure,
    )


def mail_to_judge(raw: bytes, domains: frozenset[str]) -> bytes:
    """The mail itself, or the one forwarded inside it as an attachment; `domains` are the vendor's.

    A mail from the vendor, or a mail server's report, is judged itself, whatever is attached to it. Raises Refusal
    where what was forwarded is a file that no signature can be checked in.
    """
    for _ in range(3):
        headers = _headers(raw)
        short, _ = shortened(raw)
        if domains_of(_senders(headers)) & domains or failure_in(short, headers, _parsed(short)):
            return raw
        attached = attached_mails(raw)
        inner = [(mail, _senders(Headers(mail))) for mail in attached if is_mail(mail)]
        if not inner and any(map(is_of_outlook, attached)):
            raise Refusal(OUTLOOK)
        if not inner:
            return raw
        raw = next((mail for mail, sender in inner if domains_of(sender) & domains), inner[0][0])
    return raw


def _senders(headers: Headers) -> tuple[str, ...]:
    return tuple(address for value in headers.all("from") for address in addresses(value))


def _headers(raw: bytes) -> Headers:
    if len(raw) > MAX_BYTES:
        raise Refusal(N_("This mail is larger than {megabytes} MB."), megabytes=MAX_BYTES // 1024 // 1024)
    if is_of_outlook(raw):
        raise Refusal(OUTLOOK)
    headers = Headers(raw)
    if not any(headers.has(name) for name in ("from", "subject", "message-id", "received", "return-path")):
        if not headers.whole and header_ends(raw)[0] > MAX_HEADER_BLOCK:
            raise Refusal(N_("The header of this mail is too long to be read."))
        raise Refusal(N_("This is not a mail: it has no header."))
    return headers


def _parsed(raw: bytes) -> Message:
    """The mail as the library reads it. A bare CR would let it see a body where the signature sees a header."""
    try:
        return message_from_bytes(_without_stray_lines(raw).replace(b"\r\n", b"\n").replace(b"\r", b" "))
    except RecursionError:
        raise Refusal(TOO_MANY) from None


def _without_stray_lines(raw: bytes) -> bytes:
    """A line that is no header would end the header for the library, though not for the signature: left out."""
    block, body = split_mail(raw)
    kept = [line for line in re.split(rb"\r?\n", block) if re.match(rb"[ \t]|[\x21-\x39\x3b-\x7e]{1,200}:", line)]
    return b"\n".join(kept).lstrip(b" \t") + b"\n\n" + body
