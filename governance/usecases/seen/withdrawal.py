"""Fills what is shown of taking back: what still can be taken back, and how a withdrawn request ended."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from governance import pages
from governance.rules.case.states import CaseState, Event
from governance.rules.people.permissions import Person
from governance.store import queries
from governance.store.models import Case, CaseEvent
from governance.usecases.case import case as cases
from governance.usecases.case.letter import letter as letters
from governance.usecases.case.letter import outcome
from governance.usecases.case.withdrawal import WITHDRAWABLE
from governance.usecases.seen import people
from governance.usecases.seen.about import about


def withdrawn_of(session: Session, decision_id: str) -> pages.Withdrawn | None:
    """How the request of this decision was withdrawn; None unless it was and stayed so."""
    case = queries.case_of_decision(session, decision_id)
    return withdrawn(session, case) if case else None


def withdrawn(session: Session, case: Case) -> pages.Withdrawn | None:
    """By whom, when and why the request was withdrawn, and where its letter was by then."""
    if CaseState(case.state) is not CaseState.WITHDRAWN:
        return None
    here = select(CaseEvent).where(CaseEvent.case_id == case.id)
    ended = session.scalars(here.where(CaseEvent.event == Event.WITHDRAWN.value).order_by(CaseEvent.id.desc())).first()
    if ended is None:
        return None
    came_back = session.scalar(here.with_only_columns(CaseEvent.id).where(CaseEvent.event == Event.BOUNCED.value))
    how = "unsent" if case.sent_at is None else "came_back" if came_back else ""
    by = people.somebody(session, case.workspace_id, ended.actor or case.owner)
    return pages.Withdrawn(by, ended.at, ended.note, how)


def withdrawal_page(session: Session, reader: Person, case: Case) -> pages.WithdrawalPage:
    """What this reader may still take back, shown beside the letter."""
    state, zone = CaseState(case.state), people.zone_for(session, reader)
    ended = withdrawn(session, case)
    if not reader.is_owner or ended:
        return pages.WithdrawalPage(zone, case.id, withdrawn=ended, about=about(case))
    letter = cases.newest_letter(session, case.id)
    writer = letters.writer_of(session, case, reader)
    approval = letter if state is CaseState.APPROVED else None
    anothers = approval.approved_by if approval and approval.approved_by != reader.user_id else None
    return pages.WithdrawalPage(
        zone,
        case.id,
        about=about(case),
        address=writer.attested and state in WITHDRAWABLE and case.owner == reader.user_id,
        approval=approval is not None,
        approved_by=people.somebody(session, case.workspace_id, anothers) if anothers else None,
        request=state in WITHDRAWABLE,
        unclear=state is CaseState.UNCLEAR and outcome.may_take_back(session, case),
        left=state not in (*WITHDRAWABLE, CaseState.UNCLEAR),
    )
