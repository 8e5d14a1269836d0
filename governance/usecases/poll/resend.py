"""Messages that could not be delivered go out again: by themselves once after a repair, or when an admin says so."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, func, select, update
from sqlalchemy.orm import Session

from governance.errors import N_, Refusal
from governance.rules.people.delivery_codes import OF_ONE_PERSON
from governance.rules.people.permissions import Act, Person, may
from governance.rules.poll.states import PollState
from governance.store import lanes, ledger, queries
from governance.store.lanes import Obstacle
from governance.store.models import Elector, Outgoing, Poll
from governance.store.outbox import PROMISES, Kind, Promise
from governance.store.upsert import changed
from governance.usecases.people import members

KINDS = [kind.value for kind, promise in PROMISES.items() if promise is Promise.AT_LEAST_ONCE]
REMEMBERED = timedelta(days=30)
ONCE = 1  # how often a message goes out again by itself


def after_repair(session: Session, workspace_id: str, ended: Obstacle, now: datetime) -> int:
    """What failed for such a cause goes out again, once. Returns the number of messages.

    A cause that speaks of one person counts only if it was said of so many that it stood in everybody's way.
    """
    its_own = Outgoing.error.in_(OF_ONE_PERSON) & ~(
        (Outgoing.error == ended.code) & (Outgoing.settled_at >= ended.since)
    )
    return _queue_again(
        session,
        workspace_id,
        now,
        Outgoing.kind.in_(KINDS),
        Outgoing.interactive.is_(False),
        Outgoing.resent < ONCE,
        Outgoing.settled_at > now - REMEMBERED,
        ~its_own,
        Outgoing.error.not_like("bug:%"),
    )


def unreached(session: Session, poll: Poll) -> int:
    """How many people's question could not be delivered."""
    return session.scalar(select(func.count()).select_from(_unreached(poll).subquery())) or 0


def _unreached(poll: Poll) -> Select[int]:
    return select(Outgoing.id).where(
        Outgoing.poll_id == poll.id, Outgoing.kind == Kind.BALLOT.value, Outgoing.status == "failed"
    )


def is_possible(session: Session, who: Person, poll: Poll, now: datetime) -> bool:
    """Whether this person could have the question sent again to somebody now."""
    open_still = poll.state == PollState.OPEN and poll.closes_at > now
    return may(who, Act.RESEND) and open_still and session.scalar(_unreached(poll).limit(1)) is not None


def check_resendable(session: Session, who: Person, poll: Poll, now: datetime) -> None:
    """Refuse where nothing can be sent again, or not by this person."""
    members.allow(session, who, Act.RESEND)
    if poll.state != PollState.OPEN or poll.closes_at <= now:
        raise Refusal(N_("This question is not open, so it is sent to nobody any more."))
    if not unreached(session, poll):
        raise Refusal(N_("No message has failed: there is nobody to send it to again."))


def send_to_unreached(session: Session, who: Person, poll_id: str, now: datetime) -> int:
    """Queue the question again for everybody whose message failed; returns their number."""
    poll = queries.poll_to_change(session, who.workspace_id, poll_id)
    check_resendable(session, who, poll, now)
    lanes.try_again(session, poll.workspace_id)
    ballots = (Outgoing.poll_id == poll.id, Outgoing.kind == Kind.BALLOT.value)
    number = _queue_again(session, poll.workspace_id, now, *ballots)
    ledger.append(session, poll.workspace_id, "poll:delivery:repeated", poll.id, now, who.user_id, number=number)
    return number


def people_in(session: Session, row_ids: Sequence[int]) -> int:
    """How many different people these messages are for."""
    return session.scalar(select(func.count(Outgoing.user_id.distinct())).where(Outgoing.id.in_(row_ids))) or 0


def take_back(session: Session, row_ids: Sequence[int], when: datetime) -> None:
    """These failed for what turned out to be no fault of their people: they wait for another try."""
    these = (Outgoing.id.in_(row_ids), Outgoing.status == "failed")
    _wait_again(session, *these)
    values = {"status": "queued", "not_before": when, "settled_at": None}
    session.execute(update(Outgoing).where(*these).values(**values).execution_options(synchronize_session=False))


def _queue_again(session: Session, workspace_id: str, now: datetime, *where: ColumnElement[bool]) -> int:
    """Queue failed messages of a workspace; a question only while it is open."""
    still_open = select(Poll.id).where(Poll.state == PollState.OPEN.value, Poll.closes_at > now)
    asks = (Outgoing.kind != Kind.BALLOT.value) | Outgoing.poll_id.in_(still_open)
    these = (Outgoing.workspace_id == workspace_id, Outgoing.status == "failed", asks, *where)
    _wait_again(session, *these)
    number = changed(
        session,
        update(Outgoing).where(*these).values(
            status="queued", not_before=now, attempts=0, error=None, settled_at=None, resent=Outgoing.resent + 1
        ),
    )  # fmt: skip
    if number:
        session.info.setdefault("queued_in", set()).add(workspace_id)
    return number


def _wait_again(session: Session, *these: ColumnElement[bool]) -> None:
    """Who counted as one who could not be messaged is to be asked again."""
    theirs = select(Outgoing.id).where(Outgoing.poll_id == Elector.poll_id, Outgoing.user_id == Elector.user_id, *these)
    ballot = theirs.where(Outgoing.kind == Kind.BALLOT.value)
    concerned = Elector.poll_id.in_(select(Outgoing.poll_id).where(*these, Outgoing.poll_id.is_not(None)))
    waiting = update(Elector).where(concerned, Elector.state == "unreachable", ballot.exists())
    session.execute(waiting.values(state="waiting").execution_options(synchronize_session=False))
