"""Who has to act on a decision or a request: it can be handed over to another owner, or put off until a day."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from governance.errors import N_, Refusal
from governance.rules.case.states import CaseState, Event
from governance.rules.people.permissions import Act, Person
from governance.rules.people.working_days import next_working_moment, zone_of
from governance.rules.poll.states import PollState
from governance.store import ledger, outbox, queries, repaints
from governance.store.models import Case, Poll
from governance.store.outbox import Kind
from governance.usecases.case import case as cases
from governance.usecases.case import owner_notifications, recheck
from governance.usecases.case.decision import drop_decision_prompts
from governance.usecases.case.letter import cancel
from governance.usecases.people import members
from governance.usecases.people.working_days import working_days_of
from governance.usecases.poll.waiting.line import waits_for_decision

LONGEST_WAIT = timedelta(days=366)


def _matter(session: Session, who: Person, ref: str) -> Poll | Case:
    """The question or the request that a reference means."""
    found = session.get(Case, ref)
    if found is not None:
        return cases.case_of(session, who.workspace_id, ref)
    return queries.poll_to_change(session, who.workspace_id, ref)


def _refuse_settled(session: Session, matter: Poll | Case, now: datetime) -> None:
    if isinstance(matter, Case):
        if CaseState(matter.state) in cases.SETTLED and recheck.asked_at(session, matter) is None:
            raise Refusal(N_("Nothing waits to be done here any more."))
    elif matter.state == PollState.CLOSED and not waits_for_decision(session, matter, now):
        raise Refusal(N_("Nothing waits for a decision here any more."))


def refuse_settled(session: Session, who: Person, ref: str, now: datetime) -> None:
    """Raise Refusal when the matter to put off or hand over no longer waits for anybody."""
    members.allow(session, who, Act.HAND_OVER)
    _refuse_settled(session, _matter(session, who, ref), now)


def hand_over(session: Session, who: Person, ref: str, new_owner: str, now: datetime) -> None:
    """Hand the decision (`ref` a question's id) or the letter (a request's id) over to another owner, who is told."""
    members.allow(session, who, Act.HAND_OVER)
    matter = _matter(session, who, ref)
    heir = members.person(session, who.workspace_id, new_owner)
    if not heir.is_owner:
        raise Refusal(N_("Please choose an active owner: only an owner can decide."))
    _refuse_settled(session, matter, now)
    if heir.user_id == (matter.owner if isinstance(matter, Case) else matter.decider):
        return  # it is theirs already: submitted twice
    if isinstance(matter, Case):
        if CaseState(matter.state) is CaseState.APPROVED:  # drafted again in the other owner's name
            cancel.cancel_sending(session, matter, now)
            cases.record_event(session, matter, Event.CHANGED, now, who.user_id, cases.HANDED_OVER)
        give_request(session, matter, heir, now, "handed_over")
        ledger.append(session, who.workspace_id, "case:duty:handed_over", matter.id, now, who.user_id)
        return
    give_decision(session, matter, heir, now)
    ledger.append(session, who.workspace_id, "decision:duty:handed_over", matter.id, now, who.user_id)


def give_decision(session: Session, poll: Poll, heir: Person, now: datetime, *, told: bool = True) -> None:
    """Let this owner decide on the question. `told`: ask them to where it is closed, else the next prompt does."""
    poll.decider, poll.remind_owner_at = heir.user_id, None
    drop_decision_prompts(session, poll, now)
    repaints.of_poll(session, poll.workspace_id, poll.id, now, Kind.PROMPT)
    if told and poll.state == PollState.CLOSED and waits_for_decision(session, poll, now):
        outbox.queue(
            session,
            Kind.PROMPT,
            f"decide:{poll.id}:handed_over:{heir.user_id}:{now.isoformat()}",
            now,
            workspace_id=poll.workspace_id,
            user_id=heir.user_id,
            poll_id=poll.id,
            zone=heir.zone,
            about={"what": "handed_over"},
        )


def give_request(session: Session, case: Case, heir: Person, now: datetime, told: str) -> None:
    """Let this owner have the request in hand; a letter that has left keeps its author. `told`: as which news."""
    cases.take_over(case, heir)
    case.remind_owner_at = None
    cases.drop_prompts(session, case, now)
    repaints.of_case(session, case.workspace_id, case.id, now)
    if told:
        owner_notifications.tell(session, case, told, [heir.user_id], now, key=now.isoformat())


def remind_later(session: Session, who: Person, ref: str, until: datetime, now: datetime) -> datetime:
    """*Remind me later*: the owner gets no prompt about this question or request before `until`, and one then.

    A day off is replaced by the next working day of the workspace. Returns the moment.
    """
    members.allow(session, who, Act.HAND_OVER)
    if not now < until <= now + LONGEST_WAIT:
        raise Refusal(N_("Please choose a day from tomorrow on, within a year."))
    matter = _matter(session, who, ref)
    _refuse_settled(session, matter, now)
    zone = zone_of(who.zone, members.workspace(session, who.workspace_id).zone)
    matter.remind_owner_at = next_working_moment(until, zone, working_days_of(session, who.workspace_id))
    if isinstance(matter, Case):
        cases.drop_prompts(session, matter, now, who.user_id)
        repaints.of_case(session, matter.workspace_id, matter.id, now)  # they name the day of the next reminder
    else:
        drop_decision_prompts(session, matter, now, who.user_id)
    return matter.remind_owner_at
