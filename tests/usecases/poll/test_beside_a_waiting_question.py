"""While a question waits: what may be decided, changed, submitted and noted beside it, also at the same moment."""

from __future__ import annotations

import inspect
import threading
from concurrent.futures import TimeoutError as TooSlow
from contextlib import suppress
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from governance.errors import Refusal
from governance.rules.case.checklist import Standing
from governance.rules.people.permissions import Role
from governance.rules.people.working_days import working_days_between
from governance.slack.views.home.home import home as paint_home
from governance.store import queries
from governance.store.database import Database
from governance.store.models import Decision, Member, Outgoing, Poll, Workspace
from governance.texts import texts_for
from governance.usecases.case import checklist, decision
from governance.usecases.case.checklist import Given
from governance.usecases.case.decision import OwnerChoice
from governance.usecases.case.letter.sending import MailSetup
from governance.usecases.people import working_days
from governance.usecases.poll import clearing, closing, draft, key_destruction, opening, running
from governance.usecases.poll.waiting import line, turn
from governance.usecases.seen import home
from governance.usecases.seen.preparing import waiting
from sandbox.client import words
from tests.conftest import FRIDAY, WORKSPACE, Cast
from tests.question_keys import KEYS, close_question, count_question, open_question
from tests.usecases.poll.test_question import HOUSE, prepare, reach
from tests.usecases.poll.test_waiting import CLOSED, LONG, SOON, ask_too, beside, call_due, settle, told, two_questions

DAY = timedelta(days=1)
AT = CLOSED + DAY
WHY = "We all talked about it."
NO_MAIL = MailSetup(*[None for _ in inspect.signature(MailSetup).parameters])


def opened(session: Session, cast: Cast, vendor: str) -> Poll:
    poll = prepare(session, cast.ada, cast.olga, vendor=vendor)
    assert poll.opens_at is not None
    open_question(session, poll, poll.opens_at)
    reach(session, poll, poll.opens_at)
    return poll


def figma_allowed(session: Session, cast: Cast) -> tuple[Poll, Decision]:
    """A question about Figma, asked, closed, and decided: it may go on."""
    first = opened(session, cast, "figma")
    close_question(session, first, CLOSED)
    return first, decision.record_decision(session, cast.olga, first.id, OwnerChoice.ALLOW, WHY, AT)


def arrive(session: Session) -> None:
    """All that owners were told stands in their messages, and nothing is to be painted anew."""
    for row in session.scalars(select(Outgoing).where(Outgoing.kind == "prepared")):
        row.status, row.message_ts, row.channel, row.repaint_at = "sent", f"1.{row.id}", "D1", None
    session.flush()


def is_painted_anew(session: Session, poll: Poll) -> bool:
    session.expire_all()
    told_of = select(Outgoing.repaint_at).where(Outgoing.poll_id == poll.id, Outgoing.kind == "prepared")
    return any(at is not None for at in session.scalars(told_of))


def test_nothing_is_decided_past_a_question_that_waits_for_its_decision(
    database: Database, workspace: Workspace, cast: Cast
) -> None:
    with database.writing() as session:
        first = opened(session, cast, "figma")
        close_question(session, first, CLOSED)
        with pytest.raises(Refusal, match="Decide on it first"):
            checklist.decide(session, cast.olga, "figma", "allow", WHY, AT)


@pytest.mark.parametrize("beside_it", ["figma", "slack", "a letter to Slack", "linkedin is asked"])
def test_a_decision_is_taken_again_unless_its_own_vendor_is_asked_about(
    database: Database, workspace: Workspace, cast: Cast, beside_it: str
) -> None:
    with database.writing() as session:
        first, taken = figma_allowed(session, cast)
        if beside_it == "a letter to Slack":
            decision.record_decision(session, cast.olga, None, OwnerChoice.OPT_OUT, WHY, AT)
        else:
            between = ask_too(session, cast.ada, "linkedin", AT)
        if beside_it in ("figma", "slack"):
            assert ask_too(session, cast.ada, beside_it, AT).state == "waiting"
            running.change(session, cast.ada, between.id, AT)
        again = (session, cast.olga, first.id, OwnerChoice.OPT_OUT, WHY, AT + DAY)
        if beside_it == "figma":
            with pytest.raises(Refusal, match="waits for its turn"):
                decision.record_decision(*again, earlier=taken.id)
        else:
            assert decision.record_decision(*again, earlier=taken.id).replaces == taken.id


