"""An approval that holds no more, because its owner is no owner any more or the workspace has another address."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from governance.errors import Refusal
from governance.rules.case.coverage import same_address
from governance.rules.case.states import CaseState, Event
from governance.store import ledger, queries
from governance.store.case import coverage
from governance.store.models import Case, Letter
from governance.store.timetable.next_looks import NEVER
from governance.usecases.case import case as cases
from governance.usecases.case import owner_notifications
from governance.usecases.case.letter import cancel
from governance.usecases.people import members

NOT_LEFT = (CaseState.APPROVED.value, CaseState.BOUNCED.value)


def lapse_approvals(session: Session, workspace_id: str, now: datetime) -> datetime:
    """Make every letter a draft again whose approval holds no more, and tell who answers for it, once.

    One that is being given to the mail server at this moment is looked at again when that is over. Returns when that
    may be: at once, or never.
    """
    here = (Case.workspace_id == workspace_id, queries.installed(Case.workspace_id))
    waiting, following = select(Case).where(*here, Case.state.in_(NOT_LEFT)), NEVER
    for case in session.scalars(waiting).all():
        letter = cases.newest_letter(session, case.id)
        why = why_void(session, case, letter) if letter else None
        if why is None:
            continue
        if _stopped(session, case, now):
            _lapse(session, case, why, now)
        else:
            following = now
    return following


def why_void(session: Session, case: Case, letter: Letter) -> str | None:
    """The note for the event with which this approval lapses; None while it holds."""
    workspace = members.workspace(session, case.workspace_id)
    if workspace.synced_at is None:
        return None
    if not members.person(session, case.workspace_id, letter.approved_by).is_owner:
        return cases.OWNER_GONE
    moved = workspace.url_before is not None and workspace.moved_at is not None
    before = moved and workspace.moved_at is not None and letter.approved_at < workspace.moved_at
    return cases.MOVED if before else None


def _stopped(session: Session, case: Case, now: datetime) -> bool:
    """Whether no letter of this request can leave any more."""
    try:
        with session.begin_nested():
            cancel.cancel_sending(session, case, now)
    except Refusal:
        return False
    return True


def _lapse(session: Session, case: Case, why: str, now: datetime) -> None:
    workspace = members.workspace(session, case.workspace_id)
    if why == cases.MOVED:
        for one in coverage.covered(session, case.id):
            if one.kind == coverage.WORKSPACE and same_address(one.url, workspace.url_before or ""):
                one.url = workspace.url.rstrip("/").lower()
    cases.record_event(session, case, Event.CHANGED, now, note=why)
    people = owner_notifications.answerable(session, case)
    owner_notifications.tell(session, case, "lapsed", people, now, key=now.isoformat())
    ledger.append(session, case.workspace_id, "case:approval:lapsed", case.id, now, why=why)
