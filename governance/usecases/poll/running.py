"""Running a question: send now, change, stop, pause, resume, and what the delivery of its messages reports."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import case, update
from sqlalchemy.orm import Session

from governance.errors import N_, Refusal
from governance.rules.people.permissions import Act, Person, demand_own
from governance.rules.poll.states import PollEvent, PollState, next_state
from governance.store import ledger, queries, repaints
from governance.store.models import Elector, Poll
from governance.store.poll import delivered
from governance.usecases.people import members
from governance.usecases.poll import draft, electorate, opening, release_time, reminders, resend
from governance.usecases.poll.waiting import line


def _demand_own(session: Session, who: Person, act: Act, poll: Poll) -> None:
    demand_own(who, act, poll.author, members.owner_names(session, who.workspace_id))


def send_now(session: Session, who: Person, poll_id: str, now: datetime) -> Poll:
    """Let the first messages leave as soon as it is between 9:00 and 17:00 for each person, and owners had time."""
    poll = queries.poll_to_change(session, who.workspace_id, poll_id)
    _demand_own(session, who, Act.SEND_NOW, poll)
    _refuse_to_hasten(poll)
    starts_from, opens_at = release_time.hastened(session, who, poll, now)
    if poll.starts_at_once and poll.opens_at is not None and opens_at >= poll.opens_at:
        return poll  # it leaves no earlier by that: submitted twice
    poll.starts_at_once, poll.starts_from, poll.opens_at = True, starts_from, opens_at
    repaints.of_poll(session, who.workspace_id, poll.id, now)
    ledger.append(session, who.workspace_id, "poll:question:hastened", poll.id, now, who.user_id)
    return poll


def _refuse_to_hasten(poll: Poll) -> None:
    if poll.state == draft.DRAFT:
        raise Refusal(N_("This question is being changed. Prepare it again first."))
    if poll.state == PollState.WAITING:
        raise Refusal(N_("This question waits for its turn. It can be changed or stopped meanwhile."))
    if poll.state == PollState.PREPARING:
        raise Refusal(N_("The list of people is still being made. Please try again in a moment."))
    if poll.state != PollState.SCHEDULED:
        raise Refusal(N_("The first messages have left already."))


def changeable(session: Session, who: Person, poll_id: str) -> Poll:
    """The draft or prepared question, for its author or an owner. Raises Refusal once its first message has left."""
    members.one_at_a_time(session, who.workspace_id)
    poll = queries.poll_to_change(session, who.workspace_id, poll_id)
    _demand_own(session, who, Act.CHANGE, poll)
    if poll.state != draft.DRAFT:
        next_state(PollState(poll.state), PollEvent.CHANGED)
    return poll


def change(session: Session, who: Person, poll_id: str, now: datetime) -> Poll:
    """Make a prepared question a draft again, before its first message has left. Others who knew of it are told."""
    poll = changeable(session, who, poll_id)
    if poll.state == draft.DRAFT:
        return poll
    electorate.empty(session, poll)
    poll.keeps_turn = poll.state != PollState.WAITING
    poll.state, poll.created_at = draft.DRAFT, now
    repaints.of_poll(session, who.workspace_id, poll.id, now)
    opening.tell_owners(session, poll, f"changed:{poll.id}:{now.timestamp()}", now, who.user_id)
    line.paint_anew(session, who.workspace_id, now)
    ledger.append(session, who.workspace_id, "poll:question:taken_back", poll.id, now, who.user_id)
    return poll


def stop(session: Session, who: Person, poll_id: str, now: datetime) -> Poll:
    """Stop a question before its first message has left. Owners and its author are told."""
    members.one_at_a_time(session, who.workspace_id)
    poll = queries.poll_to_change(session, who.workspace_id, poll_id)
    _demand_own(session, who, Act.CHANGE, poll)
    if poll.state == draft.DRAFT:
        poll.state = PollState.CANCELLED.value
    else:
        opening._move(poll, PollEvent.STOPPED)
        electorate.empty(session, poll)
    repaints.of_poll(session, who.workspace_id, poll.id, now)
    opening.tell_owners(session, poll, f"stopped:{poll.id}", now, who.user_id)
    line.paint_anew(session, who.workspace_id, now)
    ledger.append(session, who.workspace_id, "poll:question:stopped", poll.id, now, who.user_id)
    return poll


def _refuse_to_pause(poll: Poll) -> None:
    if poll.paused_at:
        raise Refusal(N_("Sending is paused already."))
    if poll.state != PollState.OPEN:
        raise Refusal(N_("Nothing is being sent that could be paused."))


def pause(session: Session, who: Person, poll_id: str, now: datetime) -> Poll:
    """Hold back every message to members that has not left; answers go on."""
    poll = queries.poll_to_change(session, who.workspace_id, poll_id)
    members.allow(session, who, Act.PAUSE)
    _refuse_to_pause(poll)
    poll.paused_at = now
    release_time.hold(session, poll, now)
    ledger.append(session, who.workspace_id, "poll:delivery:paused", poll.id, now, who.user_id)
    return poll


def resume(session: Session, who: Person, poll_id: str, now: datetime) -> Poll:
    """Let held messages leave again, each within working hours."""
    poll = queries.poll_to_change(session, who.workspace_id, poll_id)
    members.allow(session, who, Act.PAUSE)
    if poll.state != PollState.OPEN or not poll.paused_at:
        raise Refusal(N_("Nothing is paused."))
    poll.paused_at = None
    reminders.keep_distance(session, poll, now)
    release_time.release(session, poll, now)
    ledger.append(session, who.workspace_id, "poll:delivery:resumed", poll.id, now, who.user_id)
    return poll


def ballot_delivered(
    session: Session, poll_id: str, user_id: str, channel: str, message_ts: str, now: datetime
) -> None:
    """Note where the question stands in this person's conversation, so that it can become a receipt."""
    delivered.count(session, poll_id, user_id)
    state = case(
        (Elector.state == "left", "left"), else_="asked"
    )  # who left while it was on its way has it all the same
    session.execute(
        update(Elector)
        .where(Elector.poll_id == poll_id, Elector.user_id == user_id)
        .values(state=state, channel=channel, message_ts=message_ts, asked_at=now)
    )


