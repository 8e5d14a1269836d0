"""The correspondence in order, with what is known of each part; mail that a person sorts; mail as it arrived."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from governance import pages
from governance.errors import Refusal
from governance.rules.case.states import Event
from governance.rules.mail.verdict import MailKind
from governance.store.database import Database
from governance.store.models import Case, LedgerEvent, Mail, Workspace
from governance.usecases.case import case as cases
from governance.usecases.case import decision
from governance.usecases.case.letter import next_letter, outcome, sending
from governance.usecases.case.letter.sending import MailSetup
from governance.usecases.mail import manual_sorting
from governance.usecases.seen import case as case_pages
from governance.usecases.seen import timeline
from tests.conftest import Cast
from tests.mail.mailroom import answer
from tests.usecases.case.case_story import (
    ANSWERED,
    DECIDED,
    SENT,
    Mailbox,
    approved,
    by_mail_program,
    case_in,
    closed_question,
    confirmation,
    letter_in,
    news_of,
    said_sent,
)

DECISION = [("opt_out", "", "")]


def told(database: Database, case_id: str) -> list[tuple[str, str, str]]:
    """What the timeline says, oldest first: what, which letter or mail, how it is known."""
    with database.reading() as session:
        found = timeline.entries(session, case_in(session, case_id))
    return [(one.what, one.letter or (one.mail.kind if one.mail else ""), one.known) for one in reversed(found)]


def test_everything_stands_in_its_order(database: Database, workspace: Workspace, cast: Cast, tmp_path: Path) -> None:
    case_id, mailbox = said_sent(database, cast), Mailbox(database, tmp_path / "mail")
    assert told(database, case_id) == [*DECISION, ("approved", "request", ""), ("left", "request", "said")]
    with database.reading() as session:
        letter, case = letter_in(session, case_id), case_in(session, case_id)
    mailbox.arrive(by_mail_program(letter), SENT + timedelta(minutes=5))
    mailbox.arrive(confirmation(case))
    assert told(database, case_id) == [
        *DECISION,
        ("approved", "request", ""),
        ("left", "request", "copy_signed"),
        ("copy", "copy", ""),
        ("mail", "confirmation", ""),
    ]


def test_it_begins_with_the_question_and_the_decision(database: Database, workspace: Workspace, cast: Cast) -> None:
    poll_id = closed_question(database, cast)
    with database.writing() as session:
        taken = decision.record_decision(session, cast.olga, poll_id, "opt_out", "", DECIDED)
        case_id = session.scalars(select(Case.id).where(Case.decision_id == taken.id)).one()
    assert told(database, case_id) == [("asked", "", ""), ("closed", "", ""), *DECISION]


def test_what_a_person_says_stands_with_their_name_and_note(
    database: Database, workspace: Workspace, cast: Cast
) -> None:
    case_id = said_sent(database, cast)
    with database.writing() as session:
        manual_sorting.say_meaning(
            session, cast.olga, case_id, None, MailKind.ACKNOWLEDGEMENT, "By telephone.", ANSWERED
        )
    with database.reading() as session:
        newest = timeline.entries(session, case_in(session, case_id))[0]
        assert newest.by is not None
        assert (newest.what, newest.known, newest.by.name, newest.note) == (
            "by_hand", "acknowledged", "Olga Martin", "By telephone.",
        )  # fmt: skip


def test_the_owner_takes_their_word_back(database: Database, workspace: Workspace, cast: Cast) -> None:
    case_id = said_sent(database, cast)
    with database.writing() as session:
        assert timeline.timeline_page(session, cast.olga, case_in(session, case_id)).may_take_back
        assert not timeline.timeline_page(session, cast.ada, case_in(session, case_id)).may_take_back
        outcome.say_not_sent(session, cast.olga, case_id, SENT)
        page = timeline.timeline_page(session, cast.olga, case_in(session, case_id))
        assert not page.may_take_back
    assert told(database, case_id) == [*DECISION, ("approved", "request", ""), ("not_sent", "", "")]


@pytest.mark.parametrize("event", [Event.ASKED, Event.REFUSED, None])
def test_what_was_answered_or_followed_up_cannot_be_taken_back(
    database: Database, workspace: Workspace, cast: Cast, event: Event | None
) -> None:
    case_id, late = said_sent(database, cast), SENT + timedelta(days=60)
    with database.writing() as session:
        case = case_in(session, case_id)
        if event:
            cases.record_event(session, case, event, late)
            case.answered_at = late
        letter = next_letter.prepare(session, cast.olga, case_id, None, late)
        sending.say_sent(session, cast.olga, case_id, late.date(), late, letter.id)
        assert case.state == "sent"
        assert not timeline.timeline_page(session, cast.olga, case).may_take_back
        with pytest.raises(Refusal, match="The letter has left"):
            outcome.say_not_sent(session, cast.olga, case_id, late)
        assert case.sent_at == SENT


@pytest.fixture
def lost(database: Database, workspace: Workspace, cast: Cast, tmp_path: Path) -> tuple[str, Mail]:
    """A request, and a mail of somebody that bears no mark of it."""
    case_id, mailbox = said_sent(database, cast), Mailbox(database, tmp_path / "mail")
    raw = answer("We looked at your opt-out request.\n", To="ai-consent@exemple.example", Cc=None, In_Reply_To=None)
    mail = mailbox.arrive(raw)
    assert mail.case_id is None
    return case_id, mail


def tags(database: Database) -> list[str]:
    with database.reading() as session:
        query = select(LedgerEvent.tag).where(LedgerEvent.tag.startswith("case:mail:")).order_by(LedgerEvent.seq)
        return list(session.scalars(query))


def test_a_lost_mail_is_put_to_the_request_on_record(database: Database, cast: Cast, lost: tuple[str, Mail]) -> None:
    case_id, mail = lost
    with database.writing() as session:
        with pytest.raises(Refusal, match="not yours"):
            manual_sorting.put_mail(session, cast.carol, mail.id, case_id, ANSWERED)
        manual_sorting.put_mail(session, cast.ada, mail.id, case_id, ANSWERED)
        assert news_of(session, "mail") == {"U0OLGA", "U0OSCAR"}
        with pytest.raises(Refusal, match="belongs to a request already"):
            manual_sorting.put_mail(session, cast.ada, mail.id, case_id, ANSWERED)
        assert case_in(session, case_id).state == "sent"
        page = case_pages.mail_to_sort_page(session, cast.ada, case_in(session, case_id))
        assert [(one.in_case, one.put_by) for one in page.mails] == [(True, pages.Person("U0ADA", "Ada Berg", "admin"))]
    assert tags(database) == ["case:mail:put"]
    assert told(database, case_id)[-1][0] == "mail"


def test_a_mail_about_something_else_waits_no_longer_and_stays(
    database: Database, cast: Cast, lost: tuple[str, Mail]
) -> None:
    case_id, mail = lost
    with database.writing() as session:
        manual_sorting.set_aside(session, cast.ada, mail.id, ANSWERED)
        assert manual_sorting.count_to_sort(session, cast.ada.workspace_id) == 0
        with pytest.raises(Refusal, match="sorted already"):
            manual_sorting.put_mail(session, cast.ada, mail.id, case_id, ANSWERED)
        with pytest.raises(Refusal, match="sorted already"):
            manual_sorting.set_aside(session, cast.ada, mail.id, ANSWERED)
        assert session.get(Mail, mail.id) is not None
    assert tags(database) == ["case:mail:set_aside"]


def test_owners_have_the_mail_as_it_arrived(database: Database, cast: Cast, lost: tuple[str, Mail]) -> None:
    mail = lost[1]
    with database.reading() as session:
        name, raw = manual_sorting.raw_mail(session, cast.olga, mail.id)
        assert raw == session.scalars(select(Mail.raw).where(Mail.id == mail.id)).one()
        assert name.endswith(".eml")
        with pytest.raises(Refusal, match="Only an owner"):
            manual_sorting.raw_mail(session, cast.ada, mail.id)


def test_whose_word_it_is(database: Database, workspace: Workspace, cast: Cast) -> None:
    """Oscar says that Olga's letter was sent, and confirms by hand: he is named for both, wherever it is shown."""
    case_id = approved(database, cast)
    with database.writing() as session:
        sending.say_sent(session, cast.oscar, case_id, SENT.date(), SENT)
        manual_sorting.say_meaning(session, cast.oscar, case_id, None, MailKind.CONFIRMATION, "By telephone.", ANSWERED)
    with database.reading() as session:
        case = case_in(session, case_id)
        page = case_pages.case_page(session, cast.carol, case, MailSetup(), ANSWERED)
        assert page.said_by is not None
        assert page.confirmation is not None
        assert page.confirmation.by is not None
        assert (page.owner.name, page.said_by.name, page.confirmation.by.name) == (
            "Olga Martin", "Oscar Dupont", "Oscar Dupont",
        )  # fmt: skip
        left = next(entry for entry in timeline.entries(session, case) if entry.what == "left")
        assert left.by is not None
        assert left.by.name == "Oscar Dupont"


