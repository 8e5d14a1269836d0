"""The ways to send a letter: its owner says so, the app's mail server takes it, or a mail program opens a file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from governance.errors import N_, Refusal
from governance.rules.case import letter as rules
from governance.rules.case.letter_words import by_any_server
from governance.rules.case.states import CaseState, Event, RequestGrade
from governance.rules.people.permissions import Act, Person
from governance.rules.people.working_days import local_moment, zone_of
from governance.store import outbox
from governance.store.models import Case, Letter, Outgoing
from governance.store.outbox import Kind
from governance.usecases.case import case as cases
from governance.usecases.case.letter import letter as letters
from governance.usecases.case.letter import next_letter
from governance.usecases.case.letter.cancel import BY_SERVER
from governance.usecases.case.letter.outcome import is_first, mark_sent
from governance.usecases.people import members

NOON = time(12)
UNDER_WAY = ("held", "queued", "sending")


@dataclass(frozen=True)
class MailSetup:
    """What the operator set up for mail: whether the app can send, and the address copies come back to."""

    smtp: bool = False
    copy_address: str | None = None


def letter_to_send(session: Session, case: Case, letter_id: str | None) -> Letter:
    """The frozen letter that an owner means, first or later. Raises Refusal unless approved and not withdrawn."""
    if CaseState(case.state) is CaseState.WITHDRAWN:
        raise Refusal(N_("This request was withdrawn."))
    letter = cases.letter_of(session, case, letter_id)
    if letter is None or (is_first(letter) and CaseState(case.state) is CaseState.DRAFTED):
        raise Refusal(N_("An owner has to approve the letter first."))
    return letter


def refuse_known(case: Case, letter: Letter) -> None:
    """Raise Refusal where there is nothing more to say: it is recorded that this letter left, and nothing undid it."""
    again = is_first(letter) and CaseState(case.state) in (CaseState.UNCLEAR, CaseState.REFUSED, CaseState.BOUNCED)
    if letter.sent_at is not None and not again:
        raise Refusal(
            N_("It is known that this letter left on {day}. There is nothing more to say; bring its answer here."),
            day=letter.sent_at,
        )


def say_sent(
    session: Session, who: Person, case_id: str, sent_on: date, now: datetime, letter_id: str | None = None
) -> None:
    """*I have sent it*: recorded as the owner's word, with the day, until there is better evidence."""
    members.allow(session, who, Act.SEND_LETTER)
    case = cases.case_of(session, who.workspace_id, case_id)
    letter = letter_to_send(session, case, letter_id)
    zone = zone_of(who.zone, members.workspace(session, who.workspace_id).zone)
    today, approved_on = now.astimezone(zone).date(), letter.approved_at.astimezone(zone).date()
    if not approved_on <= sent_on <= today:
        raise Refusal(N_("Please choose a day from the approval of the letter to today."))
    if smtp_under_way(session, letter):
        raise Refusal(N_("The app is sending this letter just now. Home shows when it is done."))
    said_before = letter.sent_at is not None and letter.sent_at.astimezone(zone).date() == sent_on
    if said_before and CaseState(case.state) not in (CaseState.BOUNCED, CaseState.UNCLEAR):
        return  # submitted twice
    sent_at = now if sent_on == today else max(letter.approved_at, local_moment(sent_on, NOON, zone))
    mark_sent(session, case, letter, now, RequestGrade.SAID, sent_at=sent_at, actor=who.user_id)
    letters.record(session, "said_sent", case, letter, now, who)


def smtp_under_way(session: Session, letter: Letter) -> bool:
    """Whether the letter waits for the mail server or is being given to it."""
    return _rows(session, letter, *UNDER_WAY) > 0


def _rows(session: Session, letter: Letter, *states: str) -> int:
    query = select(func.count()).where(
        Outgoing.case_id == letter.case_id, Outgoing.occasion.startswith(f"letter:{letter.id}:", autoescape=True)
    )
    return session.scalar(query.where(Outgoing.status.in_(states)) if states else query) or 0


def may_go_by_server(session: Session, case: Case, letter: Letter, now: datetime) -> bool:
    """Whether the app's mail server may be given this letter: it has not left, and there is still a reason for it."""
    state = CaseState(case.state)
    if not by_any_server(letter.from_address or ""):
        return False
    if letter.sent_at is not None and state is not CaseState.UNCLEAR:
        return False
    if is_first(letter):
        return state in (CaseState.APPROVED, CaseState.UNCLEAR)
    return letter.kind in next_letter.possible(session, case, now)


def queue_smtp(session: Session, who: Person, case_id: str, now: datetime, letter_id: str | None = None) -> None:
    """Give the approved letter to the app's mail server, once; again only when it is known that it has not left."""
    members.allow(session, who, Act.SEND_LETTER)
    case = cases.case_of(session, who.workspace_id, case_id)
    letter = letter_to_send(session, case, letter_id)
    if not may_go_by_server(session, case, letter, now):
        raise Refusal(N_("This letter has left already. The app sends it once."))
    if letter.approved_by != who.user_id:
        name = members.person(session, who.workspace_id, letter.approved_by).name
        raise Refusal(N_("This letter is in the name of {name}: only they can let the app send it."), name=name)
    if smtp_under_way(session, letter):
        raise Refusal(N_("The app is sending this letter just now. Home shows when it is done."))
    if is_first(letter) and CaseState(case.state) is CaseState.UNCLEAR:
        cases.record_event(session, case, Event.NOT_SENT, now, who.user_id)
    letter.sent_via = BY_SERVER
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


@dataclass(frozen=True)
class Outbound:
    """A letter ready for a mail server: bytes, envelope sender (where failures come back to) and recipients."""

    raw: bytes
    envelope: str
    recipients: tuple[str, ...]


def outbound(session: Session, workspace_id: str, letter_id: str, now: datetime) -> Outbound | None:
    """The letter to hand to the mail server now; None when it has left, or may not be sent any more."""
    letter = session.get(Letter, letter_id)
    if letter is None or letter.sent_at is not None:
        return None
    case = cases.case_of(session, workspace_id, letter.case_id)
    newest = cases.newest_letter(session, case.id, letter.kind)
    if not members.person(session, workspace_id, letter.approved_by).is_owner:
        return None
    if newest is not letter or not letter.from_address or not may_go_by_server(session, case, letter, now):
        return None
    raw = message(session, case, letter, now)
    recipients = tuple(address for address in (letter.to_address, letter.cc_address) if address)
    return Outbound(raw, case.copy_address or letter.from_address, recipients)


def message(session: Session, case: Case, letter: Letter, now: datetime, *, as_draft: bool = False) -> bytes:
    """The letter as a mail; `as_draft` for a file that a mail program opens as a draft."""
    first = cases.newest_letter(session, case.id)
    answers = (first.copy_message_id or first.message_id) if first and not is_first(letter) else None
    return rules.message_bytes(
        letters.words_of(letter),
        sender=letter.from_address or "",
        sender_name=members.person(session, case.workspace_id, letter.approved_by).name,
        message_id=f"<{letter.message_id}>",
        date=now,
        answers=f"<{answers}>" if answers else None,
        draft=as_draft,
    )


def eml(session: Session, who: Person, case_id: str, now: datetime, letter_id: str | None = None) -> tuple[str, bytes]:
    """Name and bytes of the `.eml` file of this letter, a draft to be opened in a mail program."""
    members.allow(session, who, Act.SEND_LETTER)
    case = cases.case_of(session, who.workspace_id, case_id)
    letter = letter_to_send(session, case, letter_id)
    return f"{case.reference}.eml", message(session, case, letter, now, as_draft=True)
