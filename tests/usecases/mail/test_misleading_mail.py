"""Who knows our letter, or has genuine mail of Slack's about something else, can close or move no request with it."""

from __future__ import annotations

import threading
import time
from datetime import timedelta
from email.utils import format_datetime

import pytest
from sqlalchemy import func, select

from governance.errors import Fault, Refusal
from governance.mail import incoming
from governance.mail.incoming import MailDesk
from governance.mail.reading.dns_keys import StoredTxt
from governance.rules.mail.verdict import MailKind
from governance.store.database import Database
from governance.store.models import Mail, Outgoing, Workspace
from governance.usecases.case import case as cases
from governance.usecases.case.letter import sending
from governance.usecases.mail import manual_sorting, reply_submission
from tests.conftest import WORKSPACE, Cast
from tests.mail.mailroom import DONE, answer, dns, signed
from tests.usecases.case.case_story import (
    ANSWERED,
    DECIDED,
    OLGA,
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
REFUSED = "Unfortunately, we are unable to process your opt-out request.\n"


@pytest.fixture
def request_id(database: Database, workspace: Workspace, cast: Cast) -> str:
    return approved(database, cast)


def copy(database: Database, request_id: str, number: int = 1, domain: str | None = "exemple.example") -> bytes:
    with database.reading() as session:
        return by_mail_program(letter_in(session, request_id), number=number, domain=domain)


def confirmed(database: Database, request_id: str, thread: str = "client-1@exemple.example") -> bytes:
    with database.reading() as session:
        return confirmation(case_in(session, request_id), thread)


def to_carol(
    text: str = DONE,
    thread: str = "client-7@exemple.example",
    at: timedelta = timedelta(),
    to: str = "carol@private.example",
    **more: str,
) -> bytes:
    """What Slack writes to Carol, who asked something for a workspace of her own."""
    date = format_datetime(ANSWERED - timedelta(hours=1) + at)
    headers = {"To": to, "Cc": None, "In_Reply_To": f"<{thread}>", "Date": date, "Message_ID": "<to-carol@slack.com>"}
    return signed(answer(text, **headers, **more))


def state(database: Database, request_id: str) -> str:
    with database.reading() as session:
        return case_in(session, request_id).state


def reasons(database: Database, mail: Mail) -> str:
    with database.reading() as session:
        return str(session.get_one(Mail, mail.id).reasons)


def test_a_copy_that_a_member_wrote_ties_nothing_to_our_request(
    database: Database, mailbox: Mailbox, request_id: str
) -> None:
    """Carol mails the letter's words in Olga's name, under the number of a mail of her own that Slack has answered."""
    mailbox.arrive(copy(database, request_id, 7, domain=None), SENT)
    mail = mailbox.arrive(to_carol())
    assert (mail.kind, mail.aligned, mail.in_thread) == ("unsure", True, False)
    assert "shown by an unsigned copy alone" in reasons(database, mail)
    assert state(database, request_id) == "sent"


def test_a_copy_that_a_member_wrote_takes_nothing_away(database: Database, mailbox: Mailbox, request_id: str) -> None:
    mailbox.arrive(copy(database, request_id), SENT)
    mailbox.arrive(copy(database, request_id, 7, domain=None), SENT + MINUTE)
    mailbox.arrive(confirmed(database, request_id))
    assert state(database, request_id) == "confirmed"


def test_an_answer_counts_whichever_of_two_copies_it_refers_to(
    database: Database, mailbox: Mailbox, request_id: str
) -> None:
    mailbox.arrive(copy(database, request_id, 1), SENT)
    mailbox.arrive(copy(database, request_id, 2), SENT + MINUTE)
    mailbox.arrive(confirmed(database, request_id, "client-1@exemple.example"))
    assert state(database, request_id) == "confirmed"


@pytest.mark.parametrize("text", [DONE, REFUSED, "We have received your request.\n"])
def test_slacks_answer_to_somebody_who_referred_to_our_letter_is_not_ours(
    database: Database, mailbox: Mailbox, request_id: str, text: str
) -> None:
    mailbox.arrive(copy(database, request_id), SENT)
    mail = mailbox.arrive(to_carol(text, thread="client-1@exemple.example"))
    assert mail.in_thread
    assert "was not written to us" in reasons(database, mail)
    assert (state(database, request_id), mail.proved) == ("sent", False)
    with database.reading() as session:
        assert news_of(session, "mail") == {"U0OLGA", "U0OSCAR"}


@pytest.mark.parametrize("at", [timedelta(), timedelta(days=-180)])
def test_slacks_refusal_of_somebody_elses_request_undoes_no_confirmation(
    database: Database, mailbox: Mailbox, request_id: str, at: timedelta
) -> None:
    mailbox.arrive(copy(database, request_id), SENT)
    mailbox.arrive(confirmed(database, request_id))
    with database.reading() as session:
        reference = case_in(session, request_id).reference
    mailbox.arrive(to_carol(REFUSED, at=at, Subject=f"Re: opt-out {reference}"), ANSWERED + MINUTE)
    with database.reading() as session:
        case = case_in(session, request_id)
        assert (case.state, case.answer_grade) == ("confirmed", "signed")
        assert manual_sorting.count_to_sort(session, WORKSPACE) == 1


@pytest.mark.parametrize("later", ["the key is gone", "nobody answers"])
def test_what_was_signed_when_it_arrived_stays_so(
    database: Database, mailbox: Mailbox, request_id: str, later: str
) -> None:
    """The copy comes two days after the answer: by then Slack has another key, or the name service is silent."""
    mailbox.arrive(confirmed(database, request_id))
    keys = dns() | {"s1._domainkey.slack.com": None}
    known = {"s1._domainkey.exemple.example": dns()["s1._domainkey.exemple.example"]}
    lookup = StoredTxt(keys if later == "the key is gone" else known)
    mailbox.desk = MailDesk(database, f"maildir://{mailbox.folder}", None, lookup=lookup)
    mailbox.arrive(copy(database, request_id), ANSWERED + timedelta(days=2))
    read_mail(mailbox.desk, ANSWERED + timedelta(days=2, minutes=1))
    assert state(database, request_id) == "confirmed"


def test_put_to_the_request_by_hand_an_answer_still_counts_once_the_copy_is_here(
    database: Database, cast: Cast, mailbox: Mailbox, request_id: str
) -> None:
    mail = mailbox.arrive(to_carol(thread="client-1@exemple.example", to=OLGA))  # it bears no mark of ours yet
    assert mail.case_id is None
    with database.writing() as session:
        manual_sorting.put_mail(session, cast.ada, mail.id, request_id, ANSWERED)
    mailbox.arrive(copy(database, request_id), ANSWERED + MINUTE)
    read_mail(mailbox.desk, ANSWERED + 2 * MINUTE)
    assert state(database, request_id) == "confirmed"


def test_only_what_refers_to_the_new_copy_is_judged_again_and_stays_readable_meanwhile(
    database: Database, cast: Cast, mailbox: Mailbox, request_id: str
) -> None:
    mail = mailbox.arrive(confirmed(database, request_id))
    other = mailbox.arrive(answer("The opt-out is not clear to me.\n", Cc=None, In_Reply_To="<else@slack.com>"))
    mailbox.put(copy(database, request_id))
    mailbox.desk.fetch(ANSWERED)
    mailbox.desk.judge(ANSWERED)
    with database.reading() as session:
        assert session.get_one(Mail, mail.id).again
        assert not session.get_one(Mail, other.id).again
        assert manual_sorting.mail_of(session, WORKSPACE, mail.id).kind == "unsure"
    read_mail(mailbox.desk, ANSWERED + MINUTE)
    mailbox.arrive(copy(database, request_id) + b"\r\n", ANSWERED + 2 * MINUTE)  # the same once more
    with database.reading() as session:
        assert session.scalar(select(func.count()).where(Mail.again)) == 0


def test_our_own_copy_is_no_answer(database: Database, cast: Cast, mailbox: Mailbox, request_id: str) -> None:
    mail = mailbox.arrive(copy(database, request_id), SENT)
    with database.writing() as session, pytest.raises(Refusal, match="copy of our own letter"):
        manual_sorting.say_meaning(session, cast.olga, request_id, mail.id, MailKind.CONFIRMATION, "I say so", ANSWERED)


def test_mail_whose_keys_nobody_tells_keeps_no_other_waiting(
    database: Database, cast: Cast, mailbox: Mailbox, request_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Thirty mails of a domain whose name server is silent; each costs its time, and a run has little."""

    def slow(name: str) -> bytes | None:
        if name.endswith("evil.example"):
            time.sleep(0.01)
            raise Fault("dns:timeout", permanent=False)
        return StoredTxt(dns())(name)

    monkeypatch.setattr(incoming, "LONGEST_TURN", 0.05)
    mailbox.desk = MailDesk(database, f"maildir://{mailbox.folder}", None, lookup=slow)
    for number in range(30):
        mailbox.put(signed(answer(From="x@evil.example", Message_ID=f"<{number}@evil.example>"), "evil.example"))
    mailbox.desk.fetch(SENT)
    for _ in range(4):
        mailbox.desk.judge(SENT)
    mailbox.put(copy(database, request_id))
    mailbox.put(confirmed(database, request_id))
    mailbox.desk.fetch(ANSWERED)
    with database.writing() as session:
        reply_submission.paste_reply(session, cast.ada, request_id, "We have received your request.", ANSWERED)
    for number in range(40):  # at least one mail is judged in each run, and those that were never tried go first
        mailbox.desk.judge(ANSWERED + number * timedelta(seconds=15))
    assert state(database, request_id) == "confirmed"
    with database.reading() as session:
        pasted = session.scalars(select(Mail).where(Mail.source == "pasted")).one()
        assert pasted.kind == "acknowledgement"


@pytest.mark.parametrize(
    "raw",
    [
        answer("+2AA- opt-out\r\n", Cc=None, Content_Type="text/plain; charset=utf-7"),
        answer("a\x00b opt-out\r\n", Cc=None),
        answer(
            "opt-out\r\n", Cc=None, From="x\x00y@slack.com", Message_ID="<a\x00b@slack.com>", In_Reply_To="<\x00@x>"
        ),
    ],
    ids=["half of a pair", "a NUL in the text", "a NUL in the header"],
)
def test_signs_that_no_database_keeps_stop_nothing(
    database: Database, mailbox: Mailbox, request_id: str, raw: bytes
) -> None:
    assert mailbox.arrive(raw, SENT).judged_at == SENT


def test_the_letter_is_given_to_the_mail_server_once_however_often_it_is_pressed_at_once(
    database: Database, cast: Cast, request_id: str
) -> None:
    refused: list[Refusal] = []

    def press() -> None:
        try:
            with database.writing() as session:
                sending.queue_smtp(session, cast.olga, request_id, DECIDED)
        except Refusal as refusal:
            refused.append(refusal)

    presses = [threading.Thread(target=press) for _ in range(4)]
    for one in presses:
        one.start()
    for one in presses:
        one.join(20)
    with database.reading() as session:
        assert len(session.scalars(select(Outgoing).where(Outgoing.kind == "letter")).all()) == 1
        assert [row.event for row in cases.events_of(session, request_id)] == ["approved"]
    assert len(refused) == 3


def test_a_flood_of_mail_is_told_in_a_few_messages(database: Database, mailbox: Mailbox, request_id: str) -> None:
    mailbox.arrive(copy(database, request_id), SENT)
    for number in range(30):
        thread = {"Message_ID": f"<{number}@slack.com>", "In_Reply_To": "<client-1@exemple.example>"}
        mailbox.put(answer("The opt-out is not clear to me.\n", **thread))
    mailbox.desk.fetch(ANSWERED)
    for number in range(4):
        mailbox.desk.judge(ANSWERED + number * MINUTE)
    told = select(func.count()).where(Outgoing.kind == "news", Outgoing.user_id == "U0OLGA")
    with database.reading() as session:
        assert manual_sorting.count_to_sort(session, WORKSPACE) == 30
        of_mail = [
            row for row in session.scalars(select(Outgoing).where(Outgoing.kind == "news")) if "mail" in row.about
        ]
        assert len(of_mail) == 12  # to two owners
    mailbox.arrive(confirmed(database, request_id), ANSWERED + 5 * MINUTE)
    with database.reading() as session:
        assert news_of(session, "confirmed") == {"U0OLGA", "U0OSCAR", "U0ADA"}
        assert session.scalar(told) == 8  # the letter has left; six about mail; it is confirmed
