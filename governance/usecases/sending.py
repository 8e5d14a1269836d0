"""How a letter leaves: said by its owner, given to the mail server, as a file; and the next one in the same thread.

Nothing is sent here: what shall leave is an outbox row.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from governance.errors import N_, Refusal
from governance.rules import letter as rules
from governance.rules.calendar import local_moment, zone_of
from governance.rules.case import CaseState, Event, RequestGrade, may_follow_up
from governance.rules.member import Act, Person
from governance.store import outbox
from governance.store.models import Case, Letter, Outgoing
from governance.store.outbox import Kind
from governance.usecases import case as cases
from governance.usecases import letter as letters
from governance.usecases import member

NOON = time(12)
UNDER_WAY = ("held", "queued", "sending")


def _to_send(session: Session, case: Case) -> Letter:
    """The letter that an owner sends next: the follow-up that was prepared, else the request."""
    if CaseState(case.state) is CaseState.DRAFTED:
        raise Refusal(N_("An owner has to approve the letter first."))
    follow_up = cases.newest_letter(session, case.id, "follow_up")
    if follow_up is not None and follow_up.sent_at is None:
        return follow_up
    request = cases.newest_letter(session, case.id)
    if request is None:
        raise Refusal(N_("An owner has to approve the letter first."))
    return request


def say_sent(session: Session, who: Person, case_id: str, sent_on: date, now: datetime) -> None:
    """*I have sent it*: the owner's word, with the day; shown as that until more is known."""
    member.allow(session, who, Act.SEND_LETTER)
    case = cases.case_of(session, who.workspace_id, case_id)
    letter, zone = _to_send(session, case), zone_of(who.zone, member.workspace(session, who.workspace_id).zone)
    today, approved_on = now.astimezone(zone).date(), letter.approved_at.astimezone(zone).date()
    if not approved_on <= sent_on <= today:
        raise Refusal(N_("Please choose a day from the approval of the letter to today."))
    if smtp_under_way(session, letter):
        raise Refusal(N_("The app is sending this letter just now. Home shows when it is done."))
    sent_at = now if sent_on == today else max(letter.approved_at, local_moment(sent_on, NOON, zone))
    cases.mark_sent(session, case, letter, now, RequestGrade.SAID, sent_at=sent_at, actor=who.user_id)
    letters.record(session, "said_sent", case, letter, now, who)


def say_not_sent(session: Session, who: Person, case_id: str, now: datetime) -> None:
    """A person looked: the letter did not leave. Only while no copy and no answer shows the contrary."""
    member.allow(session, who, Act.SEND_LETTER)
    case = cases.case_of(session, who.workspace_id, case_id)
    letter = cases.newest_letter(session, case.id)
    if letter is None or RequestGrade(case.request_grade) not in (RequestGrade.DRAFTED, RequestGrade.SAID):
        raise Refusal(N_("The letter has left: a copy or the mail server shows it."))
    cases.record_event(session, case, Event.NOT_SENT, now, who.user_id)
    letter.sent_at = letter.sent_via = case.sent_at = None
    case.request_grade = RequestGrade.DRAFTED.value
    letters.record(session, "said_not_sent", case, letter, now, who)


def smtp_under_way(session: Session, letter: Letter) -> bool:
    """Whether the letter waits for the mail server or is on its way to it."""
    return _rows(session, letter, *UNDER_WAY) > 0


def _rows(session: Session, letter: Letter, *states: str) -> int:
    query = select(func.count()).where(
        Outgoing.case_id == letter.case_id, Outgoing.occasion.startswith(f"letter:{letter.id}:", autoescape=True)
    )
    return session.scalar(query.where(Outgoing.status.in_(states)) if states else query) or 0


def queue_smtp(session: Session, who: Person, case_id: str, now: datetime) -> None:
    """Give the approved letter to the app's mail server: once, and again only after it is known not to have left."""
    member.allow(session, who, Act.SEND_LETTER)
    case = cases.case_of(session, who.workspace_id, case_id)
    letter, state = _to_send(session, case), CaseState(case.state)
    if state not in (CaseState.APPROVED, CaseState.UNCLEAR):
        raise Refusal(N_("This letter has left already. The app sends it once."))
    if letter.approved_by != who.user_id:
        name = member.person(session, who.workspace_id, letter.approved_by).name
        raise Refusal(N_("This letter is in the name of {name}: only they can let the app send it."), name=name)
    if smtp_under_way(session, letter):
        raise Refusal(N_("The app is sending this letter just now. Home shows when it is done."))
    if state is CaseState.UNCLEAR:
        cases.record_event(session, case, Event.NOT_SENT, now, who.user_id)
    letter.sent_via = "smtp"
    outbox.queue(
        session,
        Kind.LETTER,
        f"letter:{letter.id}:{_rows(session, letter)}",
        now,
        workspace_id=case.workspace_id,
        case_id=case.id,
        about={"letter": letter.id},
    )
    letters.record(session, "given_to_server", case, letter, now, who)


