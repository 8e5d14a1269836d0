"""What people do by hand with mail that arrived: put it to a request, set it aside, say what it says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from governance.errors import N_, Refusal
from governance.rules.case.states import Event, ReplyGrade
from governance.rules.mail.verdict import MailKind
from governance.rules.people.permissions import Act, Person
from governance.store import ledger, repaints
from governance.store.models import Case, CaseEvent, Mail
from governance.usecases.case import case as cases
from governance.usecases.case import owner_notifications
from governance.usecases.mail import reply_effects
from governance.usecases.mail.thread import COPY
from governance.usecases.people import members

SUBMITTED_TWICE = timedelta(minutes=15)
LONGEST_NOTE = 500
NO_NOTE = N_("Please write a note: what you saw, and where. It is kept with your confirmation.")
NO_MEANING = N_("Please choose what the mail says.")
SAID_ALREADY = {
    MailKind.CONFIRMATION: N_("On {day} {name} said: it says that it is done. Nothing was changed now."),
    MailKind.ACKNOWLEDGEMENT: N_("On {day} {name} said: it says that our request arrived. Nothing was changed now."),
    MailKind.QUESTION: N_("On {day} {name} said: it asks a question. Nothing was changed now."),
    MailKind.REFUSAL: N_("On {day} {name} said: it refuses our request. Nothing was changed now."),
    MailKind.DELIVERY_FAILURE: N_("On {day} {name} said: our letter came back. Nothing was changed now."),
    MailKind.UNRELATED: N_("On {day} {name} said: it is about another matter. Nothing was changed now."),
}
# By hand nothing is known as well as by a checked signature in the thread.
GRADES = {"pasted": ReplyGrade.PASTED, "thread": ReplyGrade.THREAD, "signed": ReplyGrade.THREAD}


def mail_of(session: Session, workspace_id: str, mail_id: str) -> Mail:
    """The mail with this id in this workspace. Raises Refusal when there is none, or while it is being judged."""
    found = cases.locked(session, Mail, mail_id)
    if found is None or found.workspace_id != workspace_id:
        raise Refusal(N_("This mail no longer exists."))
    if found.judged_at is None:
        raise Refusal(N_("This mail is still being read. Please try again in a moment."))
    return found


def mails_to_sort(session: Session, workspace_id: str, limit: int = 20) -> Sequence[Mail]:
    """Mails that wait for a person, newest first."""
    return session.scalars(
        select(Mail).where(*_to_sort(workspace_id)).order_by(Mail.received_at.desc()).limit(limit)
    ).all()


def count_to_sort(session: Session, workspace_id: str) -> int:
    """How many mails wait for a person."""
    return session.scalar(select(func.count()).select_from(Mail).where(*_to_sort(workspace_id))) or 0


def _to_sort(workspace_id: str) -> list[ColumnElement[bool]]:
    return [Mail.workspace_id == workspace_id, Mail.judged_at.is_not(None), Mail.sorted_at.is_(None)]


def put_mail(session: Session, who: Person, mail_id: str, case_id: str, now: datetime) -> None:
    """Put a mail to a request that was not found for it; it changes nothing until an owner says what it means."""
    members.allow(session, who, Act.SUBMIT_REPLY)
    mail = _unsorted(session, who, mail_id)
    case = cases.case_of(session, who.workspace_id, case_id)
    if mail.case_id is not None:
        raise Refusal(N_("This mail belongs to a request already."))
    mail.case_id, mail.sorted_by, mail.sorted_how = case.id, who.user_id, "put"
    if not mail.forged and mail.kind != MailKind.DELIVERY_FAILURE.value:
        reply_effects.wait(session, case, mail, now)
    others = [user_id for user_id in owner_notifications.owners(session, case) if user_id != who.user_id]
    owner_notifications.tell(session, case, "mail", others, now, mail=mail.id)
    _record(session, who, "put", mail, now)


def set_aside(session: Session, who: Person, mail_id: str, now: datetime) -> None:
    """Note that a person says that a mail concerns no request. It stays on record."""
    members.allow(session, who, Act.SUBMIT_REPLY)
    mail = _unsorted(session, who, mail_id)
    mail.sorted_at, mail.sorted_by, mail.sorted_how = now, who.user_id, "aside"
    if mail.case_id and mail.waits_since:
        cases.drop_prompts(session, cases.case_of(session, who.workspace_id, mail.case_id), now)
    _record(session, who, "set_aside", mail, now)


def _unsorted(session: Session, who: Person, mail_id: str) -> Mail:
    mail = mail_of(session, who.workspace_id, mail_id)
    if mail.sorted_at is not None:
        raise Refusal(N_("This mail has been sorted already."))
    return mail


def _record(session: Session, who: Person, verb: str, mail: Mail, now: datetime) -> None:
    if mail.case_id:
        repaints.of_case(session, who.workspace_id, mail.case_id, now)
    about, digest = mail.case_id or mail.id, sha256(mail.raw).hexdigest()
    ledger.append(session, who.workspace_id, f"case:mail:{verb}", about, now, who.user_id, mail=digest)


def raw_mail(session: Session, who: Person, mail_id: str) -> tuple[str, bytes]:
    """File name and bytes of a mail as it arrived, for an owner's own archive."""
    members.allow(session, who, Act.READ_RAW)
    mail = mail_of(session, who.workspace_id, mail_id)
    return f"{mail.received_at:%Y-%m-%d}-{mail.id}.eml", mail.raw


