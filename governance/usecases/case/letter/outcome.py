"""What became of a letter: said to be sent, seen as a copy, accepted or refused by the mail server."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import literal, or_, select
from sqlalchemy.orm import Session, aliased

from governance.errors import N_, Refusal
from governance.rules.case.next_letter import LetterKind
from governance.rules.case.states import CaseState, Event, RequestGrade, better_request, may_follow
from governance.rules.people.permissions import Act, Person
from governance.store import ledger, repaints
from governance.store.models import Case, Letter, Outgoing
from governance.store.models.case import AT_SERVER
from governance.store.outbox import Kind
from governance.usecases.case import owner_notifications
from governance.usecases.case.case import case_of, last_sent_at, letter_of, newest_letter, record_event, state_since
from governance.usecases.case.letter.cancel import BY_SERVER
from governance.usecases.people import members

BY_PERSON = "mail_client"


def is_first(letter: Letter) -> bool:
    """Whether this is the request's first letter, not a later one in its thread."""
    return letter.kind == LetterKind.REQUEST


def _by_server(session: Session, case: Case, letter_id: str) -> Letter | None:
    """This letter, if it was given to the mail server and the result is not known yet."""
    letter = letter_of(session, case, letter_id)
    return letter if letter and letter.sent_via == BY_SERVER and not letter.sent_at else None


def letter_accepted(session: Session, workspace_id: str, case_id: str, letter_id: str, now: datetime) -> None:
    """The mail server took the letter: it counts as sent, with the best evidence there is."""
    case = case_of(session, workspace_id, case_id)
    letter = _by_server(session, case, letter_id)
    if letter is None:
        return
    mark_sent(session, case, letter, now, RequestGrade.ACCEPTED)
    what, people = "sent" if is_first(letter) else "next_sent", owner_notifications.answerable(session, case)
    owner_notifications.tell(session, case, what, people, now, key=letter.id, letter=letter.id, at_once=True)
    ledger.append(session, workspace_id, "case:letter:accepted", case.id, now, digest=letter.digest)


def letter_dropped(session: Session, workspace_id: str, case_id: str, letter_id: str) -> None:
    """The letter was not given to the mail server: it had left in another way, or its reason had passed."""
    letter = _by_server(session, case_of(session, workspace_id, case_id), letter_id)
    if letter is not None:
        letter.sent_via = None


def letter_not_accepted(
    session: Session, workspace_id: str, case_id: str, letter_id: str, status: str, now: datetime
) -> None:
    """`failed`: the letter did not leave and can be sent again. `unknown`: only a person can tell whether it left."""
    case = case_of(session, workspace_id, case_id)
    letter = _by_server(session, case, letter_id)
    if letter is None or (is_first(letter) and CaseState(case.state) is not CaseState.APPROVED):
        return
    letter.sent_via = None
    lost = status == "unknown"
    if lost and is_first(letter):
        record_event(session, case, Event.SENDING_UNCLEAR, now)
    what = ("unclear" if lost else "not_sent") if is_first(letter) else ("next_unclear" if lost else "next_not_sent")
    owner_notifications.tell(
        session, case, what, owner_notifications.answerable(session, case), now, key=now.isoformat(), letter=letter.id
    )
    tag = "case:letter:unclear" if lost else "case:letter:refused_by_server"
    ledger.append(session, workspace_id, tag, case.id, now, digest=letter.digest)


def mark_sent(
    session: Session,
    case: Case,
    letter: Letter,
    now: datetime,
    grade: RequestGrade,
    *,
    sent_at: datetime | None = None,
    actor: str | None = None,
) -> None:
    """Record that this letter left (`sent_at`, else now), and how well that is known.

    Said or seen again, only the evidence can grow. Sent again after a refusal or a failed delivery, the request waits
    for the vendor again.
    """
    event, again = _event_of_sending(session, case, letter, sent_at or now), letter.sent_at is not None
    if event is not None:
        letter.sent_at, letter.said_by = sent_at or now, actor
    letter.sent_at, letter.sent_via = letter.sent_at or sent_at or now, letter.sent_via or BY_PERSON
    if is_first(letter):
        case.sent_at = letter.sent_at
        known = RequestGrade.DRAFTED if event is not None and again else RequestGrade(case.request_grade)
        case.request_grade = better_request(known, grade).value
    repaints.of_case(session, case.workspace_id, case.id, now)
    if event is not None:
        record_event(session, case, event, now, actor)