def ballot_refused(session: Session, poll_id: str, user_id: str) -> None:
    """Slack will not deliver to this person: they still count among those asked, as not reachable."""
    session.execute(
        update(Elector)
        .where(Elector.poll_id == poll_id, Elector.user_id == user_id, Elector.state == "waiting")
        .values(state="unreachable")
    )


def check_possible(session: Session, who: Person, poll: Poll, what: str, act: Act, own: bool, now: datetime) -> None:
    """Raise Refusal on a first press when its second press would be refused."""
    if own:
        _demand_own(session, who, act, poll)
    else:
        members.allow(session, who, act)
    if poll.state == draft.DRAFT and what != "stop":
        raise Refusal(N_("This question is being changed. Prepare it again first."))
    if what == "send_now" and poll.state == PollState.WAITING:
        _refuse_to_hasten(poll)
    if what in ("send_now", "stop") and poll.state not in (draft.DRAFT, "waiting", "preparing", "scheduled"):
        next_state(PollState(poll.state), PollEvent.STOPPED)
    if what == "close" and poll.state != PollState.OPEN:
        next_state(PollState(poll.state), PollEvent.CLOSED)
    if what == "pause":
        _refuse_to_pause(poll)
    if what == "resume" and not poll.paused_at:
        raise Refusal(N_("Nothing is paused."))
    if what == "resend":
        resend.check_resendable(session, who, poll, now)
    if what == "remind":
        refusal = reminders.reminder_refusal(session, poll, now)
        if refusal is not None:
            raise refusal