def test_what_was_decided_is_carried_out_while_a_question_waits(
    database: Database, workspace: Workspace, cast: Cast
) -> None:
    with database.writing() as session:
        taken = checklist.decide(session, cast.olga, "figma", "opt_out", WHY, FRIDAY)
        prepare(session, cast.ada, cast.olga)
        ask_too(session, cast.ada, "figma")
        assert checklist.decide(session, cast.olga, "figma", "opt_out", WHY, FRIDAY + DAY) is taken
        given = Given(frozenset({1}), Standing.TO_DO)
        assert checklist.keep(session, cast.olga, "figma", given, FRIDAY + DAY).state == "drafted"


@pytest.mark.parametrize("beside_it", ["stop", "call"])
def test_two_who_move_the_line_at_the_same_moment(
    database: Database, workspace: Workspace, cast: Cast, monkeypatch: pytest.MonkeyPatch, beside_it: str
) -> None:
    with two_questions(database, cast, cast.ada) as (session, first, second):
        third = ask_too(session, cast.ada, "linkedin", CLOSED)
        if beside_it == "call":
            settle(session, first, cast, AT)
            second.notice_digests = {**second.notice_digests, "fr": "another text"}
        arrive(session)
    both_there, paint = threading.Barrier(2), line.paint_anew

    def together(session: Session, workspace_id: str, now: datetime) -> None:
        with suppress(threading.BrokenBarrierError):
            both_there.wait(SOON)
        paint(session, workspace_id, now)

    monkeypatch.setattr(line, "paint_anew", together)
    doings = [beside(database, lambda other: running.stop(other, cast.olga, third.id, AT))]
    if beside_it == "stop":
        doings.append(beside(database, lambda other: running.stop(other, cast.olga, second.id, AT)))
    else:
        doings.append(beside(database, lambda other: turn.call(other, WORKSPACE, AT)))
    assert [one.exception(LONG) for one in doings] == [None, None]


def test_a_draft_that_is_submitted_as_it_gets_too_old_stays(
    database: Database, workspace: Workspace, cast: Cast
) -> None:
    with database.writing() as session:
        prepare(session, cast.ada, cast.olga)
        poll = draft.new_draft(session, cast.ada, HOUSE, FRIDAY, "figma")
        poll.include_guests = False
    old = FRIDAY + clearing.KEEP_DRAFTS
    with database.writing() as session:
        opening.submit(session, cast.ada, poll.id, old - timedelta(seconds=1))
        session.flush()
        other = beside(database, lambda other: clearing.drop_old_drafts(other, old + timedelta(seconds=1)))
        with suppress(TooSlow):
            other.result(SOON)
    other.result(LONG)
    with database.reading() as session:
        assert session.get_one(Poll, poll.id).state == "waiting"


@pytest.mark.parametrize("how", ["void", "expired"])
def test_home_speaks_of_the_request_again_after_a_question_that_nobody_can_decide(
    database: Database, workspace: Workspace, cast: Cast, how: str
) -> None:
    with two_questions(database, cast, cast.ada) as (session, first, second):
        close_question(session, first, CLOSED)
        decision.record_decision(session, cast.olga, first.id, OwnerChoice.OPT_OUT, WHY, AT)
        assert call_due(session, AT) == [second.id]
        while opening.fill(session, second, AT):
            pass
        assert second.opens_at is not None
        open_question(session, second, second.opens_at)
        reach(session, second, second.opens_at)
        page = home.home_page(session, cast.olga, KEYS, HOUSE, NO_MAIL, second.opens_at)
        assert (page.stage, page.about.vendor, page.case) == ("open", "Figma", None)
        if how == "void":
            later = second.opens_at + DAY
            key_destruction.make_void(session, second, later)
        else:
            close_question(session, second, second.closes_at)
            later = second.closes_at + 400 * DAY
        page = home.home_page(session, cast.olga, KEYS, HOUSE, NO_MAIL, later)
        assert page.case is not None
        assert page.about.vendor == "Slack"


@pytest.mark.parametrize("what", ["day", "vendor", "closed early"])
def test_messages_of_those_that_wait_follow_the_one_before(
    database: Database, workspace: Workspace, cast: Cast, what: str
) -> None:
    with database.writing() as session:
        first, at = prepare(session, cast.ada, cast.olga), FRIDAY
        second = ask_too(session, cast.ada, "figma")
        if what == "closed early":
            assert first.opens_at is not None
            at = first.opens_at + DAY
            open_question(session, first, first.opens_at)
            reach(session, first, first.opens_at)
            before = waiting.wait_of(session, second, at)
            arrive(session)
            closing.close_early(session, cast.olga, first.id, WHY, at)
            count_question(session, first, at)
        else:
            running.change(session, cast.ada, first.id, at)
            before = waiting.wait_of(session, second, at)
            arrive(session)
            vendor, closes = ("linkedin", date(2026, 12, 10)) if what == "vendor" else ("slack", date(2027, 2, 24))
            faults = draft.save_basics(
                session, cast.ada, first.id, guests=False, closes_on=closes, owner_id=cast.olga.user_id, vendor=vendor,
                now=at,
            )  # fmt: skip
            assert faults == {}
            opening.submit(session, cast.ada, first.id, at)
        assert waiting.wait_of(session, second, at) != before
        assert is_painted_anew(session, second)


