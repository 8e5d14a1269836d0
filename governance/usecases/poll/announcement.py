"""The result, told to everyone who was asked: with the decision, or on the announced day without one."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, literal, or_, select, update
from sqlalchemy.orm import Session

from governance.rules.people.permissions import ACTIVE
from governance.rules.people.working_days import next_working_moment, zone_of
from governance.rules.poll.states import PollState
from governance.store import ledger, outbox, queries
from governance.store.models import Decision, Elector, Mailing, Member, Outgoing, Poll
from governance.store.outbox import Kind
from governance.store.poll import mailings
from governance.usecases.people.working_days import working_days_of
from governance.usecases.poll import clearing

READ = ("sending", "sent", "unknown")  # the result reached this person, or may have
NOT_READ = ("failed", "dropped")
TELLS_OF_CHANGES = 2  # the version of the notice that says so


def announce(session: Session, poll: Poll, now: datetime, kind: Kind = Kind.RESULT, *, key: str = "") -> None:
    """Queue a result message to everyone who was asked and is here.

    `key`: tells one occasion of the same kind from the next.
    """
    poll.announced_at = poll.announced_at or now
    mailings.begin(session, poll, kind, now, queue_part, key=key)


def queue_part(session: Session, poll: Poll, mailing: Mailing, zones: list[str], part: mailings.Part) -> None:
    """Queue it to some of them; a decision that follows the result only to those who have read that one."""
    kind, now, days = Kind(mailing.kind), mailing.moment, working_days_of(session, poll.workspace_id)
    releases = [(zone, next_working_moment(now, zone_of(zone), days)) for zone in zones]
    readers = _has_read_the_result(poll, now) if kind is Kind.LATE_DECISION else Elector.result_ts.is_(None)
    occasion = f"{kind.value}:{poll.id}" + (f":{mailing.key}" if mailing.key else "")
    queries.queue_for_electors(session, poll, kind, occasion, now, releases, _is_reachable(poll), readers, *part)


def _is_reachable(poll: Poll) -> ColumnElement[bool]:
    """The condition that somebody was asked and is here, also after having left and come back."""
    back = select(Member.user_id).where(
        Member.workspace_id == poll.workspace_id, Member.user_id == Elector.user_id, Member.role.in_(ACTIVE)
    )
    asked_before = (Elector.state == "left") & Elector.asked_at.is_not(None)
    return or_(Elector.state.in_(("asked", "unreachable")), asked_before & back.exists())


def tells_of_changes(poll: Poll) -> bool:
    """Whether its notice announces one more message for a decision taken anew."""
    return poll.vendor_facts is not None or poll.notice_version >= TELLS_OF_CHANGES


def announce_decision(session: Session, poll: Poll, now: datetime, taken: Decision) -> None:
    """Tell everyone who was asked the result with the decision, once per decision.

    People who were already sent the result are sent the decision. An unsent result is painted with the decision when it
    leaves. A replaced decision means one more message only under notices from their second version on, which announce
    it; under the first version it shows on Home and in unsent results.
    """
    announced = not taken.replaces or tells_of_changes(poll)
    if poll.announced_at is not None and announced:
        key = taken.id if taken.replaces else ""
        if key:  # an earlier decision that has not left yet has nothing to say any more
            unread = (Outgoing.poll_id == poll.id, Outgoing.kind == Kind.LATE_DECISION.value)
            outbox.drop(session, poll.workspace_id, now, *unread)
        announce(session, poll, now, Kind.LATE_DECISION, key=key)
        again = update(Outgoing).where(Outgoing.poll_id == poll.id, Outgoing.kind == Kind.RESULT.value)
        session.execute(
            again.where(Outgoing.status.in_(NOT_READ))
            .values(status="queued", not_before=now, attempts=0, error=None, settled_at=None)
            .execution_options(synchronize_session=False)
        )
    announce(session, poll, now)
    clearing.clear_traces(session, poll, now)


def _has_read_the_result(poll: Poll, at: datetime) -> ColumnElement[bool]:
    """The condition that somebody was sent the result before the decision of this moment, and so without it."""
    told = [literal(f"{kind.value}:{poll.id}:") + Elector.id for kind in (Kind.RESULT, Kind.LATE_DECISION)]
    row = select(Outgoing.id).where(
        Outgoing.workspace_id == poll.workspace_id, Outgoing.occasion.in_(told), Outgoing.status.in_(READ),
        Outgoing.settled_at.is_(None) | (Outgoing.settled_at <= at),
    )  # fmt: skip
    return Elector.result_ts.is_not(None) | row.exists()  # it rests


def is_overtaken(session: Session, row: Outgoing) -> bool:
    """Whether the decision, which includes the result, is already queued for the same person as this result."""
    late = row.occasion.replace(Kind.RESULT.value, Kind.LATE_DECISION.value, 1)
    same = select(Outgoing.id).where(Outgoing.workspace_id == row.workspace_id, Outgoing.occasion == late)
    return session.scalar(same) is not None


def due_to_announce(session: Session, now: datetime) -> list[str]:
    """Closed questions whose announced day came without a decision, and whose result nobody was sent yet."""
    decided = select(Decision.id).where(Decision.poll_id == Poll.id).exists()
    query = select(Poll.id).where(
        Poll.state == PollState.CLOSED.value, Poll.decision_due <= now, Poll.announced_at.is_(None), ~decided,
        queries.installed(Poll.workspace_id),
    )  # fmt: skip
    return list(session.scalars(query))


def announce_missed(session: Session, poll: Poll, now: datetime) -> None:
    """After the announced day passed without a decision: tell everyone the result and that nobody decided."""
    announce(session, poll, now)
    ledger.append(session, poll.workspace_id, "decision:due:missed", poll.id, now)
