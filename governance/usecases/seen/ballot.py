"""Fills the question as one member sees it, its reminders and its end."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from governance import pages
from governance.rules.people.permissions import Person, Role
from governance.rules.people.working_days import zone_of
from governance.rules.poll import rule_in_words as wording
from governance.rules.poll.answer import Choice, button_order
from governance.rules.poll.opening import BallotKind
from governance.rules.poll.states import PollState
from governance.rules.poll.tally import Basis, Rule
from governance.store import queries
from governance.store.models import Elector, Poll
from governance.store.poll import answers, receipts
from governance.store.poll.key_store import KeyStore
from governance.usecases.people import members
from governance.usecases.poll import answer, draft, later_objection
from governance.usecases.seen import people
from governance.usecases.seen.about import about, about_question


def ballot_page(
    session: Session,
    reader: Person,
    poll: Poll,
    *,
    elector: Elector | None = None,
    trial: bool = False,
    recorded_at: datetime | None = None,
) -> pages.BallotPage:
    """The question for this reader; in a preview or trial, without `elector`, the reader sets the button order."""
    asked, _ = draft.people_asked(session, poll)
    key = elector.id if elector else trial_key(poll.id, reader.user_id)
    named = poll.kind == BallotKind.NAMED
    asker = people.asker_of(session, reader, poll)
    decider = people.acting_owner(session, reader, poll.decider)
    return pages.BallotPage(
        about=about(poll),
        zone=people.zone_for(session, reader),
        poll_ref=f"t{poll.id}" if trial else poll.id,
        organisation=members.workspace(session, poll.workspace_id).name,
        asker=asker,
        decider=decider,
        rule=wording.rule_sentence(Rule.from_data(poll.rule), asked),
        asked=asked,
        closes_at=poll.closes_at,
        yes_first=button_order(key.encode())[0] is Choice.CONSENT,
        secret=not named,
        readers=tuple(sorted({asker, decider}, key=lambda one: one.slack_id)) if named else (),
        open_reason=poll.named_reason or "",
        consent_wording=poll.rule["kind"] == Basis.UNANIMOUS and not poll.employer,
        trial=trial,
        recorded_at=recorded_at,
    )


def page_after_press(
    session: Session, workspace_id: str, user_id: str, poll_id: str
) -> tuple[pages.BallotPage, str | None] | None:
    """The question as this member sees it after a press, and their locale, in one look.

    None where something is not as with most presses: then `ballot_page`, or its end, says it.
    """
    found = receipts.facts(session, workspace_id, user_id, poll_id)
    if found is None or found.state != PollState.OPEN or found.frozen_at or found.kind != BallotKind.SECRET:
        return None
    author = Person(workspace_id, found.author, found.author_name, Role(found.author_role))
    decider = Person(workspace_id, found.decider, found.decider_name, Role(found.decider_role))
    page = pages.BallotPage(
        about=about_question(found.vendor, found.vendor_facts),
        zone=str(zone_of(found.zone, found.usual_zone)),
        poll_ref=poll_id,
        organisation=found.organisation,
        asker=people.asker(author, decider, found.locale),
        decider=people.as_owner(decider, found.locale),
        rule=wording.rule_sentence(Rule.from_data(found.rule), found.electorate),
        asked=found.electorate,
        closes_at=found.closes_at,
        yes_first=button_order(found.elector_id.encode())[0] is Choice.CONSENT,
        consent_wording=found.rule["kind"] == Basis.UNANIMOUS and not found.employer,
        recorded_at=answers.moment_of(found.action_ts),
    )
    return page, found.locale


def trial_key(poll_id: str, user_id: str) -> str:
    """Stands in for the id of a person asked where there is none, as in a trial."""
    return f"trial {poll_id} {user_id}"


def my_answer_page(
    session: Session, reader: Person, press: answer.Press, poll_id: str, keys: KeyStore, now: datetime
) -> pages.MyAnswerPage:
    """One's own answer, read at this moment, for a modal of that person only."""
    own = answer.my_answer(session, press, poll_id, keys, now)
    poll = queries.poll_of(session, reader.workspace_id, poll_id)
    ballot = ballot_page(session, reader, poll, elector=queries.elector_of(session, poll.id, reader.user_id))
    return pages.MyAnswerPage(
        zone=ballot.zone,
        poll_ref=poll.id,
        choice=own.choice,
        closes_at=own.closes_at,
        check_code=own.code,
        consent_wording=ballot.consent_wording,
        named=own.named,
        removed=own.removed,
        ballot=ballot,
    )


def reminder_page(session: Session, reader: Person, poll: Poll, elector: Elector, number: int) -> pages.ReminderPage:
    """Reminder `number` of those announced."""
    return pages.ReminderPage(ballot_page(session, reader, poll, elector=elector), number, poll.reminders)


def closed_ballot_page(session: Session, reader: Person, poll: Poll, why: str = "closed") -> pages.ClosedBallotPage:
    """What stands in place of the buttons of a question that is over."""
    return pages.ClosedBallotPage(
        about=about(poll),
        zone=people.zone_for(session, reader),
        poll_ref=poll.id,
        why=why,
        closed_at=poll.closed_at or poll.frozen_at or poll.closes_at,
        can_object=why == "closed" and later_objection.is_possible(poll),
    )
