"""Mail does not always come in order: a copy may be late, and after a pause everything is there at once."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from governance.store import ledger
from governance.store.database import Database
from governance.store.models import Mail
from governance.usecases.case import case as cases
from governance.usecases.mail import manual_sorting
from tests.conftest import WORKSPACE, Cast
from tests.mail.mailroom import answer
from tests.usecases.case.case_story import (
    ANSWERED,
    SENT,
    Mailbox,
    approved,
    by_mail_program,
    case_in,
    confirmation,
    letter_in,
    news_of,
    read_mail,
)

MINUTE = timedelta(minutes=1)


@pytest.fixture
def request_id(database: Database, cast: Cast) -> str:
    """A letter that Olga has sent by her mail program; its copy is on its way."""
    return approved(database, cast)


@pytest.fixture
def copy(database: Database, request_id: str) -> bytes:
    return copy_at(database, request_id, SENT)


def copy_at(database: Database, request_id: str, at: datetime) -> bytes:
    with database.reading() as session:
        return by_mail_program(letter_in(session, request_id), at=at)


@pytest.fixture
def confirmed(database: Database, request_id: str) -> bytes:
    with database.reading() as session:
        return confirmation(case_in(session, request_id))


def test_an_answer_that_overtook_the_copy_counts_once_the_copy_is_here(
    database: Database, mailbox: Mailbox, request_id: str, copy: bytes, confirmed: bytes
) -> None:
    early = mailbox.arrive(confirmed)
    assert (early.kind, early.in_thread) == ("unsure", False)
    mailbox.arrive(copy, ANSWERED + MINUTE)
    read_mail(mailbox.desk, ANSWERED + 2 * MINUTE)
    with database.reading() as session:
        case = case_in(session, request_id)
        assert (case.state, case.answer_grade, case.sent_at) == ("confirmed", "signed", SENT)
        assert [row.event for row in cases.events_of(session, request_id)] == ["approved", "sent", "confirmed"]
        assert manual_sorting.count_to_sort(session, WORKSPACE) == 0
        assert news_of(session, "confirmed") == {"U0OLGA", "U0OSCAR", "U0ADA"}
        assert ledger.verify(session, WORKSPACE).fault is None


def test_a_forgery_that_came_before_the_copy_is_none_the_better_for_it(
    database: Database, mailbox: Mailbox, request_id: str, copy: bytes
) -> None:
    mailbox.arrive(answer(Cc=None, In_Reply_To="<client-1@exemple.example>"))
    mailbox.arrive(copy)
    read_mail(mailbox.desk, ANSWERED + MINUTE)
    with database.reading() as session:
        assert case_in(session, request_id).state == "sent"
        assert manual_sorting.count_to_sort(session, WORKSPACE) == 1


def test_what_a_person_has_sorted_is_not_judged_again(
    database: Database, cast: Cast, mailbox: Mailbox, request_id: str, copy: bytes, confirmed: bytes
) -> None:
    early = mailbox.arrive(confirmed)
    with database.writing() as session:
        manual_sorting.set_aside(session, cast.olga, early.id, ANSWERED)
    mailbox.arrive(copy)
    read_mail(mailbox.desk, ANSWERED + MINUTE)
    with database.reading() as session:
        assert case_in(session, request_id).state == "sent"
        assert session.get_one(Mail, early.id).sorted_by == "U0OLGA"


def test_a_mail_of_which_only_the_header_was_kept_stays_with_its_reason(
    database: Database, mailbox: Mailbox, request_id: str, copy: bytes
) -> None:
    unread = mailbox.arrive(b"no header at all\r\n")
    mailbox.arrive(copy)
    read_mail(mailbox.desk, ANSWERED + MINUTE)
    with database.reading() as session:
        kept = session.get_one(Mail, unread.id)
        assert (kept.judged_at, kept.reasons) == (unread.judged_at, unread.reasons)


def test_what_is_found_at_once_after_a_pause_is_judged_in_the_order_of_writing(
    database: Database, mailbox: Mailbox, request_id: str, copy: bytes, confirmed: bytes
) -> None:
    with database.reading() as session:
        case = case_in(session, request_id)
        received = "We have received your request and will look into it.\n"
        acknowledged = confirmation(case, at=ANSWERED - timedelta(hours=3), text=received, message_id="first@slack.com")
    for raw in (confirmed, acknowledged, copy):
        mailbox.put(raw)
    read_mail(mailbox.desk, ANSWERED)
    with database.reading() as session:
        judged = [row.event for row in cases.events_of(session, request_id)]
        assert judged == ["approved", "sent", "acknowledged", "confirmed"]
        assert session.scalars(select(Mail).where(Mail.sorted_at.is_(None))).all() == []


@pytest.mark.parametrize("behind", [timedelta(), MINUTE], ids=["in the same second", "by a clock that is behind"])
@pytest.mark.parametrize("copy_first", [True, False])
def test_an_answer_is_judged_after_the_letter_that_it_answers(
    database: Database, mailbox: Mailbox, request_id: str, copy: bytes, behind: timedelta, copy_first: bool
) -> None:
    with database.reading() as session:
        at = SENT + timedelta(hours=1) - behind
        answered = confirmation(case_in(session, request_id), at=at)
    for raw in (copy, answered) if copy_first else (answered, copy):
        mailbox.put(raw)
    read_mail(mailbox.desk, ANSWERED)
    with database.reading() as session:
        assert case_in(session, request_id).state == "confirmed"
        assert news_of(session, "confirmed")
        assert news_of(session, "mail") == set()  # nobody is told of a mail that the app cannot place


def test_a_date_in_the_future_puts_no_mail_behind_those_that_come_later(
    database: Database, mailbox: Mailbox, request_id: str, confirmed: bytes
) -> None:
    mailbox.put(copy_at(database, request_id, SENT + timedelta(days=3650)))
    mailbox.put(confirmed)
    read_mail(mailbox.desk, ANSWERED)
    read_mail(mailbox.desk, ANSWERED + MINUTE)
    with database.reading() as session:
        assert case_in(session, request_id).state == "confirmed"
