"""Whose word a request's state rests on, for the screens that say so."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from governance import pages
from governance.rules.case.next_letter import LetterKind
from governance.rules.case.states import CaseState
from governance.store.models import Case, CaseEvent, Letter, Mail
from governance.usecases.case import case as cases
from governance.usecases.mail import mistaken_confirmation
from governance.usecases.seen import people

ASKING_AGAIN = (LetterKind.FOLLOW_UP, LetterKind.NEXT_STEP)


def witnesses(session: Session, case: Case, state: CaseState, letter: Letter | None) -> dict[str, Any]:
    """By whose word a state is known, and what was said or asked before it."""
    events = cases.events_of(session, case.id)
    confirmed = mistaken_confirmation.confirmed_by(events)
    later = [one.sent_at for one in cases.letters_of(session, case.id) if one.kind in ASKING_AGAIN and one.sent_at]
    waits = state is CaseState.SENT and case.sent_at is not None and case.answered_at is None
    taken_back = next((one for one in reversed(events) if one.note == cases.UNAPPROVED), None)
    refused = state is CaseState.REFUSED and confirmed is not None
    return {
        "said_by": _somebody(session, case, (letter.said_by or letter.approved_by) if letter else None),
        "confirmation": confirmation(session, case, confirmed) if confirmed else None,
        "wrong": taken_back_as_wrong(session, case, events),
        "said_confirmed_at": confirmed.at if refused and confirmed else None,
        "asked_once_more_at": max(later) if later and waits else None,
        "taken_back_by": _somebody(session, case, taken_back.actor if taken_back else None),
        **_lapsed(session, case, events, letter if state is CaseState.DRAFTED else None),
    }


def confirmation(session: Session, case: Case, event: CaseEvent) -> pages.Confirmation:
    """Whose word it is that the request is confirmed."""
    told = session.execute(select(Mail.received_at, Mail.source).where(Mail.id == event.mail_id)).first()
    return pages.Confirmation(
        event.at,
        _somebody(session, case, event.actor),
        told.received_at if told else None,
        told.source if told else "",
        mistaken_confirmation.stamp(event),
    )


def taken_back_as_wrong(session: Session, case: Case, events: Sequence[CaseEvent]) -> pages.TakenBack | None:
    """That an owner said it was wrong, unless something has confirmed the request since."""
    last = mistaken_confirmation.reopened_by(events)
    if last is None or last.actor is None:
        return None
    return pages.TakenBack(last.at, people.somebody(session, case.workspace_id, last.actor), last.note)


def _lapsed(session: Session, case: Case, events: Sequence[CaseEvent], letter: Letter | None) -> dict[str, Any]:
    """Why the approval of what is a draft now holds no more, until somebody has taken it in hand again."""
    why = cases.LAPSED.get(events[-1].note, "") if letter and events else ""
    return {"lapsed": why, "lapsed_by": _somebody(session, case, letter.approved_by if letter else None)}


def _somebody(session: Session, case: Case, user_id: str | None) -> pages.Person | None:
    return people.somebody(session, case.workspace_id, user_id) if user_id else None
