"""An answer that waits for an owner: who is asked, the clock that stands meanwhile, prompts that do not outlive it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from governance.errors import Refusal
from governance.rules.mail.verdict import MailKind
from governance.store import ledger
from governance.store.database import Database
from governance.store.models import Mail
from governance.usecases.case import owner_prompts, unread_answers
from governance.usecases.case.letter import next_letter
from governance.usecases.case.letter.sending import MailSetup
from governance.usecases.mail import manual_sorting, mistaken_confirmation, reply_submission
from governance.usecases.seen import case as case_pages
from tests.conftest import WORKSPACE, Cast
from tests.mail.mailroom import answer
from tests.usecases.case.case_story import (
    ANSWERED,
    Mailbox,
    case_in,
    confirmation,
    news_of,
    prompts_of,
    read_mail,
    said_sent,
)
from tests.usecases.mail.test_incoming_mail import sent_with_copy

HUMAN = "Good news: your opt-out request has been completed. All the best from sunny Dublin!\n"
BOTH = {"U0OLGA", "U0OSCAR"}
DAY = timedelta(days=1)


def waits(database: Database, cast: Cast, mailbox: Mailbox, number: int = 1) -> tuple[str, str]:
    """A request and a human answer to it that waits since 17 December, a Thursday."""
    case_id = sent_with_copy(database, cast, mailbox)
    with database.reading() as session:
        raw = confirmation(case_in(session, case_id), text=HUMAN)
    return case_id, mailbox.arrive(raw).id


def test_reminders_leave_on_working_days_1_3_and_7_and_none_after_a_word(
    database: Database, cast: Cast, mailbox: Mailbox
) -> None:
    case_id, mail_id = waits(database, cast, mailbox)
    with database.writing() as session:
        assert news_of(session, "mail") == BOTH
        counted = []
        for day in range(1, 20):
            owner_prompts.queue_case_prompts(session, WORKSPACE, ANSWERED + day * DAY)
            counted.append(len(prompts_of(session)) // len(BOTH))
        assert [day for day, more in enumerate(counted, 1) if more > ([0, *counted])[day - 1]] == [1, 5, 11]
        manual_sorting.say_meaning(
            session, cast.olga, case_id, mail_id, MailKind.ACKNOWLEDGEMENT, "", ANSWERED + 19 * DAY
        )
        assert prompts_of(session) == []  # queued, and not sent any more
        owner_prompts.queue_case_prompts(session, WORKSPACE, ANSWERED + 20 * DAY)
        assert [what for what, _ in prompts_of(session) if what.startswith("unread")] == []


def test_the_clock_of_no_answer_stands_while_an_answer_waits(database: Database, cast: Cast, mailbox: Mailbox) -> None:
    case_id, mail_id = waits(database, cast, mailbox)  # sent on Wednesday 16, answered on Thursday 17
    monday = datetime(2027, 1, 11, 9, tzinfo=UTC)
    with database.writing() as session:
        case = case_in(session, case_id)
        assert case_pages.stage_of(session, case, monday) == "unread"
        assert case_pages.no_reply_days(session, case, monday) is None
        assert next_letter.possible(session, case, monday) == ()
        manual_sorting.say_meaning(session, cast.olga, case_id, mail_id, MailKind.UNRELATED, "", monday)
        assert case_pages.stage_of(session, case, monday) == "sent"  # one working day of eighteen counts
        assert next_letter.possible(session, case, monday + 7 * DAY) == ()
        assert next_letter.possible(session, case, monday + 8 * DAY) == ("follow_up",)
        assert case_pages.no_reply_days(session, case, monday + 16 * DAY) is None
        assert case_pages.no_reply_days(session, case, monday + 17 * DAY) == 14
        owner_prompts.queue_case_prompts(session, WORKSPACE, monday + DAY)
        assert prompts_of(session) == []
        owner_prompts.queue_case_prompts(session, WORKSPACE, monday + 2 * DAY)
        assert prompts_of(session) == [("answer_day_3", "U0OLGA")]


def test_what_asks_for_an_answer_is_dropped_when_one_comes(database: Database, cast: Cast, mailbox: Mailbox) -> None:
    case_id = sent_with_copy(database, cast, mailbox)
    with database.writing() as session:
        owner_prompts.queue_case_prompts(session, WORKSPACE, datetime(2026, 12, 21, 9, tzinfo=UTC))
        assert prompts_of(session) == [("answer_day_3", "U0OLGA")]
        raw = confirmation(case_in(session, case_id), text=HUMAN)
    mailbox.arrive(raw, datetime(2026, 12, 21, 10, tzinfo=UTC))
    with database.reading() as session:
        assert prompts_of(session) == []


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (answer(From="somebody@evil.example", Cc="COPY", In_Reply_To=None), "a stranger beside our thread"),
        (answer(Cc="COPY", In_Reply_To="<client-1@exemple.example>"), "forged"),
    ],
)
def test_what_is_not_slacks_answer_stops_no_clock(
    database: Database, cast: Cast, mailbox: Mailbox, raw: bytes, why: str
) -> None:
    case_id = sent_with_copy(database, cast, mailbox)
    with database.reading() as session:
        copy = case_in(session, case_id).copy_address or ""
    mail = mailbox.arrive(raw.replace(b"COPY", copy.encode()))
    with database.reading() as session:
        assert (mail.case_id, mail.kind) == (case_id, "unsure"), why
        assert unread_answers.waiting(session, case_in(session, case_id)) == [], why
        assert news_of(session, "mail") == {"U0OLGA"}, why


def test_what_an_owner_brings_disturbs_no_other_one(database: Database, cast: Cast, mailbox: Mailbox) -> None:
    case_id = said_sent(database, cast)
    with database.writing() as session:
        reply_submission.paste_reply(session, cast.oscar, case_id, HUMAN, ANSWERED)
    read_mail(mailbox.desk, ANSWERED)
    with database.reading() as session:
        assert news_of(session, "mail") == BOTH  # Oscar, and Olga, who has the request in hand
        page = case_pages.case_page(session, cast.carol, case_in(session, case_id), MailSetup(), ANSWERED)
        assert page.unread is not None
        assert page.unread.hindrance is not None
        assert page.unread.hindrance.msgid.startswith("It was pasted")


def test_who_comes_second_is_told_and_who_knows_may_correct(database: Database, cast: Cast, mailbox: Mailbox) -> None:
    case_id, mail_id = waits(database, cast, mailbox)
    with database.writing() as session:
        say = manual_sorting.say_meaning
        say(session, cast.olga, case_id, mail_id, MailKind.QUESTION, "", ANSWERED, "")
        say(session, cast.olga, case_id, mail_id, MailKind.QUESTION, "", ANSWERED + DAY, "")  # pressed twice
        with pytest.raises(Refusal, match="it asks a question") as refusal:
            say(session, cast.oscar, case_id, mail_id, MailKind.CONFIRMATION, "", ANSWERED + DAY, "")
        assert refusal.value.values == {"name": "Olga Martin", "day": ANSWERED}
        mail = session.get(Mail, mail_id)
        assert mail is not None
        say(
            session, cast.oscar, case_id, mail_id, MailKind.CONFIRMATION, "", ANSWERED + DAY, manual_sorting.stamp(mail)
        )
        assert case_in(session, case_id).state == "confirmed"


@pytest.mark.parametrize("by_itself", [True, False])
def test_that_was_wrong_undoes_a_confirmation_whoever_said_it(
    database: Database, cast: Cast, mailbox: Mailbox, by_itself: bool
) -> None:
    if by_itself:
        case_id = sent_with_copy(database, cast, mailbox)
        with database.reading() as session:
            raw = confirmation(case_in(session, case_id))
        mail_id = mailbox.arrive(raw).id
    else:
        case_id, mail_id = waits(database, cast, mailbox)
    with database.writing() as session:
        if not by_itself:
            manual_sorting.say_meaning(session, cast.olga, case_id, mail_id, MailKind.CONFIRMATION, "", ANSWERED)
        case = case_in(session, case_id)
        page = case_pages.case_page(session, cast.oscar, case, MailSetup(), ANSWERED)
        assert page.confirmation is not None
        assert (page.confirmation.by is None, page.confirmation.mail_at) == (by_itself, ANSWERED)
        seen, back = page.confirmation.stamp, mistaken_confirmation.take_back
        for who in (cast.ada, cast.alice):
            with pytest.raises(Refusal, match="Only an owner"):
                back(session, who, case_id, seen, "No.", ANSWERED)
        for reason, sentence in ((" ", "say what was wrong"), ("x" * 501, "At most")):
            with pytest.raises(Refusal, match=sentence):
                back(session, cast.oscar, case_id, seen, reason, ANSWERED)
        with pytest.raises(Refusal, match="moved on"):
            back(session, cast.oscar, case_id, "0", "No.", ANSWERED)
        later = ANSWERED + 5 * DAY
        back(session, cast.oscar, case_id, seen, "Another workspace.", later)
        assert (case.state, case.confirmed_at, case.next_check_at, case.answer_grade) == ("sent", None, None, None)
        assert [(one.mail_id, one.since) for one in unread_answers.waiting(session, case)] == [(mail_id, later)]
        with pytest.raises(Refusal, match="already that this was wrong"):
            back(session, cast.olga, case_id, seen, "Mine too.", later)
        page = case_pages.case_page(session, cast.carol, case, MailSetup(), later)
        assert page.wrong is not None
        assert (page.wrong.by.name, page.wrong.reason) == ("Oscar Dupont", "Another workspace.")
        owner_prompts.queue_case_prompts(session, WORKSPACE, later)
        assert prompts_of(session) == []
        manual_sorting.say_meaning(session, cast.olga, case_id, mail_id, MailKind.CONFIRMATION, "", later + DAY)
        assert case.state == "confirmed"
        assert ledger.verify(session, WORKSPACE).fault is None
    again = mailbox.arrive(confirmation(case), later + 2 * DAY) if by_itself else None
    assert again is None or again.grade != "signed"
