"""Fills the result of a closed question with its decision, as everybody may read it. Changes nothing."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from governance import pages
from governance.errors import N_, Refusal
from governance.rules.member import Person
from governance.rules.poll import BallotKind, floor_view
from governance.store import queries
from governance.store.models import Decision, Poll
from governance.usecases import ballotpage, closing, member, shown, undone


def decision_of(session: Session, poll: Poll) -> Decision | None:
    """The decision on this question, if one was taken."""
    return session.scalars(select(Decision).where(Decision.poll_id == poll.id)).first()


CHOICES = {"allow": "stay", "opt_out": "opt_out"}


def decision_page(session: Session, decision: Decision) -> pages.Decision:
    """A decision as screens show it."""
    choice = CHOICES[decision.choice]
    before = session.get(Decision, decision.replaces) if decision.replaces else None
    return pages.Decision(
        choice=choice,
        by=shown.somebody(session, decision.workspace_id, decision.decided_by),
        at=decision.decided_at,
        reason=decision.reason,
        departs=decision.advice is not None and decision.advice != choice,
        asked=(decision.poll_id or decision.was_about) is not None,
        ref=decision.id,
        replaces_choice=CHOICES[before.choice] if before else "",
        replaces_at=before.decided_at if before else None,
        withdrawn=undone.withdrawn_of(session, decision.id),
    )


def result_of(session: Session, poll: Poll) -> pages.Result:
    """The count of a closed question as everybody may read it: below the floor without numbers."""
    tally, rule = closing.tally_of(poll), ballotpage.rule_of(poll)
    seen, advice = floor_view(rule, tally), closing.advice_of(poll)
    states = queries.elector_states(session, poll.id)
    totals = seen.totals
    closer = member.person(session, poll.workspace_id, poll.closed_by).name if poll.closed_by else None
    return pages.Result(
        asked=poll.electorate,
        shown=totals is not None,
        outcome=advice.outcome.value,
        recommendation=advice.recommendation.value,
        sentences=seen.sentences[1:] if totals else seen.sentences,
        answered=totals.answered if totals else 0,
        consent=totals.consent if totals else 0,
        object=totals.object if totals else 0,
        abstain=totals.abstain if totals else 0,
        unreachable=poll.unreachable or 0,
        left=states.get("left", 0),
        guests_not_asked=poll.excluded_guests,
        others_not_asked=poll.excluded_others,
        rule_fixed_at=poll.opened_at,
        closed_at=poll.closed_at,
        closed_early_by=closer,
        closed_early_reason=poll.close_reason,
    )


def result_page(
    session: Session, reader: Person, poll: Poll, *, case_ref: str | None = None, private: bool = False
) -> pages.ResultPage:
    """The result message, or the private answer to `results`."""
    decided = decision_of(session, poll)
    return pages.ResultPage(
        zone=shown.zone_for(session, reader),
        poll_ref=poll.id,
        organisation=member.workspace(session, poll.workspace_id).name,
        result=result_of(session, poll),
        decision=decision_page(session, decided) if decided else None,
        decision_due=poll.decision_due,
        secret=poll.kind == BallotKind.SECRET,
        case_ref=case_ref,
        can_object=poll.later_salt is not None,
        can_check=poll.kind == BallotKind.SECRET,
        private=private,
    )


def private_result(session: Session, reader: Person, poll: Poll) -> pages.ResultPage:
    """The result for one person who asks for it; refused while the question is open."""
    if poll.closed_at is None:
        raise Refusal(N_("The question is still open. The result is shown when it has closed."))
    return result_page(session, reader, poll, private=True)
