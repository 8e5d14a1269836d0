"""A question that waited has its turn: it is looked at anew, then prepared like any other, or it is not asked."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from governance.rules.people.working_days import add_working_days, working_days_between, zone_of
from governance.rules.poll.opening import closing_at, decision_due, default_closing
from governance.rules.poll.states import PollEvent, PollState
from governance.store import ledger, queries, repaints
from governance.store.models import Poll
from governance.store.outbox import Kind
from governance.usecases.people import members
from governance.usecases.people.working_days import working_days_of
from governance.usecases.poll import draft, opening, release_time
from governance.usecases.poll.waiting import line
from governance.usecases.register.vendor_facts import entry_of, reads_differently, take_facts


def call(session: Session, workspace_id: str, now: datetime) -> None:
    """Prepare the first question that waits, where nothing is before it any more.

    1. Nobody else begins or decides anything meanwhile, and an owner is there to decide. 2. Whoever prepared it may
    still do so, and an answer could still change something; else nobody is asked, and owners and author are told why.
    3. It stays open for as long as was planned. 4. Where the vendor's entry or the notice reads differently by now,
    somebody looks at it first, and it keeps its turn meanwhile. 5. From here on it goes the way of every prepared
    question.
    """
    members.one_at_a_time(session, workspace_id)
    found = line.next_one(session, workspace_id, now) if members.owners(session, workspace_id) else None
    poll = queries.poll_to_change(session, workspace_id, found.id) if found else None
    if poll is None or poll.state != PollState.WAITING:
        return  # another process was quicker, or somebody changes it
    if why := line.why_not(session, poll):
        _drop(session, poll, why, now)
        line.paint_anew(session, workspace_id, now)
        return
    _keep_its_length(session, poll, now)
    if reads_differently(poll, now.date()):
        _ask_to_look(session, poll, now)
    else:
        opening._move(poll, PollEvent.CALLED)
        opening.begin_list(session, poll, now)
        ledger.append(session, poll.workspace_id, "poll:question:called", poll.id, now)
    line.paint_anew(session, workspace_id, now)


def _drop(session: Session, poll: Poll, why: str, now: datetime) -> None:
    opening._move(poll, PollEvent.STOPPED)
    repaints.of_poll(session, poll.workspace_id, poll.id, now)
    opening.tell_owners(session, poll, f"stopped:{poll.id}", now, what=why)
    ledger.append(session, poll.workspace_id, "poll:question:stopped", poll.id, now, why=why)


def _ask_to_look(session: Session, poll: Poll, now: datetime) -> None:
    """Back to its author and the owners, as a draft that says what is known now."""
    take_facts(poll, entry_of(poll.vendor), now.date())
    poll.state, poll.created_at, poll.keeps_turn = draft.DRAFT, now, True
    repaints.of_poll(session, poll.workspace_id, poll.id, now, Kind.PREPARED)
    opening.tell_owners(session, poll, f"reads_differently:{poll.id}:{now.timestamp()}", now, what="reads_differently")
    ledger.append(session, poll.workspace_id, "poll:question:taken_back", poll.id, now, why="reads_differently")


def _keep_its_length(session: Session, poll: Poll, now: datetime) -> None:
    """Where its turn comes later than was thought, it stays open for at least as many days, and as many working days.

    Earlier changes nothing. Where too few days are left even so, because working days have changed, it gets as many as
    by default.
    """
    zone = zone_of(members.workspace(session, poll.workspace_id).zone)
    days = working_days_of(session, poll.workspace_id)
    planned, first = poll.starts_from.astimezone(zone).date(), release_time.first_day(now, zone, days)
    if first > poll.starts_from:
        begins, ends = first.astimezone(zone).date(), poll.closes_at.astimezone(zone).date()
        worked = add_working_days(begins, working_days_between(planned, ends, days), days)
        poll.closes_at = closing_at(max(worked, add_working_days(begins + (ends - planned), 0, days)), zone)
    guests = poll.include_guests
    if release_time.closing_refusal(session, poll.workspace_id, poll.closes_at, now, guests=guests) is not None:
        poll.closes_at = default_closing(release_time.first_morning(now, zone, days), zone, days)
    poll.decision_due = decision_due(poll.closes_at, zone, days)
