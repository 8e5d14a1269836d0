"""Marks of messages to be painted anew: one each, the newest change wins, and none lives longer than its row."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update

from governance import send_gate
from governance.rules.poll.answer import Choice
from governance.store import outbox, repaints
from governance.store.database import Database
from governance.store.models import Outgoing, Workspace
from governance.store.outbox import LEASE, Kind
from governance.store.outbox_row import Row
from governance.store.pumps import marked, waiting
from governance.usecases.poll import clearing
from tests.conftest import FRIDAY, WORKSPACE, Cast
from tests.question_keys import close_question
from tests.usecases.poll.test_question import MONDAY, asked, give

SECOND = timedelta(seconds=1)


def stands(database: Database, kind: Kind = Kind.NEWS, user: str = "U0BOB", status: str = "sent") -> int:
    """A message that was sent; its row."""
    with database.writing() as session:
        outbox.queue(session, kind, f"{kind}:{user}", FRIDAY, workspace_id=WORKSPACE, user_id=user)
        row = session.scalars(select(Outgoing).order_by(Outgoing.id.desc()).limit(1)).one()
        row.status, row.channel, row.message_ts = status, "D1", f"{row.id}.0" if status == "sent" else None
        return row.id


def mark(database: Database, now: datetime = FRIDAY) -> None:
    with database.writing() as session:
        repaints.mark(session, WORKSPACE, now)


def claim(database: Database, now: datetime = FRIDAY) -> tuple[int, datetime] | None:
    with database.writing() as session:
        claimed = marked.claim(session, WORKSPACE, now)
    return (claimed[0].id, claimed[1]) if claimed else None


def due(database: Database, now: datetime = FRIDAY) -> bool:
    with database.reading() as session:
        found = marked.is_any_due(session, WORKSPACE, now)
        assert waiting.with_repaints(session, now, "us") == ([WORKSPACE] if found else [])
        return found


def settle(database: Database, claimed: tuple[int, datetime]) -> None:
    with database.writing() as session:
        marked.settle(session, *claimed, "digest")


def test_two_changes_are_one_repaint_and_nothing_is_left_when_it_is_done(
    database: Database, workspace: Workspace
) -> None:
    row = stands(database)
    assert not due(database)
    mark(database)
    mark(database)
    claimed = claim(database)
    assert claimed is not None
    assert claimed[0] == row
    assert claim(database) is None
    settle(database, claimed)
    assert not due(database, FRIDAY + timedelta(days=400))


def test_a_change_while_it_is_painted_paints_it_once_more(database: Database, workspace: Workspace) -> None:
    stands(database)
    mark(database)
    claimed = claim(database)
    assert claimed is not None
    mark(database, FRIDAY + SECOND)
    settle(database, claimed)
    assert due(database, FRIDAY + SECOND)


def test_what_a_dead_process_had_claimed_is_painted_after_its_lease(database: Database, workspace: Workspace) -> None:
    stands(database)
    mark(database)
    assert claim(database)
    assert not due(database, FRIDAY + LEASE - SECOND)
    assert due(database, FRIDAY + LEASE)


def test_owners_come_first_then_reminders_then_questions_and_results_last(
    database: Database, workspace: Workspace
) -> None:
    kinds = (Kind.RESULT, Kind.BALLOT, Kind.REMINDER, Kind.PROMPT)
    result, ballot, reminder, prompt = (stands(database, kind) for kind in kinds)
    mark(database)
    later = FRIDAY + 3 * SECOND
    order = [claimed[0] for _ in kinds if (claimed := claim(database, later))]
    assert order == [prompt, reminder, ballot, result]


def test_a_message_on_its_way_is_painted_once_it_has_arrived(database: Database, workspace: Workspace) -> None:
    row = stands(database, status="sending")
    mark(database)
    assert not due(database, FRIDAY + LEASE)
    with database.writing() as session:
        outbox.settle(session, row, "sent", FRIDAY, place=("D1", "1.0"), painted="x")
    assert not due(database, FRIDAY + LEASE - SECOND)
    assert due(database, FRIDAY + LEASE)


def test_screens_files_and_letters_are_never_marked(database: Database, workspace: Workspace) -> None:
    for kind in set(Kind) - set(repaints.KINDS):
        stands(database, kind)
    mark(database)
    assert not due(database, FRIDAY + LEASE)


def test_its_own_fault_ends_after_some_tries_and_the_next_change_tries_again(
    database: Database, workspace: Workspace
) -> None:
    stands(database)
    mark(database)
    for _ in range(3):
        claimed = claim(database)
        assert claimed is not None
        with database.writing() as session:
            marked.put_back(session, *claimed, FRIDAY, most=3)
    assert claim(database) is None
    mark(database)
    assert claim(database) is not None


def test_at_closing_all_are_marked_alike_and_nothing_of_it_outlives_the_traces(
    database: Database, workspace: Workspace, cast: Cast
) -> None:
    """Whether somebody answered shows in no mark and no digest; reminders, which show it, go with theirs."""
    with asked(database, cast) as (session, poll):
        sent = update(Outgoing).where(Outgoing.kind == "ballot")
        session.execute(sent.values(status="sent", channel="D1", message_ts=Outgoing.user_id))
        give(session, poll, cast.bob, Choice.OBJECT, MONDAY)
        outbox.queue(session, Kind.REMINDER, "r", MONDAY, workspace_id=WORKSPACE, user_id="U0CAROL", poll_id=poll.id)
        reminded = update(Outgoing).where(Outgoing.kind == "reminder")
        session.execute(reminded.values(status="sent", channel="D1", message_ts="9.0"))
        close_question(session, poll, MONDAY)
        marks = "repaint_at", "repaint_tries", "painted", "status"
        ballots = session.scalars(select(Outgoing).where(Outgoing.kind == "ballot")).all()
        assert len(ballots) == 6
        assert len({tuple(getattr(row, name) for name in marks) for row in ballots}) == 1
        assert ballots[0].repaint_at is not None
        clearing.clear_traces(session, poll, MONDAY)
        left = select(Outgoing.kind).where(Outgoing.poll_id == poll.id, Outgoing.repaint_at.is_not(None)).distinct()
        assert set(session.scalars(left)) <= {"ballot", "prepared"}


def test_many_are_marked_in_portions_and_a_crash_between_two_loses_none(
    database: Database, workspace: Workspace, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each portion keeps how far it came; a newer change begins anew, and all have the moment of their change."""
    monkeypatch.setattr(repaints, "PORTION", 2)

    def moments() -> list[datetime | None]:
        with database.reading() as session:
            ballots = select(Outgoing.repaint_at).where(Outgoing.kind == "ballot").order_by(Outgoing.id)
            return list(session.scalars(ballots))

    def mark_some() -> bool:
        with database.writing() as session:
            return repaints.mark_some(session)

    def change(now: datetime) -> None:
        with database.writing() as session:
            repaints.of_poll(session, WORKSPACE, poll_id, now, Kind.BALLOT)

    with asked(database, cast) as (session, poll):
        sent = update(Outgoing).where(Outgoing.kind == "ballot")
        session.execute(sent.values(status="sent", channel="D1", message_ts=Outgoing.user_id))
        poll_id = poll.id
    first, second = FRIDAY + repaints.REMINDERS_FIRST, MONDAY + repaints.REMINDERS_FIRST
    change(FRIDAY)
    assert moments() == [None] * 6
    assert mark_some()
    assert moments() == [first] * 2 + [None] * 4
    with database.writing() as session:  # killed between writing a portion and its commit
        repaints.mark_some(session)
        session.rollback()
    assert moments() == [first] * 2 + [None] * 4
    change(MONDAY)
    while mark_some():
        pass
    assert moments() == [second] * 6
    with database.reading() as session:
        assert repaints.unmarked(session) == []


def test_an_edit_of_which_nobody_knows_is_made_again_even_back_to_what_was_shown(
    database: Database, workspace: Workspace
) -> None:
    """Its answer was lost, or the pressed message was painted in answer: the kept digest is not what it shows."""
    row = stands(database)
    shown = update(Outgoing).values(painted="digest", repaint_at=None)
    mark(database)
    claimed = claim(database)
    assert claimed is not None
    with database.writing() as session:
        session.execute(shown)
        marked.put_back(session, *claimed, FRIDAY)
        assert session.get_one(Outgoing, row).painted is None
    with database.writing() as session:
        session.execute(shown)
        outbox.queue(
            session, Kind.ANSWERED, "a", FRIDAY, workspace_id=WORKSPACE, about={"channel": "D1", "ts": f"{row}.0"},
            interactive=True,
        )  # fmt: skip
        answered = session.scalars(select(Outgoing).where(Outgoing.kind == Kind.ANSWERED.value)).one()
        send_gate.record_sent(session, Kind.ANSWERED, Row.of(answered, 1), "", "", FRIDAY)
    with database.reading() as session:
        kept = session.get_one(Outgoing, row)
        assert (kept.painted, kept.repaint_at) == (None, FRIDAY)
