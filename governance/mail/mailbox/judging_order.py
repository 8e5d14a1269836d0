"""The order in which mails that were found together are judged."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from governance.mail.reading.headers import Headers, date_of, message_ids
from governance.rules.mail.mail_file import mail_in
from governance.rules.mail.thread import BINDING
from governance.usecases.mail.judging_queue import Waiting


def in_order(waiting: Sequence[Waiting]) -> list[Waiting]:
    """By date, but none before a mail that it answers: dates have whole seconds, and clocks differ.

    An answer is moved back rather than its letter forward, so that what a mail says of itself moves that mail alone.
    """
    headers = {mail.id: Headers(b"" if mail.source == "pasted" else mail_in(mail.head)) for mail in waiting}
    number = {mail_id: set(message_ids(found.first("message-id"))[:1]) for mail_id, found in headers.items()}
    answered = {mail_id: _answered(found) - number[mail_id] for mail_id, found in headers.items()}
    rest = sorted(waiting, key=lambda mail: _written_at(mail, headers[mail.id]))
    ordered: list[Waiting] = []
    while rest:
        open_numbers = set().union(*(number[mail.id] for mail in rest))
        mail = next((one for one in rest if not answered[one.id] & open_numbers), rest[0])  # the first of a ring
        rest.remove(mail)
        ordered.append(mail)
    return ordered


def _written_at(mail: Waiting, headers: Headers) -> datetime:
    """When it says that it was written, if that can be."""
    said = date_of(headers.first("date"))
    return min(said, mail.received_at) if said else mail.received_at


def _answered(headers: Headers) -> set[str]:
    """The numbers of the mails that it says it answers."""
    return {number for name in BINDING for number in message_ids(headers.first(name))}