def test_a_letter_that_came_back_and_is_said_to_be_sent_again_is_no_better_known_than_that(
    database: Database, workspace: Workspace, cast: Cast, tmp_path: Path
) -> None:
    case_id, mailbox = approved(database, cast), Mailbox(database, tmp_path / "mail")
    with database.reading() as session:
        mailbox.arrive(by_mail_program(letter_in(session, case_id)), SENT)
    with database.writing() as session:
        cases.record_event(session, case_in(session, case_id), Event.BOUNCED, ANSWERED)
    later = ANSWERED + timedelta(days=1)
    with database.writing() as session:
        sending.say_sent(session, cast.olga, case_id, later.date(), later)
    with database.reading() as session:
        assert case_in(session, case_id).request_grade == "said"
    letters = [(what, known) for what, letter, known in told(database, case_id) if letter == "request"]
    assert letters == [("approved", ""), ("left", ""), ("left", "said")]


def test_how_a_person_sorted_a_mail_is_told_as_that(
    database: Database, workspace: Workspace, cast: Cast, tmp_path: Path
) -> None:
    case_id, mailbox = said_sent(database, cast), Mailbox(database, tmp_path / "mail")
    with database.reading() as session:
        copy = case_in(session, case_id).copy_address
    aside, meant = (
        mailbox.arrive(answer(f"The opt-out, {one}.\n", Cc=copy, Message_ID=f"<{one}@slack.com>", In_Reply_To=None))
        for one in ("first", "second")
    )
    with database.writing() as session:
        manual_sorting.set_aside(session, cast.ada, aside.id, ANSWERED)
        manual_sorting.say_meaning(session, cast.olga, case_id, meant.id, MailKind.ACKNOWLEDGEMENT, "", ANSWERED)
    with database.reading() as session:
        shown = {one.mail.ref: one.mail for one in timeline.entries(session, case_in(session, case_id)) if one.mail}
    assert shown[aside.id].set_aside
    assert shown[aside.id].put_by is not None
    assert (shown[meant.id].set_aside, shown[meant.id].put_by) == (False, None)
