"""Nobody gets two reminders at once or in one week, or one too early, and no figure tells who is silent."""

from __future__ import annotations

import inspect
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from governance import send_gate
from governance.errors import Refusal
from governance.rules.poll.answer import Choice
from governance.slack.poll import running as listeners
from governance.slack.views.poll import organiser as views
from governance.store import outbox, queries
from governance.store.database import Database
from governance.store.models import Elector, Outgoing, Poll, Workspace
from governance.texts import Texts
from governance.usecases.poll import answer
from governance.usecases.poll import reminders as reminder
from governance.usecases.poll import running as polls
from governance.usecases.seen import organiser
from tests.conftest import WORKSPACE, Cast
from tests.question_keys import KEYS
from tests.usecases.poll.test_question import MONDAY, asked, give, press_of

SATURDAY = datetime(2026, 11, 28, 12, 0, tzinfo=UTC)
NEXT_MONDAY = datetime(2026, 11, 30, 8, 0, tzinfo=UTC)  # 9:00 in Paris
WEDNESDAY = datetime(2026, 12, 2, 9, 0, tzinfo=UTC)


def reminders(session: Session, **where: Any) -> list[Outgoing]:
    session.flush()
    session.expire_all()
    query = select(Outgoing).where(Outgoing.kind == "reminder").filter_by(**where)
    return list(session.scalars(query.order_by(Outgoing.user_id)))


def numbers(session: Session) -> set[int]:
    return {row.about["number"] for row in reminders(session)}


def settle(session: Session, row: Outgoing, status: str, at: datetime) -> None:
    outbox.claim(session, row, at)
    outbox.settle(session, row.id, status, at)


def judged(session: Session, row: Outgoing, now: datetime) -> str | None:
    return send_gate.judge(session, row, now).drop


def test_no_screen_shows_how_many_are_silent(database: Database, workspace: Workspace, cast: Cast) -> None:
    with asked(database, cast) as (session, poll):
        give(session, poll, cast.alice, Choice.CONSENT, MONDAY)
        people = listeners._people_concerned(session, poll, "remind")
        page = organiser.confirm_page(session, cast.ada, poll, "remind", people, MONDAY)
        words = str(views.confirm(page, Texts("en")))
        assert "6 people were asked" in words
        assert "5 " not in words
        reminder.remind_now(session, cast.ada, poll.id, MONDAY + timedelta(days=3))
    assert inspect.signature(reminder.remind_now).return_annotation == "None"


def test_a_reminder_pressed_on_saturday_counts_for_the_week_in_which_it_arrives(
    database: Database, workspace: Workspace, cast: Cast
) -> None:
    with asked(database, cast) as (session, poll):
        reminder.remind_now(session, cast.ada, poll.id, SATURDAY)
        assert {row.not_before for row in reminders(session, zone="Europe/Paris")} == {NEXT_MONDAY}
        for day in range(1, 8):  # the rest of this week and all of the next
            reminder.queue_due_reminders(session, WORKSPACE, SATURDAY + timedelta(days=day))
        assert numbers(session) == {1}
        with pytest.raises(Refusal, match="reminded this week"):
            reminder.remind_now(session, cast.ada, poll.id, WEDNESDAY + timedelta(days=2))
        reminder.queue_due_reminders(session, WORKSPACE, NEXT_MONDAY + timedelta(days=7))
        assert poll.reminders_queued == 2


def test_after_an_outage_one_reminder_leaves_not_two(database: Database, workspace: Workspace, cast: Cast) -> None:
    with asked(database, cast) as (session, _):
        reminder.queue_due_reminders(session, WORKSPACE, NEXT_MONDAY)
        assert numbers(session) == {1}
        reminder.queue_due_reminders(session, WORKSPACE, NEXT_MONDAY + timedelta(days=7))  # nothing has left meanwhile
        assert numbers(session) == {2}
        assert len(reminders(session)) == 6


def test_after_a_pause_the_next_reminder_keeps_its_distance(
    database: Database, workspace: Workspace, cast: Cast
) -> None:
    thursday, friday = datetime(2026, 11, 26, 10, 0, tzinfo=UTC), datetime(2026, 12, 4, 10, 0, tzinfo=UTC)
    with asked(database, cast) as (session, poll):
        reminder.remind_now(session, cast.ada, poll.id, thursday)
        polls.pause(session, cast.ada, poll.id, thursday)
        session.flush()
        polls.resume(session, cast.ada, poll.id, friday)
        assert {row.status for row in reminders(session)} == {"queued"}
        two_weeks_later = datetime(2026, 12, 7, 9, 0, tzinfo=UTC)
        reminder.queue_due_reminders(session, WORKSPACE, two_weeks_later)
        assert poll.reminders_queued == 1
        reminder.queue_due_reminders(session, WORKSPACE, datetime(2026, 12, 9, 11, 0, tzinfo=UTC))
        assert poll.reminders_queued == 2


