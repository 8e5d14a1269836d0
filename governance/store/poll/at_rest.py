"""Messages to members of a question that is over, kept in the smallest form: where they stand, with the person's row.

A message of which nothing is to be sent or painted any more loses its row of the outbox. When its matter moves on it is
put back there, marked (`repaints.wake`), and when it shows that, it rests again.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Select, case, delete, func, select, update
from sqlalchemy.orm import Session

from governance.store import repaints
from governance.store.models import Elector, Mailing, Marking, Outgoing, Poll
from governance.store.outbox import Kind
from governance.store.poll.mailings import Part

PORTION = 1_000  # rows taken in one write, so that no press waits long for it
SETTLED = ("sent", "dropped")
UNSETTLED = ("held", "queued", "sending")
STANDS_AT = case((Outgoing.status == "sent", func.coalesce(Outgoing.message_ts, "")))  # "": it is gone from Slack


def due_to_rest(session: Session, now: datetime) -> list[str]:
    """Questions that are over, without traces of who answered, of which nothing waits to be sent or painted."""
    over = (Poll.rested_at.is_(None), Poll.traces_cleared_at.is_not(None))
    waits = (select(one.poll_id).where(one.poll_id == Poll.id) for one in (Mailing, Marking))
    unsettled = _of(Poll.id).where(Outgoing.status.in_(UNSETTLED))
    marked = select(Outgoing.id).where(
        Outgoing.workspace_id == Poll.workspace_id, Outgoing.bulk.in_((True,)), Outgoing.repaint_at.is_not(None)
    )
    still = (~one.exists() for one in (*waits, unsettled, marked))
    return list(session.scalars(select(Poll.id).where(*over, *still)))


def rest(session: Session, poll: Poll, now: datetime) -> bool:
    """Take the places of some messages from the outbox; True: there may be more."""
    settled = _of(poll.id).where(Outgoing.status.in_(SETTLED)).limit(PORTION)
    found = session.execute(settled.add_columns(Outgoing.kind)).all()
    for kind, place in repaints.PLACES.items():
        numbers = [number for number, of_kind in found if of_kind == kind.value]
        theirs = (Elector.poll_id == poll.id, Elector.user_id == Outgoing.user_id, Outgoing.id.in_(numbers))
        kept = {place.key: STANDS_AT, "channel": func.coalesce(Elector.channel, Outgoing.channel)}
        keep = update(Elector).where(*theirs, place.is_distinct_from(STANDS_AT)).values(kept)
        session.execute(keep.execution_options(synchronize_session=False))
    gone = delete(Outgoing).where(Outgoing.id.in_([number for number, _ in found]))
    session.execute(gone.execution_options(synchronize_session=False))
    if len(found) < PORTION:
        poll.rested_at = now
    return len(found) == PORTION


def _of(poll_id: Any) -> Select[int]:
    kinds = Outgoing.kind.in_([kind.value for kind in repaints.PLACES])
    return select(Outgoing.id).where(Outgoing.poll_id == poll_id, kinds)


def wake_part(session: Session, poll: Poll, mailing: Mailing, _zones: list[str], part: Part) -> None:
    """Have the messages of some people painted anew: see `mailings`."""
    kind = Kind(mailing.kind.removeprefix(repaints.ANEW))
    repaints.wake(session, poll.workspace_id, kind, mailing.moment, Elector.poll_id == poll.id, *part)
