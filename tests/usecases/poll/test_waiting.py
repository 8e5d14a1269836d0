"""A question about another vendor waits until the one before it is settled, and says so."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from governance.errors import Refusal
from governance.rules.people.permissions import Person
from governance.rules.people.working_days import working_days_between
from governance.rules.poll.states import PollState
from governance.store.database import Database
from governance.store.models import LedgerEvent, Outgoing, Poll, Workspace
from governance.usecases.case import checklist, decision, succession
from governance.usecases.case.decision import OwnerChoice
from governance.usecases.people.working_days import working_days_of
from governance.usecases.poll import draft, opening, running
from governance.usecases.poll.waiting import line, turn
from governance.usecases.seen.preparing import vendor_choice, waiting
from tests.conftest import FRIDAY, WORKSPACE, Cast
from tests.question_keys import close_question, open_question
from tests.usecases.poll.test_question import HOUSE, prepare, reach

CLOSED = datetime(2026, 12, 10, 16, 0, tzinfo=FRIDAY.tzinfo)


def ask_too(session: Session, who: Person, vendor: str, now: datetime = FRIDAY) -> Poll:
    """Another question, with the defaults."""
    poll = draft.new_draft(session, who, HOUSE, now, vendor)
    poll.include_guests = False
    return opening.submit(session, who, poll.id, now)


@contextmanager
def two_questions(database: Database, cast: Cast, who: Person) -> Iterator[tuple[Session, Poll, Poll]]:
    """One about Slack is open; this person has prepared one about Figma."""
    with database.writing() as session:
        first = prepare(session, cast.ada, cast.olga)
        assert first.opens_at is not None
        open_question(session, first, first.opens_at)
        reach(session, first, first.opens_at)
        yield session, first, ask_too(session, who, "figma", first.opens_at)


def settle(session: Session, first: Poll, cast: Cast, at: datetime) -> None:
    """It closes on its day and is decided at this moment."""
    close_question(session, first, CLOSED)
    decision.record_decision(session, cast.olga, first.id, OwnerChoice.ALLOW, "We all talked about it.", at)


def call_due(session: Session, now: datetime) -> list[str]:
    """What the clock does."""
    due = line.due_to_be_called(session, now)
    for poll_id in due:
        turn.call(session, session.get_one(Poll, poll_id), now)
    return due


def told(session: Session, poll: Poll) -> set[tuple[str | None, str]]:
    """Who was told what of it."""
    rows = session.scalars(select(Outgoing).where(Outgoing.poll_id == poll.id, Outgoing.kind == "prepared"))
    return {(row.user_id, row.about.get("what", "")) for row in rows}


def test_it_waits_and_says_for_which_and_until_when(database: Database, workspace: Workspace, cast: Cast) -> None:
    with two_questions(database, cast, cast.ada) as (session, first, second):
        now = first.opens_at or FRIDAY
        assert (second.state, second.electorate, second.opens_at) == ("waiting", 0, None)
        assert told(session, second) == {(user, "") for user in ("U0OLGA", "U0OSCAR", "U0ADA")}
        assert second.closes_at > first.decision_due
        (seen,) = waiting.waiting(session, cast.ada, now)
        assert (seen.waits.about.vendor, seen.waits.until) == ("Slack", first.decision_due)
        assert (seen.asked, seen.may_change, seen.about.vendor) == (6, True, "Figma")
        assert call_due(session, now) == []
        late = first.decision_due + timedelta(days=1)
        close_question(session, first, CLOSED)
        assert call_due(session, late) == [], "nobody has decided yet"
        assert waiting.waiting(session, cast.ada, late)[0].waits.until is None
        assert vendor_choice.vendor_to_ask_about(session, WORKSPACE, late) == "slack", "none other is in use"


def test_it_leaves_by_itself_once_the_one_before_is_decided(
    database: Database, workspace: Workspace, cast: Cast
) -> None:
    at = CLOSED + timedelta(days=1)
    with two_questions(database, cast, cast.ada) as (session, first, second):
        planned = second.closes_at
        settle(session, first, cast, at)
        assert call_due(session, at) == [second.id]
        assert (second.state, second.created_at, second.closes_at) == ("preparing", at, planned)
        while opening.fill(session, second, at):
            pass
        assert (second.state, second.electorate) == ("scheduled", 6)
        assert second.opens_at is not None and second.opens_at > at + timedelta(hours=2), "owners have time to look"
        notices = session.scalars(select(Outgoing.occasion).where(Outgoing.poll_id == second.id)).all()
        assert sum(occasion.startswith("prepared:") for occasion in notices) == 3, "told as of any prepared question"
        assert call_due(session, at) == []


def test_it_stays_open_for_as_long_as_planned_when_its_turn_comes_late(
    database: Database, workspace: Workspace, cast: Cast
) -> None:
    with two_questions(database, cast, cast.ada) as (session, first, second):
        days, planned = working_days_of(session, WORKSPACE), second.closes_at
        length = working_days_between(second.starts_from.date(), planned.date(), days)
        at = first.decision_due + timedelta(days=30)
        settle(session, first, cast, at)
        call_due(session, at)
        assert second.closes_at >= planned + timedelta(days=26)
        assert working_days_between(second.starts_from.date(), second.closes_at.date(), days) == length
        assert second.decision_due > second.closes_at


def test_several_wait_in_order_and_one_that_is_stopped_is_passed_over(
    database: Database, workspace: Workspace, cast: Cast
) -> None:
    at = CLOSED + timedelta(days=1)
    with two_questions(database, cast, cast.ada) as (session, first, second):
        third = ask_too(session, cast.olga, "linkedin", CLOSED)
        fourth = ask_too(session, cast.olga, "squarespace", CLOSED + timedelta(minutes=1))
        assert [one.id for one in line.waiting(session, WORKSPACE)] == [second.id, third.id, fourth.id]
        assert first.decision_due < second.decision_due < third.decision_due < fourth.decision_due
        running.stop(session, cast.ada, second.id, CLOSED)
        assert waiting.waiting(session, cast.olga, CLOSED)[1].waits.about.vendor == "LinkedIn"
        settle(session, first, cast, at)
        assert call_due(session, at) == [third.id]
        assert line.last_before(session, WORKSPACE, at, fourth) is third
        running.stop(session, cast.olga, third.id, at)
        assert call_due(session, at) == [fourth.id]


def test_a_second_one_about_the_same_vendor_does_not_wait(database: Database, workspace: Workspace, cast: Cast) -> None:
    with two_questions(database, cast, cast.ada) as (session, first, _):
        for vendor in ("slack", "figma"):
            with pytest.raises(Refusal, match="already being asked or prepared"):
                ask_too(session, cast.ada, vendor)
        with pytest.raises(Refusal, match="waits for its turn"):
            checklist.decide(session, cast.olga, "figma", "opt_out", "We know.", FRIDAY)
        close_question(session, first, CLOSED)
        with pytest.raises(Refusal, match="still waits for its decision"):
            ask_too(session, cast.ada, "slack", CLOSED)
        a_year_on = CLOSED + timedelta(days=366)
        assert vendor_choice.vendor_to_ask_about(session, WORKSPACE, a_year_on) == "slack", "too old to decide on"


def test_one_that_is_changed_before_it_leaves_keeps_its_turn(
    database: Database, workspace: Workspace, cast: Cast
) -> None:
    with database.writing() as session:
        first = prepare(session, cast.ada, cast.olga)
        second = ask_too(session, cast.ada, "figma")
        closes = first.closes_at
        running.change(session, cast.ada, first.id, FRIDAY)
        assert call_due(session, FRIDAY) == []
        assert [one.waits.about.vendor for one in waiting.waiting(session, cast.ada, FRIDAY)] == ["Slack"]
        opening.submit(session, cast.ada, first.id, FRIDAY)
        assert (first.state, first.closes_at, second.state) == ("preparing", closes, "waiting")
        running.change(session, cast.ada, first.id, FRIDAY)
        running.stop(session, cast.ada, first.id, FRIDAY)
        assert call_due(session, FRIDAY) == [second.id]


def test_what_can_be_done_with_it_meanwhile(database: Database, workspace: Workspace, cast: Cast) -> None:
    with two_questions(database, cast, cast.ada) as (session, _, second):
        with pytest.raises(Refusal, match="waits for its turn"):
            running.send_now(session, cast.ada, second.id, FRIDAY)
        assert running.change(session, cast.olga, second.id, FRIDAY).state == draft.DRAFT
        assert call_due(session, CLOSED) == []
        assert opening.submit(session, cast.olga, second.id, FRIDAY).state == PollState.WAITING
        running.stop(session, cast.ada, second.id, FRIDAY)
        assert second.state == PollState.CANCELLED
        assert ("U0OLGA", "") in told(session, second)


@pytest.mark.parametrize("why", ["author_may_not", "nothing_to_ask", "request_under_way", "reads_differently"])
def test_it_is_looked_at_anew_when_its_turn_comes(
    database: Database, workspace: Workspace, cast: Cast, monkeypatch: pytest.MonkeyPatch, why: str
) -> None:
    at = CLOSED + timedelta(days=1)
    with two_questions(database, cast, cast.ada) as (session, first, second):
        settle(session, first, cast, at)
        if why == "author_may_not":
            second.author = cast.alice.user_id
        elif why == "nothing_to_ask":
            second.vendor = "zoom"
        elif why == "request_under_way":
            decision.record_decision(session, cast.olga, None, OwnerChoice.OPT_OUT, "We talked about it.", at)
            second.vendor = "slack"
        else:
            second.notice_digests = {**second.notice_digests, "fr": "another text"}
        call_due(session, at)
        back = why == "reads_differently"
        assert second.state == ("draft" if back else "cancelled")
        assert {("U0OLGA", why), ("U0OSCAR", why), (second.author, why)} <= told(session, second)
        assert second.notice_digests["fr"] != "another text"
        tag = "poll:question:taken_back" if back else "poll:question:stopped"
        event = session.scalars(select(LedgerEvent).where(LedgerEvent.tag == tag)).one()
        assert event.object_id == second.id
        assert call_due(session, at) == []


def test_who_decides_on_it_is_an_owner_when_its_turn_comes(
    database: Database, workspace: Workspace, cast: Cast
) -> None:
    with two_questions(database, cast, cast.ada) as (session, _, second):
        second.decider = cast.bob.user_id
        succession.pass_on(session, WORKSPACE, FRIDAY)
        assert second.decider == cast.olga.user_id