def _event_of_sending(session: Session, case: Case, letter: Letter, when: datetime) -> Event | None:
    state, first_time = CaseState(case.state), letter.sent_at is None
    if not is_first(letter):
        return Event.FOLLOWED_UP if first_time and may_follow(state, Event.FOLLOWED_UP) else None
    if first_time or state is CaseState.UNCLEAR:
        return Event.SENT
    since = state_since(session, case.id)
    if state in (CaseState.REFUSED, CaseState.BOUNCED) and since is not None and when > since:
        return Event.FOLLOWED_UP if state is CaseState.REFUSED else Event.SENT
    return None


def say_not_sent(session: Session, who: Person, case_id: str, now: datetime) -> None:
    """A person says that the letter did not leave. Raises Refusal where a copy or an answer shows the contrary."""
    members.allow(session, who, Act.SEND_LETTER)
    case = case_of(session, who.workspace_id, case_id)
    letter = newest_letter(session, case.id)
    if letter is None or not may_take_back(session, case):
        raise Refusal(N_("The letter has left: a signed copy, the mail server or an answer shows it."))
    record_event(session, case, Event.NOT_SENT, now, who.user_id)
    letter.sent_at = letter.sent_via = letter.said_by = case.sent_at = None
    case.request_grade = RequestGrade.DRAFTED.value
    ledger.append(
        session, case.workspace_id, "case:letter:said_not_sent", case.id, now, who.user_id, digest=letter.digest
    )


def may_take_back(session: Session, case: Case) -> bool:
    """Whether only somebody's word says that the letter left, so that the owner can still say the contrary.

    An unsigned copy is no more than a word: anybody who has read the letter can write one. An answer to it, or a later
    letter in its thread, shows that it left.
    """
    letter = newest_letter(session, case.id)
    if letter is None or not may_follow(CaseState(case.state), Event.NOT_SENT):
        return False
    unproved = RequestGrade(case.request_grade) in (RequestGrade.DRAFTED, RequestGrade.SAID, RequestGrade.COPY_SEEN)
    answered = case.answered_at is not None and case.answered_at >= letter.approved_at
    followed = last_sent_at(session, case) != case.sent_at
    return unproved and not answered and not followed


def settle_lost_letters(session: Session, now: datetime) -> None:
    """Leave to a person every request whose letter was being sent when the process died: it may have left."""
    leaving = session.scalars(select(Letter.case_id).where(AT_SERVER)).all()
    if not leaving:
        return  # which is nearly always so
    other = aliased(Outgoing)
    under_way = select(other.id).where(
        other.case_id == Case.id, other.kind == Kind.LETTER.value, other.status.in_(("queued", "sending"))
    )
    lost = (
        select(Case.workspace_id, Case.id, Letter.id)
        .join(Outgoing, Outgoing.case_id == Case.id)
        .join(Letter, Letter.case_id == Case.id)
        .where(
            Case.id.in_(leaving),
            or_(Case.state == CaseState.APPROVED.value, Letter.kind != LetterKind.REQUEST),
            Outgoing.kind == Kind.LETTER.value,
            Outgoing.status == "unknown",
            Outgoing.occasion.like(literal("letter:") + Letter.id + ":%"),
            AT_SERVER,
            ~under_way.exists(),
        )
    )
    for workspace_id, case_id, letter_id in session.execute(lost.distinct()).all():
        letter_not_accepted(session, workspace_id, case_id, letter_id, "unknown", now)
