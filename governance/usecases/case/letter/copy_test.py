"""Whether copies reach the app: a person sends a test mail before the letter is approved, and it arrives or not."""

from __future__ import annotations

import secrets
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from governance.errors import N_, Refusal
from governance.rules.case import letter as rules
from governance.rules.case.copy_test import TOKEN_LETTERS, subject_with
from governance.rules.case.states import CaseState
from governance.rules.people.permissions import Act, Person
from governance.rules.poll.answer import CODE_LETTERS
from governance.store import ledger, repaints
from governance.store.models import Case
from governance.texts import language_of, texts_for
from governance.usecases.case import case as cases
from governance.usecases.people import homes, members

BODY = N_("This mail shows that copies of our letter reach the app AI Consent. It needs no answer.")


def begin(session: Session, who: Person, case_id: str, now: datetime) -> Case:
    """The request with its test mail to be sent, the same however often it is asked for. Raises Refusal."""
    members.allow(session, who, Act.TEST_COPIES)
    case = cases.case_of(session, who.workspace_id, case_id)
    if case.copy_address is None:
        raise Refusal(N_("This app has no mailbox, so no copies of the letter can reach it."))
    if case.test_token is None:
        if CaseState(case.state) is not CaseState.DRAFTED:
            raise Refusal(N_("A test mail is for the time before the letter is approved."))
        case.test_token = "".join(secrets.choice(CODE_LETTERS) for _ in range(TOKEN_LETTERS))
        case.test_asked_at = now
        _tell(session, case, "begun", now, who)
    return case


def mail_of(case: Case, who: Person) -> rules.Letter:
    """The test mail in the words of whoever sends it."""
    body = texts_for(language_of(who.locale))(BODY)
    return rules.Letter(case.copy_address or "", None, subject_with(case.test_token or ""), f"{body}\n")


def case_with(session: Session, token: str) -> Case | None:
    """The request whose test mail bears this token; locked."""
    found = session.scalar(select(Case.id).where(Case.test_token == token))
    return cases.locked(session, Case, found) if found else None


def arrived(session: Session, case: Case, now: datetime) -> None:
    """The test mail of this request has arrived; noted once."""
    if case.test_arrived_at is None:
        case.test_arrived_at = now
        _tell(session, case, "arrived", now)


def _tell(session: Session, case: Case, verb: str, now: datetime, who: Person | None = None) -> None:
    """Home of owners and admins and the messages about this request say so; it is recorded."""
    homes.refresh(session, case.workspace_id, now)
    repaints.of_case(session, case.workspace_id, case.id, now)
    actor = who.user_id if who else None
    ledger.append(session, case.workspace_id, f"case:copy_test:{verb}", case.id, now, actor)
