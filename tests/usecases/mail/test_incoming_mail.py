"""What arrives: copies that prove the sending, answers by their evidence, forgeries, and what people say of a mail."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from governance.errors import Fault, Refusal
from governance.mail.incoming import MailDesk
from governance.rules.mail.verdict import MailKind
from governance.rules.poll.answer import Choice
from governance.store import ledger
from governance.store.database import Database
from governance.store.models import LedgerEvent, Mail, Outgoing, Workspace
from governance.store.poll.key_store import Use
from governance.usecases.case import case as cases
from governance.usecases.case import decision, owner_prompts
from governance.usecases.case.letter import letter as letters
from governance.usecases.case.letter import sending
from governance.usecases.case.letter.sending import MailSetup
from governance.usecases.mail import incoming_mail, judging_queue, manual_sorting, reply_submission
from governance.usecases.poll import key_destruction, later_objection
from governance.usecases.seen import case as case_pages
from tests.conftest import WORKSPACE, Cast
from tests.mail.mailroom import answer, dns, eml, signed
from tests.question_keys import KEYS
from tests.usecases.case.case_story import (
    ANSWERED,
    DECIDED,
    INBOX,
    OLGA,
    SENT,
    Mailbox,
    approved,
    by_mail_program,
    case_in,
    closed_question,
    confirmation,
    letter_in,
    news_of,
    prompts_of,
    read_mail,
    said_sent,
)


def sent_with_copy(database: Database, cast: Cast, mailbox: Mailbox) -> str:
    """A request whose letter was sent by mail program, and whose copy arrived."""
    case_id = approved(database, cast)
    with database.reading() as session:
        raw = by_mail_program(letter_in(session, case_id))
    mailbox.arrive(raw, SENT)
    return case_id


def test_the_arriving_copy_proves_that_the_letter_was_sent(database: Database, cast: Cast, mailbox: Mailbox) -> None:
    case_id = sent_with_copy(database, cast, mailbox)
    with database.reading() as session:
        case = case_in(session, case_id)
        assert (case.state, case.request_grade, case.sent_at) == ("sent", "copy_signed", SENT)
        assert letter_in(session, case_id).copy_message_id == "client-1@exemple.example"
        assert ledger.verify(session, WORKSPACE).fault is None


def test_a_copy_that_nobody_signed_is_known_less_well(database: Database, cast: Cast, mailbox: Mailbox) -> None:
    case_id = said_sent(database, cast)
    with database.reading() as session:
        letter = letter_in(session, case_id)
    for domain, grade in ((None, "copy_seen"), ("exemple.example", "copy_signed"), (None, "copy_signed")):
        mailbox.arrive(by_mail_program(letter, domain=domain))
        with database.reading() as session:
            case = case_in(session, case_id)
            assert (case.state, case.request_grade, case.sent_at) == ("sent", grade, SENT)


def test_a_copy_from_another_address_proves_nothing_and_the_owner_is_told(
    database: Database, cast: Cast, mailbox: Mailbox
) -> None:
    case_id = approved(database, cast)
    with database.reading() as session:
        raw = by_mail_program(letter_in(session, case_id), sender="olga@private.example")
    mailbox.arrive(raw, SENT)
    with database.reading() as session:
        assert case_in(session, case_id).state == "approved"
        assert news_of(session, "other_address") == {"U0OLGA"}


def test_a_signed_confirmation_in_the_thread_closes_the_request(
    database: Database, cast: Cast, mailbox: Mailbox
) -> None:
    case_id = sent_with_copy(database, cast, mailbox)
    with database.reading() as session:
        raw = confirmation(case_in(session, case_id))
    mail = mailbox.arrive(raw)
    assert (mail.kind, mail.grade, mail.dkim, mail.aligned, mail.in_thread) == (
        "confirmation",
        "signed",
        "valid",
        True,
        True,
    )
    assert mail.dns == {"s1._domainkey.slack.com": dns()["s1._domainkey.slack.com"]}
    with database.reading() as session:
        case = case_in(session, case_id)
        assert (case.state, case.answer_grade, case.confirmed_at) == ("confirmed", "signed", ANSWERED)
        assert case.next_check_at == datetime(2027, 12, 17, 8, 0, tzinfo=UTC)
        assert news_of(session, "confirmed") == {"U0OLGA", "U0OSCAR", "U0ADA"}
        event = session.scalars(select(LedgerEvent).where(LedgerEvent.tag == "case:request:confirmed")).one()
        assert '"by_hand":false' in event.data
        assert ledger.verify(session, WORKSPACE).fault is None


@pytest.mark.parametrize("domain", ["", "evil.example", "slack-mail.com"])
def test_a_forged_confirmation_closes_nothing_and_is_shown_as_what_it_is(
    database: Database, cast: Cast, mailbox: Mailbox, domain: str
) -> None:
    case_id = sent_with_copy(database, cast, mailbox)
    with database.reading() as session:
        case = case_in(session, case_id)
        raw = answer(To=OLGA, Cc=case.copy_address, In_Reply_To="<client-1@exemple.example>")
    mailbox.arrive(signed(raw, domain) if domain else raw)
    with database.reading() as session:
        case = case_in(session, case_id)
        assert case.state == "sent"
        assert news_of(session, "mail") == {"U0OLGA"}
        shown = case_pages.case_page(session, cast.olga, case, MailSetup(), ANSWERED).latest
        assert shown is not None
        assert (shown.kind, shown.claims, shown.forged, shown.closes_case) == ("unsure", "confirmation", True, False)
        assert manual_sorting.count_to_sort(session, WORKSPACE) == 1


def test_a_genuine_confirmation_of_another_request_closes_nothing(
    database: Database, cast: Cast, mailbox: Mailbox
) -> None:
    case_id = sent_with_copy(database, cast, mailbox)
    with database.reading() as session:
        raw = confirmation(case_in(session, case_id), thread="other@elsewhere.example")
    mailbox.arrive(raw)
    with database.reading() as session:
        assert case_in(session, case_id).state == "sent"


def test_without_a_copy_nothing_is_in_the_thread_and_the_owner_confirms_by_hand(
    database: Database, cast: Cast, mailbox: Mailbox
) -> None:
    case_id = said_sent(database, cast, inbox=None)
    with database.reading() as session:
        case = case_in(session, case_id)
        raw = confirmation(case, text=f"Your opt-out request {case.reference} has been completed.\n")
    mail = mailbox.arrive(raw.replace(b"Cc: None\r\n", b""))
    with database.writing() as session:
        assert (mail.case_id, case_in(session, case_id).state) == (case_id, "sent")
        with pytest.raises(Refusal, match="write a note"):
            manual_sorting.say_meaning(session, cast.olga, case_id, None, MailKind.CONFIRMATION, " ", ANSWERED)
        with pytest.raises(Refusal, match="Only an owner"):
            manual_sorting.say_meaning(session, cast.ada, case_id, mail.id, MailKind.CONFIRMATION, "Seen.", ANSWERED)
        manual_sorting.say_meaning(
            session, cast.olga, case_id, mail.id, MailKind.CONFIRMATION, "Read in my mailbox.", ANSWERED
        )
        case = case_in(session, case_id)
        assert (case.state, case.answer_grade) == ("confirmed", "pasted")
        event = cases.events_of(session, case_id)[-1]
        assert (event.event, event.actor, event.note) == ("confirmed", "U0OLGA", "Read in my mailbox.")


def test_the_owners_bare_word_is_on_record_as_that(database: Database, workspace: Workspace, cast: Cast) -> None:
    case_id = said_sent(database, cast)
    with database.writing() as session:
        manual_sorting.say_meaning(session, cast.olga, case_id, None, MailKind.CONFIRMATION, "By telephone.", ANSWERED)
        assert case_in(session, case_id).answer_grade == "word"


def test_a_pasted_confirmation_waits_for_the_owner(database: Database, cast: Cast, mailbox: Mailbox) -> None:
    case_id = said_sent(database, cast)
    with database.writing() as session:
        text = "Your opt-out request has been completed."
        with pytest.raises(Refusal, match="not yours"):
            reply_submission.paste_reply(session, cast.bob, case_id, text, ANSWERED)
        mail_id = reply_submission.paste_reply(session, cast.ada, case_id, text, ANSWERED)
        assert mail_id is not None
        assert reply_submission.paste_reply(session, cast.ada, case_id, text, ANSWERED) is None
        with pytest.raises(Refusal, match="still being read"):
            manual_sorting.mail_of(session, WORKSPACE, mail_id)
    read_mail(mailbox.desk, ANSWERED)
    with database.reading() as session:
        mail = manual_sorting.mail_of(session, WORKSPACE, mail_id)
        assert (mail.kind, mail.claims, mail.grade) == ("unsure", "confirmation", "pasted")
        assert case_in(session, case_id).state == "sent"
        assert news_of(session, "mail") == {"U0OLGA", "U0ADA"}
        page = case_pages.verdict_page(session, cast.olga, case_in(session, case_id), mail, ANSWERED)
        assert (page.may_confirm, page.mail.source, page.mail.excerpt) == (True, "pasted", text)
        assert not case_pages.verdict_page(session, cast.ada, case_in(session, case_id), mail, ANSWERED).may_confirm


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("We have received your request and will look into it.\n", "acknowledged"),
        ("Could you please tell us the URL of your workspace?\n", "question"),
        ("Unfortunately, we are unable to process your opt-out request.\n", "refused"),
    ],
)
def test_what_slack_answers_in_the_thread_moves_the_request(
    database: Database, cast: Cast, mailbox: Mailbox, text: str, state: str
) -> None:
    case_id = sent_with_copy(database, cast, mailbox)
    with database.reading() as session:
        raw = confirmation(case_in(session, case_id), text=text)
    mailbox.arrive(raw)
    with database.reading() as session:
        case = case_in(session, case_id)
        assert (case.state, case.answered_at) == (state, ANSWERED)
        assert news_of(session, "mail") == {"U0OLGA"}
        assert manual_sorting.count_to_sort(session, WORKSPACE) == 0


def test_words_without_slacks_signature_move_nothing_and_the_owner_is_told(
    database: Database, cast: Cast, mailbox: Mailbox
) -> None:
    case_id = sent_with_copy(database, cast, mailbox)
    thread = {"Cc": None, "In_Reply_To": "<client-1@exemple.example>"}
    refusal = "Unfortunately, we are unable to process your opt-out request.\n"
    mailbox.arrive(answer(refusal, **thread))
    mailbox.arrive(signed(answer(refusal, From="help@evil.example", **thread), "evil.example"))
    with database.reading() as session:
        assert case_in(session, case_id).state == "sent"
        assert news_of(session, "mail") == {"U0OLGA", "U0OSCAR"}
        assert manual_sorting.count_to_sort(session, WORKSPACE) == 2


def test_a_help_desk_at_another_domain_can_say_in_the_thread_that_the_request_arrived(
    database: Database, cast: Cast, mailbox: Mailbox
) -> None:
    case_id = sent_with_copy(database, cast, mailbox)
    received = "We have received your request and will look into it.\n"
    desk = {"From": "tickets@slack.desk.example", "Cc": None, "In_Reply_To": "<client-1@exemple.example>"}
    mailbox.arrive(answer(received, **desk))
    with database.reading() as session:
        case = case_in(session, case_id)
        assert (case.state, case.answer_grade) == ("acknowledged", "thread")


def test_slack_can_take_its_word_back(database: Database, cast: Cast, mailbox: Mailbox) -> None:
    case_id = sent_with_copy(database, cast, mailbox)
    with database.reading() as session:
        case = case_in(session, case_id)
        done = confirmation(case)
        back = confirmation(case, text="Unfortunately, we are unable to process your opt-out request.\n")
    mailbox.arrive(done)
    mailbox.arrive(back.replace(b"answer-1@", b"answer-2@"), ANSWERED + timedelta(days=1))
    with database.reading() as session:
        assert case_in(session, case_id).state == "confirmed"  # changed after it was signed: not Slack's word
    again = signed(
        answer(
            "Unfortunately, we are unable to process your opt-out request.\n",
            Message_ID="<answer-3@slack.com>",
            Cc=None,
            In_Reply_To="<client-1@exemple.example>",
        )
    )
    mailbox.arrive(again, ANSWERED + timedelta(days=2))
    with database.reading() as session:
        case = case_in(session, case_id)
        assert (case.state, case.confirmed_at, case.next_check_at) == ("refused", None, None)


def test_the_owners_own_answer_gives_slack_the_word_again(database: Database, cast: Cast, mailbox: Mailbox) -> None:
    case_id = sent_with_copy(database, cast, mailbox)
    with database.reading() as session:
        case = case_in(session, case_id)
        asks = confirmation(case, text="Could you please tell us the URL of your workspace?\n")
        copy = case.copy_address
    mailbox.arrive(asks)
    thread = {"In_Reply_To": "<answer-1@slack.com>", "References": "<client-1@exemple.example> <answer-1@slack.com>"}
    ours = {"From": OLGA, "To": "feedback@slack.com", "Cc": copy, "Message_ID": "<olga-2@exemple.example>"}
    reply = answer("It is https://exemple.slack.com\n", **ours, **thread)
    mailbox.arrive(reply, ANSWERED + timedelta(hours=1))
    with database.reading() as session:
        assert case_in(session, case_id).state == "sent"


def test_an_undelivered_letter_comes_back_and_can_be_sent_again(
    database: Database, cast: Cast, mailbox: Mailbox
) -> None:
    case_id = sent_with_copy(database, cast, mailbox)
    with database.reading() as session:
        copy = case_in(session, case_id).copy_address or ""
    report = (
        f"From: Mail Delivery System <mailer-daemon@exemple.example>\r\nTo: {copy}\r\nSubject: Undelivered Mail\r\n"
        "Message-ID: <dsn-1@exemple.example>\r\nDate: Wed, 16 Dec 2026 10:00:00 +0000\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nThe mail could not be delivered.\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.exemple.example\r\n\r\n"
        "Final-Recipient: rfc822; feedback@slack.com\r\nAction: failed\r\nStatus: 5.1.1\r\n"
        "--b\r\nContent-Type: message/rfc822-headers\r\n\r\nMessage-ID: <client-1@exemple.example>\r\n--b--\r\n"
    )
    mailbox.arrive(report.encode(), SENT + timedelta(hours=1))
    with database.writing() as session:
        assert case_in(session, case_id).state == "bounced"
        again = by_mail_program(letter_in(session, case_id), number=2, at=SENT + timedelta(days=1))
    mailbox.arrive(again, SENT + timedelta(days=1))
    with database.reading() as session:
        assert case_in(session, case_id).state == "sent"


def test_an_automatic_reply_says_nothing_and_disturbs_nobody(database: Database, cast: Cast, mailbox: Mailbox) -> None:
    case_id = sent_with_copy(database, cast, mailbox)
    with database.reading() as session:
        copy = case_in(session, case_id).copy_address
        raw = answer(
            "I am out of the office until Monday.\n", Cc=copy, In_Reply_To="<client-1@exemple.example>",
            Auto_Submitted="auto-replied",
        )  # fmt: skip
    mail = mailbox.arrive(raw)
    assert mail.kind == "automatic_reply"
    with database.reading() as session:
        assert case_in(session, case_id).state == "sent"
        assert news_of(session, "mail") == set()


def test_mail_that_fits_no_request_waits_for_a_person(database: Database, cast: Cast, mailbox: Mailbox) -> None:
    case_id = said_sent(database, cast)
    mail = mailbox.arrive(answer("Your opt-out request has been completed.\n", Cc=None, In_Reply_To="<x@y.example>"))
    assert (mail.case_id, mail.workspace_id, mail.sorted_at) == (None, WORKSPACE, None)
    with database.writing() as session:
        page = case_pages.mail_to_sort_page(session, cast.ada, case_in(session, case_id))
        assert (page.total, page.case_ref, [one.ref for one in page.mails]) == (1, case_id, [mail.id])
        with pytest.raises(Refusal):
            manual_sorting.put_mail(session, cast.carol, mail.id, case_id, ANSWERED)
        manual_sorting.put_mail(session, cast.ada, mail.id, case_id, ANSWERED)
        manual_sorting.say_meaning(session, cast.olga, case_id, mail.id, "acknowledgement", "", ANSWERED)
        case = case_in(session, case_id)
        assert (case.state, case.answer_grade) == ("acknowledged", "pasted")
        assert manual_sorting.count_to_sort(session, WORKSPACE) == 0


def test_mail_about_something_else_is_set_aside(database: Database, cast: Cast, mailbox: Mailbox) -> None:
    case_id = said_sent(database, cast)
    mail = mailbox.arrive(answer("Lunch?\n", From="bob@exemple.example", Cc=None, In_Reply_To=None, Subject="Lunch"))
    with database.writing() as session:
        assert mail.kind == "unrelated"
        manual_sorting.say_meaning(session, cast.ada, case_id, mail.id, "unrelated", "", ANSWERED)
        assert manual_sorting.count_to_sort(session, WORKSPACE) == 0
        assert case_in(session, case_id).state == "sent"


def test_a_mail_forwarded_as_an_attachment_is_judged_itself(database: Database, cast: Cast, mailbox: Mailbox) -> None:
    case_id = sent_with_copy(database, cast, mailbox)
    with database.reading() as session:
        case = case_in(session, case_id)
        inner, copy = confirmation(case), case.copy_address
    outer = (
        f"From: {OLGA}\r\nTo: {copy}\r\nSubject: Fwd: Slack\r\nMessage-ID: <fwd-1@exemple.example>\r\n"
        'MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nSee attached.\r\n--b\r\nContent-Type: message/rfc822\r\n\r\n"
    )
    mail = mailbox.arrive(outer.encode() + inner + b"\r\n--b--\r\n")
    assert (mail.source, mail.kind) == ("forwarded", "confirmation")
    with database.reading() as session:
        assert case_in(session, case_id).state == "confirmed"


def test_what_cannot_be_read_waits_with_its_reason(database: Database, cast: Cast, mailbox: Mailbox) -> None:
    said_sent(database, cast)
    mail = mailbox.arrive(b"no header at all\r\n")
    assert (mail.kind, mail.sorted_at) == ("unsure", None)
    assert mail.reasons is not None
    assert "not a mail" in mail.reasons[0]["msgid"]


def test_a_mail_is_kept_once_and_judged_once(database: Database, cast: Cast, mailbox: Mailbox) -> None:
    case_id = sent_with_copy(database, cast, mailbox)
    with database.reading() as session:
        raw = confirmation(case_in(session, case_id))
    mailbox.arrive(raw)
    for _ in range(2):
        read_mail(MailDesk(database, f"maildir://{mailbox.folder}", None, lookup=mailbox.desk._lookup), ANSWERED)
    with database.reading() as session:
        assert len(session.scalars(select(Mail)).all()) == 2
        assert [row.event for row in cases.events_of(session, case_id)] == ["approved", "sent", "confirmed"]
        assert list((mailbox.folder / "new").iterdir()) == []


def test_while_nobody_tells_the_key_a_mail_waits_and_is_judged_later(
    database: Database, cast: Cast, mailbox: Mailbox
) -> None:
    case_id = sent_with_copy(database, cast, mailbox)
    known = mailbox.desk._lookup

    def silent(name: str) -> bytes | None:
        raise Fault("dns:timeout", permanent=False)

    mailbox.desk._lookup = silent
    with database.reading() as session:
        raw = confirmation(case_in(session, case_id))
    assert mailbox.arrive(raw).judged_at is None
    mailbox.desk._lookup = known
    read_mail(mailbox.desk, ANSWERED + timedelta(minutes=1))
    with database.reading() as session:
        assert case_in(session, case_id).state == "sent"  # asked again after two minutes
    read_mail(mailbox.desk, ANSWERED + timedelta(minutes=2))
    with database.reading() as session:
        assert case_in(session, case_id).state == "confirmed"


def test_confirmation_ends_prompts_and_forgets_who_objected_later(
    database: Database, cast: Cast, mailbox: Mailbox
) -> None:
    poll_id = closed_question(database, cast, [Choice.OBJECT] * 3)
    with database.writing() as session:
        later_objection.object_later(session, cast.carol, poll_id, KEYS)
        decision.record_decision(session, cast.olga, poll_id, "opt_out", "", DECIDED, inbox=INBOX)
        case_id = session.scalars(select(cases.Case.id)).one()
        letters.approve(session, cast.olga, case_id, DECIDED)
        sending.say_sent(session, cast.olga, case_id, SENT.date(), SENT)
        waiting = datetime(2026, 12, 21, 9, tzinfo=UTC)
        owner_prompts.queue_case_prompts(session, WORKSPACE, waiting)
        assert ("answer_day_3", "U0OLGA") in prompts_of(session)
        manual_sorting.say_meaning(session, cast.olga, case_id, None, MailKind.CONFIRMATION, "By telephone.", waiting)
        assert prompts_of(session) == []
        assert key_destruction.due_to_destroy(session, Use.OBJECTIONS) == [poll_id]
        owner_prompts.queue_case_prompts(session, WORKSPACE, waiting + timedelta(days=200))
        assert prompts_of(session) == []
        owner_prompts.queue_case_prompts(session, WORKSPACE, waiting + timedelta(days=366))
        assert prompts_of(session) == [("check", "U0OLGA")]


def test_news_wait_for_working_hours_but_not_for_who_has_just_asked(
    database: Database, cast: Cast, mailbox: Mailbox
) -> None:
    case_id = said_sent(database, cast)
    with database.writing() as session:
        reply_submission.paste_reply(session, cast.ada, case_id, "We have received your request.", ANSWERED)
    read_mail(mailbox.desk, ANSWERED)
    with database.reading() as session:
        zones = {row.user_id: row.zone for row in session.scalars(select(Outgoing).where(Outgoing.kind == "news"))}
        assert zones == {"U0OLGA": "Europe/Paris", "U0ADA": None}


def test_a_pasted_report_of_a_mail_server_is_told_and_moves_nothing(
    database: Database, cast: Cast, mailbox: Mailbox
) -> None:
    case_id = said_sent(database, cast)
    text = "Delivery to the following recipient failed permanently:\n\n  feedback@slack.com\n\n550 5.1.1 user unknown"
    with database.writing() as session:
        mail_id = reply_submission.paste_reply(session, cast.ada, case_id, text, ANSWERED)
    read_mail(mailbox.desk, ANSWERED)
    with database.reading() as session:
        mail = manual_sorting.mail_of(session, WORKSPACE, mail_id or "")
        assert (mail.kind, mail.grade) == ("delivery_failure", "pasted")
        assert case_in(session, case_id).state == "sent"
        assert news_of(session, "mail") == {"U0OLGA", "U0ADA"}


def test_many_large_mails_hold_back_no_small_one(database: Database) -> None:
    with database.writing() as session:
        for number in range(3):
            raw = b"Subject: large\r\n\r\n" + b"x" * (judging_queue.LARGE + number)
            incoming_mail.record_mail(session, "inbox", f"large-{number}", raw, SENT)
        small = incoming_mail.record_mail(session, "inbox", "small", answer(), ANSWERED)
    with database.reading() as session:
        waiting = judging_queue.mails_to_judge(session)
        assert (waiting[0].id, len(waiting)) == (small, 4)
        assert [len(one.head) for one in waiting] == [len(answer()), *[judging_queue.HEAD] * 3]
        assert judging_queue.raw_of(session, waiting[0].id) == answer()


def test_the_fixture_mails_of_others_touch_no_request(database: Database, cast: Cast, mailbox: Mailbox) -> None:
    case_id = sent_with_copy(database, cast, mailbox)
    folder = Path(__file__).parents[2] / "mail" / "eml"
    for path in sorted(folder.glob("*.eml")):
        mailbox.arrive(eml(path.stem))
    with database.reading() as session:
        assert case_in(session, case_id).state == "sent"
