"""The result reaches everyone who was asked, once, and says the same of everybody; a pause lets nothing through."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from governance import send_gate
from governance.delivery import Delivery
from governance.errors import Fault
from governance.rules.people.permissions import Person, Role
from governance.rules.poll.answer import Choice
from governance.slack.views.poll import result as views
from governance.store import outbox, queries
from governance.store.database import Database
from governance.store.models import Outgoing, Poll, Workspace
from governance.store.outbox import Kind
from governance.store.outbox_row import Row
from governance.texts import Texts
from governance.usecases.case import decision
from governance.usecases.people import members
from governance.usecases.poll import announcement
from governance.usecases.poll import running as polls
from governance.usecases.seen import result
from sandbox.client import until
from tests.conftest import WORKSPACE, Cast
from tests.question_keys import close_question
from tests.usecases.case.case_story import CLOSED, closed_question, poll_in
from tests.usecases.poll.test_question import MONDAY, asked, give

DUE = datetime(2026, 12, 24, 15, 0, tzinfo=UTC)  # 16:00 in Paris
DECIDED = DUE + timedelta(minutes=5)


def rows(session: Session, kind: str) -> dict[str, Outgoing]:
    session.flush()
    session.expire_all()
    return {row.user_id or "": row for row in session.scalars(select(Outgoing).where(Outgoing.kind == kind))}


def settled(session: Session, row: Outgoing, status: str) -> None:
    outbox.claim(session, row, DUE)
    outbox.settle(session, row.id, status, DUE)


def test_who_has_not_read_the_result_yet_reads_it_once_with_the_decision(
    database: Database, workspace: Workspace, cast: Cast
) -> None:
    poll_id = closed_question(database, cast)
    with database.writing() as session:
        announcement.announce_missed(session, poll_in(session, poll_id), DUE)
        results = rows(session, "result")
        settled(session, results["U0ALICE"], "sent")
        settled(session, results["U0CAROL"], "unknown")
        settled(session, results["U0ADA"], "failed")
        outbox.claim(session, results["U0OSCAR"], DUE)
        decision.record_decision(session, cast.olga, poll_id, "opt_out", "", DECIDED)
        assert set(rows(session, "late_decision")) == {"U0ALICE", "U0CAROL", "U0OSCAR"}
        waiting = {user for user, row in rows(session, "result").items() if row.status == "queued"}
        assert waiting == {"U0OLGA", "U0BOB", "U0ADA"}


def test_a_result_that_was_on_its_way_when_the_decision_came_is_not_sent_again(
    database: Database, workspace: Workspace, cast: Cast
) -> None:
    poll_id = closed_question(database, cast)
    with database.writing() as session:
        announcement.announce_missed(session, poll_in(session, poll_id), DUE)
        row = rows(session, "result")["U0ALICE"]
        outbox.claim(session, row, DUE)
        decision.record_decision(session, cast.olga, poll_id, "opt_out", "", DECIDED)
        outbox.put_back(session, row.id, DECIDED, "ratelimited")
        found = rows(session, "result")
        assert send_gate.judge(session, found["U0ALICE"], DECIDED).drop == "told_with_the_decision"
        assert send_gate.judge(session, found["U0CAROL"], DECIDED).drop is None


def test_who_had_left_and_is_back_reads_the_result(database: Database, workspace: Workspace, cast: Cast) -> None:
    with asked(database, cast) as (session, poll):
        away = Person(WORKSPACE, "U0CAROL", "Carol Diaz", Role.DEACTIVATED)
        members.record_people(session, WORKSPACE, [away], MONDAY)
        close_question(session, poll, poll.closes_at)
        members.record_people(session, WORKSPACE, [cast.carol], CLOSED)
        announcement.announce_missed(session, poll, poll.decision_due)
        assert "U0CAROL" in rows(session, "result")


def test_who_answered_on_home_is_not_counted_as_out_of_reach(
    database: Database, workspace: Workspace, cast: Cast
) -> None:
    with asked(database, cast) as (session, poll):
        for who in (cast.alice, cast.bob):
            _lose(session, poll, who)
        for who in (cast.olga, cast.oscar, cast.ada, cast.alice, cast.carol):
            give(session, poll, who, Choice.CONSENT, MONDAY)
        give(session, poll, cast.bob, Choice.OBJECT, MONDAY)
        close_question(session, poll, poll.closes_at)
        page = result.result_page(session, cast.carol, poll)
        assert (page.result.answered, page.result.unreachable) == (6, 0)
        assert "Not messaged" not in str(views.figures(page.result, "UTC", Texts("en")))


def _lose(session: Session, poll: Poll, who: Person) -> None:
    """Slack does not deliver to this person."""

    elector = queries.elector_of(session, poll.id, who.user_id)
    assert elector is not None
    elector.state, elector.asked_at = "waiting", None
    session.flush()
    polls.ballot_refused(session, poll.id, who.user_id)
    session.expire_all()


def test_a_message_that_slack_put_off_stays_while_sending_is_paused(
    database: Database, workspace: Workspace, cast: Cast
) -> None:
    now = MONDAY + timedelta(hours=1)
    with asked(database, cast) as (session, poll):
        poll_id, alice = poll.id, rows(session, "ballot")["U0ALICE"].id
    posts: list[int] = []

    def pause_and_refuse(row: Row, _: datetime) -> tuple[str, str]:
        if row.id == alice and alice not in posts:
            with database.writing() as session:
                polls.pause(session, cast.ada, poll_id, now)
            posts.append(row.id)
            raise Fault("ratelimited", permanent=False, retry_after=0)
        posts.append(row.id)
        return "D1", "1.0"

    delivery = Delivery(database, dict.fromkeys(Kind, pause_and_refuse), lambda: now)
    for _ in range(3):
        delivery.run_due()
        until(lambda: not delivery.busy(), "the delivery to rest")
    delivery.stop()
    with database.writing() as session:
        assert rows(session, "ballot")["U0ALICE"].status == "held"
        assert posts.count(alice) == 1
        polls.resume(session, cast.ada, poll_id, now)
        assert rows(session, "ballot")["U0ALICE"].status == "queued"
