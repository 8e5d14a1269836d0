"""What people do by hand with mail that arrived: put it to a request, set it aside, say what it means."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from governance.errors import N_, Refusal
from governance.rules.case.states import Event, ReplyGrade
from governance.rules.mail.verdict import MailKind
from governance.rules.people.permissions import Act, Person
from governance.store import ledger, repaints
from governance.store.models import Case, Mail
from governance.usecases.case import case as cases
from governance.usecases.case import owner_notifications
from governance.usecases.mail import reply_effects
from governance.usecases.mail.thread import COPY
from governance.usecases.people import members

SUBMITTED_TWICE = timedelta(minutes=15)
LONGEST_NOTE = 500
NO_NOTE = N_("Please write a note: what you saw, and where. It is kept with your confirmation.")
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
    others = [user_id for user_id in owner_notifications.answerable(session, case) if user_id != who.user_id]
    owner_notifications.tell(session, case, "mail", others, now, mail=mail.id)
    _record(session, who, "put", mail, now)


def set_aside(session: Session, who: Person, mail_id: str, now: datetime) -> None:
    """Note that a person says that a mail concerns no request. It stays on record."""
    members.allow(session, who, Act.SUBMIT_REPLY)
    mail = _unsorted(session, who, mail_id)
    mail.sorted_at, mail.sorted_by, mail.sorted_how = now, who.user_id, "aside"
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


def say_meaning(
    session: Session, who: Person, case_id: str, mail_id: str | None, meaning: MailKind | str, note: str, now: datetime
) -> None:
    """Note what an owner says a mail means or, without a mail, what the vendor said. A confirmation needs a note."""
    if meaning not in list(MailKind):
        raise Refusal(N_("Please choose what the mail says."))
    meaning, note = MailKind(meaning), note.strip()
    if meaning is MailKind.UNRELATED:
        if mail_id and mail_of(session, who.workspace_id, mail_id).sorted_at is None:
            set_aside(session, who, mail_id, now)
        return
    members.allow(session, who, Act.CONFIRM)
    mail = mail_of(session, who.workspace_id, mail_id) if mail_id else None
    case = cases.case_of(session, who.workspace_id, case_id)
    event = reply_effects.EVENTS.get(meaning)
    if event is None:
        raise Refusal(N_("Please choose what the mail says."))
    if event is Event.CONFIRMED and not note:
        raise Refusal(NO_NOTE)
    if len(note) > LONGEST_NOTE:
        raise Refusal(N_("At most {number} characters."), number=LONGEST_NOTE)
    if mail is not None and mail.case_id not in (None, case.id):
        raise Refusal(N_("This mail belongs to another request."))
    if mail is not None and mail.kind == COPY:
        raise Refusal(N_("This is a copy of our own letter, not an answer to it."))
    _say(session, who, case, mail, event, note, now)


def _say(session: Session, who: Person, case: Case, mail: Mail | None, event: Event, note: str, now: datetime) -> None:
    grade = ReplyGrade.WORD
    if (mail is None or mail.sorted_how == "said") and _has_just_been_said(session, who, case, event, note, now):
        return
    if mail is not None:
        mail.case_id, mail.sorted_at, mail.sorted_by, mail.sorted_how = case.id, now, who.user_id, "said"
        grade = ReplyGrade.PASTED if mail.forged else GRADES.get(mail.grade or "", ReplyGrade.PASTED)
    reply_effects.move(session, case, event, mail, grade, now, who.user_id, note)
    reply_effects.record(session, case, event, mail, now, who.user_id)


def _has_just_been_said(session: Session, who: Person, case: Case, event: Event, note: str, now: datetime) -> bool:
    """Whether this person has said just that within minutes, and nothing has happened since: submitted twice."""
    last = cases.events_of(session, case.id)[-1]
    return (last.event, last.actor, last.note) == (event.value, who.user_id, note) and now - last.at < SUBMITTED_TWICE


def not_yet(session: Session, who: Person, case_id: str, now: datetime) -> None:
    """*No answer yet*: waiting prompts are dropped, the next one comes on its own day."""
    members.allow(session, who, Act.SUBMIT_REPLY)
    cases.drop_prompts(session, cases.case_of(session, who.workspace_id, case_id), now, who.user_id)
