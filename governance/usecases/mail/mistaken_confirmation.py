"""*This is not true: take it back*: an owner takes back that a request is confirmed, whoever or whatever said so."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256

from sqlalchemy.orm import Session

from governance.errors import N_, Refusal
from governance.rules.case.states import CaseState, Event
from governance.rules.people.permissions import Act, Person
from governance.store.models import Case, CaseEvent, Mail
from governance.usecases.case import case as cases
from governance.usecases.case import coverage
from governance.usecases.mail import reply_effects
from governance.usecases.people import members

LONGEST_REASON = 500
NO_REASON = N_("Please say what was wrong: everyone reads it on Home.")


def confirmed_by(events: Sequence[CaseEvent]) -> CaseEvent | None:
    """What made a request confirmed last: somebody's word, or a mail by itself."""
    return next((one for one in reversed(events) if one.event == Event.CONFIRMED), None)


def reopened_by(events: Sequence[CaseEvent]) -> CaseEvent | None:
    """Who said that it was wrong, unless something has confirmed the request since."""
    last = next((one for one in reversed(events) if one.event in (Event.CONFIRMED, Event.REOPENED)), None)
    return last if last and last.event == Event.REOPENED else None


def stamp(event: CaseEvent | None) -> str:
    """Another text for each confirmation: a button takes back only the one that its reader saw."""
    return str(event.id) if event else ""


def refuse_untaken(session: Session, who: Person, case: Case, seen: str) -> None:
    """Raise Refusal unless an owner asks, and what they saw still stands; it says who was quicker, and when."""
    members.allow(session, who, Act.CONFIRM)
    events = cases.events_of(session, case.id)
    if CaseState(case.state) is CaseState.CONFIRMED and seen == stamp(confirmed_by(events)):
        return
    back = reopened_by(events)
    if back is not None and back.actor:
        name = members.person(session, case.workspace_id, back.actor).name
        raise Refusal(
            N_("On {day} {name} said already that this was wrong. Nothing was changed now."), name=name, day=back.at
        )
    raise Refusal(N_("Our request has moved on in the meantime. Nothing was changed."))


def take_back(session: Session, who: Person, case_id: str, seen: str, reason: str, now: datetime) -> Case:
    """The request waits for the vendor again, and the mail that was taken for its word waits for an owner again.

    1. Only an owner may, with a reason, and only of the confirmation that they saw. 2. Whatever followed from it goes:
    its day, the yearly check, what was noted of each address. Objections that ended with it stay ended: their key is
    gone. 3. It is recorded; every message that says otherwise is painted anew.
    """
    members.allow(session, who, Act.CONFIRM)
    case, reason = cases.case_of(session, who.workspace_id, case_id), reason.strip()
    refuse_untaken(session, who, case, seen)
    if not reason:
        raise Refusal(NO_REASON)
    if len(reason) > LONGEST_REASON:
        raise Refusal(N_("At most {number} characters."), number=LONGEST_REASON)
    said = confirmed_by(cases.events_of(session, case.id))
    mail = session.get(Mail, said.mail_id) if said and said.mail_id else None
    cases.record_event(session, case, Event.REOPENED, now, who.user_id, reason, mail.id if mail else None)
    case.confirmed_at = case.checked_at = case.next_check_at = case.check_due_at = None
    case.check_reason = case.answer_grade = None
    coverage.forget_confirmation(session, case)
    if mail is not None:
        mail.waits_since, mail.sorted_by, mail.sorted_how = mail.waits_since or mail.received_at, None, None
        reply_effects.wait(session, case, mail, now)
    fingerprint = sha256(reason.encode()).hexdigest()
    reply_effects.record(session, case, Event.REOPENED, mail, now, who.user_id, reason_digest=fingerprint)
    return case
