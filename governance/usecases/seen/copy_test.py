"""Fills what is shown of copies: whether they are known to reach the app, and the mail that tries it."""

from __future__ import annotations

from sqlalchemy.orm import Session

from governance import pages
from governance.rules.case import letter as rules
from governance.rules.case.states import CaseState
from governance.rules.people.permissions import Act, Person, may
from governance.store.models import Case
from governance.usecases.case import case as cases
from governance.usecases.case.letter import copy_test
from governance.usecases.case.letter.sending import MailSetup
from governance.usecases.seen import people
from governance.usecases.seen.about import about


def proof(reader: Person, case: Case, mail_setup: MailSetup) -> pages.CopyProof | None:
    """What is known of copies before the letter has left, to whoever may test it; None where the app has no mailbox."""
    state = CaseState(case.state)
    if mail_setup.copy_address is None or case.copy_address is None or state not in cases.UNSENT:
        return None
    if not may(reader, Act.TEST_COPIES):
        return None
    open_still = state is CaseState.DRAFTED or case.test_token is not None
    return pages.CopyProof(case.copy_address, case.test_asked_at, case.test_arrived_at, may_test=open_still)


def copy_test_page(session: Session, reader: Person, case: Case) -> pages.CopyTestPage:
    """The test mail, with the ways to send it."""
    mail = copy_test.mail_of(case, reader)
    return pages.CopyTestPage(
        about=about(case),
        zone=people.zone_for(session, reader),
        case_ref=case.id,
        proof=pages.CopyProof(mail.to, case.test_asked_at, case.test_arrived_at),
        subject=mail.subject,
        mailto_url=rules.mailto(mail).url,
        gmail_url=rules.gmail_link(mail).url,
        outlook_url=rules.outlook_link(mail).url,
    )
