"""The app was down when something was due: at the next start it happens once, in working hours, and not as a pile."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from governance.directory_sync import sync_directory
from governance.jobs import Outside
from governance.rules.people.permissions import Role
from governance.rules.people.working_days import MONDAY_TO_FRIDAY, is_working_time, zone_of
from governance.store import outbox
from governance.store.database import Database
from governance.store.models import Case, Elector, LedgerEvent, Outgoing, Workspace
from governance.store.outbox import Kind
from governance.usecases.case import decision
from governance.usecases.case.letter import letter as letters
from governance.usecases.case.letter import sending
from sandbox.client import until
from tests.conftest import FRIDAY, WORKSPACE, Cast
from tests.crash.stand_in import App

BALLOT, REMINDER, RESULT, PROMPT = (Kind.BALLOT, ""), (Kind.REMINDER, ""), (Kind.RESULT, ""), Kind.PROMPT
MONDAY = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)  # 10:00 in New York: everybody's morning has come
PARIS_MORNING = datetime(2026, 11, 25, 8, 30, tzinfo=UTC)
NEW_YORK_MORNING = datetime(2026, 11, 25, 14, 30, tzinfo=UTC)
AFTER = datetime(2026, 12, 14, 15, 0, tzinfo=UTC)  # a Monday, after closing


@pytest.fixture
def app(database: Database, workspace: Workspace) -> App:
    return App(database, FRIDAY)


def asked(app: App, cast: Cast) -> str:
    """A question that has reached everybody, and that only Carol and Bob have not answered; its id."""
    poll_id = app.asks(cast, FRIDAY)
    app.runs(FRIDAY)
    assert app.runs(MONDAY)[BALLOT] == 6
    app.answers(poll_id, cast.alice, cast.ada, cast.oscar, cast.olga)
    assert app.runs(MONDAY) == {(Kind.RECEIPT, ""): 4}
    return poll_id


def tags(app: App) -> Counter[str]:
    with app.database.reading() as session:
        return Counter(session.scalars(select(LedgerEvent.tag)))


def test_down_at_the_opening(app: App, cast: Cast) -> None:
    """Started on Tuesday night: it opens, and each is written to in the next working hours of their own zone."""
    poll_id = app.asks(cast, FRIDAY)
    assert app.runs(FRIDAY) == {(Kind.PREPARED, ""): 3}
    assert app.runs(datetime(2026, 11, 24, 22, 30, tzinfo=UTC)) == {}
    assert app.poll(poll_id).state == "open"
    assert app.runs(PARIS_MORNING) == {BALLOT: 5}
    assert app.runs(NEW_YORK_MORNING) == {BALLOT: 1}
    assert app.runs(NEW_YORK_MORNING + timedelta(hours=1)) == {}
    zones = {person.user_id: zone_of(person.zone) for person in cast.directory}
    assert all(
        is_working_time(sent.at, zones[sent.user], MONDAY_TO_FRIDAY) for sent in app.sent if sent.kind is Kind.BALLOT
    )
    assert tags(app)["poll:question:opened"] == 1


def test_down_while_the_list_was_made(app: App, cast: Cast) -> None:
    """The question goes back to its author, who is told once and chooses a later day."""
    poll_id = app.asks(cast, FRIDAY)
    assert app.runs(AFTER) == {(Kind.PREPARED, "too_late"): 1}
    assert app.runs(AFTER + timedelta(days=1)) == {}
    assert app.poll(poll_id).state == "draft"


def test_down_until_nobody_could_answer_any_more(app: App, cast: Cast) -> None:
    """Nobody is written to about a question that is over, and those who prepared it are told once."""
    poll_id = app.asks(cast, FRIDAY)
    app.runs(FRIDAY)
    assert app.runs(AFTER) == {(Kind.PREPARED, "lapsed"): 3}
    assert app.runs(AFTER + timedelta(days=1)) == {}
    assert app.poll(poll_id).state == "cancelled"
    assert tags(app)["poll:question:stopped"] == 1
    assert tags(app)["poll:question:opened"] == 0


def test_down_at_a_reminder(app: App, cast: Cast) -> None:
    """Due on Monday, started on Thursday: one to each of the silent; the second is not missed by it."""
    asked(app, cast)
    thursday = datetime(2026, 12, 3, 15, 0, tzinfo=UTC)
    assert app.runs(thursday) == {REMINDER: 2}
    assert app.runs(thursday + timedelta(hours=1)) == {}
    assert app.runs(datetime(2026, 12, 8, 15, 0, tzinfo=UTC)) == {REMINDER: 2}


def test_down_at_both_reminders(app: App, cast: Cast) -> None:
    asked(app, cast)
    assert app.runs(datetime(2026, 12, 8, 15, 0, tzinfo=UTC)) == {REMINDER: 2}
    assert app.runs(datetime(2026, 12, 9, 15, 0, tzinfo=UTC)) == {}


def test_down_from_a_reminder_to_the_last_day(app: App, cast: Cast) -> None:
    """A reminder that was queued before a weekend is not sent on the last day, and none after closing."""
    asked(app, cast)
    app.now = datetime(2026, 12, 8, 23, 0, tzinfo=UTC)
    with app.started() as (timetable, _):
        timetable.tick()
    assert {row.status for row in app.rows(Kind.REMINDER)} == {"queued"}
    assert app.runs(datetime(2026, 12, 10, 9, 0, tzinfo=UTC)) == {}
    assert {row.status for row in app.rows(Kind.REMINDER)} == {"dropped"}


def test_down_at_closing(app: App, cast: Cast) -> None:
    """Closed at the next start, once; the owner is asked for the decision, once; nobody is reminded any more."""
    poll_id = asked(app, cast)
    assert app.runs(AFTER) == {(PROMPT, "next_step"): 1}
    assert app.runs(AFTER) == {}
    poll = app.poll(poll_id)
    assert (poll.state, poll.closed_at, poll.electorate) == ("closed", poll.closes_at, 6)
    assert tags(app)["poll:question:closed"] == 1


def test_down_while_the_question_was_still_going_out(app: App, cast: Cast) -> None:
    """Who was not reached before closing is not written to afterwards, and counts as not reached."""
    poll_id = app.asks(cast, FRIDAY)
    app.runs(FRIDAY)
    paris_only = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
    assert app.runs(paris_only) == {BALLOT: 5}
    assert app.runs(AFTER) == {(PROMPT, "next_step"): 1}
    with app.database.reading() as session:
        states = Counter(session.scalars(select(Elector.state).where(Elector.poll_id == poll_id)))
    assert states == {"asked": 5, "unreachable": 1}


def test_down_from_before_closing_to_after_the_announced_day(app: App, cast: Cast) -> None:
    """One result to each, one prompt to each owner: not one for every day that was missed."""
    asked(app, cast)
    january = datetime(2027, 1, 4, 15, 0, tzinfo=UTC)
    assert app.runs(january) == {RESULT: 6, (PROMPT, "missed_owners"): 2}
    assert app.runs(january + timedelta(hours=1)) == {}
    assert tags(app)["decision:due:missed"] == 1


def test_a_result_waits_for_working_hours(app: App, cast: Cast) -> None:
    poll_id = asked(app, cast)
    app.runs(AFTER)
    with app.database.writing() as session:
        evening = datetime(2026, 12, 18, 18, 0, tzinfo=UTC)  # Friday, 19:00 in Paris and 13:00 in New York
        decision.record_decision(session, cast.olga, poll_id, "opt_out", "We talked it over.", evening)
    assert app.runs(evening)[RESULT] == 1
    assert app.runs(datetime(2026, 12, 19, 12, 0, tzinfo=UTC))[RESULT] == 0
    assert app.runs(datetime(2026, 12, 21, 15, 0, tzinfo=UTC))[RESULT] == 5


def test_down_at_the_prompts_of_a_letter(app: App, cast: Cast) -> None:
    """Three prompts and a month passed: the owner reads the newest one, and the next in its time."""
    sent = datetime(2026, 12, 16, 9, 0, tzinfo=UTC)
    with app.database.writing() as session:
        decision.record_decision(session, cast.olga, None, "opt_out", "Talked over.", sent)
        case_id = session.scalars(select(Case.id)).one()
        letters.approve(session, cast.olga, case_id, sent)
        sending.say_sent(session, cast.olga, case_id, sent.date(), sent)
    app.runs(sent)
    assert app.runs(datetime(2027, 1, 12, 9, 0, tzinfo=UTC))[PROMPT, "answer_day_14"] == 1
    assert app.runs(datetime(2027, 1, 12, 10, 0, tzinfo=UTC)) == {}
    later = app.runs(datetime(2027, 5, 20, 9, 0, tzinfo=UTC))
    assert sum(later.values()) == 1
    assert app.runs(datetime(2027, 5, 20, 10, 0, tzinfo=UTC)) == {}


def test_a_clock_that_goes_backwards_says_nothing_twice(app: App, cast: Cast) -> None:
    poll_id = asked(app, cast)
    week = timedelta(days=7)
    assert app.runs(MONDAY + week) == {REMINDER: 2}
    for moment in (MONDAY, FRIDAY, FRIDAY - 52 * week, MONDAY + timedelta(days=1), MONDAY + week):
        assert app.runs(moment) == {}
    assert app.runs(AFTER) == {(PROMPT, "next_step"): 1}
    assert app.runs(FRIDAY) == {}
    assert app.poll(poll_id).state == "closed"


def test_a_claim_from_before_the_clock_was_set_back_blocks_nothing(app: App, cast: Cast) -> None:
    app.asks(cast, FRIDAY)
    with app.database.writing() as session:
        outbox.queue(session, Kind.NEWS, "one", FRIDAY, workspace_id=WORKSPACE, user_id="U0BOB")
        row = session.scalars(select(Outgoing).where(Outgoing.kind == "news")).one()
        assert outbox.claim(session, row, FRIDAY + timedelta(days=365))
    app.runs(FRIDAY)
    assert [row.status for row in app.rows(Kind.NEWS)] == ["sent"]


def test_who_left_while_the_app_was_down_is_no_longer_asked_or_reminded(app: App, cast: Cast) -> None:
    """Nobody told us: the directory is read at every start, however fresh it is."""
    poll_id = asked(app, cast)
    without_carol = [
        replace(person, role=Role.DEACTIVATED) if person == cast.carol else person for person in cast.directory
    ]
    outside = Outside(
        lambda _: sync_directory(app.database, WORKSPACE, lambda: iter([without_carol]), app.clock),
        lambda _: None,
        lambda _: None,
    )
    app.now = MONDAY + timedelta(hours=1)
    with app.started(outside) as (timetable, _):
        timetable.tick()
        until(lambda: state_of(app, poll_id, "U0CAROL") == "left", "Carol to have left")
    assert app.runs(MONDAY + timedelta(days=7)) == {REMINDER: 1}
    assert app.sent[-1].user == "U0BOB"


def state_of(app: App, poll_id: str, user_id: str) -> str | None:
    with app.database.reading() as session:
        return session.scalar(select(Elector.state).where(Elector.poll_id == poll_id, Elector.user_id == user_id))