@dataclass(frozen=True)
class Said:
    """What a person said last that a mail says."""

    meaning: MailKind
    by: str
    at: datetime


def said_of(session: Session, mail: Mail) -> Said | None:
    """What a person said of this mail; None where nobody did, or somebody took that back."""
    if mail.sorted_at is None or mail.sorted_by is None:
        return None
    if mail.sorted_how == "aside":
        return Said(MailKind.UNRELATED, mail.sorted_by, mail.sorted_at)
    events = {event.value: kind for kind, event in reply_effects.EVENTS.items()}
    last = select(CaseEvent).where(CaseEvent.mail_id == mail.id, CaseEvent.event.in_(events)).limit(1)
    event = session.scalars(last.order_by(CaseEvent.id.desc())).first()
    return Said(events[event.event], event.actor, event.at) if event and event.actor else None


def stamp(mail: Mail) -> str:
    """Another text whenever somebody has sorted the mail: a button carries what its reader saw."""
    return f"{int(mail.sorted_at.timestamp())}" if mail.sorted_at else ""


def say_meaning(
    session: Session,
    who: Person,
    case_id: str,
    mail_id: str | None,
    meaning: MailKind | str,
    note: str,
    now: datetime,
    seen: str | None = None,
) -> None:
    """Note what an owner says a mail says or, without a mail, what the vendor said.

    1. Only an owner may; that it is another matter, whoever may sort mail. 2. Whoever has not `seen` what another one
    said meanwhile is told so. 3. A confirmation without a mail, or by a forged one, needs a note. 4. The request moves.
    """
    if meaning not in SAID_ALREADY:
        raise Refusal(NO_MEANING)
    meaning, note = MailKind(meaning), note.strip()
    members.allow(session, who, Act.SUBMIT_REPLY if meaning is MailKind.UNRELATED else Act.CONFIRM)
    mail = mail_of(session, who.workspace_id, mail_id) if mail_id else None
    if mail is not None and _is_said(session, who, mail, meaning, seen):
        return
    if meaning is MailKind.UNRELATED:
        if mail is not None and mail.sorted_at is None:
            set_aside(session, who, mail.id, now)
        return
    case, event = cases.case_of(session, who.workspace_id, case_id), reply_effects.EVENTS[meaning]
    if event is Event.CONFIRMED and not note and (mail is None or mail.forged):
        raise Refusal(NO_NOTE)
    if len(note) > LONGEST_NOTE:
        raise Refusal(N_("At most {number} characters."), number=LONGEST_NOTE)
    if mail is not None and mail.case_id not in (None, case.id):
        raise Refusal(N_("This mail belongs to another request."))
    if mail is not None and mail.kind == COPY:
        raise Refusal(N_("This is a copy of our own letter, not an answer to it."))
    _say(session, who, case, mail, event, note, now)


def _is_said(session: Session, who: Person, mail: Mail, meaning: MailKind, seen: str | None) -> bool:
    """Whether this person has said this already (pressed twice). Raises Refusal where something else was said since."""
    said = said_of(session, mail)
    if said and (said.by, said.meaning) == (who.user_id, meaning):
        return True
    refuse_overtaken(session, mail, stamp(mail) if seen is None else seen)
    return False


def refuse_overtaken(session: Session, mail: Mail, seen: str) -> None:
    """Raise Refusal, with what was said and by whom, where somebody has sorted the mail since it was `seen`."""
    if seen == stamp(mail):
        return
    said = said_of(session, mail)
    if said is None:
        raise Refusal(N_("This mail has been sorted already."))
    name = members.person(session, mail.workspace_id or "", said.by).name
    raise Refusal(SAID_ALREADY[said.meaning], name=name, day=said.at)


def _say(session: Session, who: Person, case: Case, mail: Mail | None, event: Event, note: str, now: datetime) -> None:
    grade, was_open = ReplyGrade.WORD, mail is not None and mail.sorted_at is None
    if (mail is None or mail.sorted_how == "said") and _has_just_been_said(session, who, case, event, note, now):
        return
    if mail is not None:
        mail.case_id, mail.sorted_at, mail.sorted_by, mail.sorted_how = case.id, now, who.user_id, "said"
        grade = ReplyGrade.PASTED if mail.forged else GRADES.get(mail.grade or "", ReplyGrade.PASTED)
    reply_effects.move(session, case, event, mail, grade, now, who.user_id, note)
    reply_effects.record(session, case, event, mail, now, who.user_id)
    if was_open:
        cases.drop_prompts(session, case, now)


def _has_just_been_said(session: Session, who: Person, case: Case, event: Event, note: str, now: datetime) -> bool:
    """Whether this person has said just that within minutes, and nothing has happened since: submitted twice."""
    last = next(reversed(cases.events_of(session, case.id)), None)  # a draft has none yet
    same = last is not None and (last.event, last.actor, last.note) == (event.value, who.user_id, note)
    return same and last is not None and now - last.at < SUBMITTED_TWICE


def not_yet(session: Session, who: Person, case_id: str, now: datetime) -> None:
    """*No answer yet*: waiting prompts are dropped, the next one comes on its own day."""
    members.allow(session, who, Act.SUBMIT_REPLY)
    cases.drop_prompts(session, cases.case_of(session, who.workspace_id, case_id), now, who.user_id)
