"""Fills the pages on which an owner decides, puts off or hands over. Changes nothing."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from governance import pages
from governance.rules.calendar import add_working_days, zone_of
from governance.rules.member import Person
from governance.store.models import Poll
from governance.usecases import closing, decision, draft, member, objection, resultpage, shown
from governance.usecases.decision import Choice
from governance.usecases.workingdays import working_days_of

OCCASIONS = {"next_step": "first", "handed_over": "first", "missed_owners": "due"}
LATER_DAYS = 3


def decision_request_page(session: Session, reader: Person, poll: Poll, what: str) -> pages.DecisionRequestPage:
    """The owner's next step. `what` is the occasion of its row: next_step, day_3, missed_owners, month_2 ..."""
    decided = resultpage.decision_of(session, poll)
    others = [one for one in member.owners(session, poll.workspace_id) if one.user_id != reader.user_id]
    return pages.DecisionRequestPage(
        zone=shown.zone_for(session, reader),
        poll_ref=poll.id,
        result=resultpage.result_of(session, poll),
        due_at=poll.decision_due,
        occasion=OCCASIONS.get(what, "monthly" if what.startswith("month") else "reminder"),
        objections=objection.shown_number(poll),
        unanimity_lost=objection.unanimity_lost(poll),
        decided=resultpage.decision_page(session, decided) if decided else None,
        other_owners=len(others),
    )


def decide_page(
    session: Session, reader: Person, poll: Poll | None, choice: Choice, earlier: str = ""
) -> pages.DecideModalPage:
    """The decision about to be taken, with or without a question, perhaps in place of an earlier one."""
    zone, shows = shown.zone_for(session, reader), resultpage.CHOICES[choice.value]
    if poll is None:
        return pages.DecideModalPage(zone, None, shows, advice=None, departs=False, earlier=earlier)
    advice = closing.advice_of(poll).recommendation.value
    asked = draft.people_asked(session, poll)[0]
    return pages.DecideModalPage(zone, poll.id, shows, advice, decision.departs(poll, choice), asked, earlier)


def hand_over_page(session: Session, reader: Person, ref: str) -> pages.HandOverPage:
    """The other owners to whom a decision or a letter can be handed over."""
    owners = member.owners(session, reader.workspace_id)
    others = tuple(shown.shown_person(one) for one in owners if one.user_id != reader.user_id)
    return pages.HandOverPage(shown.zone_for(session, reader), ref, others)


def later_page(session: Session, reader: Person, ref: str, now: datetime) -> pages.LaterPage:
    """*Remind me later*: proposed is the third working day from now."""
    zone = shown.zone_for(session, reader)
    today = now.astimezone(zone_of(zone)).date()
    days = working_days_of(session, reader.workspace_id)
    return pages.LaterPage(zone, ref, add_working_days(today + timedelta(days=1), LATER_DAYS - 1, days))
