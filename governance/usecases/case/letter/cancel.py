"""Stops a letter that is queued for the app's mail server, as long as it has not been given to it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from governance.errors import N_, Refusal
from governance.store import outbox
from governance.store.models import Case, Letter, Outgoing
from governance.store.outbox import Kind

NOT_SURE = ("sending", "unknown")
BY_SERVER = "smtp"


def cancel_sending(session: Session, case: Case, now: datetime) -> None:
    """Cancel the queued letters of this request. Raises Refusal while one is being sent, or may have been."""
    rows = (Outgoing.case_id == case.id, Outgoing.kind == Kind.LETTER.value)
    outbox.drop(session, case.workspace_id, now, *rows)
    waiting = select(Letter).where(Letter.case_id == case.id, Letter.sent_via == BY_SERVER, Letter.sent_at.is_(None))
    for letter in session.scalars(waiting).all():
        its_own = Outgoing.occasion.startswith(f"letter:{letter.id}:", autoescape=True)
        newest = select(Outgoing.status).where(*rows, its_own).order_by(Outgoing.id.desc()).limit(1)
        if session.scalar(newest) in NOT_SURE:
            raise Refusal(N_("The app is sending this letter just now. Home shows when it is done."))
        letter.sent_via = None
