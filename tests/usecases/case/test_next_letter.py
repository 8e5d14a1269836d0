"""The letters after the first: which one, in whose name, how it leaves, and what its copy and its answer do."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from governance.errors import Refusal
from governance.rules.case.next_letter import LetterKind
from governance.rules.case.states import Event
from governance.store import outbox
from governance.store.database import Database
from governance.store.models import Case, Outgoing, Workspace
from governance.store.pumps import abandoned
from governance.usecases.case import case as cases
from governance.usecases.case import handover, owner_prompts, recheck
from governance.usecases.case.letter import letter as letters
from governance.usecases.case.letter import next_letter, outcome, sending
from governance.usecases.case.letter.sending import MailSetup
from governance.usecases.people import members
from governance.usecases.seen import case as case_pages
from tests.conftest import WORKSPACE, Cast
from tests.usecases.case.case_story import (
    OLGA,
    SENT,
    Mailbox,
    by_mail_program,
    case_in,
    confirmation,
    letter_in,
    news_of,
    prompts_of,
    said_sent,
)

LATE = datetime(2027, 1, 20, 9, tzinfo=UTC)  # well over fourteen working days after the letter


def in_state(database: Database, case_id: str, event: Event, at: datetime = LATE) -> None:
    with database.writing() as session:
        case = case_in(session, case_id)
        cases.record_event(session, case, event, at)
        case.answered_at = at
        if event is Event.CONFIRMED:
            case.confirmed_at = at
            recheck.remember(session, case, at)


@pytest.mark.parametrize(
    ("event", "kind", "to", "words"),
    [
        (None, LetterKind.FOLLOW_UP, "feedback@slack.com", "I have not received your confirmation."),
        (None, LetterKind.NEXT_STEP, "privacy@slack.com", "my request at feedback@slack.com, the address that"),
        (Event.ASKED, LetterKind.ANSWER, "feedback@slack.com", "Thank you for your question."),
        (Event.REFUSED, LetterKind.AFTER_REFUSAL, "feedback@slack.com", "On 20 January 2027 you answered"),
        (Event.REFUSED, LetterKind.NEXT_STEP, "privacy@slack.com", "pass my request on to those"),
        (Event.CONFIRMED, LetterKind.RECHECK, "feedback@slack.com", "On 20 January 2027 you confirmed"),
    ],
)
def test_each_occasion_has_its_letter(
    database: Database, workspace: Workspace, cast: Cast, event: Event | None, kind: LetterKind, to: str, words: str
) -> None:
    case_id = said_sent(database, cast)
    if event:
        in_state(database, case_id, event)
    with database.writing() as session:
        letter = next_letter.prepare(session, cast.olga, case_id, kind, LATE)
        assert (letter.kind, letter.to_address, letter.from_address) == (kind, to, OLGA)
        assert letter.subject == "Re: Slack Global model opt-out request"
        assert words in letter.body.replace("\n", " ")
        assert "> Workspace URL: https://exemple.slack.com" in letter.body
        assert next_letter.prepare(session, cast.olga, case_id, kind, LATE).id == letter.id


def test_a_letter_that_is_not_due_is_refused(database: Database, workspace: Workspace, cast: Cast) -> None:
    case_id = said_sent(database, cast)
    with database.writing() as session:
        for kind in (None, *LetterKind):
            with pytest.raises(Refusal, match="due yet"):
                next_letter.prepare(session, cast.olga, case_id, kind, SENT + timedelta(days=1))
        with pytest.raises(Refusal, match="Only an owner may send"):
            next_letter.prepare(session, cast.ada, case_id, LetterKind.FOLLOW_UP, LATE)


def test_another_owner_writes_the_next_letter_in_their_own_name(
    database: Database, workspace: Workspace, cast: Cast, tmp_path: Path
) -> None:
    case_id = said_sent(database, cast)
    with database.writing() as session:
        handover.hand_over(session, cast.olga, case_id, "U0OSCAR", SENT)
        with pytest.raises(Refusal, match="First give the address"):
            next_letter.prepare(session, cast.oscar, case_id, None, LATE)
    with database.writing() as session:
        letters.set_address(session, cast.oscar, case_id, "oscar@exemple.example", True, LATE)
        letter = next_letter.prepare(session, cast.oscar, case_id, None, LATE)
        assert case_in(session, case_id).state == "sent"
        assert letter.from_address == "oscar@exemple.example"
        assert "Oscar Dupont" in letter.body
        assert "> Olga Martin" in letter.body
        first = letter_in(session, case_id)
        assert first.from_address == OLGA
    mailbox = Mailbox(database, tmp_path / "mail")
    assert mailbox.arrive(by_mail_program(first), LATE).reasons is None  # hers, though he has the request now
    copy = mailbox.arrive(by_mail_program(letter, "oscar@exemple.example", LATE, 2), LATE)
    assert (copy.kind, copy.reasons) == ("copy", None)


def test_who_only_opens_a_next_letter_does_not_take_the_request_over(
    database: Database, workspace: Workspace, cast: Cast
) -> None:
    case_id = said_sent(database, cast)
    with database.writing() as session:
        hers = next_letter.prepare(session, cast.olga, case_id, None, LATE)
        oscar = replace(cast.oscar, email="oscar@exemple.example")
        his = next_letter.prepare(session, oscar, case_id, None, LATE)
        assert his.id != hers.id
        assert (his.approved_by, his.from_address) == ("U0OSCAR", "oscar@exemple.example")
        assert "Kind regards,\nOscar Dupont" in his.body
        case = case_in(session, case_id)
        assert (case.owner, case.from_address) == ("U0OLGA", OLGA)
        assert next_letter.prepare(session, oscar, case_id, None, LATE).id == his.id
        page = case_pages.page_of_letter(session, oscar, case, his, MailSetup(smtp=True), LATE)
        assert (page.address, page.owner.slack_id) == ("oscar@exemple.example", "U0OLGA")


def test_the_mail_server_takes_a_later_letter_once(database: Database, workspace: Workspace, cast: Cast) -> None:
    case_id = said_sent(database, cast)
    with database.writing() as session:
        letter = next_letter.prepare(session, cast.olga, case_id, None, LATE)
        sending.queue_smtp(session, cast.olga, case_id, LATE, letter.id)
        with pytest.raises(Refusal, match="sending this letter just now"):
            sending.queue_smtp(session, cast.olga, case_id, LATE, letter.id)
        out = sending.outbound(session, WORKSPACE, letter.id, LATE)
        assert out is not None
        assert out.recipients[0] == "feedback@slack.com"
        assert f"In-Reply-To: <{letter_in(session, case_id).message_id}>".encode() in out.raw
        outcome.letter_accepted(session, WORKSPACE, case_id, letter.id, LATE)
        assert letter.sent_at == LATE
        assert case_in(session, case_id).sent_at == SENT
        assert (news_of(session, "sent"), news_of(session, "next_sent")) == (set(), {"U0OLGA"})
        assert sending.outbound(session, WORKSPACE, letter.id, LATE) is None
        with pytest.raises(Refusal, match="left already"):
            sending.queue_smtp(session, cast.olga, case_id, LATE, letter.id)


@pytest.mark.parametrize(("status", "told"), [("failed", "next_not_sent"), ("unknown", "next_unclear")])
def test_a_later_letter_the_server_did_not_take_waits_for_a_person(
    database: Database, workspace: Workspace, cast: Cast, status: str, told: str
) -> None:
    case_id = said_sent(database, cast)
    with database.writing() as session:
        letter = next_letter.prepare(session, cast.olga, case_id, None, LATE)
        sending.queue_smtp(session, cast.olga, case_id, LATE, letter.id)
        row = session.scalars(select(Outgoing).where(Outgoing.kind == "letter")).one()
        outbox.claim(session, row, LATE)
        if status == "unknown":  # the process died
            abandoned.reclaim(session, LATE + timedelta(minutes=1))
            outcome.settle_lost_letters(session, LATE + timedelta(minutes=1))
        else:
            outcome.letter_not_accepted(session, WORKSPACE, case_id, letter.id, status, LATE)
        assert news_of(session, told) == {"U0OLGA"}
        assert case_in(session, case_id).state == "sent"
        assert letter.sent_at is None
        outcome.settle_lost_letters(session, LATE + timedelta(minutes=2))
        queued = select(Outgoing).where(Outgoing.kind == "letter", Outgoing.status == "queued")
        assert session.scalars(queued).all() == []


def test_a_reply_after_a_refusal_gives_the_vendor_the_word(
    database: Database, workspace: Workspace, cast: Cast
) -> None:
    case_id = said_sent(database, cast)
    in_state(database, case_id, Event.REFUSED)
    with database.writing() as session:
        letter = next_letter.prepare(session, cast.olga, case_id, LetterKind.AFTER_REFUSAL, LATE)
        sending.say_sent(session, cast.olga, case_id, LATE.date(), LATE, letter.id)
        assert case_in(session, case_id).state == "sent"
        assert cases.last_sent_at(session, case_in(session, case_id)) == LATE


class TestAfterTheConfirmation:
    """A year later, or because something changed, an owner asks whether it still holds."""

    @pytest.fixture
    def confirmed(self, database: Database, workspace: Workspace, cast: Cast, tmp_path: Path) -> tuple[str, Mailbox]:
        case_id, mailbox = said_sent(database, cast), Mailbox(database, tmp_path / "mail")
        with database.reading() as session:
            letter, case = letter_in(session, case_id), case_in(session, case_id)
        mailbox.arrive(by_mail_program(letter))
        mailbox.arrive(confirmation(case))
        with database.reading() as session:
            assert case_in(session, case_id).state == "confirmed"
        return case_id, mailbox

    def case(self, database: Database, case_id: str) -> Case:
        with database.reading() as session:
            return case_in(session, case_id)

    @pytest.mark.parametrize("reason", ["address", "owner", "policy"])
    def test_a_change_asks_for_a_check_once(
        self, database: Database, cast: Cast, confirmed: tuple[str, Mailbox], reason: str
    ) -> None:
        case_id, now = confirmed[0], datetime(2027, 3, 1, 9, tzinfo=UTC)
        with database.writing() as session:
            recheck.notice_changes(session, WORKSPACE, now)
            assert case_in(session, case_id).check_reason is None
            if reason == "address":
                members.workspace(session, WORKSPACE).url = "https://another.slack.com"
            elif reason == "policy":  # an edition of the register that knew less, as before an update of the app
                case_in(session, case_id).known_policy = date(2024, 5, 17)
            else:
                olga, oscar = (members.person(session, WORKSPACE, user_id) for user_id in ("U0OLGA", "U0OSCAR"))
                swapped = [replace(olga, role=oscar.role), replace(oscar, role=olga.role)]
                members.record_people(session, WORKSPACE, swapped, now)
        for moment in (now, now + timedelta(minutes=1), now + timedelta(days=1)):
            with database.writing() as session:
                recheck.notice_changes(session, WORKSPACE, moment)
                owner_prompts.queue_case_prompts(session, WORKSPACE, moment)
        with database.reading() as session:
            asked = [what for what, _ in prompts_of(session)]
            assert asked == [f"check_{reason}"]
            case = case_in(session, case_id)
            assert case.next_check_at is not None
            assert case.next_check_at > now + timedelta(days=300)
            assert case.check_due_at == now  # until it is asked, Home says that it is due

    def test_the_vendor_confirms_again(self, database: Database, cast: Cast, confirmed: tuple[str, Mailbox]) -> None:
        case_id, mailbox = confirmed
        year = datetime(2028, 1, 10, 9, tzinfo=UTC)
        with database.writing() as session:
            letter = next_letter.prepare(session, cast.olga, case_id, LetterKind.RECHECK, year)
            sending.say_sent(session, cast.olga, case_id, year.date(), year, letter.id)
            assert recheck.asked_at(session, case_in(session, case_id)) == year
            assert case_in(session, case_id).state == "confirmed"
        later = year + timedelta(days=1)
        mailbox.arrive(confirmation(self.case(database, case_id), at=later, message_id="again@slack.com"), later)
        with database.reading() as session:
            case = case_in(session, case_id)
            assert (case.state, case.checked_at, recheck.asked_at(session, case)) == ("confirmed", later, None)
            assert case.next_check_at is not None
            assert case.next_check_at > later + timedelta(days=360)
            assert news_of(session, "confirmed") == {"U0OLGA", "U0OSCAR", "U0ADA"}

    def test_without_an_answer_the_owner_is_reminded_and_may_put_it_off(
        self, database: Database, cast: Cast, confirmed: tuple[str, Mailbox]
    ) -> None:
        case_id, year = confirmed[0], datetime(2028, 1, 10, 9, tzinfo=UTC)
        with database.writing() as session:
            with pytest.raises(Refusal, match="Nothing waits"):
                handover.remind_later(session, cast.olga, case_id, year + timedelta(days=3), year)
            letter = next_letter.prepare(session, cast.olga, case_id, LetterKind.RECHECK, year)
            sending.say_sent(session, cast.olga, case_id, year.date(), year, letter.id)
            owner_prompts.queue_case_prompts(session, WORKSPACE, year + timedelta(days=3, hours=1))
            assert ("answer_day_3", "U0OLGA") in prompts_of(session)
            handover.remind_later(session, cast.olga, case_id, year + timedelta(days=30), year + timedelta(days=4))
            owner_prompts.queue_case_prompts(session, WORKSPACE, year + timedelta(days=10))
            assert ("answer_day_7", "U0OLGA") not in prompts_of(session)
