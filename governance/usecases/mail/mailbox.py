"""The app's mailbox, read step by step: each mail is kept in the same transaction as the position reached."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from governance.errors import N_, Refusal
from governance.rules.mail.mailbox import Found, Marks, Position, Step
from governance.store.mail import mailbox_position
from governance.store.models import Case, Letter, Mail, MailboxPosition, Workspace
from governance.usecases.mail import incoming_mail
from governance.usecases.mail.thread import COPY
from governance.usecases.people import homes

TOO_LARGE = N_(
    "This mail is {megabytes} MB large: only its header is kept here. Read it in the mailbox. If it is the answer,"
    " forward only its text, or paste it."
)
UNFETCHED = N_("The mail server did not give this mail out: only its header is kept here. Read it in the mailbox.")


def marks(session: Session) -> Marks:
    """What a mail about our requests may bear."""
    cases = session.execute(select(Case.copy_address, Case.reference)).all()
    letters = session.execute(select(Letter.message_id)).all()
    copies = session.execute(select(Mail.message_id).where(Mail.kind == COPY)).all()
    names = frozenset(name.lower() for row in (*cases, *letters, *copies) for name in row if name)
    return Marks(session.scalar(select(func.min(Case.opened_at))), names)


def position_of(session: Session, place: str) -> Position | None:
    """How far this place was read; None: never."""
    row = session.get(MailboxPosition, place)
    return Position(row.numbering, row.last) if row else None


def kept(session: Session, keys: Collection[str]) -> set[str]:
    """Those of these keys whose mail was kept before."""
    wanted = {_source_key(key): key for key in keys}
    known = session.scalars(select(Mail.source_key).where(Mail.source_key.in_(wanted)))
    return {wanted[source_key] for source_key in known}


def record_step(session: Session, step: Step, now: datetime) -> str | None:
    """Keep this step's mail and the position reached. Returns the id of a mail that is new to us."""
    mailbox_position.record_position(session, step.place, step.position.numbering, step.position.last)
    if step.mail is None:
        return None
    mail_id = incoming_mail.record_mail(session, "inbox", _source_key(step.mail.key), step.mail.raw, now)
    if mail_id and step.mail.lacks:
        _refuse(session, mail_id, step.mail, now)
    return mail_id


def record_fault(session: Session, code: str | None, since: datetime, now: datetime) -> None:
    """Note that the mailbox cannot be read, and since when; None: it can again. One mailbox serves all workspaces.

    Home of owners and admins says so once per change.
    """
    here = (Workspace.removed_at.is_(None), Workspace.inbox_fault_code.is_distinct_from(code))
    for workspace_id in session.scalars(select(Workspace.id).where(*here)).all():
        homes.refresh(session, workspace_id, now)
    told = update(Workspace).where(Workspace.removed_at.is_(None))
    session.execute(told.values(inbox_fault_code=code, inbox_fault_at=since if code else None))


def _refuse(session: Session, mail_id: str, found: Found, now: datetime) -> None:
    """Leave a header-only mail to a person, who reads from whom it is and why there is no more of it."""
    incoming_mail.judge_unreadable(session, mail_id, _why(found), now)
    mail = session.get_one(Mail, mail_id)
    mail.sender, mail.subject = found.sender[:320], found.subject


def _source_key(key: str) -> str:
    return f"inbox:{key}"


def _why(mail: Found) -> Refusal:
    if mail.lacks == "large":
        return Refusal(TOO_LARGE, megabytes=-(-mail.size // (1024 * 1024)))
    return Refusal(UNFETCHED)
