"""What the tests of a request share: an owner who decides, a letter on its way, a mailbox with answers in it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from itertools import count
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from governance.mail.incoming import MailDesk
from governance.mail.reading.dns_keys import StoredTxt
from governance.rules.poll.answer import Choice
from governance.store.database import Database
from governance.store.models import Case, Letter, Mail, Outgoing, Poll
from governance.usecases.case import case as cases
from governance.usecases.case import decision
from governance.usecases.case.letter import letter as letters
from governance.usecases.case.letter import sending
from tests.conftest import WORKSPACE, Cast
from tests.mail.mailroom import DONE, answer, dns, signed
from tests.question_keys import close_question
from tests.usecases.poll.test_question import MONDAY, asked, give

CLOSED = datetime(2026, 12, 10, 16, 0, tzinfo=UTC)
DECIDED = datetime(2026, 12, 15, 9, 0, tzinfo=UTC)
SENT = datetime(2026, 12, 16, 9, 0, tzinfo=UTC)
ANSWERED = datetime(2026, 12, 17, 15, 0, tzinfo=UTC)
INBOX = "ai-consent@exemple.example"
OLGA = "olga.martin@exemple.example"
COPY_SIGNED = ["from", "to", "cc", "subject", "date", "message-id"]
_mails = count(1)


def closed_question(database: Database, cast: Cast, choices: list[Choice] | None = None) -> str:
    """A question that is closed; the rule advises opting out unless enough of `choices` say otherwise."""
    people = [cast.alice, cast.bob, cast.carol, cast.ada, cast.oscar, cast.olga]
    with asked(database, cast) as (session, poll):
        for person, choice in zip(people, choices or [Choice.OBJECT] * 3, strict=False):
            give(session, poll, person, choice, MONDAY)
        close_question(session, poll, CLOSED)
        return poll.id


def opted_out(database: Database, cast: Cast, inbox: str | None = INBOX) -> str:
    """A drafted request without a question; its id."""
    with database.writing() as session:
        decision.record_decision(session, cast.olga, None, "opt_out", "Talked over.", DECIDED, inbox=inbox)
        return session.scalars(select(Case.id)).one()


def approved(database: Database, cast: Cast, inbox: str | None = INBOX) -> str:
    """A request whose letter Olga has approved."""
    case_id = opted_out(database, cast, inbox)
    with database.writing() as session:
        letters.approve(session, cast.olga, case_id, DECIDED)
    return case_id


def said_sent(database: Database, cast: Cast, inbox: str | None = INBOX) -> str:
    """A request whose letter Olga says that she sent on 16 December."""
    case_id = approved(database, cast, inbox)
    with database.writing() as session:
        sending.say_sent(session, cast.olga, case_id, SENT.date(), SENT)
    return case_id


def case_in(session: Session, case_id: str) -> Case:
    return cases.case_of(session, WORKSPACE, case_id)


def letter_in(session: Session, case_id: str, kind: str = "request") -> Letter:
    letter = cases.newest_letter(session, case_id, kind)
    assert letter is not None
    return letter


def news_of(session: Session, what: str) -> set[str]:
    """Who is told this."""
    rows = session.scalars(select(Outgoing).where(Outgoing.kind == "news", Outgoing.status == "queued"))
    return {row.user_id or "" for row in rows if row.about["what"] == what}


def prompts_of(session: Session) -> list[tuple[str, str]]:
    """Which prompts wait, to whom."""
    rows = session.scalars(select(Outgoing).where(Outgoing.kind == "prompt", Outgoing.status == "queued"))
    return sorted((row.about["what"], row.user_id or "") for row in rows)


def by_mail_program(
    letter: Letter, sender: str = OLGA, at: datetime = SENT, number: int = 1, *, domain: str | None = "exemple.example"
) -> bytes:
    """The letter as a mail program sends it: rewrapped, with a signature and a Message-ID of its own.

    `domain`: whose mail server signs it; None: nobody's.
    """
    message = EmailMessage(policy=SMTP)
    message["From"], message["To"], message["Cc"] = f"Olga Martin <{sender}>", letter.to_address, letter.cc_address
    message["Subject"], message["Date"] = letter.subject, format_datetime(at)
    message["Message-ID"] = f"<client-{number}@exemple.example>"
    message.set_content(
        letter.body.replace("\n\n", "\r\n \r\n").replace(" Slack", "  Slack") + "\n-- \nSent from my phone\n"
    )
    return signed(message.as_bytes(), domain, COPY_SIGNED) if domain else message.as_bytes()


def read_mail(desk: MailDesk, now: datetime) -> None:
    """A look at the mailbox, and then at what waits to be judged, as the timetable does both."""
    try:
        desk.fetch(now)
    finally:
        desk.judge(now)


class Mailbox:
    """The bot's Maildir and the desk that reads it."""

    def __init__(self, database: Database, folder: Path) -> None:
        for name in ("new", "cur", "tmp"):
            (folder / name).mkdir(parents=True)
        self.folder = folder
        self.database = database
        self.desk = MailDesk(database, f"maildir://{folder}", None, lookup=StoredTxt(dns()))

    def put(self, raw: bytes) -> None:
        (self.folder / "new" / f"{next(_mails):05}.test").write_bytes(raw)

    def arrive(self, raw: bytes, now: datetime = ANSWERED) -> Mail:
        """This mail arrives and is judged."""
        self.put(raw)
        read_mail(self.desk, now)
        with self.database.reading() as session:
            return session.scalars(select(Mail).order_by(Mail.source_key.desc()).limit(1)).one()


def confirmation(
    case: Case,
    thread: str = "client-1@exemple.example",
    at: datetime = ANSWERED,
    text: str = DONE,
    message_id: str = "answer-1@slack.com",
) -> bytes:
    """The vendor's genuine answer in the thread of our letter."""
    return signed(
        answer(
            text,
            To=OLGA,
            Cc=case.copy_address,
            In_Reply_To=f"<{thread}>",
            Message_ID=f"<{message_id}>",
            Date=format_datetime(at - timedelta(hours=1)),
        )
    )


def poll_in(session: Session, poll_id: str) -> Poll:
    found = session.get(Poll, poll_id)
    assert found is not None
    return found
