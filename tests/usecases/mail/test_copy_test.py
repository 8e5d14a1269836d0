"""A test mail to the copy address: known by its token, noted once, never an answer; what looks like one is judged."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from governance.errors import Refusal
from governance.store import ledger
from governance.store.database import Database
from governance.store.models import Case, LedgerEvent, Mail, Outgoing, Workspace
from governance.usecases.case.letter import copy_test
from governance.usecases.case.letter import letter as letters
from governance.usecases.case.letter.sending import MailSetup
from governance.usecases.mail import manual_sorting, reply_submission
from governance.usecases.seen import case as case_pages
from governance.usecases.seen import copy_test as copy_test_pages
from tests.conftest import WORKSPACE, Cast
from tests.mail.mailroom import signed
from tests.usecases.case.case_story import DECIDED, INBOX, OLGA, Mailbox, case_in, opted_out

LATER = DECIDED + timedelta(minutes=5)
SETUP = MailSetup(copy_address=INBOX)


@pytest.fixture
def mailbox(database: Database, workspace: Workspace, tmp_path: Path) -> Mailbox:
    return Mailbox(database, tmp_path / "maildir")


@pytest.fixture
def case_id(database: Database, workspace: Workspace, cast: Cast) -> str:
    """A drafted request whose test mail Olga has asked for."""
    found = opted_out(database, cast)
    with database.writing() as session:
        copy_test.begin(session, cast.olga, found, DECIDED)
    return found


def mail_of_test(case: Case, cast: Cast, **headers: str) -> bytes:
    """The test mail as Olga's mail program sends it."""
    mail, message = copy_test.mail_of(case, cast.olga), EmailMessage(policy=SMTP)
    message["From"], message["To"], message["Subject"] = OLGA, mail.to, mail.subject
    message["Date"], message["Message-ID"] = format_datetime(LATER), "<test-1@exemple.example>"
    for name, value in headers.items():
        del message[name.replace("_", "-")]
        message[name.replace("_", "-")] = value
    message.set_content(mail.body)
    return message.as_bytes()


def recorded(session: Session) -> list[str]:
    """What the record holds of the test."""
    tags = session.scalars(select(LedgerEvent.tag).order_by(LedgerEvent.seq))
    return [tag.removeprefix("case:copy_test:") for tag in tags if tag.startswith("case:copy_test:")]


def test_it_arrives_once_and_is_no_answer(database: Database, cast: Cast, mailbox: Mailbox, case_id: str) -> None:
    with database.reading() as session:
        raw = mail_of_test(case_in(session, case_id), cast)
        waiting = case_pages.case_page(session, cast.olga, case_in(session, case_id), SETUP, DECIDED).copies
    assert waiting is not None
    assert (waiting.asked_at, waiting.arrived_at, waiting.may_test) == (DECIDED, None, True)
    assert mailbox.arrive(raw, LATER).kind == "test"
    again = Mailbox(database, mailbox.folder.parent / "after-a-restart")
    again.arrive(raw.replace(b"<test-1@", b"<test-2@"), LATER + timedelta(hours=1))
    again.arrive(raw, LATER + timedelta(hours=2))
    with database.reading() as session:
        case = case_in(session, case_id)
        assert (case.state, case.test_arrived_at, recorded(session)) == ("drafted", LATER, ["begun", "arrived"])
        assert {mail.kind for mail in session.scalars(select(Mail))} == {"test"}
        assert manual_sorting.count_to_sort(session, WORKSPACE) == 0
        assert case_pages.latest_mail(session, case) is None
        homes = session.scalars(select(Outgoing.user_id).where(Outgoing.kind == "home"))
        assert {cast.olga.user_id, cast.oscar.user_id, cast.ada.user_id} <= set(homes)
        page = case_pages.case_page(session, cast.ada, case, SETUP, LATER)
        assert page.copies is not None
        assert (page.copies.arrived_at, [one.what for one in page.recent]) == (LATER, ["opt_out"])
        assert case_pages.case_page(session, cast.carol, case, SETUP, LATER).copies is None
        assert ledger.verify(session, WORKSPACE).fault is None


