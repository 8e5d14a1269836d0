"""The mails that wait to be judged, and which comes first."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import LargeBinary, func, or_, select
from sqlalchemy.orm import Session

from governance.rules.case.letter_words import on_the_wire
from governance.store.models import Letter, Mail
from governance.usecases.case.letter.letter import vendor_mail

HEAD = 128 * 1024  # bytes in which a header stands
LARGE = 1024 * 1024


@dataclass(frozen=True)
class Waiting:
    """A stored mail that nobody has judged yet, with what is needed to read it and check its signature.

    `head`: its beginning, with its header. `vendors`: domains of the vendors that may sign an answer; `ours`: domains
    that our letters come from. `dns`: the DNS answers of the first judging, since its keys may be gone by now.
    """

    id: str
    source: str
    head: bytes
    received_at: datetime
    vendors: frozenset[str]
    ours: frozenset[str]
    dns: Mapping[str, str | None]


def mails_to_judge(session: Session, without: Collection[str] = (), limit: int = 20) -> list[Waiting]:
    """Mails that are to be judged, without those in `without`, which wait for something else.

    Oldest first, but large ones last: an answer is small, and many large mails at once shall not hold it back.
    """
    large = func.length(Mail.raw) > LARGE
    head = func.substr(Mail.raw, 1, HEAD, type_=LargeBinary)
    query = select(Mail.id, Mail.source, head, Mail.received_at, Mail.dns)
    query = query.where(or_(Mail.judged_at.is_(None), Mail.again), Mail.id.not_in(without))
    vendors = vendor_mail().domains
    addresses = session.scalars(select(Letter.from_address).where(Letter.from_address.is_not(None)).distinct())
    ours = frozenset(on_the_wire(address).rpartition("@")[2].lower() for address in addresses if address)
    return [
        Waiting(mail_id, source, begins, received_at, vendors, ours, dns or {})
        for mail_id, source, begins, received_at, dns in session.execute(
            query.order_by(large, Mail.received_at, Mail.id).limit(limit)
        )
    ]


def is_any_waiting(session: Session) -> bool:
    """Whether there is one."""
    return session.scalar(select(Mail.id).where(or_(Mail.judged_at.is_(None), Mail.again)).limit(1)) is not None


def raw_of(session: Session, mail_id: str) -> bytes:
    """The whole mail as it arrived; empty if it is gone."""
    return session.scalar(select(Mail.raw).where(Mail.id == mail_id)) or b""
