"""Fills the pages on which an owner decides, puts off or hands over."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from governance import pages
from governance.rules.people.permissions import Person
from governance.rules.people.working_days import add_working_days, zone_of
from governance.store import queries
from governance.store.models import Decision, Poll
from governance.usecases.case import case as cases
from governance.usecases.case import decide_again, decision
from governance.usecases.case.decision import OwnerChoice
from governance.usecases.people import members
from governance.usecases.people.working_days import working_days_of
from governance.usecases.poll import announcement, closing, draft, later_objection
from governance.usecases.seen import people, result
from governance.usecases.seen.about import about

OCCASIONS = {"next_step": "first", "handed_over": "first", "missed_owners": "due", "day_20": "due"}
LATER_DAYS = 3


def decision_request_page(session: Session, reader: Person, poll: Poll, what: str) -> pages.DecisionRequestPage:
    """The owner's next step. `what` is the occasion of its row: next_step, day_3, missed_owners, month_2 ..."""
    decided = queries.decision_on(session, poll.id)
    return pages.DecisionRequestPage(
        about=about(poll),
        zone=people.zone_for(session, reader),
        poll_ref=poll.id,
        result=result.result_of(session, poll),
        due_at=poll.decision_due,
        occasion=OCCASIONS.get(what, "monthly" if what.startswith("month") else "reminder"),
        objections=later_objection.shown_number(poll),
        unanimity_lost=later_objection.unanimity_lost(poll),
        decided=result.decision_page(session, decided) if decided else None,
        may_hand_over=bool(members.other_owners(session, reader)),
        under_way=under_way(session, poll),
    )


def under_way(session: Session, poll: Poll) -> str:
    """The earlier request that comes before a decision on this question; empty where there is none."""
    earlier = cases.unsettled_case(session, poll.workspace_id, poll.vendor)
    return earlier.id if earlier else ""


def decide_page(
    session: Session, reader: Person, poll: Poll | None, choice: OwnerChoice, earlier: str = ""
) -> pages.DecideModalPage:
    """The decision about to be taken, with or without a question, or in place of an earlier one."""
    zone, shows = people.zone_for(session, reader), result.CHOICES[choice.value]
    if poll is None:
        replaced = session.get(Decision, earlier) if earlier else None
        return pages.DecideModalPage(zone, None, shows, None, departs=False, earlier=earlier, about=about(replaced))
    advice = closing.advice_of(poll).recommendation.value
    asked = draft.people_asked(session, poll)[0]
    departs = decision.departs(poll, choice)
    return pages.DecideModalPage(zone, poll.id, shows, advice, departs, asked, earlier, about=about(poll))


def hand_over_page(session: Session, reader: Person, ref: str) -> pages.HandOverPage:
    """The other owners to whom a decision or a letter can be handed over."""
    others = tuple(people.shown_person(one) for one in members.other_owners(session, reader))
    return pages.HandOverPage(people.zone_for(session, reader), ref, others)


def later_page(session: Session, reader: Person, ref: str, now: datetime) -> pages.LaterPage:
    """*Remind me later*; the third working day from now is proposed."""
    zone = people.zone_for(session, reader)
    today = now.astimezone(zone_of(zone)).date()
    days = working_days_of(session, reader.workspace_id)
    return pages.LaterPage(zone, ref, add_working_days(today + timedelta(days=1), LATER_DAYS - 1, days))


def decide_again_page(session: Session, reader: Person, decision_id: str) -> pages.DecideAgainPage:
    """The decision that an owner is about to take again."""
    found = decide_again.to_change(session, reader, decision_id)
    asked = session.get(Poll, found.poll_id) if found.poll_id else None
    return pages.DecideAgainPage(
        people.zone_for(session, reader),
        result.decision_page(session, found),
        found.poll_id or "",
        about=about(found),
        told=asked is not None and announcement.tells_of_changes(asked),
    )