def test_it_may_come_after_the_approval(database: Database, cast: Cast, mailbox: Mailbox, case_id: str) -> None:
    with database.writing() as session:
        raw = mail_of_test(case_in(session, case_id), cast)
        letters.approve(session, cast.olga, case_id, DECIDED)
    mailbox.arrive(raw, LATER)
    with database.reading() as session:
        case = case_in(session, case_id)
        assert (case.state, case.request_grade, case.test_arrived_at) == ("approved", "drafted", LATER)


FORGED = "AI Consent test mail AAAAAAAAAAAA"
LOOKS_LIKE: dict[str, Callable[[Case, Cast], bytes]] = {
    "an unknown token": lambda case, cast: mail_of_test(case, cast, Subject=FORGED),
    "an answer to it": lambda case, cast: mail_of_test(
        case, cast, Subject=f"Re: AI Consent test mail {case.test_token}"
    ),
    "an automatic reply": lambda case, cast: mail_of_test(case, cast, Auto_Submitted="auto-replied"),
    "the vendor's signed mail": lambda case, cast: signed(mail_of_test(case, cast, From="feedback@slack.com")),
}


@pytest.mark.parametrize("which", LOOKS_LIKE)
def test_what_only_looks_like_it_is_judged(
    database: Database, cast: Cast, mailbox: Mailbox, case_id: str, which: str
) -> None:
    with database.reading() as session:
        raw = LOOKS_LIKE[which](case_in(session, case_id), cast)
    assert mailbox.arrive(raw, LATER).kind not in ("test", None)
    with database.reading() as session:
        case = case_in(session, case_id)
        assert (case.test_arrived_at, recorded(session)) == (None, ["begun"])


def test_one_that_went_elsewhere_or_was_brought_here_shows_nothing(
    database: Database, cast: Cast, mailbox: Mailbox, case_id: str
) -> None:
    with database.writing() as session:
        raw = mail_of_test(case_in(session, case_id), cast)
        letters.approve(session, cast.olga, case_id, DECIDED)
    assert mailbox.arrive(raw.replace(b"To: ai-consent+", b"To: somebody+"), LATER).kind == "test"
    with database.writing() as session:
        kept = reply_submission.keep_files(session, cast.olga, case_id, [raw], LATER)
    mailbox.desk.judge(LATER)
    with database.reading() as session:
        assert session.get_one(Mail, kept[0]).kind not in ("test", None)
        assert case_in(session, case_id).test_arrived_at is None


def test_who_may_and_when(database: Database, workspace: Workspace, cast: Cast) -> None:
    case_id = opted_out(database, cast)
    with database.writing() as session:
        with pytest.raises(Refusal, match="not yours to do"):
            copy_test.begin(session, cast.carol, case_id, DECIDED)
        begun = copy_test.begin(session, cast.ada, case_id, DECIDED).test_token
        assert copy_test.begin(session, cast.olga, case_id, LATER).test_token == begun
        page = copy_test_pages.copy_test_page(session, cast.ada, case_in(session, case_id))
        assert page.mailto_url.startswith("mailto:ai-consent%2B")
        assert all(str(begun) in url for url in (page.mailto_url, page.gmail_url, page.outlook_url))
        assert recorded(session) == ["begun"]


def test_without_a_mailbox_or_after_the_approval_there_is_none(
    database: Database, workspace: Workspace, cast: Cast
) -> None:
    case_id = opted_out(database, cast, inbox=None)
    with database.writing() as session:
        with pytest.raises(Refusal, match="has no mailbox"):
            copy_test.begin(session, cast.olga, case_id, DECIDED)
        case = case_in(session, case_id)
        assert case_pages.case_page(session, cast.olga, case, SETUP, DECIDED).copies is None
        case.copy_address = "ai-consent+x@exemple.example"
        letters.approve(session, cast.olga, case_id, DECIDED)
        with pytest.raises(Refusal, match="before the letter is approved"):
            copy_test.begin(session, cast.olga, case_id, DECIDED)
        page = case_pages.case_page(session, cast.olga, case, SETUP, DECIDED)
        assert page.copies is not None
        assert page.copies.may_test is False
        assert case_pages.case_page(session, cast.olga, case, MailSetup(), DECIDED).copies is None
