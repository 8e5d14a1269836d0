"""Answers that wait for an owner to say what they say: which, since when, and how long the clock of no answer stood."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from governance.rules.case.states import CaseState, Event
from governance.rules.people.working_days import WorkingDays, working_days_since
from governance.store.models import Case, CaseEvent, Mail
from governance.usecases.case import case as cases
from governance.usecases.case import recheck

# Our request has left and is open: what an answer says decides how it goes on.
OPEN = (*cases.WAITING, CaseState.QUESTION, CaseState.REFUSED, CaseState.BOUNCED, CaseState.UNCLEAR)


@dataclass(frozen=True)
class Unread:
    """A mail that waits, and since when; what was said of it before an owner took that back does not count."""

    mail_id: str
    since: datetime


def waiting(session: Session, case: Case) -> list[Unread]:
    """What waits, the oldest first; nothing where our request is drafted or settled and nobody has asked again."""
    if CaseState(case.state) not in OPEN and recheck.asked_at(session, case) is None:
        return []
    wait = (Mail.case_id == case.id, Mail.waits_since.is_not(None), Mail.sorted_at.is_(None))
    found = session.execute(
        select(Mail.id, Mail.waits_since).where(*wait).order_by(Mail.waits_since, Mail.received_at, Mail.id)
    ).all()
    reopened = select(func.max(CaseEvent.at)).where(CaseEvent.case_id == case.id, CaseEvent.event == Event.REOPENED)
    anew = session.scalar(reopened) if found else None
    return [Unread(mail_id, max(since, anew or since)) for mail_id, since in found if since]


def days_stood(session: Session, case: Case, start: datetime, zone: ZoneInfo, days: WorkingDays) -> int:
    """Working days since `start` during which an answer waited, which are no days without an answer."""
    waits = select(Mail.waits_since, Mail.sorted_at).where(
        Mail.case_id == case.id, Mail.waits_since.is_not(None), Mail.sorted_at > start
    )
    stood, reached = 0, start
    for since, until in session.execute(waits.order_by(Mail.waits_since)).all():
        if since and until:
            stood += working_days_since(max(since, reached), until, zone, days)
            reached = max(reached, until)
    return stood
