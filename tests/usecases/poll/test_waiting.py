"""A question about another vendor waits until the one before it is settled, and says so."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from governance.errors import Refusal
from governance.rules.people.permissions import Person, Role
from governance.rules.people.working_days import working_days_between
from governance.rules.poll.states import PollState
from governance.store import queries
from governance.store.database import Database
from governance.store.models import LedgerEvent, Member, Outgoing, Poll, Workspace
from governance.usecases.case import checklist, decision, succession
from governance.usecases.case.decision import OwnerChoice
from governance.usecases.people import members
from governance.usecases.people.working_days import working_days_of
from governance.usecases.poll import clearing, draft, opening, running
from governance.usecases.poll.waiting import line, turn
from governance.usecases.seen.preparing import vendor_choice, waiting
from tests.conftest import FRIDAY, WORKSPACE, Cast
from tests.question_keys import close_question, open_question
from tests.usecases.poll.test_question import HOUSE, prepare, reach

CLOSED = datetime(2026, 12, 10, 16, 0, tzinfo=FRIDAY.tzinfo)
SOON, LONG = 0.3, 20  # seconds


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
    first = [one for place in line.due_to_call(session, now) if (one := line.next_one(session, place, now))]
    called = [one.id for one in first]
    for one in first:
        turn.call(session, one.workspace_id, now)
    return called


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
        assert working_days_between(second.starts_from.date(), second.closes_at.date(), days) >= length
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
        for vendor, why in (("slack", "already being asked or prepared"), ("figma", "waits for its turn")):
            with pytest.raises(Refusal, match=why):
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
        third = ask_too(session, cast.olga, "linkedin", at)
        call_due(session, at)
        back = why == "reads_differently"
        assert second.state == ("draft" if back else "cancelled")
        assert {("U0OLGA", why), ("U0OSCAR", why), (second.author, why)} <= told(session, second)
        assert second.notice_digests["fr"] != "another text"
        tag = "poll:question:taken_back" if back else "poll:question:stopped"
        event = session.scalars(select(LedgerEvent).where(LedgerEvent.tag == tag)).one()
        assert event.object_id == second.id
        assert call_due(session, at) == ([] if back else [third.id]), "one that is looked at keeps its turn"
        if back:
            assert opening.submit(session, cast.olga, second.id, at).state == PollState.PREPARING


def test_who_decides_on_it_is_an_owner_when_its_turn_comes(
    database: Database, workspace: Workspace, cast: Cast
) -> None:
    with two_questions(database, cast, cast.ada) as (session, _, second):
        second.decider = cast.bob.user_id
        succession.pass_on(session, WORKSPACE, FRIDAY)
        assert second.decider == cast.olga.user_id


def test_nothing_is_decided_without_the_members_whose_question_waits(
    database: Database, workspace: Workspace, cast: Cast
) -> None:
    at = CLOSED + timedelta(days=1)
    with database.writing() as session:
        first = prepare(session, cast.ada, cast.olga, vendor="figma")
        assert first.opens_at is not None
        open_question(session, first, first.opens_at)
        reach(session, first, first.opens_at)
        second = ask_too(session, cast.ada, "slack", first.opens_at)
        close_question(session, first, CLOSED)
        decision.record_decision(session, cast.olga, first.id, OwnerChoice.ALLOW, "We all talked about it.", at)
        for choice in OwnerChoice:
            with pytest.raises(Refusal, match="waits for its turn"):
                decision.record_decision(session, cast.olga, None, choice, "We talked about it.", at)
        running.stop(session, cast.ada, second.id, at)
        assert decision.record_decision(session, cast.olga, None, OwnerChoice.ALLOW, "We talked.", at).vendor == "slack"


def test_an_owner_who_prepares_it_anew_asks_it_where_its_author_may_not_any_more(
    database: Database, workspace: Workspace, cast: Cast
) -> None:
    at = CLOSED + timedelta(days=1)
    with two_questions(database, cast, cast.ada) as (session, first, second):
        session.get_one(Member, (WORKSPACE, cast.ada.user_id)).role = Role.DEACTIVATED.value
        running.change(session, cast.olga, second.id, CLOSED)
        assert opening.submit(session, cast.olga, second.id, CLOSED).author == cast.olga.user_id
        settle(session, first, cast, at)
        assert call_due(session, at) == [second.id]
        assert second.state == PollState.PREPARING


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"vendor": "gone"}, "no entry on this vendor"),
        ({"vendor": "zoom"}, "nothing to ask"),
        ({"notice_digests": {"en": "older"}}, "reads differently"),
    ],
)
def test_a_draft_is_looked_at_anew_when_it_is_submitted(
    database: Database, workspace: Workspace, cast: Cast, changed: dict[str, object], why: str
) -> None:
    with two_questions(database, cast, cast.ada) as (session, _, second):
        running.change(session, cast.olga, second.id, CLOSED)
        for column, value in changed.items():
            setattr(second, column, value)
        with pytest.raises(Refusal, match=why):
            opening.submit(session, cast.olga, second.id, CLOSED)
        if "vendor" not in changed:
            basics = {"guests": False, "closes_on": second.closes_at.date(), "owner_id": cast.olga.user_id}
            assert draft.save_basics(session, cast.olga, second.id, **basics, now=CLOSED) == {}
            assert opening.submit(session, cast.olga, second.id, CLOSED).state == PollState.WAITING


def test_a_change_that_is_left_lying_holds_up_nothing(database: Database, workspace: Workspace, cast: Cast) -> None:
    with database.writing() as session:
        first = prepare(session, cast.ada, cast.olga)
        second = ask_too(session, cast.ada, "figma")
        running.change(session, cast.ada, first.id, FRIDAY)
        for days, due in ((4, []), (5, [second.id])):  # Tuesday, Wednesday
            at = FRIDAY + timedelta(days=days)
            clearing.drop_old_drafts(session, at)
            clearing.end_turns(session, at)
            assert call_due(session, at) == due
        assert session.get_one(Poll, first.id).state == draft.DRAFT, "its owners were told of it: it stays"


def beside(database: Database, do: Callable[[Session], object]) -> Future[None]:
    """The same moment in another process: a transaction of its own."""

    def write() -> None:
        with database.writing() as session:
            do(session)

    return ThreadPoolExecutor(1).submit(write)


def test_a_change_at_the_moment_its_turn_comes(database: Database, workspace: Workspace, cast: Cast) -> None:
    at = CLOSED + timedelta(days=1)
    with two_questions(database, cast, cast.ada) as (session, first, second):
        settle(session, first, cast, at)
    with database.writing() as session:
        members.one_at_a_time(session, WORKSPACE)
        called = beside(database, lambda other: turn.call(other, WORKSPACE, at))
        with pytest.raises(TimeoutError):
            called.result(SOON)  # it waits for the workspace, and holds nothing that is needed here
        running.change(session, cast.olga, second.id, at)
    called.result(LONG)
    with database.reading() as session:
        assert session.get_one(Poll, second.id).state == draft.DRAFT


def test_who_works_on_a_question_is_not_held_up_by_who_begins_another(
    database: Database, workspace: Workspace, cast: Cast
) -> None:
    """The clock holds a question and adds rows that name the workspace; somebody holds that and needs the question."""
    with two_questions(database, cast, cast.ada) as (_, first, _):
        pass
    with database.writing() as session:
        queries.poll_to_change(session, WORKSPACE, first.id)

        def change(other: Session) -> None:
            members.one_at_a_time(other, WORKSPACE)
            queries.poll_to_change(other, WORKSPACE, first.id)

        other = beside(database, change)
        with pytest.raises(TimeoutError):
            other.result(SOON)
        opening.tell_owners(session, first, "beside", CLOSED)
        session.flush()
    other.result(LONG)
