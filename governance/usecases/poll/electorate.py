"""The list of people who are asked: filled, brought up to date when the first message leaves, emptied."""

from __future__ import annotations

import hashlib
from datetime import datetime

from sqlalchemy import ColumnElement, Select, delete, func, select
from sqlalchemy.orm import Session

from governance.rules.people.permissions import ACTIVE, GUESTS
from governance.rules.people.working_days import zone_of
from governance.store import outbox
from governance.store.models import Elector, Member, Outgoing, Poll
from governance.store.outbox import Kind
from governance.store.schema import new_id
from governance.store.upsert import insert_for
from governance.usecases.people import members

OF_A_PERSON = ("user_id", "channel", "message_ts", "result_ts")  # what leads to them


def add_electors(session: Session, poll: Poll, people: list[Member], now: datetime) -> None:
    """Put these people on the list, each with their message, which is held until the question opens."""
    fallback = members.workspace(session, poll.workspace_id).zone
    electors, messages = [], []
    for person in people:
        elector_id, zone = new_id(), str(zone_of(person.zone, fallback))
        electors.append(
            {"id": elector_id, "poll_id": poll.id, "user_id": person.user_id, "state": "waiting", "zone": zone,
             "muted": False, "reminded": 0}
        )  # fmt: skip
        messages.append(
            {"workspace_id": poll.workspace_id, "kind": Kind.BALLOT.value, "occasion": f"ballot:{poll.id}:{elector_id}",
             "user_id": person.user_id, "poll_id": poll.id, "zone": zone, "about": {}, "status": "held",
             "interactive": False, "not_before": now, "attempts": 0, "created_at": now}
        )  # fmt: skip
    if electors:
        session.execute(insert_for(session, Elector), electors)
        outbox.queue_many(session, messages)


def bring_up_to_date(session: Session, poll: Poll, now: datetime) -> bool:
    """The list as the workspace is when the first message leaves: who joined meanwhile is asked, who left is not.

    1. Whoever is no member any more, or became a guest where guests are not asked, leaves the list with their message.
    2. Whoever joined comes onto it. 3. The numbers follow. Returns whether the list has changed.
    """
    is_as_it_was = _is_up_to_date(session, poll)
    if not is_as_it_was:
        _change(session, poll, now)
    full, guests = members.counts(session, poll.workspace_id)
    poll.eligible, poll.electorate = full + guests, _number(session, poll)
    poll.excluded_guests = 0 if poll.include_guests else guests
    return not is_as_it_was


def _is_up_to_date(session: Session, poll: Poll) -> bool:
    """As many are listed as are to be asked, and all of these: three counts, which is most of what opening takes."""
    to_ask = session.scalar(select(func.count()).select_from(_eligible(poll).subquery()))
    both = select(func.count()).select_from(Elector).join(Member, Member.user_id == Elector.user_id)
    listed = both.where(Elector.poll_id == poll.id, *_to_ask(poll))
    return to_ask == _number(session, poll) == session.scalar(listed)


def _number(session: Session, poll: Poll) -> int:
    return session.scalar(select(func.count()).select_from(Elector).where(Elector.poll_id == poll.id)) or 0


def _change(session: Session, poll: Poll, now: datetime) -> None:
    eligible = _eligible(poll)
    gone = select(Elector.user_id).where(Elector.poll_id == poll.id, Elector.user_id.not_in(eligible))
    held = (Outgoing.poll_id == poll.id, Outgoing.kind == Kind.BALLOT.value, Outgoing.status == "held")
    unsynchronised = {"synchronize_session": False}
    session.execute(delete(Outgoing).where(*held, Outgoing.user_id.in_(gone)), execution_options=unsynchronised)
    nameless_or_gone = Elector.user_id.is_(None) | Elector.user_id.not_in(eligible)
    session.execute(
        delete(Elector).where(Elector.poll_id == poll.id, nameless_or_gone),
        execution_options=unsynchronised,
    )
    listed = select(Elector.user_id).where(Elector.poll_id == poll.id)
    joined = select(Member).where(Member.workspace_id == poll.workspace_id, Member.user_id.in_(eligible))
    add_electors(session, poll, list(session.scalars(joined.where(Member.user_id.not_in(listed)))), now)
    session.flush()


def _eligible(poll: Poll) -> Select[str]:
    return select(Member.user_id).where(*_to_ask(poll))


def _to_ask(poll: Poll) -> tuple[ColumnElement[bool], ...]:
    roles = [role.value for role in ACTIVE if poll.include_guests or role not in GUESTS]
    return Member.workspace_id == poll.workspace_id, Member.role.in_(roles)


def empty(session: Session, poll: Poll) -> None:
    """Remove the list of people and its held messages."""
    session.execute(delete(Outgoing).where(Outgoing.poll_id == poll.id, Outgoing.status == "held"))
    session.execute(delete(Elector).where(Elector.poll_id == poll.id))
    poll.eligible = poll.electorate = poll.excluded_guests = poll.excluded_others = 0
    poll.after_member, poll.opens_at, poll.starts_at_once = None, None, False


def digest_of(session: Session, poll_id: str) -> str:
    """SHA-256 over the sorted random ids of all people asked: can still be checked when names have been erased."""
    digest = hashlib.sha256()
    for elector_id in session.scalars(select(Elector.id).where(Elector.poll_id == poll_id).order_by(Elector.id)):
        digest.update(elector_id.encode() + b"\n")
    return digest.hexdigest()
