"""The request from draft to sent: who may do what, what is frozen, what is known of the sending, who is reminded."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from governance import send_gate
from governance.errors import Fault, Refusal
from governance.mail.sending.letter_sender import LetterSender
from governance.rules.case.states import Event
from governance.store import ledger, outbox
from governance.store.database import Database
from governance.store.models import Case, LedgerEvent, Letter, Outgoing, Workspace
from governance.store.pumps import abandoned
from governance.usecases.case import case as cases
from governance.usecases.case import handover, owner_notifications, owner_prompts
from governance.usecases.case.letter import letter as letters
from governance.usecases.case.letter import next_letter, outcome, sending
from governance.usecases.case.letter.sending import MailSetup
from governance.usecases.people import working_days
from governance.usecases.seen import case as case_pages
from tests.conftest import WORKSPACE, Cast
from tests.usecases.case.case_story import (
    ANSWERED,
    DECIDED,
    OLGA,
    SENT,
    approved,
    case_in,
    letter_in,
    news_of,
    opted_out,
    prompts_of,
    said_sent,
)

SMTP = MailSetup(smtp=True)


def test_the_letter_says_what_the_register_asks_for(database: Database, workspace: Workspace, cast: Cast) -> None:
    case_id = opted_out(database, cast)
    with database.reading() as session:
        case = case_in(session, case_id)
        words = letters.draft(session, case)
        assert words.to == "feedback@slack.com"
        assert words.subject == "Slack Global model opt-out request"
        assert words.cc == case.copy_address
        assert "Workspace URL: https://exemple.slack.com\n" in words.body
        assert "Olga Martin, Primary Owner" in words.body
        assert case.reference in words.body
        sender = letters.writer_of(session, case)
        reading = letters.reading(session, case, cast.olga, sender)
        assert reading is not None
        assert reading.startswith("Bonjour")
        assert letters.reading(session, case, cast.ada, sender) is None


def test_the_first_of_a_month_in_the_reading(database: Database, workspace: Workspace, cast: Cast) -> None:
    case_id = opted_out(database, cast)
    with database.reading() as session:
        case = case_in(session, case_id)
        session.expunge(case)  # nothing of it is kept
        case.sent_at, case.answered_at = datetime(2026, 12, 1, 12, tzinfo=UTC), datetime(2026, 12, 21, 12, tzinfo=UTC)
        sender = letters.writer_of(session, case)
        french, english = (letters.values_of(session, case, sender, language) for language in ("fr", "en"))
    assert (french["sent_on"], french["answered_on"]) == ("1er décembre 2026", "21 décembre 2026")
    assert english["sent_on"] == "1 December 2026"


def test_without_an_inbox_there_is_no_copy_address(database: Database, workspace: Workspace, cast: Cast) -> None:
    case_id = opted_out(database, cast, inbox=None)
    with database.reading() as session:
        words = letters.draft(session, case_in(session, case_id))
        assert words.cc is None
        assert "please reply to this mail" in words.body.replace("\n", " ")


def test_an_admin_prepares_but_an_owner_approves(database: Database, workspace: Workspace, cast: Cast) -> None:
    case_id = opted_out(database, cast)
    with database.writing() as session, pytest.raises(Refusal, match="Only an owner may send"):
        letters.approve(session, cast.ada, case_id, DECIDED)
    with database.writing() as session:
        letter = letters.approve(session, cast.olga, case_id, DECIDED)
        assert (letter.approved_by, letter.to_address) == ("U0OLGA", "feedback@slack.com")
        assert case_in(session, case_id).state == "approved"
        event = session.scalars(select(LedgerEvent).where(LedgerEvent.tag == "case:letter:approved")).one()
        assert letter.digest in event.data
        with pytest.raises(Refusal, match="already been approved"):
            letters.approve(session, cast.olga, case_id, DECIDED)


def test_another_owner_approves_in_their_own_name_and_with_their_own_address(
    database: Database, workspace: Workspace, cast: Cast
) -> None:
    case_id = opted_out(database, cast)
    with database.writing() as session:
        shown = letters.shown(session, case_in(session, case_id), cast.oscar)
        assert "Oscar Dupont, Workspace Owner" in shown.body
        with pytest.raises(Refusal, match="address of your Slack account"):
            letters.approve(session, cast.oscar, case_id, DECIDED)
    with database.writing() as session:
        letters.set_address(session, cast.oscar, case_id, "oscar@exemple.example", True, DECIDED)
        letter = letters.approve(session, cast.oscar, case_id, DECIDED)
        case = case_in(session, case_id)
        assert (case.owner, case.from_address, case.address_attested) == ("U0OSCAR", "oscar@exemple.example", True)
        assert "oscar@exemple.example" in letter.body


def test_an_address_is_attested_and_never_against_slacks_own(
    database: Database, workspace: Workspace, cast: Cast
) -> None:
    case_id = opted_out(database, cast)
    with database.writing() as session:
        with pytest.raises(Refusal, match="answer for the address"):
            letters.set_address(session, cast.oscar, case_id, "oscar@exemple.example", False, DECIDED)
        with pytest.raises(Refusal, match="Slack knows you by"):
            letters.set_address(session, cast.olga, case_id, "olga@elsewhere.example", True, DECIDED)
        with pytest.raises(Refusal, match="not a mail address"):
            letters.set_address(session, cast.oscar, case_id, "a@b.example\nBcc: c@d.example", True, DECIDED)


def test_only_the_words_that_were_read_are_approved(database: Database, workspace: Workspace, cast: Cast) -> None:
    case_id = opted_out(database, cast)
    with database.writing() as session:
        read = case_pages.case_page(
            session, cast.olga, case_in(session, case_id), MailSetup(smtp=True), DECIDED
        ).letter.digest
        case_in(session, case_id).copy_address = "another@exemple.example"
        with pytest.raises(Refusal, match="changed since you opened it"):
            letters.approve(session, cast.olga, case_id, DECIDED, read)
        again = case_pages.case_page(
            session, cast.olga, case_in(session, case_id), MailSetup(smtp=True), DECIDED
        ).letter.digest
        assert letters.approve(session, cast.olga, case_id, DECIDED, again).digest == again


def test_a_changed_address_takes_the_approval_back(database: Database, workspace: Workspace, cast: Cast) -> None:
    case_id = approved(database, cast)
    with database.writing() as session:
        letters.set_address(session, cast.oscar, case_id, "oscar@exemple.example", True, DECIDED)
        assert case_in(session, case_id).state == "drafted"


def test_sent_by_hand_is_the_owners_word(database: Database, workspace: Workspace, cast: Cast) -> None:
    case_id = approved(database, cast)
    with database.writing() as session:
        for wrong in (date(2026, 12, 14), date(2026, 12, 17)):
            with pytest.raises(Refusal, match="Please choose a day"):
                sending.say_sent(session, cast.olga, case_id, wrong, SENT)
        sending.say_sent(session, cast.olga, case_id, SENT.date(), SENT)
        sending.say_sent(session, cast.olga, case_id, SENT.date(), SENT)  # pressed twice
        case = case_in(session, case_id)
        assert (case.state, case.request_grade, case.sent_at) == ("sent", "said", SENT)
        assert [row.event for row in cases.events_of(session, case_id)] == ["approved", "sent"]


def test_pressed_too_early_can_be_taken_back_until_something_shows_the_contrary(
    database: Database, workspace: Workspace, cast: Cast
) -> None:
    case_id = said_sent(database, cast)
    with database.writing() as session:
        outcome.say_not_sent(session, cast.olga, case_id, SENT)
        case = case_in(session, case_id)
        assert (case.state, case.sent_at, case.request_grade) == ("approved", None, "drafted")
        outcome.mark_sent(session, case, letter_in(session, case_id), SENT, cases.RequestGrade.COPY_SEEN)
        outcome.say_not_sent(session, cast.olga, case_id, SENT)  # whoever has read the letter can write such a copy
        outcome.mark_sent(session, case, letter_in(session, case_id), SENT, cases.RequestGrade.COPY_SIGNED)
        with pytest.raises(Refusal, match="has left"):
            outcome.say_not_sent(session, cast.olga, case_id, SENT)


def test_the_app_sends_the_letter_at_most_once(database: Database, workspace: Workspace, cast: Cast) -> None:
    case_id = opted_out(database, cast)
    with database.writing() as session, pytest.raises(Refusal, match="approve the letter first"):
        sending.queue_smtp(session, cast.olga, case_id, DECIDED)
    with database.writing() as session:
        letters.approve(session, cast.olga, case_id, DECIDED)
        with pytest.raises(Refusal, match="in the name of"):
            sending.queue_smtp(session, cast.oscar, case_id, DECIDED)
        sending.queue_smtp(session, cast.olga, case_id, DECIDED)
        with pytest.raises(Refusal, match="just now"):
            sending.queue_smtp(session, cast.olga, case_id, DECIDED)
        with pytest.raises(Refusal, match="just now"):
            sending.say_sent(session, cast.olga, case_id, DECIDED.date(), DECIDED)
        row = session.scalars(select(Outgoing).where(Outgoing.kind == "letter")).one()
        assert outbox.claim(session, row, SENT)
        outbox.settle(session, row.id, "sent", SENT)
        send_gate.record_sent(session, outbox.Kind.LETTER, row, "", "", SENT)
        case = case_in(session, case_id)
        assert (case.state, case.request_grade, case.sent_at) == ("sent", "accepted", SENT)
        with pytest.raises(Refusal, match="left already"):
            sending.queue_smtp(session, cast.olga, case_id, SENT)


def test_what_goes_to_the_server_is_the_approved_letter_to_vendor_and_copy(
    database: Database, workspace: Workspace, cast: Cast
) -> None:
    case_id = approved(database, cast)
    with database.reading() as session:
        letter, case = letter_in(session, case_id), case_in(session, case_id)
        out = sending.outbound(session, WORKSPACE, letter.id, SENT)
        assert out is not None
        assert out.recipients == ("feedback@slack.com", case.copy_address)
        assert out.envelope == case.copy_address
        assert f"Message-ID: <{letter.message_id}>".encode() in out.raw
        assert b"From: Olga Martin <olga.martin@exemple.example>" in out.raw
        name, draft = sending.eml(session, cast.olga, case_id, SENT)
        assert name == f"{case.reference}.eml"
        assert b"X-Unsent: 1" in draft


def test_a_letter_that_has_left_is_not_handed_out_again(database: Database, workspace: Workspace, cast: Cast) -> None:
    case_id = said_sent(database, cast)
    with database.reading() as session:
        letter_id = letter_in(session, case_id).id
        assert sending.outbound(session, WORKSPACE, letter_id, SENT) is None


@pytest.mark.parametrize(
    ("status", "state", "told"), [("failed", "approved", "not_sent"), ("unknown", "unclear", "unclear")]
)
def test_a_letter_the_server_did_not_take_waits_for_a_person(
    database: Database, workspace: Workspace, cast: Cast, status: str, state: str, told: str
) -> None:
    case_id = approved(database, cast)
    with database.writing() as session:
        sending.queue_smtp(session, cast.olga, case_id, DECIDED)
        outcome.letter_not_accepted(session, WORKSPACE, case_id, letter_in(session, case_id).id, status, SENT)
        assert case_in(session, case_id).state == state
        assert news_of(session, told) == {"U0OLGA"}
        session.execute(outbox.update(Outgoing).where(Outgoing.kind == "letter").values(status=status))
        outcome.settle_lost_letters(session, SENT)
        sending.queue_smtp(session, cast.olga, case_id, SENT)  # only because a person asks for it
        outcome.settle_lost_letters(session, SENT)
        assert case_in(session, case_id).state == "approved"
        rows = session.scalars(select(Outgoing).where(Outgoing.kind == "letter", Outgoing.status == "queued")).all()
        assert len(rows) == 1


def test_a_process_that_died_while_sending_leaves_the_request_unclear(
    database: Database, workspace: Workspace, cast: Cast
) -> None:
    case_id = approved(database, cast)
    with database.writing() as session:
        sending.queue_smtp(session, cast.olga, case_id, DECIDED)
        row = session.scalars(select(Outgoing).where(Outgoing.kind == "letter")).one()
        outbox.claim(session, row, DECIDED)
        abandoned.reclaim(session, DECIDED + timedelta(minutes=1))
        outcome.settle_lost_letters(session, DECIDED + timedelta(minutes=1))
        assert case_in(session, case_id).state == "unclear"
        sending.say_sent(session, cast.olga, case_id, DECIDED.date(), DECIDED + timedelta(minutes=5))
        assert case_in(session, case_id).state == "sent"


def test_without_a_server_the_letter_fails_for_good(database: Database, workspace: Workspace, cast: Cast) -> None:
    approved(database, cast)
    with database.reading() as session:
        letter = session.scalars(select(Letter)).one()
    row = Outgoing(workspace_id=WORKSPACE, about={"letter": letter.id})
    with pytest.raises(Fault, match="smtp:not_configured"):
        LetterSender(database, None)(row, SENT)


def test_two_at_once_cannot_both_move_the_request(database: Database, workspace: Workspace, cast: Cast) -> None:
    case_id = said_sent(database, cast)
    with database.writing() as session:
        case = case_in(session, case_id)
        session.execute(outbox.update(Case).values(state="bounced").execution_options(synchronize_session=False))
        with pytest.raises(Refusal, match="moved on"):
            cases.record_event(session, case, Event.ACKNOWLEDGED, SENT)
        session.rollback()


def test_owners_are_reminded_of_a_letter_that_has_not_left(
    database: Database, workspace: Workspace, cast: Cast
) -> None:
    case_id = opted_out(database, cast)
    with database.writing() as session:
        owner_prompts.queue_case_prompts(session, WORKSPACE, DECIDED + timedelta(days=1))
        assert prompts_of(session) == []
        for _ in range(2):
            owner_prompts.queue_case_prompts(session, WORKSPACE, DECIDED + timedelta(days=3))
        assert prompts_of(session) == [("send_day_3", "U0OLGA")]
        letters.approve(session, cast.olga, case_id, DECIDED + timedelta(days=3))
        assert prompts_of(session) == [("send_day_3", "U0OLGA")]  # approved is not sent
        day = DECIDED + timedelta(days=3)
        sending.say_sent(session, cast.olga, case_id, day.date(), day)
        assert prompts_of(session) == []


def test_what_names_the_next_reminder_is_painted_anew_when_that_is_another_one(
    database: Database, workspace: Workspace, cast: Cast
) -> None:
    case_id = approved(database, cast)

    def names(session: Session, day: int, on: datetime) -> None:
        """The reminder is on this day of December, to whoever has the request in hand; what named another is marked."""
        for reader, is_reminded in ((cast.olga, True), (cast.oscar, False), (cast.ada, False)):
            page = case_pages.case_page(session, reader, case_in(session, case_id), SMTP, on)
            assert (page.next_reminder_at, page.is_reminded) == (datetime(2026, 12, day, 8, tzinfo=UTC), is_reminded)
        ready = session.scalars(select(Outgoing).where(Outgoing.kind == "news")).one()
        session.refresh(ready)
        assert ready.repaint_at == (None if on == DECIDED else on)
        ready.repaint_at = None

    with database.writing() as session:
        owner_notifications.tell(session, case_in(session, case_id), "ready", [cast.olga.user_id], DECIDED)
        session.flush()
        session.execute(update(Outgoing).values(status="sent", message_ts="1.1"))
        names(session, 18, DECIDED)
        soon, third = DECIDED + timedelta(hours=1), DECIDED + timedelta(days=6)
        working_days.set_working_days(session, cast.olga, ("5", "6"), {date(2026, 12, 18): "Closed"}, soon)
        names(session, 21, soon)
        owner_prompts.queue_case_prompts(session, WORKSPACE, third)
        names(session, 25, third)
        handover.remind_later(session, cast.olga, case_id, datetime(2026, 12, 29, 8, tzinfo=UTC), third)
        names(session, 29, third)


def test_owners_are_asked_for_the_answer_and_offered_a_follow_up(
    database: Database, workspace: Workspace, cast: Cast
) -> None:
    case_id = said_sent(database, cast)
    with database.writing() as session:
        for day, what in ((21, "answer_day_3"), (25, "answer_day_7")):
            owner_prompts.queue_case_prompts(session, WORKSPACE, datetime(2026, 12, day, 9, tzinfo=UTC))
            assert (what, "U0OLGA") in prompts_of(session)
        with pytest.raises(Refusal, match="due yet"):
            next_letter.prepare(session, cast.olga, case_id, None, SENT + timedelta(days=2))
        week = datetime(2026, 12, 28, 9, tzinfo=UTC)
        letter = next_letter.prepare(session, cast.olga, case_id, None, week)
        assert next_letter.prepare(session, cast.olga, case_id, None, week).id == letter.id
        assert letter.subject == "Re: Slack Global model opt-out request"
        assert "On 16 December 2026 I asked you" in letter.body.replace("\n", " ")
        sending.say_sent(session, cast.olga, case_id, week.date(), week, letter.id)
        case = case_in(session, case_id)
        assert (case.state, case.sent_at) == ("sent", SENT)
        assert cases.last_sent_at(session, case) == week
        assert prompts_of(session) == []
        assert case_pages.no_reply_days(session, case, week + timedelta(days=8)) is None
        assert case_pages.no_reply_days(session, case, week + timedelta(days=18)) == 14


def test_a_question_gets_its_own_letter_though_another_was_opened_before(
    database: Database, workspace: Workspace, cast: Cast
) -> None:
    case_id = said_sent(database, cast)
    week = datetime(2026, 12, 28, 9, tzinfo=UTC)
    with database.writing() as session:
        opened = next_letter.prepare(session, cast.olga, case_id, None, week)
        cases.record_event(session, case_in(session, case_id), Event.ASKED, week)
        answer = next_letter.prepare(session, cast.olga, case_id, None, week + timedelta(minutes=1))
        assert answer.id != opened.id
        assert answer.body.startswith("Hello,\n\nThank you for your question.")
        assert next_letter.prepare(session, cast.olga, case_id, None, week).id == answer.id


def test_no_answer_is_said_after_fourteen_working_days(database: Database, workspace: Workspace, cast: Cast) -> None:
    case_id = said_sent(database, cast)
    with database.reading() as session:
        case = case_in(session, case_id)
        assert case_pages.stage_of(session, case, datetime(2027, 1, 4, 9, tzinfo=UTC)) == "sent"
        late = datetime(2027, 1, 5, 9, tzinfo=UTC)
        assert case_pages.stage_of(session, case, late) == "no_answer"
        page = case_pages.case_page(session, cast.olga, case, SMTP, late)
        assert (page.no_reply_days, page.next_letters, page.may_send) == (14, ("follow_up", "next_step"), True)


def test_the_page_of_a_request_shows_each_reader_what_they_may_do(
    database: Database, workspace: Workspace, cast: Cast
) -> None:
    case_id = opted_out(database, cast)
    with database.reading() as session:
        page = case_pages.case_page(session, cast.ada, case_in(session, case_id), SMTP, DECIDED)
        assert (page.state, page.may_send, page.mailto_url, page.smtp) == ("drafted", False, None, False)
        assert page.decision is not None
        assert not page.decision.asked
    with database.writing() as session:
        letters.approve(session, cast.olga, case_id, DECIDED)
        page = case_pages.case_page(session, cast.olga, case_in(session, case_id), SMTP, DECIDED)
        assert (page.smtp, page.address, page.address_given) == (True, OLGA, False)
        assert (page.mailto_url or "").startswith("mailto:feedback@slack.com?cc=ai-consent%2Bac-")
        assert page.letter.body == letter_in(session, case_id).body
        assert ledger.verify(session, WORKSPACE).fault is None


@pytest.mark.parametrize(
    ("story", "known"),
    [
        (approved, False),
        (said_sent, True),
    ],
)
def test_i_have_sent_it_is_asked_only_while_it_is_not_known(
    database: Database, workspace: Workspace, cast: Cast, story: Callable[[Database, Cast], str], known: bool
) -> None:
    """Once a letter is known to have left there is nothing more to say, unless it came back or was refused."""
    case_id = story(database, cast)
    with database.writing() as session:
        case, letter = case_in(session, case_id), letter_in(session, case_id)
        with pytest.raises(Refusal, match="It is known that this letter left") if known else nullcontext():
            sending.refuse_known(case, letter)
        if known:
            cases.record_event(session, case, Event.BOUNCED, ANSWERED)
            sending.refuse_known(case, letter)
