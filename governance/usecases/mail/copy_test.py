"""A test mail that arrives: it shows that copies reach us, and is never taken for an answer."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from governance.rules.case.copy_test import token_in
from governance.rules.mail.mail_facts import Automatic, MailFacts
from governance.rules.mail.thread import domains_of
from governance.store.models import Mail
from governance.usecases.case.letter import copy_test
from governance.usecases.case.letter.letter import vendor_mail

TEST = "test"  # the kind of such a mail


def apply(session: Session, mail: Mail, facts: MailFacts, now: datetime) -> bool:
    """Record the mail as a test of ours; False if it is none, and is to be judged.

    It must bear a token that we gave, and have come into the mailbox by itself: what somebody uploads shows nothing.
    What may be the vendor's is always judged. It shows that copies arrive only if it was sent to the copy address.
    """
    token = token_in(facts.subject)
    by_machine = facts.automatic is not Automatic.NO or facts.failure is not None
    if token is None or mail.source != "inbox" or by_machine:
        return False
    case = copy_test.case_with(session, token)
    if case is None or domains_of(facts.sender) & vendor_mail(case.vendor).domains:
        return False
    mail.workspace_id, mail.kind, mail.grade, mail.sorted_at = case.workspace_id, TEST, None, now
    if (case.copy_address or "").lower() in (*facts.to, *facts.cc):
        copy_test.arrived(session, case, now)
    return True
