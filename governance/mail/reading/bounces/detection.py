"""Tells a mail server's delivery report from a person's mail about one, by form, sender and wording."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email import message_from_bytes
from email.message import Message
from itertools import islice
from typing import NamedTuple

from governance.mail.reading.body import body_of
from governance.mail.reading.bounces.phrases import DAEMON, NAME, Words, is_passed_on, names_failure, words_of
from governance.mail.reading.headers import Headers, addresses, decoded, is_of_helpdesk, split_mail, text_in

_FIRST = 64 * 1024  # bytes in which the first text of a mail stands
_MOST_PARTS = 200
_NAME = 500  # characters of a sender
_MARKS = ("x-failed-recipients", "x-mlserver", "x-ms-exchange-message-is-ndr")  # what only servers add
_STATUS = "message/delivery-status"
_RETURNED = frozenset(("message/rfc822", "message/partial", "text/rfc822-headers"))
_COPIED = re.compile(
    r"(?:[^\S\n]{0,9}[^\W\d][\w \-]{0,24}[ \xa0]?[:：][^\n]{0,300}\n{1,2}){2,8}"
)  # a header on a screen
_SERVER = re.compile(rf"(?<![\w.+-])(?:{DAEMON.pattern})@", re.IGNORECASE)
_PERSON = re.compile(r"^[^<>@\n]{1,80}<[^<>\n]{1,200}>$", re.MULTILINE)
_ADDRESS = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}\.\w")


class Signs(NamedTuple):
    """`entitled`: its subject is a report's; `passed_on`: it says it is about one; `answers`: it is in a thread."""

    kind: str
    kinds: frozenset[str]
    by_server: bool
    empty_path: bool
    marked: bool
    entitled: bool
    passed_on: bool
    answers: bool
    words: Words


def signs_of(raw: bytes, headers: Headers, message: Message) -> Signs:
    """The signs found in a mail; its words are read only where nothing else has decided."""
    subject = decoded(headers.first("subject"))
    by_server, answers = is_by_server(headers), headers.has("in-reply-to")
    passed_on = is_passed_on(subject)
    return Signs(
        kind=message.get_content_type(),
        kinds=frozenset(part.get_content_type() for part in own_parts(message)),
        by_server=by_server,
        empty_path=is_empty_path(headers),
        marked=any(headers.has(mark) for mark in _MARKS),
        entitled=names_failure(subject),
        passed_on=passed_on,
        answers=answers,
        words=Words(personal=True) if passed_on or (answers and not by_server) else _words(raw, headers, by_server),
    )


def may_report(signs: Signs) -> bool:
    """Whether a closer look is worthwhile. A complaint (RFC 5965) is about a mail that did arrive."""
    if "message/feedback-report" in signs.kinds:
        return False
    by_server = signs.by_server or signs.empty_path or signs.marked
    return by_server or _STATUS in signs.kinds or signs.entitled or signs.words.undelivered


def reports(signs: Signs, named: bool) -> bool:
    """Whether it is a delivery report. `named`: an address stands where reports have it.

    A server's name needs one more sign; an empty return path, which absence notes have too, needs a clear one. A mail
    of any other sender counts only if it answers no mail, begins with a server's words and nothing personal, and
    returns the mail or names the address.
    """
    if _STATUS in signs.kinds and named and (signs.kind == "multipart/report" or not signs.passed_on):
        return True
    if signs.by_server and (signs.entitled or named or signs.words.undelivered):
        return True
    if signs.empty_path and (signs.entitled or named):
        return True
    if named and ((signs.marked and not signs.passed_on) or (signs.entitled and not signs.words.personal)):
        return True
    return signs.words.undelivered and (named or signs.marked or signs.words.returned or bool(signs.kinds & _RETURNED))


def pasted_report(text: str) -> bool:
    """Whether a text that somebody copied from a screen, with or without what stood above it, is a server's report.

    Its words alone are not enough, since people speak of such things: an address, a server's name, a report's subject
    or the mail that came back must stand with them.
    """
    copied = _COPIED.match(text[:_FIRST])
    above = copied.group() if copied else "\n".join(text.lstrip()[:1_000].splitlines()[:3])
    words = words_of(text[copied.end() :] if copied else text)
    lines = [line.partition(":")[2].strip() if copied else line.strip() for line in above.splitlines()]
    entitled = any(names_failure(line) for line in lines)
    by_server = any(NAME.fullmatch(line.partition("<")[0]) or _SERVER.search(line) for line in lines if line)
    named = bool(_ADDRESS.search(_PERSON.sub("", text[copied.end() if copied else 0 : _FIRST])))
    if words.personal:
        return False
    return (words.undelivered and (named or words.returned or by_server)) or (entitled and (by_server or named))


def own_parts(message: Message) -> Iterator[Message]:
    """The mail's own parts, without those of a mail attached to it."""
    return islice(_parts(message), _MOST_PARTS)


def is_by_server(headers: Headers) -> bool:
    """Whether address or name are a mail server's, or there is no address, so that nobody can answer."""
    for value in headers.all("from"):
        found = addresses(value)
        if any(DAEMON.fullmatch(address.partition("@")[0]) for address in found) or (not found and "<>" in value):
            return True
        if NAME.fullmatch(decoded(value[:_NAME]).partition("<")[0]):
            return True
    return False


def is_empty_path(headers: Headers) -> bool:
    """Whether the return path says that nobody is to answer."""
    path = headers.first("return-path").strip("<> ").lower()
    return headers.has("return-path") and (not path or path.startswith("mailer-daemon"))


def _parts(message: Message) -> Iterator[Message]:
    yield message
    if message.get_content_maintype() == "multipart" and message.is_multipart():
        for part in message.get_payload():
            if isinstance(part, Message):
                yield from _parts(part)


def _words(raw: bytes, headers: Headers, by_server: bool) -> Words:
    """What its first text says; a server's form may be too broken for parts, a person's attachment is no text."""
    text = body_of(message_from_bytes(re.sub(rb"\r(?!\n)", b" ", raw[:_FIRST]))).text
    if by_server:
        return words_of(text or text_in(split_mail(raw)[1][:_FIRST], None))
    return Words(personal=True) if is_of_helpdesk(headers) else words_of(text)
