"""A letter on its way through the outbox to a real mail server that puts it off, refuses it, or breaks the line."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from sqlalchemy import select

from governance.delivery import Delivery
from governance.mail.sending.letter_sender import LetterSender
from governance.mail.sending.smtp import SmtpServer
from governance.store.database import Database
from governance.store.models import Outgoing, Workspace
from governance.store.outbox import Kind
from governance.usecases.case import case as cases
from governance.usecases.case.letter import sending
from sandbox.client import until
from tests.conftest import Cast
from tests.postgres import free_port
from tests.usecases.case.case_story import DECIDED, approved, case_in, letter_in


class Mailbox:
    """Answers each attempt in the way that is next in line; after that takes what comes."""

    def __init__(self, *answers: str) -> None:
        self.answers = list(answers)
        self.taken: list[Envelope] = []
        self.tried = 0

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        envelope.rcpt_tos.append(address)
        if not address.startswith("feedback@"):
            return "250 OK"
        self.tried += 1
        return self.answers.pop(0) if self.answers else "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        self.taken.append(envelope)
        return "250 queued"


@contextmanager
def serving(box: Mailbox) -> Iterator[int]:
    controller = Controller(box, hostname="127.0.0.1", port=free_port())
    controller.start()
    try:
        yield controller.port
    finally:
        controller.stop()


def row_of(database: Database) -> Outgoing:
    with database.reading() as session:
        return session.scalars(select(Outgoing).where(Outgoing.kind == "letter").order_by(Outgoing.id.desc())).all()[0]


def told(database: Database, what: str) -> list[str | None]:
    """Who was told this, each time."""
    with database.reading() as session:
        rows = session.scalars(select(Outgoing).where(Outgoing.kind == "news"))
        return [row.user_id for row in rows if row.about["what"] == what]


def given_to_server(database: Database, cast: Cast) -> str:
    case_id = approved(database, cast)
    with database.writing() as session:
        sending.queue_smtp(session, cast.olga, case_id, DECIDED)
    return case_id


def deliver(database: Database, port: int, now: datetime) -> Outgoing:
    """What the app does about the letter at this moment; nothing else leaves."""
    nothing: dict[Kind, Callable[..., tuple[str, str] | None]] = dict.fromkeys(Kind, lambda *_: None)
    transports = {**nothing, Kind.LETTER: LetterSender(database, SmtpServer.at(f"smtp://127.0.0.1:{port}"))}
    delivery = Delivery(database, transports, lambda: now)
    delivery.run_due()
    until(lambda: not delivery.busy(), "the delivery to rest")
    delivery.stop()
    return row_of(database)


def test_a_server_that_puts_us_off_for_half_an_hour_gets_the_letter_once(
    database: Database, workspace: Workspace, cast: Cast
) -> None:
    """Greylisting: tried again with growing pauses, by itself, and no attempt before its time."""
    case_id, box, now = given_to_server(database, cast), Mailbox(), DECIDED
    open_from = DECIDED + timedelta(minutes=30)
    with serving(box) as port:
        while (row := deliver_at(database, box, port, now, open_from)).status == "queued":
            tried = box.tried
            deliver_at(database, box, port, row.not_before - timedelta(seconds=1), open_from)
            assert box.tried == tried
            assert row.not_before > now
            now = row.not_before
        for later in range(3):
            deliver_at(database, box, port, now + timedelta(hours=later), open_from)
    assert row.status == "sent"
    assert open_from <= now < open_from + timedelta(minutes=20)
    assert len(box.taken) == 1
    with database.reading() as session:
        assert (case_in(session, case_id).state, case_in(session, case_id).request_grade) == ("sent", "accepted")


def deliver_at(database: Database, box: Mailbox, port: int, now: datetime, open_from: datetime) -> Outgoing:
    box.answers = [] if now >= open_from else ["451 4.7.1 Greylisted, please come again"]
    return deliver(database, port, now)


def test_a_server_that_never_takes_it_is_told_within_the_hour(
    database: Database, workspace: Workspace, cast: Cast
) -> None:
    case_id, box, now = given_to_server(database, cast), Mailbox(*["451 4.3.0 later"] * 99), DECIDED
    with serving(box) as port:
        while (row := deliver(database, port, now)).status == "queued":
            now = row.not_before
    assert (row.status, row.error) == ("failed", "smtp:451")
    assert timedelta(minutes=35) < now - DECIDED < timedelta(hours=1)
    with database.reading() as session:
        assert case_in(session, case_id).state == "approved"  # a person may send it in another way
    assert told(database, "not_sent") == ["U0OLGA"]
    assert box.taken == []


def test_what_is_refused_for_good_is_told_at_once(database: Database, workspace: Workspace, cast: Cast) -> None:
    case_id, box = given_to_server(database, cast), Mailbox("550 5.7.1 not from here")
    with serving(box) as port:
        row = deliver(database, port, DECIDED)
        assert (row.status, row.error, box.tried) == ("failed", "smtp:550", 1)
        deliver(database, port, DECIDED + timedelta(days=1))
    assert (box.tried, box.taken) == (1, [])
    with database.reading() as session:
        assert letter_in(session, case_id).sent_at is None
    assert told(database, "not_sent") == ["U0OLGA"]


@contextmanager
def hanging_up_after_the_letter() -> Iterator[tuple[int, list[int]]]:
    """A server that reads the letter to its end and is gone before it answers; each letter read is counted."""
    listening, letters = socket.create_server(("127.0.0.1", 0)), list[int]()

    def serve() -> None:
        with suppress(OSError):
            while True:
                connection = listening.accept()[0]
                with connection, connection.makefile("rwb", 0) as stream:
                    stream.write(b"220 hello\r\n")
                    for said in (b"250 hello\r\n", b"250 ok\r\n", b"250 ok\r\n", b"250 ok\r\n", b"354 go on\r\n"):
                        stream.readline()
                        stream.write(said)
                    while stream.readline() not in (b".\r\n", b""):
                        pass
                    letters.append(1)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield listening.getsockname()[1], letters
    finally:
        listening.shutdown(socket.SHUT_RDWR)
        listening.close()
        thread.join()


def test_nobody_knows_whether_it_left_so_a_person_decides(database: Database, workspace: Workspace, cast: Cast) -> None:
    case_id = given_to_server(database, cast)
    with hanging_up_after_the_letter() as (port, letters):
        row = deliver(database, port, DECIDED)
        assert (row.status, letters) == ("unknown", [1])
        for days in range(1, 4):
            deliver(database, port, DECIDED + timedelta(days=days))
        assert letters == [1]
    assert told(database, "unclear") == ["U0OLGA"]
    with database.writing() as session:
        assert case_in(session, case_id).state == "unclear"
        sending.queue_smtp(session, cast.olga, case_id, DECIDED + timedelta(days=4))  # she looked: it did not leave
    box = Mailbox()
    with serving(box) as port:
        deliver(database, port, DECIDED + timedelta(days=4))
    assert len(box.taken) == 1
    with database.reading() as session:
        events = [row.event for row in cases.events_of(session, case_id)]
    assert events == ["approved", "sending_unclear", "not_sent", "sent"]


@pytest.mark.parametrize("refused", ["550 5.1.1 no such user", "450 4.2.1 later"])
def test_one_refused_recipient_of_two_and_nothing_leaves(
    database: Database, workspace: Workspace, cast: Cast, refused: str
) -> None:
    given_to_server(database, cast)
    box = Mailbox(refused)
    with serving(box) as port:
        row = deliver(database, port, DECIDED)
    assert box.taken == []
    assert row.status == ("failed" if refused.startswith("5") else "queued")
