"""For what a request speaks: this workspace alone, or the organisation with the workspaces that its owner lists.

The vendor does not say whether a letter for an organisation covers each workspace, so what is known is kept for each.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from governance.errors import Refusal
from governance.rules.case import coverage as rules
from governance.rules.case.states import CaseState, Event
from governance.rules.people.permissions import Act, Person
from governance.store import ledger
from governance.store.case import coverage
from governance.store.case.coverage import ORGANISATION, WORKSPACE
from governance.store.models import Case, Mail
from governance.usecases.case import case as cases
from governance.usecases.people import members


def is_org_wide(case: Case) -> bool:
    """Whether the letter speaks for an organisation."""
    return case.owner_title == rules.ORG_OWNER


def demand_right_to_speak(case: Case, who: Person) -> None:
    """Raise Refusal unless this person may speak for whom the letter is for.

    A letter for an organisation needs an owner of the organisation, by Slack's flags of this moment.
    """
    if is_org_wide(case) and not who.org_owner:
        raise Refusal(rules.ONLY_AN_ORG_OWNER)


def within_organisation(session: Session, case: Case) -> bool:
    """Whether the workspace belongs to an organisation."""
    return members.workspace(session, case.workspace_id).enterprise_id is not None


def case_to_widen(session: Session, who: Person, case_id: str) -> Case:
    """The request that this person may make one for the whole organisation."""
    members.allow(session, who, Act.APPROVE)
    case = cases.case_of(session, who.workspace_id, case_id)
    if not within_organisation(session, case):
        raise Refusal(rules.NO_ORGANISATION)
    if not who.org_owner:
        raise Refusal(rules.ONLY_AN_ORG_OWNER)
    return case


def widen(session: Session, who: Person, case_id: str, organisation: str, urls: list[str], now: datetime) -> Case:
    """Make the request for the organisation and each of these workspaces. An earlier approval lapses."""
    case = case_to_widen(session, who, case_id)
    organisation = rules.organisation_url(organisation)
    workspaces = rules.with_own(urls, members.workspace(session, case.workspace_id).url)
    covered = [(one.url, one.kind) for one in coverage.covered(session, case.id)]
    named = [(organisation, ORGANISATION), *((url, WORKSPACE) for url in workspaces)]
    if case.owner == who.user_id and case.state == CaseState.DRAFTED and sorted(covered) == sorted(named):
        return case  # nothing changes: submitted twice
    _rewrite(session, case, who, now, "organisation")
    case.owner_title = rules.ORG_OWNER
    coverage.replace_covered(session, case.id, organisation, workspaces)
    _record(session, case, "organisation", who, now, len(workspaces))
    return case


def narrow(session: Session, who: Person, case_id: str, now: datetime) -> Case:
    """Make the request for this workspace alone again. An earlier approval lapses."""
    members.allow(session, who, Act.APPROVE)
    case = cases.case_of(session, who.workspace_id, case_id)
    if case.owner == who.user_id and case.state == CaseState.DRAFTED and not is_org_wide(case):
        return case  # nothing changes: submitted twice
    _rewrite(session, case, who, now, "workspace")
    coverage.replace_covered(session, case.id, None, [])
    _record(session, case, "workspace", who, now, 1)
    return case


def _rewrite(session: Session, case: Case, who: Person, now: datetime, what: str) -> None:
    """Draft the letter again in this owner's name, keeping an address that they answered for."""
    members.note_owner(session, who, now)
    cases.record_event(session, case, Event.CHANGED, now, who.user_id, what)
    case.owner_title = ""
    kept = case.from_address if case.owner == who.user_id and case.address_attested else None
    cases.take_over(case, who)
    if kept:
        case.from_address, case.address_attested = kept, True


def _record(session: Session, case: Case, what: str, who: Person, now: datetime, number: int) -> None:
    ledger.append(session, case.workspace_id, f"case:coverage:{what}", case.id, now, who.user_id, workspaces=number)


def letter_values(session: Session, case: Case) -> dict[str, str]:
    """The values of a letter's placeholders where it speaks for an organisation."""
    if not is_org_wide(case):
        return {}
    urls = coverage.covered(session, case.id)
    return {
        "url": next((one.url for one in urls if one.kind == ORGANISATION), ""),
        "workspaces": ", ".join(one.url for one in urls if one.kind == WORKSPACE),
    }


def forget_confirmation(session: Session, case: Case) -> None:
    """Nothing is known to be confirmed any more."""
    for one in coverage.covered(session, case.id):
        one.confirmed_by = one.named = None


def note_confirmation(session: Session, case: Case, mail: Mail | None) -> None:
    """Note for each address whether the vendor's confirmation names it; unknown where a person reported it."""
    named = set((mail.named_urls if mail else None) or ())
    for one in coverage.covered(session, case.id):
        one.confirmed_by, one.named = mail.id if mail else None, (one.url in named if mail else None)
