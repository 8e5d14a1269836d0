"""What an owner can take back: a request that has not left, an approval, an address, a decision; and who reads it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from governance.errors import Refusal
from governance.pages import HomePage
from governance.rules.case.next_letter import LetterKind
from governance.rules.case.states import Event
from governance.store import ledger, queries
from governance.store.database import Database
from governance.store.models import Case, CaseEvent, Decision, LedgerEvent, Outgoing, Workspace
from governance.usecases.case import case as cases
from governance.usecases.case import decide_again, decision, withdrawal
from governance.usecases.case.letter import letter as letters
from governance.usecases.case.letter import next_letter, outcome, sending
from governance.usecases.case.letter.sending import MailSetup
from governance.usecases.poll import draft
from governance.usecases.seen import case as case_pages
from governance.usecases.seen import home, result, timeline
from governance.usecases.seen import withdrawal as withdrawal_pages
from tests.conftest import WORKSPACE, Cast
from tests.question_keys import KEYS
from tests.usecases.case.case_story import (
    DECIDED,
    SENT,
    approved,
    case_in,
    closed_question,
    letter_in,
    news_of,
    opted_out,
    poll_in,
    prompts_of,
    said_sent,
)

LATER = DECIDED + timedelta(hours=3)
WHY = "It was the wrong button."


def home_of(database: Database, cast: Cast, who: str = "bob") -> HomePage:
    with database.reading() as session:
        house, ways = draft.House("Tom", "Karim"), MailSetup(smtp=True)
        return home.home_page(session, getattr(cast, who), KEYS, house, ways, LATER)


def poll_decision(session: Session, poll_id: str) -> str:
    """The decision on this question that counts."""
    found = queries.decision_on(session, poll_id)
    return found.id if found else ""


def late_decisions(database: Database, status: str = "queued") -> list[str]:
    with database.reading() as session:
        rows = select(Outgoing).where(Outgoing.kind == "late_decision", Outgoing.status == status)
        return sorted(row.user_id or "" for row in session.scalars(rows))


def results_sent(database: Database) -> None:
    with database.writing() as session:
        session.execute(update(Outgoing).where(Outgoing.kind == "result").values(status="sent"))


@pytest.mark.parametrize("begin", [opted_out, approved])
def test_a_request_that_has_not_left_is_withdrawn_and_decided_anew(
    database: Database, workspace: Workspace, cast: Cast, begin: object
) -> None:
    case_id = (opted_out if begin is opted_out else approved)(database, cast)
    with database.writing() as session:
        withdrawal.withdraw(session, cast.oscar, case_id, f"  {WHY} ", LATER)
        case = case_in(session, case_id)
        assert (case.state, prompts_of(session)) == ("withdrawn", [])
        event = session.scalars(select(LedgerEvent).where(LedgerEvent.tag == "case:request:withdrawn")).one()
        assert "wrong" not in event.data
        assert ledger.verify(session, WORKSPACE).fault is None
    page = home_of(database, cast)
    assert page.stage == "withdrawn"
    assert page.decision
    assert page.decision.withdrawn
    assert (page.decision.withdrawn.by.slack_id, page.decision.withdrawn.reason) == ("U0OSCAR", WHY)
    assert page.decision.withdrawn.how == "unsent"
    with database.writing() as session:
        earlier = case_in(session, case_id).decision_id
        taken = decision.record_decision(session, cast.olga, None, "allow", "", LATER, earlier=earlier)
        assert taken.replaces == earlier
        assert len(session.scalars(select(Decision)).all()) == 2
    assert home_of(database, cast).stage == "allowed"


@pytest.mark.parametrize(
    ("reason", "words"), [("", "say why"), ("   ", "say why"), ("x" * 501, "At most 500 characters")]
)
def test_a_withdrawal_has_its_reason(
    database: Database, workspace: Workspace, cast: Cast, reason: str, words: str
) -> None:
    case_id = opted_out(database, cast)
    with database.writing() as session, pytest.raises(Refusal, match="At most" if len(reason) > 500 else words):
        withdrawal.withdraw(session, cast.olga, case_id, reason, LATER)


def test_only_an_owner_withdraws_or_takes_an_approval_back(
    database: Database, workspace: Workspace, cast: Cast
) -> None:
    case_id = approved(database, cast)
    for who in (cast.ada, cast.bob, cast.gus):
        with database.writing() as session:
            with pytest.raises(Refusal):
                withdrawal.withdraw(session, who, case_id, WHY, LATER)
            with pytest.raises(Refusal):
                withdrawal.take_approval_back(session, who, case_id, LATER)


def test_what_has_left_is_not_withdrawn(database: Database, workspace: Workspace, cast: Cast) -> None:
    case_id = said_sent(database, cast)
    with database.writing() as session, pytest.raises(Refusal, match="Only whoever got it could undo it"):
        withdrawal.withdraw(session, cast.olga, case_id, WHY, SENT)
    with database.reading() as session:
        page = withdrawal_pages.withdrawal_page(session, cast.olga, case_in(session, case_id))
        assert (page.left, page.request, page.approval) == (True, False, False)
        hers = withdrawal_pages.withdrawal_page(session, cast.bob, case_in(session, case_id))
        assert not any((hers.left, hers.request, hers.approval, hers.address, hers.unclear))
    with database.writing() as session:
        outcome.say_not_sent(session, cast.olga, case_id, SENT)
        withdrawal.withdraw(session, cast.olga, case_id, WHY, SENT)
        with pytest.raises(Refusal, match="was withdrawn"):
            sending.say_sent(session, cast.olga, case_id, SENT.date(), SENT)
        with pytest.raises(Refusal, match="was withdrawn"):
            withdrawal.withdraw(session, cast.olga, case_id, WHY, SENT)


def test_nobody_withdraws_while_nobody_knows_whether_it_left(
    database: Database, workspace: Workspace, cast: Cast
) -> None:
    case_id = approved(database, cast)
    with database.writing() as session:
        cases.record_event(session, case_in(session, case_id), Event.SENDING_UNCLEAR, LATER)
        with pytest.raises(Refusal, match="say so first"):
            withdrawal.withdraw(session, cast.olga, case_id, WHY, LATER)
        assert withdrawal_pages.withdrawal_page(session, cast.olga, case_in(session, case_id)).unclear
        outcome.say_not_sent(session, cast.olga, case_id, LATER)
        withdrawal.withdraw(session, cast.olga, case_id, WHY, LATER)


@pytest.mark.parametrize("status", ["queued", "sending", "unknown"])
def test_a_letter_that_waits_for_the_mail_server_is_held_back_or_is_leaving(
    database: Database, workspace: Workspace, cast: Cast, status: str
) -> None:
    case_id = approved(database, cast)
    with database.writing() as session:
        sending.queue_smtp(session, cast.olga, case_id, LATER)
        session.execute(update(Outgoing).where(Outgoing.kind == "letter").values(status=status))
    if status != "queued":
        doings = (
            lambda session: withdrawal.withdraw(session, cast.olga, case_id, WHY, LATER),
            lambda session: withdrawal.take_approval_back(session, cast.olga, case_id, LATER),
            lambda session: letters.set_address(session, cast.olga, case_id, cast.olga.email or "", True, LATER),
        )
        for doing in doings:
            with database.writing() as session, pytest.raises(Refusal, match="sending this letter just now"):
                doing(session)
        return
    with database.writing() as session:
        withdrawal.take_approval_back(session, cast.olga, case_id, LATER)
        letter = letter_in(session, case_id)
        assert letter.sent_via is None
        assert sending.outbound(session, WORKSPACE, letter.id, LATER) is None
        assert session.scalars(select(Outgoing.status).where(Outgoing.kind == "letter")).all() == ["dropped"]
    with database.writing() as session:
        letters.approve(session, cast.olga, case_id, LATER)
        sending.queue_smtp(session, cast.olga, case_id, LATER)
        withdrawal.withdraw(session, cast.olga, case_id, WHY, LATER)
        assert set(session.scalars(select(Outgoing.status).where(Outgoing.kind == "letter"))) == {"dropped"}


def test_an_approval_is_taken_back_and_given_anew(database: Database, workspace: Workspace, cast: Cast) -> None:
    case_id = approved(database, cast)
    with database.writing() as session:
        assert withdrawal_pages.withdrawal_page(session, cast.olga, case_in(session, case_id)).approval
        withdrawal.take_approval_back(session, cast.olga, case_id, LATER)
        assert case_in(session, case_id).state == "drafted"
        with pytest.raises(Refusal, match="no approval to take back"):
            withdrawal.take_approval_back(session, cast.olga, case_id, LATER)
        with pytest.raises(Refusal, match="approve the letter first"):
            sending.say_sent(session, cast.olga, case_id, LATER.date(), LATER)
        letters.approve(session, cast.olga, case_id, LATER)
        assert case_in(session, case_id).state == "approved"


def test_any_owner_takes_the_approval_of_another_one_back(database: Database, workspace: Workspace, cast: Cast) -> None:
    case_id, oscar = approved(database, cast), replace(cast.oscar, email="oscar@exemple.example")
    with database.writing() as session:
        sending.queue_smtp(session, cast.olga, case_id, LATER)
        page = withdrawal_pages.withdrawal_page(session, oscar, case_in(session, case_id))
        assert (page.approval, page.approved_by and page.approved_by.name) == (True, "Olga Martin")
        own = withdrawal_pages.withdrawal_page(session, cast.olga, case_in(session, case_id))
        assert (own.approval, own.approved_by) == (True, None)
        withdrawal.take_approval_back(session, oscar, case_id, LATER)
        case = case_in(session, case_id)
        assert (case.state, case.owner, case.from_address) == ("drafted", "U0OSCAR", oscar.email)
        assert "Oscar Dupont" in letters.draft(session, case, oscar).body
        assert news_of(session, "taken_back") == {"U0OLGA"}
        assert set(session.scalars(select(Outgoing.status).where(Outgoing.kind == "letter"))) == {"dropped"}
        told = case_pages.case_page(session, cast.olga, case, MailSetup(), LATER)
        assert told.taken_back_by is not None
        assert told.taken_back_by.name == "Oscar Dupont"
        with pytest.raises(Refusal, match="approve the letter first"):
            sending.say_sent(session, cast.olga, case_id, LATER.date(), LATER)
        letters.approve(session, oscar, case_id, LATER)
        withdrawal.take_approval_back(session, oscar, case_id, LATER)
        assert news_of(session, "taken_back") == {"U0OLGA"}  # nobody is told of what they did themselves


def test_a_mistyped_address_is_corrected_until_the_letter_is_sent(
    database: Database, workspace: Workspace, cast: Cast
) -> None:
    olga = replace(cast.olga, email=None)
    with database.writing() as session:
        decision.record_decision(session, olga, None, "opt_out", "", DECIDED)
        case = session.scalars(select(Case)).one()
        assert not withdrawal_pages.withdrawal_page(session, olga, case).address
        letters.set_address(session, olga, case.id, "olga@exemple.exmaple", True, DECIDED)
        assert withdrawal_pages.withdrawal_page(session, olga, case).address
        letters.approve(session, olga, case.id, DECIDED)
        assert withdrawal_pages.withdrawal_page(session, olga, case).address
        letters.set_address(session, olga, case.id, "olga@exemple.example", True, LATER)
        assert (case.state, case.from_address) == ("drafted", "olga@exemple.example")
        letters.approve(session, olga, case.id, LATER)
        assert letter_in(session, case.id).from_address == "olga@exemple.example"
        sending.say_sent(session, olga, case.id, LATER.date(), LATER)
        assert not withdrawal_pages.withdrawal_page(session, olga, case).address


def bounced(database: Database, cast: Cast, event: Event = Event.BOUNCED) -> str:
    case_id = said_sent(database, cast)
    with database.writing() as session:
        case = case_in(session, case_id)
        case.answered_at = SENT + timedelta(days=1)  # a receipt, before
        cases.record_event(session, case, event, SENT + timedelta(days=5))
    return case_id


def test_what_came_back_is_withdrawn_or_written_to_the_general_address(
    database: Database, workspace: Workspace, cast: Cast
) -> None:
    case_id = bounced(database, cast)
    with database.writing() as session:
        letter = next_letter.prepare(session, cast.olga, case_id, LetterKind.NEXT_STEP, SENT + timedelta(days=5))
        words = letter.body.replace("\n", " ")
        assert letter.to_address == "privacy@slack.com"
        assert "my mail to feedback@slack.com, the address that your privacy principles name, came back" in words
        assert "confirmed" not in words.split("[End")[0]
        withdrawal.withdraw(session, cast.olga, case_id, WHY, SENT + timedelta(days=6))
        with pytest.raises(Refusal, match="due yet"):
            next_letter.prepare(session, cast.olga, case_id, LetterKind.NEXT_STEP, SENT + timedelta(days=7))
    page = home_of(database, cast)
    assert page.decision
    assert page.decision.withdrawn
    assert page.decision.withdrawn.how == "came_back"


def test_the_general_address_gives_the_vendor_the_word_again(
    database: Database, workspace: Workspace, cast: Cast
) -> None:
    case_id, at = bounced(database, cast), SENT + timedelta(days=5)
    with database.writing() as session:
        letter = next_letter.prepare(session, cast.olga, case_id, None, at)
        assert letter.kind == LetterKind.NEXT_STEP
        sending.say_sent(session, cast.olga, case_id, at.date(), at, letter.id)
        assert case_in(session, case_id).state == "sent"


def test_after_a_refusal_the_letters_name_its_day(database: Database, workspace: Workspace, cast: Cast) -> None:
    case_id = bounced(database, cast, Event.REFUSED)
    with database.writing() as session:
        for kind, words in (
            (LetterKind.NEXT_STEP, "was refused on 21 December 2026."),
            (LetterKind.AFTER_REFUSAL, "On 21 December 2026 you answered that this is not possible."),
        ):
            letter = next_letter.prepare(session, cast.olga, case_id, kind, SENT + timedelta(days=6))
            assert words in letter.body.replace("\n", " ")
            assert "has not been confirmed" not in letter.body.replace("\n", " ")


def test_allowing_is_taken_back_and_everyone_reads_it_once_more(
    database: Database, workspace: Workspace, cast: Cast
) -> None:
    poll_id = closed_question(database, cast)
    with database.writing() as session:
        first = decision.record_decision(session, cast.olga, poll_id, "allow", "We need the search.", DECIDED).id
        with pytest.raises(Refusal, match="has already decided"):
            decision.record_decision(session, cast.oscar, poll_id, "opt_out", "", LATER)
    results_sent(database)
    with database.writing() as session:
        second = decision.record_decision(session, cast.oscar, poll_id, "opt_out", "", LATER, earlier=first).id
        assert poll_decision(session, poll_id) == second
        kept = session.get(Decision, first)
        assert kept
        assert (kept.poll_id, kept.was_about, kept.choice) == (None, poll_id, "allow")
        told = result.result_page(session, cast.bob, poll_in(session, poll_id)).decision
        assert told
        assert (told.choice, told.replaces_choice, told.asked) == ("opt_out", "stay", True)
        assert result.decision_page(session, kept).asked
        assert len(session.scalars(select(LedgerEvent).where(LedgerEvent.tag == "decision:choice:recorded")).all()) == 2
    assert len(late_decisions(database)) == 6
    page = home_of(database, cast)
    assert (page.stage, page.poll is not None) == ("drafted", True)
    with database.writing() as session, pytest.raises(Refusal, match="does not count any more"):
        decision.record_decision(session, cast.olga, poll_id, "allow", "We do not agree.", LATER, earlier=first)


def test_who_was_asked_under_the_first_notice_gets_no_message_that_it_did_not_announce(
    database: Database, workspace: Workspace, cast: Cast
) -> None:
    poll_id = closed_question(database, cast)
    with database.writing() as session:
        poll_in(session, poll_id).notice_version = 1
        first = decision.record_decision(session, cast.olga, poll_id, "allow", "We need the search.", DECIDED).id
    results_sent(database)
    with database.writing() as session:
        decision.record_decision(session, cast.oscar, poll_id, "opt_out", "", LATER, earlier=first)
    assert late_decisions(database) == []
    assert home_of(database, cast).stage == "drafted"


def test_who_has_not_read_the_result_reads_the_newest_decision_alone(
    database: Database, workspace: Workspace, cast: Cast
) -> None:
    poll_id = closed_question(database, cast)
    with database.writing() as session:
        earlier = decision.record_decision(session, cast.olga, poll_id, "allow", "We need the search.", DECIDED).id
        decision.record_decision(session, cast.olga, poll_id, "opt_out", "", LATER, earlier=earlier)
    assert late_decisions(database) == []


def test_a_second_change_takes_the_message_of_the_first_along(
    database: Database, workspace: Workspace, cast: Cast
) -> None:
    poll_id = closed_question(database, cast)
    with database.writing() as session:
        first = decision.record_decision(session, cast.olga, poll_id, "allow", "We need the search.", DECIDED).id
    results_sent(database)
    with database.writing() as session:
        second = decision.record_decision(
            session, cast.olga, poll_id, "allow", "We like emoji.", LATER, earlier=first
        ).id
        third = LATER + timedelta(hours=1)
        decision.record_decision(session, cast.olga, poll_id, "opt_out", "", third, earlier=second)
    assert (len(late_decisions(database)), len(late_decisions(database, "dropped"))) == (6, 6)


def test_a_departure_needs_its_reason_the_second_time_too(database: Database, workspace: Workspace, cast: Cast) -> None:
    poll_id = closed_question(database, cast)
    with database.writing() as session:
        first = decision.record_decision(session, cast.olga, poll_id, "allow", "We need the search.", DECIDED).id
    with database.writing() as session, pytest.raises(Refusal, match="please say why"):
        decision.record_decision(session, cast.olga, poll_id, "allow", "", LATER, earlier=first)
    with database.reading() as session:
        assert decide_again.to_change(session, cast.olga, first).poll_id == poll_id


def test_after_a_withdrawal_members_are_asked_or_told_anew(
    database: Database, workspace: Workspace, cast: Cast
) -> None:
    poll_id = closed_question(database, cast)
    with database.writing() as session:
        first = decision.record_decision(session, cast.olga, poll_id, "opt_out", "", DECIDED).id
    results_sent(database)
    with database.writing() as session:
        case = session.scalars(select(Case)).one()
        with pytest.raises(Refusal, match="withdraw it first"):
            decision.record_decision(session, cast.olga, poll_id, "allow", "We need the search.", LATER, earlier=first)
        withdrawal.withdraw(session, cast.olga, case.id, WHY, LATER)
    with database.writing() as session:
        draft.new_draft(session, cast.olga, draft.House("Tom", "Karim"), LATER)
    with database.writing() as session:
        decision.record_decision(session, cast.olga, poll_id, "opt_out", "Again.", LATER, earlier=first)
        assert [case.state for case in session.scalars(select(Case).order_by(Case.opened_at))] == [
            "withdrawn",
            "drafted",
        ]
    assert len(late_decisions(database)) == 6


def test_a_confirmed_request_is_not_decided_anew_here(database: Database, workspace: Workspace, cast: Cast) -> None:
    case_id = said_sent(database, cast)
    with database.writing() as session:
        cases.record_event(session, case_in(session, case_id), Event.CONFIRMED, SENT)
        with pytest.raises(Refusal, match="Only whoever got it could undo it"):
            decide_again.to_change(session, cast.olga, case_in(session, case_id).decision_id)


def test_what_was_undone_stands_in_the_timeline(database: Database, workspace: Workspace, cast: Cast) -> None:
    case_id = approved(database, cast)
    with database.writing() as session:
        withdrawal.take_approval_back(session, cast.olga, case_id, LATER)
        withdrawal.withdraw(session, cast.olga, case_id, WHY, LATER + timedelta(hours=1))
        page = timeline.timeline_page(session, cast.olga, case_in(session, case_id))
        assert [entry.what for entry in page.entries] == ["withdrawn", "unapproved", "approved", "opt_out"]
        assert page.entries[0].note == WHY
        assert session.scalars(select(CaseEvent.actor).where(CaseEvent.event == "withdrawn")).one() == "U0OLGA"


def test_a_letter_withdrawn_before_its_approval_stays_a_draft_to_members(
    database: Database, workspace: Workspace, cast: Cast
) -> None:
    case_id = opted_out(database, cast)
    with database.writing() as session:
        withdrawal.withdraw(session, cast.olga, case_id, WHY, LATER)
        withdrawal.demand_readable(session, cast.ada, case_in(session, case_id))
        with pytest.raises(Refusal):
            withdrawal.demand_readable(session, cast.bob, case_in(session, case_id))
