"""How a request ended that was withdrawn, as everybody may read it. Changes nothing."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from governance import pages
from governance.rules.case import CaseState, Event
from governance.store import queries
from governance.store.models import Case, CaseEvent
from governance.usecases import shown


def withdrawn_of(session: Session, decision_id: str) -> pages.Withdrawn | None:
    """Of the request that followed from this decision, if it was withdrawn and stayed so."""
    case = queries.case_of_decision(session, decision_id)
    return withdrawn(session, case) if case else None


def withdrawn(session: Session, case: Case) -> pages.Withdrawn | None:
    """By whom, when, why, and where its letter was by then."""
    if CaseState(case.state) is not CaseState.WITHDRAWN:
        return None
    here = select(CaseEvent).where(CaseEvent.case_id == case.id)
    ended = session.scalars(here.where(CaseEvent.event == Event.WITHDRAWN.value).order_by(CaseEvent.id.desc())).first()
    if ended is None:
        return None
    came_back = session.scalar(here.with_only_columns(CaseEvent.id).where(CaseEvent.event == Event.BOUNCED.value))
    how = "unsent" if case.sent_at is None else "came_back" if came_back else ""
    by = shown.somebody(session, case.workspace_id, ended.actor or case.owner)
    return pages.Withdrawn(by, ended.at, ended.note, how)
