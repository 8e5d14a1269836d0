"""Fills the result of a closed question with its decision, as everybody may read it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from governance import pages
from governance.errors import N_, Refusal
from governance.rules.case import owner_prompts
from governance.rules.case.states import CaseState
from governance.rules.people.permissions import Person
from governance.rules.people.working_days import zone_of
from governance.rules.poll.advice import floor_view
from governance.rules.poll.opening import BallotKind
from governance.rules.poll.tally import Rule
from governance.store import queries
from governance.store.models import Case, Decision, Poll
from governance.store.register import vendors
from governance.store.register.entry import Mechanism
from governance.texts import language_of
from governance.usecases.case import case as cases
from governance.usecases.case import checklist
from governance.usecases.mail import mistaken_confirmation
from governance.usecases.people import members
from governance.usecases.people.working_days import working_days_of
from governance.usecases.poll import closing, later_objection
from governance.usecases.seen import people, withdrawal, witnesses
from governance.usecases.seen.about import about

CHOICES = {"allow": "stay", "opt_out": "opt_out"}


def decision_page(session: Session, decision: Decision) -> pages.Decision:
    """A decision as screens show it."""
    choice = CHOICES[decision.choice]
    before = session.get(Decision, decision.replaces) if decision.replaces else None
    return pages.Decision(
        choice=choice,
        by=people.somebody(session, decision.workspace_id, decision.decided_by),
        at=decision.decided_at,
        reason=decision.reason,
        departs=decision.advice is not None and decision.advice != choice,
        asked=(decision.poll_id or decision.was_about) is not None,
        ref=decision.id,
        replaces_choice=CHOICES[before.choice] if before else "",
        replaces_at=before.decided_at if before else None,
        withdrawn=withdrawal.withdrawn_of(session, decision.id),
    )


def result_of(session: Session, poll: Poll) -> pages.Result:
    """The count of a closed question as everybody may read it, without numbers where too few answered."""
    tally, rule = closing.tally_of(poll), Rule.from_data(poll.rule)
    seen, advice = floor_view(rule, tally), closing.advice_of(poll)
    totals = seen.totals
    closer = members.person(session, poll.workspace_id, poll.closed_by).name if poll.closed_by else None
    return pages.Result(
        asked=poll.electorate,
        shown=totals is not None,
        outcome=advice.outcome.value,
        recommendation=advice.recommendation.value,
        sentences=seen.sentences[1 if totals else 0 : -1],
        answered=totals.answered if totals else 0,
        consent=totals.consent if totals else 0,
        object=totals.object if totals else 0,
        abstain=totals.abstain if totals else 0,
        unreachable=poll.unreachable or 0,
        left=poll.gone or 0,
        guests_not_asked=poll.excluded_guests,
        others_not_asked=poll.excluded_others,
        rule_fixed_at=poll.opened_at,
        closed_at=poll.closed_at,
        closed_early_by=closer,
        closed_early_reason=poll.close_reason,
    )


def result_page(session: Session, reader: Person, poll: Poll, *, private: bool = False) -> pages.ResultPage:
    """The result message, or the private answer to `results`."""
    decided, case = queries.decision_on(session, poll.id), _readable_request(session, poll)
    return pages.ResultPage(
        about=about(poll),
        zone=people.zone_for(session, reader),
        poll_ref=poll.id,
        organisation=members.workspace(session, poll.workspace_id).name,
        result=result_of(session, poll),
        decision=decision_page(session, decided) if decided else None,
        decision_due=poll.decision_due,
        secret=poll.kind == BallotKind.SECRET,
        case_ref=case.id if case and not private else None,
        can_object=later_objection.is_possible(poll),
        can_check=poll.kind == BallotKind.SECRET,
        private=private,
        by_steps=_by_steps(session, reader, decided) if decided else None,
        **_became(session, case),
        **_on_its_way(session, reader, poll),
    )


def _by_steps(session: Session, reader: Person, decided: Decision) -> pages.StepsToDo | None:
    """What follows from a decision to opt out where no letter is written."""
    if decided.choice != "opt_out" or checklist.goes_by_letter(decided.vendor):
        return None
    entry, case = vendors.known(decided.vendor), checklist.case_of(session, decided)
    return pages.StepsToDo(
        vendor=decided.vendor,
        steps=tuple(step.words(language_of(reader.locale)) for step in entry.steps) if entry else (),
        own=case is not None and case.mechanism == Mechanism.MEMBER_SETTING,
        ticked=case is not None and checklist.has_ticked(session, case, reader.user_id),
    )


def _became(session: Session, case: Case | None) -> dict[str, Any]:
    """What became of the request, once the vendor has confirmed or refused it."""
    if case is None or CaseState(case.state) not in cases.ANSWERED:
        return {}
    if CaseState(case.state) is CaseState.REFUSED:
        return {"refused_at": cases.state_since(session, case.id)}
    confirmed = mistaken_confirmation.confirmed_by(cases.events_of(session, case.id))
    said = witnesses.confirmation(session, case, confirmed) if confirmed else None
    return {"confirmation": said, "state_at": case.confirmed_at, "next_check_at": case.next_check_at}


def _on_its_way(session: Session, reader: Person, poll: Poll) -> dict[str, Any]:
    """When the letter left, what went wrong with it, or who sends it and is first reminded when."""
    going_on = select(Case).where(Case.poll_id == poll.id, queries.BY_LETTER, Case.state != CaseState.WITHDRAWN.value)
    case = session.scalar(going_on.limit(1))
    if case is None:
        return {}
    state = CaseState(case.state)
    if state not in cases.NOT_LEFT:
        return {"sent_at": case.sent_at}
    if state not in cases.UNSENT:
        return {"lost": state.value}
    zone = zone_of(members.workspace(session, case.workspace_id).zone)
    days = working_days_of(session, case.workspace_id)
    first, *_ = owner_prompts.sending_prompts(case.opened_at, zone, days)
    return {"sender": people.acting_owner(session, reader, case.owner), "reminder_at": first.at}


def _readable_request(session: Session, poll: Poll) -> Case | None:
    """The request that followed from this question, if its letter may be read by everybody."""
    no_letter = (CaseState.DRAFTED.value, CaseState.WITHDRAWN.value)
    followed = select(Case).where(Case.poll_id == poll.id, queries.BY_LETTER, Case.state.not_in(no_letter))
    return session.scalar(followed.limit(1))


def private_result(session: Session, reader: Person, poll: Poll) -> pages.ResultPage:
    """The result for one person who asks for it. Raises Refusal while the question is open."""
    if poll.closed_at is None:
        raise Refusal(N_("The question is still open. The result is shown when it has closed."))
    return result_page(session, reader, poll, private=True)
