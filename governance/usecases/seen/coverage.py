"""Fills the page, and the file, that say for what our request speaks."""

from __future__ import annotations

import csv
import io

from sqlalchemy.orm import Session

from governance.pages.case.coverage import CoveragePage, Covered
from governance.rules.case import coverage as rules
from governance.rules.case.states import CaseState
from governance.rules.people.permissions import Act, Person
from governance.store.case.coverage import covered
from governance.store.models import Case
from governance.usecases.case import case as cases
from governance.usecases.case import coverage
from governance.usecases.mail import mistaken_confirmation
from governance.usecases.people import members
from governance.usecases.seen import people
from governance.usecases.seen.about import about

OPEN = (CaseState.DRAFTED, CaseState.APPROVED, CaseState.REFUSED, CaseState.BOUNCED)


def coverage_page(session: Session, reader: Person, case: Case) -> CoveragePage:
    """For what the request speaks, as this reader may see it."""
    state = CaseState(case.state)
    sent = [letter for letter in cases.letters_of(session, case.id) if letter.kind == "request" and letter.sent_at]
    asked = {url: letter.sent_at for letter in reversed(sent) for url in rules.named_in(letter.body)}
    confirmed = state is CaseState.CONFIRMED
    return CoveragePage(
        about=about(case),
        zone=people.zone_for(session, reader),
        case_ref=case.id,
        own_url=members.workspace(session, case.workspace_id).url.rstrip("/"),
        organisation=coverage.within_organisation(session, case),
        urls=tuple(
            Covered(one.url, one.kind, asked.get(one.url), one.named if confirmed else None)
            for one in covered(session, case.id)
        ),
        confirmed_at=case.confirmed_at if confirmed else None,
        open=state in OPEN,
        may_change=reader.is_owner,
    )


def table(session: Session, who: Person, case_id: str) -> tuple[str, bytes]:
    """File name and bytes of the list as CSV, with whose word a confirmation is, an owner's or a mail's."""
    members.allow(session, who, Act.READ_FIGURES)
    case = cases.case_of(session, who.workspace_id, case_id)
    page, out = coverage_page(session, who, case), io.StringIO()
    rows = csv.writer(out, lineterminator="\r\n")
    rows.writerow(["address", "kind", "asked_at", "confirmed_at", "by_word_of", "confirmation_names_it"])
    confirmed = page.confirmed_at.isoformat() if page.confirmed_at else ""
    said = mistaken_confirmation.confirmed_by(cases.events_of(session, case.id)) if confirmed else None
    word = ("owner" if said.actor else "signed mail") if said else ""
    for one in page.urls:
        named = "" if one.named is None else "yes" if one.named else "no"
        rows.writerow([one.url, one.kind, one.asked_at.isoformat() if one.asked_at else "", confirmed, word, named])
    return f"{case.reference}-coverage.csv", out.getvalue().encode()
