"""After a confirmation: what it was given for, what has changed since, and whether the vendor was asked again."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from governance.rules.case.next_letter import LetterKind
from governance.rules.case.owner_prompts import recheck_at
from governance.rules.case.states import CaseState
from governance.rules.people.permissions import Role
from governance.rules.people.working_days import zone_of
from governance.store import ledger, queries
from governance.store.models import Case
from governance.store.register import vendors
from governance.store.timetable.next_looks import NEVER
from governance.usecases.case import case as cases
from governance.usecases.people import members
from governance.usecases.people.working_days import working_days_of


def _primary_owner(session: Session, workspace_id: str) -> str | None:
    found = members.people_with_role(session, workspace_id, Role.PRIMARY_OWNER)
    return found[0].user_id if len(found) == 1 else None


def remember(session: Session, case: Case, now: datetime) -> None:
    """Keep for whom and for which address the vendor confirmed, and set the check in a year."""
    workspace = members.workspace(session, case.workspace_id)
    case.known_primary, case.known_url = _primary_owner(session, workspace.id), workspace.url
    case.known_policy = vendors.vendor(case.vendor).said_last
    days = working_days_of(session, workspace.id)
    case.next_check_at, case.check_reason = recheck_at(now, zone_of(workspace.zone), days), None
    case.check_due_at = None


def notice_changes(session: Session, workspace_id: str, now: datetime) -> datetime:
    """Make a check due now where something has changed since the vendor confirmed; no moment does so of itself."""
    here = (Case.workspace_id == workspace_id, queries.installed(Case.workspace_id))
    confirmed = select(Case).where(*here, Case.state == CaseState.CONFIRMED.value, queries.BY_LETTER)
    for case in session.scalars(confirmed).all():
        reason = _what_changed(session, case)
        if reason:
            case.next_check_at, case.check_reason = now, reason
            ledger.append(session, case.workspace_id, f"case:{reason}:changed", case.id, now)
    return NEVER


def _what_changed(session: Session, case: Case) -> str | None:
    """The workspace's address, its primary owner, or what the vendor says, by the register; noted with the asking."""
    primary, url = _primary_owner(session, case.workspace_id), members.workspace(session, case.workspace_id).url
    policy = vendors.vendor(case.vendor).said_last
    changes = {
        "address": case.known_url not in (None, url),
        "owner": primary is not None and case.known_primary not in (None, primary),
        "policy": policy is not None and case.known_policy is not None and policy > case.known_policy,
    }
    case.known_primary, case.known_url, case.known_policy = primary or case.known_primary, url, policy
    return next((reason for reason, changed in changes.items() if changed), None)


def asked_at(session: Session, case: Case) -> datetime | None:
    """When the vendor was asked whether its confirmation still holds, if it has not answered since."""
    if CaseState(case.state) is not CaseState.CONFIRMED:
        return None
    letter = cases.newest_letter(session, case.id, LetterKind.RECHECK)
    said_last = case.checked_at or case.confirmed_at
    if letter is None or letter.sent_at is None or (said_last and letter.sent_at <= said_last):
        return None
    return letter.sent_at


def confirmed_again(session: Session, case: Case, now: datetime) -> bool:
    """The vendor confirms again: noted if it was asked, and the next check is in a year."""
    if asked_at(session, case) is None:
        return False
    case.checked_at, case.remind_owner_at = now, None
    cases.drop_prompts(session, case, now)
    remember(session, case, now)
    return True
