"""What is kept of a question that is over: its messages in the smallest form, and the rest as long as is promised."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from governance.jobs import MAILINGS
from governance.rules.poll.answer import Choice
from governance.store import ledger, repaints
from governance.store.database import Database
from governance.store.models import ConsentRecord, Elector, NoticeReading, Outgoing, Poll, Workspace
from governance.store.outbox import Kind
from governance.store.poll import at_rest, mailings
from governance.store.pumps import marked
from governance.usecases.case import decision
from governance.usecases.evidence import export_and_erasure
from governance.usecases.poll import announcement, answer, clearing, electorate, later_objection
from tests.conftest import WORKSPACE, Cast
from tests.question_keys import KEYS, close_question
from tests.usecases.poll.test_question import MONDAY, asked, give

PEOPLE = ["U0ADA", "U0ALICE", "U0BOB", "U0CAROL", "U0OLGA", "U0OSCAR"]
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def portions_of_two(monkeypatch: pytest.MonkeyPatch) -> None:
    for place in ("store.poll.mailings", "usecases.poll.clearing", "store.poll.at_rest"):
        monkeypatch.setattr(f"governance.{place}.PORTION", 2)


def queue_all(session: Session) -> None:
    while mailings.is_any_left(session):
        mailings.go_on(session, MAILINGS)
        session.flush()


def arrive(session: Session, now: datetime) -> None:
    """Everything that waits reaches its readers."""
    session.flush()
    for row in session.scalars(select(Outgoing).where(Outgoing.status.in_(("held", "queued")))).all():
        row.status, row.settled_at = "sent", now
        row.channel, row.message_ts = f"D{row.user_id}", f"{row.kind}.{row.user_id}"
    session.execute(update(Outgoing).values(repaint_at=None))
    session.flush()
    session.expire_all()


def end(session: Session, poll: Poll, now: datetime) -> None:
    """It closes, nobody decides, everybody reads so; what shows who answered goes."""
    arrive(session, now)
    session.execute(update(Elector).values(message_ts=Kind.BALLOT + "." + Elector.user_id))
    close_question(session, poll, now)
    announcement.announce_missed(session, poll, now)
    queue_all(session)
    arrive(session, now)
    while clearing.clear_traces(session, poll, now):
        session.flush()
    session.flush()


def let_rest(session: Session, poll: Poll, now: datetime) -> int:
    turns = 0
    session.flush()
    session.expire_all()
    while at_rest.due_to_rest(session, now):
        at_rest.rest(session, poll, now)
        session.flush()
        turns += 1
    session.expire_all()
    return turns


def to_members(session: Session) -> list[Outgoing]:
    session.flush()
    kinds = [kind.value for kind in repaints.PLACES]
    return list(
        session.scalars(select(Outgoing).where(Outgoing.kind.in_(kinds)).order_by(Outgoing.kind, Outgoing.user_id))
    )


def test_messages_that_rest_are_painted_anew_when_their_matter_moves_on_and_rest_again(
    database: Database, workspace: Workspace, cast: Cast
) -> None:
    with asked(database, cast) as (session, poll):
        end(session, poll, poll.closes_at)
        assert let_rest(session, poll, poll.closes_at) == 7
        assert to_members(session) == []
        later = poll.closes_at + DAY
        for _ in range(2):
            poll.objections_ended_at = None
            later_objection.end(session, poll, later)
            assert at_rest.due_to_rest(session, later) == [], "some are still to be put back"
            queue_all(session)
            found = to_members(session)
            assert [(row.kind, row.user_id) for row in found] == [
                (kind, who) for kind in ("ballot", "result") for who in PEOPLE
            ]
            assert {row.status for row in found} == {"sent"}
            assert at_rest.due_to_rest(session, later) == [], "they are still to be painted"
            shown = []
            while claimed := marked.claim(session, WORKSPACE, later + DAY):
                shown.append((claimed[0].about["channel"], claimed[0].about["ts"]))
                marked.settle(session, claimed[0].id, claimed[1])
            assert sorted(shown) == sorted(
                (f"D{who}", f"{kind}.{who}") for kind in ("ballot", "result") for who in PEOPLE
            )
            assert let_rest(session, poll, later) == 7
            assert to_members(session) == []


def test_nothing_rests_while_something_is_to_be_sent(database: Database, workspace: Workspace, cast: Cast) -> None:
    with asked(database, cast) as (session, poll):
        end(session, poll, poll.closes_at)
        row = to_members(session)[-1]
        row.status = "queued"
        assert let_rest(session, poll, poll.closes_at) == 0
        row.status = "failed"  # somebody may have it sent again
        let_rest(session, poll, poll.closes_at)
        assert to_members(session) == [row]


def test_a_press_in_a_result_that_rests_has_that_one_painted_anew(
    database: Database, workspace: Workspace, cast: Cast
) -> None:
    with asked(database, cast) as (session, poll):
        end(session, poll, poll.closes_at)
        let_rest(session, poll, poll.closes_at)
        for kind in ("ballot", "result"):  # of a question no press is noted
            repaints.of_pressed(session, WORKSPACE, "U0BOB", f"{kind}.U0BOB", poll.closes_at)
        assert [(row.kind, row.user_id) for row in to_members(session)] == [("result", "U0BOB")]


def test_a_late_decision_reaches_those_whose_result_rests_and_the_result_nobody_twice(
    database: Database, workspace: Workspace, cast: Cast
) -> None:
    with asked(database, cast) as (session, poll):
        end(session, poll, poll.closes_at)
        session.execute(
            update(Outgoing).where(Outgoing.message_ts == "result.U0BOB").values(message_ts=None)
        )  # deleted
        let_rest(session, poll, poll.closes_at)
        reason = "For the test, in whole words."
        decision.record_decision(session, cast.olga, poll.id, decision.OwnerChoice.ALLOW, reason, poll.closes_at + DAY)
        queue_all(session)
        assert {row.kind for row in to_members(session)} <= {"ballot", "result"}
        late = select(Outgoing.user_id).where(Outgoing.kind == Kind.LATE_DECISION.value)
        assert sorted(filter(None, session.scalars(late))) == PEOPLE
        assert not [row for row in to_members(session) if row.status == "queued"]
        assert "result.U0BOB" not in [row.message_ts for row in to_members(session)], "it is gone"


def test_places_are_exported_and_erased(database: Database, workspace: Workspace, cast: Cast) -> None:
    with asked(database, cast) as (session, poll):
        end(session, poll, poll.closes_at)
        let_rest(session, poll, poll.closes_at)
        [kept] = export_and_erasure.export(session, WORKSPACE, "U0BOB")["electors"]
        assert (kept["channel"], kept["message_ts"], kept["result_ts"]) == ("DU0BOB", "ballot.U0BOB", "result.U0BOB")
        export_and_erasure.erase(session, WORKSPACE, "U0BOB", KEYS, poll.closes_at)
        later_objection.end(session, poll, poll.closes_at + DAY)
        queue_all(session)
        assert sorted({row.user_id for row in to_members(session)}) == [who for who in PEOPLE if who != "U0BOB"]
        assert not session.scalars(select(Elector.id).where(Elector.result_ts == "result.U0BOB")).all()


def test_after_a_year_who_was_asked_goes_and_the_list_can_still_be_checked(
    database: Database, workspace: Workspace, cast: Cast
) -> None:
    with asked(database, cast) as (session, poll):
        give(session, poll, cast.bob, Choice.OBJECT, MONDAY)
        end(session, poll, poll.closes_at)
        let_rest(session, poll, poll.closes_at)
        year = poll.closes_at + timedelta(days=365)
        later_objection.end(session, poll, year - DAY)
        session.flush()
        assert clearing.due_to_clear_people(session, year + timedelta(days=30)) == [], "Home speaks of it"
        session.add(next_question(poll))
        session.flush()
        assert clearing.due_to_clear_people(session, year) == [], "its messages are just painted for the last time"
        assert clearing.due_to_clear_people(session, year + timedelta(days=29)) == [poll.id]
        while clearing.clear_people(session, poll, year + timedelta(days=30)):
            session.flush()
        session.flush()
        assert clearing.due_to_clear_people(session, year + timedelta(days=60)) == []
        assert to_members(session) == []
        places = (Elector.user_id, Elector.channel, Elector.message_ts, Elector.result_ts)
        assert session.execute(select(*places).where(Elector.poll_id == poll.id).distinct()).all() == [(None,) * 4]
        assert electorate.digest_of(session, poll.id) == poll.electorate_digest
        assert poll.object == 1
        assert ledger.verify(session, WORKSPACE).fault is None


def next_question(poll: Poll) -> Poll:
    same = {column.key: getattr(poll, column.key) for column in Poll.__table__.columns if column.key != "id"}
    at = poll.created_at + timedelta(days=100)
    return Poll(**{**same, "created_at": at, "opened_at": at, "objections_ended_at": None})


def test_names_with_answers_go_when_the_notice_says_and_the_totals_stay(
    database: Database, workspace: Workspace, cast: Cast
) -> None:
    with asked(database, cast) as (session, poll):
        poll.kind = "named"
        for who, choice in ((cast.alice, Choice.CONSENT), (cast.bob, Choice.OBJECT), (cast.carol, Choice.OBJECT)):
            give(session, poll, who, choice, MONDAY)
            answer.note_notice_read(session, who, poll.id, MONDAY)
        close_question(session, poll, poll.closes_at)
        session.flush()
        for days, due in ((179, []), (180, [poll.id])):
            assert clearing.due_to_clear_names(session, poll.closes_at + timedelta(days=days)) == due
        at = poll.closes_at + timedelta(days=180)
        while clearing.clear_names(session, poll, at):
            session.flush()
        session.flush()
        assert clearing.due_to_clear_names(session, at) == []
        for model in (ConsentRecord, NoticeReading):
            assert session.scalar(select(func.count()).select_from(model)) == 0
        assert (poll.consent, poll.object) == (1, 2)
        assert ledger.verify(session, WORKSPACE).fault is None
