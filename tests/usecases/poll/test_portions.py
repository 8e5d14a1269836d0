"""What is done to everybody asked is done in portions, and comes to the same as if it was done at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from governance.closing_job import QuestionEnds
from governance.jobs import MAILINGS
from governance.rules.people.working_days import zone_of
from governance.rules.poll.answer import CODE_BYTES, Choice, check_code, code_of, number_of, secret_tag
from governance.store import outbox, queries
from governance.store.database import Database
from governance.store.models import (
    ClosedBallot,
    Elector,
    LedgerEvent,
    Mailing,
    OpenBallot,
    Outgoing,
    Participation,
    Poll,
    Workspace,
)
from governance.store.outbox import Kind
from governance.store.poll import mailings
from governance.store.poll.key_store import Use
from governance.store.poll.opened_answers import OpenedAnswers
from governance.store.poll.sealing import seal
from governance.usecases.people import members
from governance.usecases.poll import (
    announcement,
    answer,
    clearing,
    closing,
    electorate,
    opening,
    release_time,
    reminders,
)
from governance.usecases.poll import running as polls
from tests.conftest import WORKSPACE, Cast
from tests.question_keys import KEYS, close_question, open_question
from tests.usecases.poll.test_question import MONDAY, asked, give, prepare, press_of, statuses


@pytest.fixture(autouse=True)
def portions_of_two(monkeypatch: pytest.MonkeyPatch) -> None:
    for place in ("store.poll.mailings", "usecases.poll.clearing", "usecases.poll.release_time", "closing_job"):
        monkeypatch.setattr(f"governance.{place}.PORTION", 2)
    monkeypatch.setattr("governance.store.poll.opened_answers.READ", 2)


def told(session: Session, kind: Kind) -> list[str]:
    session.flush()
    return sorted(filter(None, session.scalars(select(Outgoing.user_id).where(Outgoing.kind == kind.value))))


def go_on(session: Session) -> int:
    """How many more portions there were."""
    portions = 0
    while mailings.is_any_left(session):
        assert mailings.go_on(session, MAILINGS)
        session.flush()
        portions += 1
    return portions


def test_a_result_goes_to_the_first_at_once_and_to_the_others_with_the_next_ticks(
    database: Database, workspace: Workspace, cast: Cast
) -> None:
    with asked(database, cast) as (session, poll):
        close_question(session, poll, poll.closes_at)
        announcement.announce_missed(session, poll, poll.decision_due)
        assert told(session, Kind.RESULT) == ["U0ADA", "U0ALICE"]
        announcement.announce(session, poll, poll.decision_due)  # once more: it goes on as it is
        assert session.scalar(select(func.count()).select_from(Mailing)) == 1
        assert go_on(session) == 3
        assert told(session, Kind.RESULT) == ["U0ADA", "U0ALICE", "U0BOB", "U0CAROL", "U0OLGA", "U0OSCAR"]


def _remind(session: Session, poll: Poll) -> datetime:
    assert poll.opened_at is not None
    when = poll.opened_at + timedelta(days=7)
    reminders.queue_due_reminders(session, WORKSPACE, when)
    session.flush()
    return when


def test_who_answers_before_the_portion_comes_to_them_is_not_reminded(
    database: Database, workspace: Workspace, cast: Cast
) -> None:
    with asked(database, cast) as (session, poll):
        when = _remind(session, poll)
        give(session, poll, cast.carol, Choice.OBJECT, when)
        polls.pause(session, cast.ada, poll.id, when)
        go_on(session)
        while release_time.hold(session, poll, when):
            pass
        assert told(session, Kind.REMINDER) == ["U0ADA", "U0ALICE", "U0BOB", "U0OLGA", "U0OSCAR"]
        states = select(Outgoing.status).where(Outgoing.kind == Kind.REMINDER.value).distinct()
        assert session.scalars(states).all() == ["held"], "a pause meanwhile holds the later portions too"
        numbers = select(func.count()).select_from(Elector).where(Elector.reminded == 1)
        assert session.scalar(numbers) == 5


def test_a_question_that_ends_meanwhile_reminds_nobody_more(
    database: Database, workspace: Workspace, cast: Cast
) -> None:
    with asked(database, cast) as (session, poll):
        _remind(session, poll)
        closing.freeze(session, poll, poll.closes_at)
        session.flush()
        go_on(session)
        assert told(session, Kind.REMINDER) == ["U0ADA", "U0ALICE"]


def test_traces_go_in_portions_and_the_event_comes_when_none_is_left(
    database: Database, workspace: Workspace, cast: Cast
) -> None:
    with asked(database, cast) as (session, poll):
        for who in (cast.alice, cast.bob, cast.carol):
            give(session, poll, who, Choice.ABSTAIN, MONDAY)
        for who in (cast.olga, cast.oscar, cast.ada):
            answer.mute(session, press_of(who), poll.id, MONDAY)
        close_question(session, poll, poll.closes_at)
        at = poll.closes_at + timedelta(days=30)
        turns = 1
        while clearing.clear_traces(session, poll, at):
            session.flush()
            assert poll.traces_cleared_at is None
            turns += 1
        assert turns == 4  # six rows of receipts and mutes, two at a time; then none is left
        assert session.scalar(select(func.count()).select_from(Participation)) == 0
        assert not session.scalars(select(Outgoing.id).where(Outgoing.kind.in_(clearing.TRACES))).all()
        assert not session.scalars(select(Elector.id).where(Elector.muted | (Elector.reminded > 0))).all()
        session.flush()
        tags = session.scalars(select(LedgerEvent.tag).where(LedgerEvent.tag == "poll:traces:cleared")).all()
        assert len(tags) == 1


def test_closing_in_portions_counts_all_and_leaves_no_seal(
    database: Database, workspace: Workspace, cast: Cast
) -> None:
    with asked(database, cast) as (session, poll):
        answers = {cast.alice: Choice.CONSENT, cast.bob: Choice.OBJECT, cast.carol: Choice.OBJECT,
                   cast.olga: Choice.ABSTAIN, cast.oscar: Choice.CONSENT}  # fmt: skip
        for who, choice in answers.items():
            give(session, poll, who, choice, MONDAY)
        electors = session.scalars(select(Elector).where(Elector.user_id == "U0ADA")).all()
        electors[0].state = "waiting"
        outbox.queue(session, Kind.REMINDER, "reminder:late", MONDAY, workspace_id=workspace.id, user_id="U0ADA",
                     poll_id=poll.id)  # fmt: skip
        closing.freeze(session, poll, poll.closes_at)
        poll_id, at = poll.id, poll.closes_at
    ends = QuestionEnds(database, lambda: at, KEYS)
    ends.count_what_is_frozen()
    with database.reading() as session:
        closed = queries.poll_of(session, workspace.id, poll_id)
        assert (closed.consent, closed.object, closed.abstain, closed.unreachable, closed.gone) == (2, 2, 1, 1, 0)
        assert len(session.scalars(select(OpenBallot.key)).all()) == 5, "seals go only once their key is gone"
        late = session.scalars(select(Outgoing.status).where(Outgoing.occasion == "reminder:late")).one()
        assert late == "dropped"
    ends.destroy_what_is_over()
    with database.reading() as session:
        assert session.scalars(select(OpenBallot.key)).all() == []
        assert len(session.scalars(select(ClosedBallot.code)).all()) == 5


def test_opened_answers_come_in_the_order_of_their_codes_whatever_that_of_people_is(
    database: Database, workspace: Workspace, cast: Cast
) -> None:
    with asked(database, cast) as (session, poll):
        key = KEYS.key(poll.id, Use.ANSWERS)
        assert key is not None
        numbers = [0, 5, 5, 255 << 32, (1 << 40) - 1, 7 << 20]
        for person, number in enumerate(numbers):
            tag = secret_tag(key, f"U{person}")
            sealed = seal(key, tag, "object" if person % 2 else "consent", code_of(number))
            session.add(OpenBallot(poll_id=poll.id, key=tag, sealed=sealed))
        session.flush()
        opened = OpenedAnswers(poll.id, key)
        reads = 1
        while opened.read(session):
            reads += 1
        portions = list(opened.portions(4))
    found = [row for portion in portions for row in portion]
    assert (reads, [len(portion) for portion in portions]) == (4, [4, 2])
    assert [row["code"] for row in found] == sorted(code_of(number) for number in numbers)
    assert [row["number"] for row in found[:3]] == [0, 0, 1]
    assert {row["choice"] for row in found if row["code"] == code_of(5)} == {"consent", "object"}


def test_a_code_is_its_number() -> None:
    assert code_of(0) == "0000-0000"
    for random in (bytes(CODE_BYTES), b"\xff" * CODE_BYTES, b"\x01\x80\x7f\x00\x10"):
        assert number_of(check_code(random)) == int.from_bytes(random, "big")


def test_a_question_opens_for_the_first_and_for_the_others_with_the_next_ticks(
    database: Database, workspace: Workspace, cast: Cast
) -> None:
    """Rule and people are fixed with the first; a pause meanwhile holds everybody back, some at a time as well."""
    with database.writing() as session:
        poll = prepare(session, cast.ada, cast.olga)
        assert poll.opens_at is not None
        at = poll.opens_at
        open_question(session, poll, at)
        assert (statuses(session), poll.state, poll.electorate) == ({"queued": 2, "held": 4}, "open", 6)
        assert release_time.due_to_release(session, at) == [poll.id]
        assert release_time.release(session, poll, at)
        polls.pause(session, cast.ada, poll.id, at)
        assert release_time.due_to_release(session, at) == []
        assert release_time.due_to_hold(session, at) == [poll.id]
        while release_time.hold(session, poll, at):
            pass
        assert statuses(session) == {"held": 6}
        polls.resume(session, cast.ada, poll.id, at)
        assert statuses(session) == {"queued": 2, "held": 4}
        while release_time.release(session, poll, at):
            pass
        assert statuses(session) == {"queued": 6}
        assert release_time.due_to_release(session, at) == release_time.due_to_hold(session, at) == []
        rows = session.scalars(select(Outgoing).where(Outgoing.kind == Kind.BALLOT.value)).all()
        moment = release_time.release_moment(session, poll)
        assert {row.user_id: row.not_before for row in rows} == {
            row.user_id: max(moment(zone_of(row.zone)), at) for row in rows
        }
        closing.freeze(session, poll, at)
        assert release_time.due_to_release(session, at) == []


@pytest.mark.parametrize("joins", [False, True])
def test_the_digest_of_a_list_that_was_read_before_counts_unless_it_has_changed(
    database: Database, workspace: Workspace, cast: Cast, joins: bool
) -> None:
    with database.writing() as session:
        poll = prepare(session, cast.ada, cast.olga)
        assert poll.opens_at is not None
        lists = opening.lists_of(session, [poll.id])
        if joins:
            members.record_people(session, WORKSPACE, [replace(cast.bob, user_id="U0NEW")], poll.opens_at)
        KEYS.make(poll.id)
        opening.open_poll(session, poll, poll.opens_at, "fingerprint", lists)
        assert poll.electorate_digest == electorate.digest_of(session, poll.id)
        assert (poll.electorate_digest == lists[poll.id][1]) is not joins
        assert poll.electorate == 6 + joins
