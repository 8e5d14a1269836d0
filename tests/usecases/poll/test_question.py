"""A question from preparing to its end, without Slack: who is asked, what is recorded, what is left afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from itertools import count

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from governance.errors import Refusal
from governance.rules.people.permissions import Person
from governance.rules.poll.answer import Choice, button_order
from governance.store import ledger, queries
from governance.store.database import Database
from governance.store.models import (
    ClosedBallot,
    Elector,
    LaterObjection,
    LedgerEvent,
    OpenBallot,
    Outgoing,
    Participation,
    Poll,
    Workspace,
)
from governance.store.outbox import Kind
from governance.store.poll.key_store import Use
from governance.store.poll.sealing import unseal
from governance.usecases.people import members
from governance.usecases.poll import (
    announcement,
    answer,
    clearing,
    closing,
    draft,
    key_destruction,
    later_objection,
    opening,
    reminders,
)
from governance.usecases.poll import (
    check_codes as codes,
)
from governance.usecases.poll import running as polls
from tests.conftest import FRIDAY, WORKSPACE, Cast
from tests.question_keys import KEYS, close_question, count_question, open_question

HOUSE = draft.House("Tom Keller, IT", "Karim Weber, privacy officer")
_presses = count(1)


def prepare(
    session: Session, who: Person, owner: Person, now: datetime = FRIDAY, *, guests: bool = False, vendor: str = "slack"
) -> Poll:
    """Draft and submit a question with the defaults, and add everybody to it."""
    poll = draft.new_draft(session, who, HOUSE, now, vendor)
    faults = draft.save_basics(
        session, who, poll.id, guests=guests, closes_on=date(2026, 12, 10), owner_id=owner.user_id, now=now
    )
    assert faults == {}
    opening.submit(session, who, poll.id, now)
    while opening.fill(session, poll, now):
        pass
    return poll


def reach(session: Session, poll: Poll, now: datetime) -> None:
    """All messages arrive."""
    for elector in session.scalars(select(Elector).where(Elector.poll_id == poll.id)):
        polls.ballot_delivered(session, poll.id, elector.user_id or "", f"D{elector.user_id}", "1.0", now)


@contextmanager
def asked(database: Database, cast: Cast, *, guests: bool = False) -> Iterator[tuple[Session, Poll]]:
    """A question that is open and has reached everybody."""
    with database.writing() as session:
        poll = prepare(session, cast.ada, cast.olga, guests=guests)
        assert poll.opens_at is not None
        open_question(session, poll, poll.opens_at)
        reach(session, poll, poll.opens_at)
        yield session, poll


def statuses(session: Session) -> dict[str, int]:
    """How many questions are in which state of sending."""
    query = select(Outgoing.status, func.count()).where(Outgoing.kind == Kind.BALLOT.value)
    return {row[0]: row[1] for row in session.execute(query.group_by(Outgoing.status))}


def press_of(who: Person, at: int | None = None) -> answer.Press:
    number = at if at is not None else next(_presses)
    return answer.Press(WORKSPACE, who.user_id, who.workspace_id, f"{number:012d}.000000")


def give(session: Session, poll: Poll, who: Person, choice: Choice, now: datetime, at: int | None = None) -> bool:
    elector = queries.elector_of(session, poll.id, who.user_id)
    order = button_order(elector.id.encode()) if elector else tuple(Choice)
    return answer.record_answer(session, press_of(who, at), poll.id, order.index(choice) + 1, KEYS, now)


MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def test_it_goes_to_all_full_members_and_waits_for_the_next_working_morning(
    database: Database, workspace: Workspace, cast: Cast
) -> None:
    with database.writing() as session:
        poll = prepare(session, cast.ada, cast.olga)
        assert (poll.state, poll.eligible, poll.electorate, poll.excluded_guests) == ("scheduled", 7, 6, 1)
        assert poll.opens_at == datetime(2026, 11, 23, 8, 0, tzinfo=UTC)  # Monday, 9:00 in Paris
        held = session.scalars(select(Outgoing).where(Outgoing.kind == "ballot")).all()
        assert [row.status for row in held] == ["held"] * 6
        told = session.scalars(select(Outgoing.user_id).where(Outgoing.kind == "prepared")).all()
        assert sorted(filter(None, told)) == ["U0ADA", "U0OLGA", "U0OSCAR"]


def test_opening_fixes_the_rule_and_releases_each_zone_for_its_own_morning(
    database: Database, workspace: Workspace, cast: Cast
) -> None:
    with asked(database, cast) as (session, poll):
        assert poll.state == "open"
        assert KEYS.key(poll.id, Use.ANSWERS) is not None
        due = {
            row.user_id: row.not_before for row in session.scalars(select(Outgoing).where(Outgoing.kind == "ballot"))
        }
        assert due["U0ALICE"] == datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
        assert due["U0BOB"] == datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
        event = session.scalars(select(LedgerEvent).where(LedgerEvent.tag == "poll:question:opened")).one()
        assert poll.electorate_digest is not None
        assert poll.electorate_digest in event.data


def test_a_restart_while_filling_goes_on_where_it_stopped(
    database: Database, workspace: Workspace, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "BATCH", 2)
    with database.writing() as session:
        poll_id = draft.new_draft(session, cast.ada, HOUSE, FRIDAY).id
        draft.save_basics(
            session, cast.ada, poll_id, guests=True, closes_on=date(2026, 12, 10), owner_id="U0OLGA", now=FRIDAY
        )
        opening.submit(session, cast.ada, poll_id, FRIDAY)
    steps = 0
    while True:
        with database.writing() as session:  # each step is its own process, as far as the database knows
            steps += 1
            if not opening.fill(session, queries.poll_of(session, WORKSPACE, poll_id), FRIDAY):
                break
    with database.reading() as session:
        poll = queries.poll_of(session, WORKSPACE, poll_id)
        assert (steps, poll.electorate, poll.state) == (4, 7, "scheduled")
        assert session.scalar(select(func.count()).select_from(Elector)) == 7


def test_an_answer_is_kept_apart_from_who_gave_it(database: Database, workspace: Workspace, cast: Cast) -> None:
    with asked(database, cast) as (session, poll):
        before = session.scalar(select(func.count()).select_from(LedgerEvent))
        assert give(session, poll, cast.bob, Choice.OBJECT, MONDAY)
        ballot = session.scalars(select(OpenBallot)).one()
        assert b"object" not in ballot.sealed
        key = KEYS.key(poll.id, Use.ANSWERS)
        assert key is not None
        assert unseal(key, ballot.key, ballot.sealed)[0] == "object"
        assert "U0BOB" not in ballot.key
        assert session.get(Participation, (poll.id, "U0BOB")) is not None
        receipt = session.scalars(select(Outgoing).where(Outgoing.kind == "receipt")).one()
        assert "object" not in f"{receipt.about}{receipt.occasion}"
        assert session.scalar(select(func.count()).select_from(LedgerEvent)) == before


def test_a_late_or_replayed_press_changes_nothing(database: Database, workspace: Workspace, cast: Cast) -> None:
    with asked(database, cast) as (session, poll):
        assert give(session, poll, cast.bob, Choice.CONSENT, MONDAY, at=10)
        assert give(session, poll, cast.bob, Choice.OBJECT, MONDAY, at=20)
        assert not give(session, poll, cast.bob, Choice.CONSENT, MONDAY, at=10)
        assert not give(session, poll, cast.bob, Choice.CONSENT, MONDAY, at=20)
        own = answer.my_answer(session, press_of(cast.bob), poll.id, KEYS, MONDAY)
        assert own.choice == "object"


def test_every_press_seals_anew_so_that_a_copy_of_the_database_shows_no_change(
    database: Database, workspace: Workspace, cast: Cast
) -> None:
    with asked(database, cast) as (session, poll):
        codes, seals = [], []
        for choice in (Choice.CONSENT, Choice.CONSENT, Choice.OBJECT, Choice.ABSTAIN):
            give(session, poll, cast.bob, choice, MONDAY)
            session.expire_all()
            codes.append(answer.my_answer(session, press_of(cast.bob), poll.id, KEYS, MONDAY).code)
            seals.append(session.scalars(select(OpenBallot)).one().sealed)
        assert len(set(codes)) == len(set(seals)) == 4
        assert len({len(sealed) for sealed in seals}) == 1


def test_removing_is_as_easy_as_answering_and_stops_reminders(
    database: Database, workspace: Workspace, cast: Cast
) -> None:
    with asked(database, cast) as (session, poll):
        give(session, poll, cast.bob, Choice.CONSENT, MONDAY)
        answer.remove_answer(session, press_of(cast.bob), poll.id, KEYS, MONDAY)
        session.expire_all()
        own = answer.my_answer(session, press_of(cast.bob), poll.id, KEYS, MONDAY)
        assert (own.choice, own.removed) == (None, True)
        assert session.scalar(select(func.count()).select_from(OpenBallot)) == 0
        assert queries.answered_count(session, poll.id) == 0
        assert not reminders.still_wanted(session, poll, "U0BOB", MONDAY)


def test_who_may_not_answer_is_told_why(database: Database, workspace: Workspace, cast: Cast) -> None:
    with asked(database, cast) as (session, poll):
        sentences = {}
        for who in (cast.gus, cast.xena, cast.dora):
            with pytest.raises(Refusal) as refused:
                give(session, poll, who, Choice.CONSENT, MONDAY)
            sentences[who.name] = refused.value.msgid
        assert "guests were not included" in sentences["Gus Klein"]
        assert "Your own company" in sentences["Xena Extern"]
        assert "deactivated" in sentences["Dora Partie"]
        assert session.scalar(select(func.count()).select_from(Participation)) == 0


def test_a_press_after_closing_is_refused_with_the_day(database: Database, workspace: Workspace, cast: Cast) -> None:
    with asked(database, cast) as (session, poll):
        close_question(session, poll, poll.closes_at)
        with pytest.raises(Refusal) as refused:
            give(session, poll, cast.bob, Choice.CONSENT, poll.closes_at)
        assert refused.value.values["day"] == poll.closes_at
        assert "I object now" in refused.value.msgid


def test_closing_counts_and_leaves_no_way_from_answers_to_people(
    database: Database, workspace: Workspace, cast: Cast
) -> None:
    with asked(database, cast, guests=True) as (session, poll):
        everybody = (cast.olga, cast.oscar, cast.ada, cast.alice, cast.bob, cast.gus)
        choices = (Choice.CONSENT,) * 4 + (Choice.OBJECT, Choice.ABSTAIN)
        for who, choice in zip(everybody, choices, strict=True):
            give(session, poll, who, choice, MONDAY)
        code = answer.my_answer(session, press_of(cast.bob), poll.id, KEYS, MONDAY).code
        session.expire_all()
        close_question(session, poll, poll.closes_at)
        assert (poll.consent, poll.object, poll.abstain, poll.electorate) == (4, 1, 1, 7)
        assert poll.answers_key_destroyed_at is not None
        assert KEYS.key(poll.id, Use.ANSWERS) is None
        assert session.scalar(select(func.count()).select_from(OpenBallot)) == 0
        assert session.scalar(select(func.count()).select_from(ClosedBallot)) == 6
        assert closing.advice_of(poll).outcome == "stay"
        assert codes.look_up_code(session, cast.bob, poll.id, (code or "").lower()) == "object"
        assert codes.look_up_code(session, cast.bob, poll.id, "ZZZZ-ZZZZ") == "missing"


def test_below_the_floor_codes_say_counted_only(database: Database, workspace: Workspace, cast: Cast) -> None:
    with asked(database, cast) as (session, poll):
        give(session, poll, cast.bob, Choice.OBJECT, MONDAY)
        code = answer.my_answer(session, press_of(cast.bob), poll.id, KEYS, MONDAY).code
        close_question(session, poll, poll.closes_at)
        assert codes.look_up_code(session, cast.bob, poll.id, code or "") == "counted"
        with pytest.raises(Refusal):
            codes.published_codes(session, cast.bob, poll.id)


def test_i_object_now_counts_once_and_names_nobody(database: Database, workspace: Workspace, cast: Cast) -> None:
    with asked(database, cast) as (session, poll):
        close_question(session, poll, poll.closes_at)
        assert later_objection.object_later(session, cast.gus, poll.id, KEYS)
        assert not later_objection.object_later(session, cast.gus, poll.id, KEYS)
        assert session.scalars(select(LaterObjection)).all() == []  # until midnight it waits in the key store
        assert later_objection.take_noted(session, poll, KEYS) == KEYS.noted(poll.id)
        session.flush()
        assert poll.later_objections == 1
        assert "U0GUS" not in session.scalars(select(LaterObjection)).one().tag
        assert later_objection.known_by_now(session, poll.id, KEYS) == KEYS.noted(poll.id)
        with pytest.raises(Refusal):
            later_objection.object_later(session, cast.xena, poll.id, KEYS)
        later_objection.end(session, poll, MONDAY)
        with pytest.raises(Refusal, match="settled"):
            later_objection.object_later(session, cast.bob, poll.id, KEYS)
        assert not later_objection.has_objected(session, poll, cast.gus.user_id, KEYS)
        assert key_destruction.due_to_destroy(session, Use.OBJECTIONS) == [poll.id]


def test_reminders_go_weekly_to_the_silent_only(database: Database, workspace: Workspace, cast: Cast) -> None:
    with asked(database, cast) as (session, poll):
        give(session, poll, cast.alice, Choice.CONSENT, MONDAY)
        answer.mute(session, press_of(cast.bob), poll.id, MONDAY)
        assert poll.opened_at is not None
        for days in range(18):
            session.flush()
            reminders.queue_due_reminders(session, WORKSPACE, poll.opened_at + timedelta(days=days))
            session.execute(update(Outgoing).where(Outgoing.kind == "reminder").values(status="sent"))
        sent = session.execute(
            select(Outgoing.user_id, func.count()).where(Outgoing.kind == "reminder").group_by(Outgoing.user_id)
        )
        assert dict(sent.all()) == {"U0OLGA": 2, "U0OSCAR": 2, "U0ADA": 2, "U0CAROL": 2}
        with pytest.raises(Refusal):
            reminders.remind_now(session, cast.olga, poll.id, poll.opened_at + timedelta(days=16))


def test_the_result_goes_once_to_everyone_who_was_asked(database: Database, workspace: Workspace, cast: Cast) -> None:
    with asked(database, cast) as (session, poll):
        members.record_people(session, WORKSPACE, [Person(WORKSPACE, "U0CAROL", "Carol", cast.dora.role)], MONDAY)
        close_question(session, poll, poll.closes_at)
        assert announcement.due_to_announce(session, poll.decision_due) == [poll.id]
        announcement.announce_missed(session, poll, poll.decision_due)
        assert announcement.due_to_announce(session, poll.decision_due) == []
        told = session.scalars(select(Outgoing.user_id).where(Outgoing.kind == "result")).all()
        assert sorted(filter(None, told)) == ["U0ADA", "U0ALICE", "U0BOB", "U0OLGA", "U0OSCAR"]
        assert [queries.in_state(session, poll.id, one) for one in ("asked", "left")] == [5, 1]


def test_traces_of_who_answered_go(database: Database, workspace: Workspace, cast: Cast) -> None:
    with asked(database, cast) as (session, poll):
        give(session, poll, cast.bob, Choice.OBJECT, MONDAY)
        close_question(session, poll, poll.closes_at)
        assert clearing.due_to_clear(session, poll.closes_at + timedelta(days=29)) == []
        assert clearing.due_to_clear(session, poll.closes_at + timedelta(days=30)) == [poll.id]
        clearing.clear_traces(session, poll, poll.closes_at + timedelta(days=30))
        assert session.scalar(select(func.count()).select_from(Participation)) == 0
        assert session.scalar(select(func.count()).select_from(Outgoing).where(Outgoing.kind == "receipt")) == 0


def test_only_an_owner_closes_early_and_says_why(database: Database, workspace: Workspace, cast: Cast) -> None:
    with asked(database, cast) as (session, poll):
        for who, reason in ((cast.ada, "because"), (cast.bob, "because"), (cast.olga, "  ")):
            with pytest.raises(Refusal):
                closing.close_early(session, who, poll.id, reason, MONDAY)
        closing.close_early(session, cast.olga, poll.id, "The page was taken down.", MONDAY)
        assert poll.state == "closing"
        with pytest.raises(Refusal, match="closed"):
            give(session, poll, cast.bob, Choice.OBJECT, MONDAY)
        count_question(session, poll, MONDAY)
        assert (poll.state, poll.close_reason, poll.closed_by) == ("closed", "The page was taken down.", "U0OLGA")
        left = session.scalars(select(Outgoing).where(Outgoing.kind == "ballot", Outgoing.status == "queued")).all()
        assert left == []


def test_change_and_stop_until_the_first_message_leaves(database: Database, workspace: Workspace, cast: Cast) -> None:
    with database.writing() as session:
        poll = prepare(session, cast.ada, cast.olga)
        with pytest.raises(Refusal):
            polls.stop(session, cast.bob, poll.id, FRIDAY)
        polls.change(session, cast.oscar, poll.id, FRIDAY)
        assert (poll.state, poll.electorate, session.scalar(select(func.count()).select_from(Elector))) == (
            "draft",
            0,
            0,
        )
        opening.submit(session, cast.ada, poll.id, FRIDAY)
        opening.fill(session, poll, FRIDAY)
        polls.stop(session, cast.olga, poll.id, FRIDAY)
        assert poll.state == "cancelled"
        assert queries.current_poll(session, WORKSPACE) is None


def test_pause_holds_messages_back_and_answers_still_count(
    database: Database, workspace: Workspace, cast: Cast
) -> None:
    with asked(database, cast) as (session, poll):
        polls.pause(session, cast.ada, poll.id, MONDAY)
        assert statuses(session) == {"held": 6}
        assert give(session, poll, cast.bob, Choice.OBJECT, MONDAY)
        polls.resume(session, cast.ada, poll.id, MONDAY)
        assert statuses(session) == {"queued": 6}


def test_the_live_number_is_a_midnight_count_in_tens(database: Database, workspace: Workspace, cast: Cast) -> None:
    with asked(database, cast) as (session, poll):
        give(session, poll, cast.bob, Choice.OBJECT, MONDAY)
        closing.count_answers(session, MONDAY + timedelta(days=1))
        assert poll.answers_shown is None
        closing.count_answers(session, MONDAY + timedelta(days=2))
        assert poll.answers_shown == 0


def test_the_record_verifies_after_all_this(database: Database, workspace: Workspace, cast: Cast) -> None:
    with asked(database, cast) as (session, poll):
        closing.close_early(session, cast.olga, poll.id, "Enough.", MONDAY)
        session.flush()
        assert ledger.verify(session, WORKSPACE).fault is None
