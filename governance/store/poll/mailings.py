"""Messages to all people asked, queued a portion at a time, so that no press waits long for a hundred thousand rows.

The first portion is queued with what it tells; where there is more, that is written down with it: no crash loses it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TypeAlias

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from governance.store import queries
from governance.store.models import Elector, Mailing, Poll
from governance.store.outbox import Kind

PORTION = 1_000  # people
Part: TypeAlias = tuple[ColumnElement[bool], ...]
QueuePart: TypeAlias = Callable[[Session, Poll, Mailing, list[str], Part], None]  # for these zones and people


def begin(
    session: Session, poll: Poll, kind: Kind, now: datetime, queue: QueuePart, *, key: str = "", number: int = 0
) -> None:
    """Queue the first portion, and the others with the next ticks; one that is under way goes on as it is."""
    if session.get(Mailing, (poll.id, kind.value, key)) is None:
        mailing = Mailing(poll_id=poll.id, kind=kind.value, key=key, number=number, moment=now, after="")
        if _queue_next(session, poll, mailing, queue):
            session.add(mailing)


def is_any_left(session: Session) -> bool:
    """Whether messages are still to be queued."""
    return session.scalar(select(Mailing.poll_id).limit(1)) is not None


def go_on(session: Session, queues: Mapping[str, QueuePart]) -> bool:
    """Queue the next portion of the oldest; True: there may be more."""
    oldest = select(Mailing).order_by(Mailing.moment, Mailing.poll_id, Mailing.kind, Mailing.key).limit(1)
    found = session.scalars(oldest.with_for_update(skip_locked=True)).first()
    if found is None:
        return False
    poll = session.get_one(Poll, found.poll_id, with_for_update=True)
    if not _queue_next(session, poll, found, queues[found.kind]):
        session.delete(found)
    return True


def _queue_next(session: Session, poll: Poll, mailing: Mailing, queue: QueuePart) -> bool:
    """Queue one portion, and note how far that is; True: there are more people."""
    rest = select(Elector.user_id).where(Elector.poll_id == poll.id, Elector.user_id > mailing.after)
    until = session.scalar(rest.order_by(Elector.user_id).offset(PORTION - 1).limit(1))
    part: Part = (Elector.user_id > mailing.after, *([] if until is None else [Elector.user_id <= until]))
    queue(session, poll, mailing, queries.elector_zones(session, poll, *part), part)
    mailing.after = until or mailing.after
    return until is not None
