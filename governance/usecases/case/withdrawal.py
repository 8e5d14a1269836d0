"""An owner takes back what has not gone to the vendor: the approval of the letter, or the whole request."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256

from sqlalchemy.orm import Session

from governance.errors import N_, Refusal
from governance.rules.case.states import HAS_LEFT, CaseState, Event
from governance.rules.people.permissions import Act, Person
from governance.store import ledger, outbox
from governance.store.models import Case, Outgoing
from governance.store.outbox import Kind
from governance.usecases.case import case as cases
from governance.usecases.case import owner_notifications
from governance.usecases.case.letter import cancel
from governance.usecases.people import members

LONGEST_REASON = 500
NO_REASON = N_("Please say why: everyone reads it on Home.")
# As long as the letter has not left, or has come back, what it says can be corrected and the whole be withdrawn.
WITHDRAWABLE = (CaseState.DRAFTED, CaseState.APPROVED, CaseState.BOUNCED)


def refuse_unwithdrawable(session: Session, who: Person, case: Case) -> None:
    """Raise Refusal unless an owner asks, and the letter has not left or has come back."""
    members.allow(session, who, Act.DECIDE)
    state = CaseState(case.state)
    if state is CaseState.WITHDRAWN:
        raise Refusal(N_("This request was withdrawn."))
    if state is CaseState.UNCLEAR:
        raise Refusal(
            N_("We do not know whether our letter left. If you are sure that it has not, say so first, in its window.")
        )
    if state not in WITHDRAWABLE:
        raise Refusal(HAS_LEFT)


def withdraw(session: Session, who: Person, case_id: str, reason: str, now: datetime) -> Case:
    """End a request that has not left, or has come back; everybody reads who did so, when and why.

    1. Only an owner may, with a reason. 2. No letter of it is sent any more. 3. Unsent messages about it are dropped.
    4. The event is recorded.
    """
    members.allow(session, who, Act.DECIDE)
    case = cases.case_of(session, who.workspace_id, case_id)
    refuse_unwithdrawable(session, who, case)
    reason = reason.strip()
    if not reason:
        raise Refusal(NO_REASON)
    if len(reason) > LONGEST_REASON:
        raise Refusal(N_("At most {number} characters."), number=LONGEST_REASON)
    cancel.cancel_sending(session, case, now)
    cases.record_event(session, case, Event.WITHDRAWN, now, who.user_id, reason)
    cases.drop_prompts(session, case, now)
    outbox.drop(session, case.workspace_id, now, Outgoing.case_id == case.id, Outgoing.kind == Kind.NEWS.value)
    fingerprint = sha256(reason.encode()).hexdigest()
    ledger.append(
        session, case.workspace_id, "case:request:withdrawn", case.id, now, who.user_id, reason_digest=fingerprint
    )
    return case


def take_approval_back(session: Session, who: Person, case_id: str, now: datetime) -> Case:
    """Make the letter a draft again, to be approved anew. Raises Refusal once it has left or is being sent.

    An owner who takes back what another one approved has the request in hand from then on; the other one is told.
    """
    members.allow(session, who, Act.APPROVE)
    case = cases.case_of(session, who.workspace_id, case_id)
    if CaseState(case.state) is not CaseState.APPROVED:
        raise Refusal(N_("There is no approval to take back: the letter is a draft, or it has left."))
    cancel.cancel_sending(session, case, now)
    cases.record_event(session, case, Event.CHANGED, now, who.user_id, cases.UNAPPROVED)
    letter = cases.newest_letter(session, case.id)
    if letter is not None and letter.approved_by != who.user_id:
        members.note_owner(session, who, now)
        cases.take_over(case, who)
        owner_notifications.tell(session, case, "taken_back", [letter.approved_by], now, key=letter.id)
    ledger.append(session, case.workspace_id, "case:approval:taken_back", case.id, now, who.user_id)
    return case


def demand_readable(session: Session, who: Person, case: Case) -> None:
    """Raise Refusal unless this person may read the letter: everybody once approved, a draft only those in charge."""
    letter = cases.newest_letter(session, case.id)
    draft = CaseState(case.state) is CaseState.DRAFTED or letter is None
    members.allow(session, who, Act.DRAFT_LETTER if draft else Act.READ)