def test_a_reminder_that_was_on_its_way_stops_the_next_one(
    database: Database, workspace: Workspace, cast: Cast
) -> None:
    with asked(database, cast) as (session, _):
        reminder.queue_due_reminders(session, WORKSPACE, NEXT_MONDAY)
        first = reminders(session, user_id="U0ALICE")[0]
        late = NEXT_MONDAY + timedelta(days=7)
        outbox.claim(session, first, late)
        reminder.queue_due_reminders(session, WORKSPACE, late)
        second = next(row for row in reminders(session, user_id="U0ALICE") if row.about["number"] == 2)
        other = reminders(session, user_id="U0CAROL")[0]
        assert judged(session, second, late) == "reminded_just_now"
        assert judged(session, other, late) is None
        outbox.settle(session, first.id, "sent", late)
        assert judged(session, second, late) == "reminded_just_now"


def test_nobody_is_reminded_of_what_came_the_day_before_yesterday(
    database: Database, workspace: Workspace, cast: Cast
) -> None:
    with asked(database, cast) as (session, poll):
        carol = queries.elector_of(session, poll.id, "U0CAROL")
        assert carol is not None
        carol.asked_at = NEXT_MONDAY - timedelta(days=2)
        reminder.queue_due_reminders(session, WORKSPACE, NEXT_MONDAY)
        assert "U0CAROL" not in {row.user_id for row in reminders(session)}
        assert not reminder.still_wanted(session, poll, "U0CAROL", NEXT_MONDAY)
        session.refresh(carol)
        assert carol.reminded == 0
        assert session.scalars(select(Elector.reminded).where(Elector.user_id == "U0ALICE")).one() == 1


def test_home_says_when_the_next_reminder_really_comes(database: Database, workspace: Workspace, cast: Cast) -> None:
    with asked(database, cast) as (session, poll):
        assert reminder.next_reminder(session, poll, MONDAY) == NEXT_MONDAY
        thursday = datetime(2026, 12, 3, 10, 0, tzinfo=UTC)
        reminder.remind_now(session, cast.ada, poll.id, thursday)
        assert reminder.next_reminder(session, poll, thursday) == datetime(2026, 12, 8, 14, 0, tzinfo=UTC)
        poll.closes_at = datetime(2026, 12, 9, 10, 0, tzinfo=UTC)
        assert reminder.next_reminder(session, poll, thursday) is None


def test_a_second_reminder_in_the_same_week_does_not_stop_the_timetable(
    database: Database, workspace: Workspace, cast: Cast
) -> None:
    """The rows are unique per person and week: where one is there already, nothing is written and nothing fails."""
    with asked(database, cast) as (session, poll):
        reminder.queue_due_reminders(session, WORKSPACE, NEXT_MONDAY)
        row = reminders(session, user_id="U0ALICE")[0]
        settle(session, row, "dropped", NEXT_MONDAY)
        _forget_the_first(session, poll)
        reminder.queue_due_reminders(session, WORKSPACE, NEXT_MONDAY)
        assert len(reminders(session, user_id="U0ALICE")) == 1


def _forget_the_first(session: Session, poll: Poll) -> None:
    poll.reminders_queued, poll.reminded_at = 0, None
    session.flush()


@pytest.mark.parametrize(
    ("pressed", "marked"), [("2.0", {"ballot"}), ("1.0", {"reminder"}), (None, {"reminder"})], ids=str
)
def test_who_was_reminded_and_answers_in_one_message_finds_the_answer_noted_in_the_others(
    database: Database, workspace: Workspace, cast: Cast, pressed: str | None, marked: set[str]
) -> None:
    with asked(database, cast) as (session, poll):
        session.execute(update(Outgoing).where(Outgoing.kind == "ballot").values(message_ts="1.0", status="sent"))
        first = press_of(cast.alice)
        answer.record_answer(session, replace(first, message_ts="1.0"), poll.id, 1, KEYS, MONDAY)
        assert _marked(session) == set()  # whoever was not reminded has no other message
        reminder.remind_now(session, cast.ada, poll.id, MONDAY + timedelta(days=3))
        session.execute(update(Outgoing).where(Outgoing.kind == "reminder").values(message_ts="2.0", status="sent"))
        press = replace(press_of(cast.bob), message_ts=pressed)
        answer.record_answer(session, press, poll.id, 1, KEYS, WEDNESDAY)
        assert _marked(session) == {(kind, "U0BOB") for kind in marked}
        session.execute(update(Outgoing).values(repaint_at=None))
        answer.remove_answer(session, press, poll.id, KEYS, WEDNESDAY)  # the same press once more
        assert _marked(session) == set()
        answer.remove_answer(session, replace(press, action_ts=press_of(cast.bob).action_ts), poll.id, KEYS, WEDNESDAY)
        assert _marked(session) == {(kind, "U0BOB") for kind in marked}


def _marked(session: Session) -> set[tuple[str, str | None]]:
    rows = session.execute(select(Outgoing.kind, Outgoing.user_id).where(Outgoing.repaint_at.is_not(None)))
    return {(kind, user_id) for kind, user_id in rows}
