"""For what a request speaks: this workspace alone, or the organisation with the workspaces that its owner lists.

The vendor does not say whether a letter for an organisation covers each workspace: what is known is kept for each.
"""

from __future__ import annotations

import csv
import io
from datetime import datetime

from sqlalchemy.orm import Session

from governance.errors import Refusal
from governance.pages.coverage import CoveragePage, Covered
from governance.rules import coverage as rules
from governance.rules.case import CaseState, Event
from governance.rules.member import Act, Person
from governance.store import coverage, ledger
from governance.store.coverage import ORGANISATION, WORKSPACE
from governance.store.models import Case, Mail
from governance.usecases import case as cases
from governance.usecases import member, shown

OPEN = (CaseState.DRAFTED, CaseState.APPROVED, CaseState.REFUSED, CaseState.BOUNCED)


def is_org_wide(case: Case) -> bool:
    """Whether the letter speaks for an organisation."""
    return case.owner_title == rules.ORG_OWNER


def demand_right_to_speak(case: Case, who: Person) -> None:
    """A letter for an organisation is approved by an owner of the organisation, by Slack's flags of this moment."""
    if is_org_wide(case) and not who.org_owner:
        raise Refusal(rules.ONLY_AN_ORG_OWNER)


def within_organisation(session: Session, case: Case) -> bool:
    """Whether the workspace is one of an organisation's."""
    return member.workspace(session, case.workspace_id).enterprise_id is not None


def case_to_widen(session: Session, who: Person, case_id: str) -> Case:
    """The request that this person may make one for the whole organisation."""
    member.allow(session, who, Act.APPROVE)
    case = cases.case_of(session, who.workspace_id, case_id)
    if not within_organisation(session, case):
        raise Refusal(rules.NO_ORGANISATION)
    if not who.org_owner:
        raise Refusal(rules.ONLY_AN_ORG_OWNER)
    return case


def widen(session: Session, who: Person, case_id: str, organisation: str, urls: list[str], now: datetime) -> Case:
    """From now on the letter is for the organisation and each of these workspaces. An approval before lapses."""
    case = case_to_widen(session, who, case_id)
    organisation = rules.organisation_url(organisation)
    workspaces = rules.with_own(urls, member.workspace(session, case.workspace_id).url)
    _rewrite(session, case, who, now, "organisation")
    case.owner_title = rules.ORG_OWNER
    coverage.replace_covered(session, case.id, organisation, workspaces)
    _record(session, case, "organisation", who, now, len(workspaces))
    return case


def narrow(session: Session, who: Person, case_id: str, now: datetime) -> Case:
    """Back to this workspace alone. An approval before lapses."""
    member.allow(session, who, Act.APPROVE)
    case = cases.case_of(session, who.workspace_id, case_id)
    _rewrite(session, case, who, now, "workspace")
    coverage.replace_covered(session, case.id, None, [])
    _record(session, case, "workspace", who, now, 1)
    return case


def _rewrite(session: Session, case: Case, who: Person, now: datetime, what: str) -> None:
    """The letter is written anew in this owner's name; an address that they answered for stays theirs."""
    cases.record_event(session, case, Event.CHANGED, now, who.user_id, what)
    case.owner_title = ""
    kept = case.from_address if case.owner == who.user_id and case.address_attested else None
    cases.take_over(case, who)
    if kept:
        case.from_address, case.address_attested = kept, True


def _record(session: Session, case: Case, what: str, who: Person, now: datetime, number: int) -> None:
    ledger.append(session, case.workspace_id, f"case:coverage:{what}", case.id, now, who.user_id, workspaces=number)


def letter_values(session: Session, case: Case) -> dict[str, str]:
    """What a letter's placeholders stand for, where it speaks for an organisation."""
    if not is_org_wide(case):
        return {}
    urls = coverage.covered(session, case.id)
    return {
        "url": next((one.url for one in urls if one.kind == ORGANISATION), ""),
        "workspaces": ", ".join(one.url for one in urls if one.kind == WORKSPACE),
    }


def note_confirmation(session: Session, case: Case, mail: Mail | None) -> None:
    """The request is confirmed: of each address, whether the vendor's own words name it; by word of mouth, unknown."""
    named = set((mail.named_urls if mail else None) or ())
    for one in coverage.covered(session, case.id):
        one.confirmed_by, one.named = mail.id if mail else None, (one.url in named if mail else None)


def coverage_page(session: Session, reader: Person, case: Case) -> CoveragePage:
    """For what the request speaks, as this reader may see it."""
    state = CaseState(case.state)
    sent = [letter for letter in cases.letters_of(session, case.id) if letter.kind == "request" and letter.sent_at]
    asked = {url: letter.sent_at for letter in reversed(sent) for url in rules.named_in(letter.body)}
    confirmed = state is CaseState.CONFIRMED
    return CoveragePage(
        zone=shown.zone_for(session, reader),
        case_ref=case.id,
        own_url=member.workspace(session, case.workspace_id).url.rstrip("/"),
        organisation=within_organisation(session, case),
        urls=tuple(
            Covered(one.url, one.kind, asked.get(one.url), one.named if confirmed else None)
            for one in coverage.covered(session, case.id)
        ),
        confirmed_at=case.confirmed_at if confirmed else None,
        open=state in OPEN,
        may_change=reader.is_owner,
    )


def table(session: Session, who: Person, case_id: str) -> tuple[str, bytes]:
    """Name and bytes of the list as CSV."""
    member.allow(session, who, Act.READ_FIGURES)
    case = cases.case_of(session, who.workspace_id, case_id)
    page, out = coverage_page(session, who, case), io.StringIO()
    rows = csv.writer(out, lineterminator="\r\n")
    rows.writerow(["address", "kind", "asked_at", "confirmed_at", "confirmation_names_it"])
    confirmed = page.confirmed_at.isoformat() if page.confirmed_at else ""
    for one in page.urls:
        named = "" if one.named is None else "yes" if one.named else "no"
        rows.writerow([one.url, one.kind, one.asked_at.isoformat() if one.asked_at else "", confirmed, named])
    return f"{case.reference}-coverage.csv", out.getvalue().encode()