def test_its_author_is_led_to_the_one_that_holds_up_the_others(
    database: Database, workspace: Workspace, cast: Cast
) -> None:
    with database.writing() as session:
        first = prepare(session, cast.ada, cast.olga)
        second = ask_too(session, cast.ada, "figma")
        running.change(session, cast.ada, first.id, FRIDAY)
        running.change(session, cast.ada, second.id, FRIDAY + timedelta(minutes=5))
        assert draft.taken_back(session, cast.ada) is first


@pytest.mark.parametrize("beside_it", ["an open question", "a letter", "what was decided"])
def test_who_may_finds_on_home_what_is_being_changed_beside_another_matter(
    database: Database, workspace: Workspace, cast: Cast, beside_it: str
) -> None:
    with two_questions(database, cast, cast.ada) as (session, first, second):
        at = AT
        if beside_it == "an open question":
            running.change(session, cast.ada, second.id, CLOSED - DAY)
            session.get_one(Member, (WORKSPACE, cast.ada.user_id)).role = Role.DEACTIVATED.value
            at = CLOSED - DAY
        elif beside_it == "a letter":
            close_question(session, first, CLOSED)
            decision.record_decision(session, cast.olga, first.id, OwnerChoice.OPT_OUT, WHY, AT)
        else:
            settle(session, first, cast, AT)
        second.notice_digests = {**second.notice_digests, "fr": "another text"}
        call_due(session, at)
        page = home.home_page(session, cast.olga, KEYS, HOUSE, NO_MAIL, at)
        shown = paint_home(page, texts_for("en"))
        assert page.about.vendor == "Slack"
        assert "The question about Figma is being changed." in words(shown["blocks"])
        assert second.id in str(shown), "the way back to it"


def test_a_turn_that_is_lost_is_said_no_more(database: Database, workspace: Workspace, cast: Cast) -> None:
    with two_questions(database, cast, cast.ada) as (session, first, second):
        second.notice_digests = {**second.notice_digests, "fr": "another text"}
        settle(session, first, cast, AT)
        call_due(session, AT)
        for days, kept in ((4, True), (5, False)):  # Tuesday, Wednesday
            arrive(session)
            clearing.end_turns(session, AT + days * DAY)
            assert second.keeps_turn is kept
            assert is_painted_anew(session, second) is not kept


def test_members_have_days_to_answer_after_holidays_were_set(
    database: Database, workspace: Workspace, cast: Cast
) -> None:
    with two_questions(database, cast, cast.ada) as (session, first, second):
        start, planned = second.starts_from.date(), (second.closes_at - second.starts_from).days
        off = {start + timedelta(days=n): "leave" for n in range(planned + 2)}
        working_days.set_working_days(session, cast.olga, ["5", "6"], off, FRIDAY)
        at = second.closes_at + 10 * DAY
        settle(session, first, cast, at)
        call_due(session, at)
        now = working_days.working_days_of(session, WORKSPACE)
        assert working_days_between(second.starts_from.date(), second.closes_at.date(), now) > planned / 2
        assert second.decision_due > second.closes_at


def test_it_waits_for_an_owner_too(database: Database, workspace: Workspace, cast: Cast) -> None:
    with two_questions(database, cast, cast.ada) as (session, first, second):
        settle(session, first, cast, AT)
        owners = [session.get_one(Member, (WORKSPACE, one.user_id)) for one in (cast.olga, cast.oscar)]
        for row in owners:
            row.role = Role.DEACTIVATED.value
        session.flush()
        call_due(session, AT)
        assert second.state == "waiting"
        owners[0].role = Role.OWNER.value
        session.flush()
        call_due(session, AT)
        assert second.state == "preparing"


def test_its_owners_read_that_nobody_knows_its_vendor_any_more(
    database: Database, workspace: Workspace, cast: Cast
) -> None:
    with two_questions(database, cast, cast.ada) as (session, first, second):
        settle(session, first, cast, AT)
        second.vendor = "gone"
        call_due(session, AT)
        assert ("U0OLGA", "not_known") in told(session, second)
        assert queries.poll_of(session, WORKSPACE, second.id).state == "cancelled"