def may_write_again(session: Session, case: Case, now: datetime) -> bool:
    """Whether another letter in the same thread is offered: after 7 working days, or when the word is ours again."""
    state = CaseState(case.state)
    if state in (CaseState.QUESTION, CaseState.REFUSED):
        return True
    zone = zone_of(member.workspace(session, case.workspace_id).zone)
    return may_follow_up(state, last_sent_at(session, case), now, zone)


def last_sent_at(session: Session, case: Case) -> datetime | None:
    """When we last wrote to the vendor about this request."""
    letters_sent = [letter.sent_at for letter in cases.letters_of(session, case.id) if letter.sent_at]
    freely = [event.at for event in cases.events_of(session, case.id) if event.note == cases.OWN_WORDS]
    return max([*letters_sent, *freely], default=case.sent_at)


def follow_up_slug(case: Case) -> str:
    """Which letter comes next: an answer to the vendor's question, else asking again."""
    route = letters.mail_route(case.vendor)
    return route.answer if CaseState(case.state) is CaseState.QUESTION else route.follow_up


def follow_up(session: Session, who: Person, case_id: str, now: datetime) -> Letter:
    """The next letter in the same thread, frozen when an owner opens it, so that its copy is recognised."""
    member.allow(session, who, Act.SEND_LETTER)
    case = cases.case_of(session, who.workspace_id, case_id)
    first = cases.newest_letter(session, case.id)
    if first is None or case.sent_at is None or not may_write_again(session, case, now):
        raise Refusal(N_("No further letter is due yet."))
    sender = letters.sender_of(session, case)
    values = letters.values_of(session, case, sender)
    words = rules.follow_up(
        letters.words_of(first),
        letters.template_of(case, sender, follow_up_slug(case)),
        values,
        reference=case.reference,
        sender=sender.name,
        sent_on=values["sent_on"],
    )
    prepared = cases.newest_letter(session, case.id, "follow_up")
    if prepared is not None and prepared.sent_at is None and letters.words_of(prepared) == words:
        return prepared
    letter = letters.freeze(session, case, "follow_up", words, who, now)
    letters.record(session, "follow_up_prepared", case, letter, now, who)
    return letter


@dataclass(frozen=True)
class Outbound:
    """A letter ready for a mail server: bytes, envelope sender (where failures come back to) and recipients."""

    raw: bytes
    envelope: str
    recipients: tuple[str, ...]


def outbound(session: Session, workspace_id: str, letter_id: str, now: datetime) -> Outbound | None:
    """The letter to hand to the mail server now; None when it has left, or may not leave any more."""
    letter = session.get(Letter, letter_id)
    if letter is None or letter.sent_at is not None:
        return None
    case = cases.case_of(session, workspace_id, letter.case_id)
    newest = cases.newest_letter(session, case.id)
    if CaseState(case.state) is not CaseState.APPROVED or newest is not letter or not case.from_address:
        return None
    raw = message(session, case, letter, now)
    recipients = tuple(address for address in (letter.to_address, letter.cc_address) if address)
    return Outbound(raw, case.copy_address or case.from_address, recipients)


def message(session: Session, case: Case, letter: Letter, now: datetime, *, as_draft: bool = False) -> bytes:
    """The letter as a mail; `as_draft` for a file that a mail program opens to be sent."""
    first = cases.newest_letter(session, case.id)
    answers = (first.copy_message_id or first.message_id) if first and letter.kind == "follow_up" else None
    return rules.message_bytes(
        letters.words_of(letter),
        sender=case.from_address or "",
        sender_name=member.person(session, case.workspace_id, letter.approved_by).name,
        message_id=f"<{letter.message_id}>",
        date=now,
        answers=f"<{answers}>" if answers else None,
        draft=as_draft,
    )


def eml(session: Session, who: Person, case_id: str, now: datetime) -> tuple[str, bytes]:
    """Name and bytes of the `.eml` file of the letter that is to be sent next."""
    member.allow(session, who, Act.SEND_LETTER)
    case = cases.case_of(session, who.workspace_id, case_id)
    letter = _to_send(session, case)
    return f"{case.reference}.eml", message(session, case, letter, now, as_draft=True)
