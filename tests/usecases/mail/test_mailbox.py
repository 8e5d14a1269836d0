"""A request whose mail comes over IMAP: from the real server into the record, each mail in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TypeAlias

import pytest
from sqlalchemy import select

from governance.errors import Fault
from governance.mail.incoming import MailDesk
from governance.mail.mailbox.imap import Imap
from governance.mail.mailbox.inbox import LARGEST
from governance.mail.reading.dns_keys import StoredTxt
from governance.store.database import Database
from governance.store.models import Mail, MailboxPosition, Workspace
from governance.usecases.case import case as cases
from governance.usecases.case.letter.sending import MailSetup
from governance.usecases.mail import incoming_mail
from governance.usecases.mail import mailbox as positions
from governance.usecases.seen import home
from tests import dovecot
from tests.conftest import Cast
from tests.dovecot import ACCOUNT, PASSWORD, Dovecot
from tests.mail.certificates import trusting, write
from tests.mail.mailroom import answer, dns
from tests.postgres import free_port
from tests.question_keys import KEYS
from tests.usecases.case.case_story import (
    ANSWERED,
    SENT,
    approved,
    by_mail_program,
    case_in,
    confirmation,
    letter_in,
    read_mail,
)
from tests.usecases.poll.test_question import HOUSE

MINUTE = timedelta(minutes=1)
Told: TypeAlias = Callable[[], tuple[str, bool] | None]  # which failure, and whether it began when the letter was sent


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("tls") / "server.pem")


@pytest.fixture(scope="module")
def running(certificate: Path) -> Iterator[Dovecot]:
    with dovecot.server(certificate) as started:
        yield started


@pytest.fixture
def server(running: Dovecot) -> Dovecot:
    running.empty()
    return running


@pytest.fixture
def desk(database: Database, workspace: Workspace, server: Dovecot, certificate: Path) -> MailDesk:
    return made(database, server, certificate)


def made(
    database: Database, server: Dovecot, certificate: Path, *, port: int | None = None, password: str = PASSWORD
) -> MailDesk:
    """The desk as after a start of the app."""
    port = port or server.tls_port
    inbox = Imap("imaps", "localhost", port, ACCOUNT, password, every=0, context=trusting(certificate))
    return MailDesk(database, None, None, lookup=StoredTxt(dns()), inbox=inbox)


def test_the_copy_and_the_answer_arrive_and_close_the_request(
    database: Database, cast: Cast, server: Dovecot, desk: MailDesk
) -> None:
    case_id = approved(database, cast)
    with database.reading() as session:
        server.put(by_mail_program(letter_in(session, case_id)))
    read_mail(desk, SENT + timedelta(minutes=1))
    with database.reading() as session:
        case = case_in(session, case_id)
        assert (case.state, case.request_grade) == ("sent", "copy_signed")
        server.put(confirmation(case))
    read_mail(desk, ANSWERED)
    with database.reading() as session:
        assert (case_in(session, case_id).state, case_in(session, case_id).answer_grade) == ("confirmed", "signed")
        assert [row.event for row in cases.events_of(session, case_id)] == ["approved", "sent", "confirmed"]


class PowerCut(Exception):
    """The process is gone."""


def test_killed_between_reading_and_writing_a_mail_comes_again_and_once(
    database: Database,
    cast: Cast,
    server: Dovecot,
    desk: MailDesk,
    certificate: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    approved(database, cast)
    server.put(answer("one"))
    server.put(answer("two"))
    record = positions.record_step

    def cut(*arguments: object) -> None:
        record(*arguments)  # type: ignore[arg-type]  # as the desk calls it
        raise PowerCut

    with monkeypatch.context() as patch:
        patch.setattr(positions, "record_step", cut)
        with pytest.raises(PowerCut):
            read_mail(desk, ANSWERED)
    with database.reading() as session:
        assert not session.scalars(select(Mail)).all()
        assert not session.scalars(select(MailboxPosition)).all()
    for _ in range(2):
        read_mail(made(database, server, certificate), ANSWERED)
    with database.reading() as session:
        assert sorted(mail.raw for mail in session.scalars(select(Mail))) == sorted([answer("one"), answer("two")])


def test_numbered_anew_the_record_stays_as_it_is(
    database: Database, cast: Cast, server: Dovecot, desk: MailDesk, certificate: Path
) -> None:
    case_id = approved(database, cast)
    with database.reading() as session:
        copy = by_mail_program(letter_in(session, case_id))
    for raw in (copy, answer("unsigned")):
        server.put(raw)
    read_mail(desk, ANSWERED)
    server.empty()  # the mailbox is restored from a backup, in another order
    for raw in (answer("unsigned"), answer("new"), copy):
        server.put(raw)
    read_mail(made(database, server, certificate), ANSWERED)
    with database.reading() as session:
        assert len(session.scalars(select(Mail)).all()) == 3
        assert [row.event for row in cases.events_of(session, case_id)] == ["approved", "sent"]


def test_a_mail_too_large_waits_for_a_person_with_its_reason(
    database: Database, cast: Cast, server: Dovecot, desk: MailDesk
) -> None:
    approved(database, cast)
    server.put(answer(("x" * 70 + "\n") * (LARGEST // 70), Subject="Our answer, with pictures"))
    read_mail(desk, ANSWERED)
    with database.reading() as session:
        mail = session.scalars(select(Mail)).one()
        assert len(mail.raw) < 1_000
    assert (mail.kind, mail.sorted_at, mail.subject) == ("unsure", None, "Our answer, with pictures")
    assert mail.sender == "feedback@slack.com"
    assert mail.reasons == [{"msgid": positions.TOO_LARGE, "values": {"megabytes": 26}}]


def test_the_same_mail_twice_is_one(database: Database, cast: Cast, server: Dovecot, desk: MailDesk) -> None:
    """The same bytes twice in the account are one mail in the record."""
    approved(database, cast)
    for _ in range(2):
        server.put(answer("same"))
    read_mail(desk, ANSWERED)
    with database.reading() as session:
        assert len(session.scalars(select(Mail)).all()) == 1
        assert session.scalars(select(MailboxPosition.last)).one() == 2


def test_an_unreachable_server_stops_no_judgement(
    database: Database, cast: Cast, server: Dovecot, desk: MailDesk
) -> None:
    approved(database, cast)
    with database.writing() as session:
        incoming_mail.record_mail(session, "uploaded", "uploaded:1", answer(), ANSWERED)
    assert isinstance(desk._inbox, Imap)
    desk._inbox = replace(desk._inbox, port=1)
    with pytest.raises(Fault):
        read_mail(desk, ANSWERED)
    with database.reading() as session:
        assert session.scalars(select(Mail.judged_at)).one() == ANSWERED


class TestHomeTells:
    """Whoever runs the app reads on Home that the mailbox cannot be read, unless that mends itself in minutes."""

    @pytest.fixture
    def told(self, database: Database, cast: Cast) -> Told:
        def read() -> tuple[str, bool] | None:
            with database.reading() as session:
                mail = MailSetup(copy_address="copies@exemple.example")
                page = home.home_page(session, cast.ada, KEYS, HOUSE, mail, ANSWERED)
            well = next(check.well for check in page.checks if check.code == "inbox")
            assert well is (page.strip is None)
            return (page.strip.code, page.strip.at == SENT) if page.strip else None

        return read

    def test_at_once_of_what_a_person_has_to_mend(
        self, database: Database, server: Dovecot, certificate: Path, workspace: Workspace, told: Told
    ) -> None:
        desk = made(database, server, certificate, password="wrong")
        with pytest.raises(Fault, match="login_refused"):
            desk.fetch(SENT)
        assert told() == ("inbox:login_refused", True)
        with pytest.raises(Fault):
            desk.fetch(SENT + MINUTE)
        assert told() == ("inbox:login_refused", True)
        made(database, server, certificate).fetch(SENT + timedelta(hours=1))
        assert told() is None

    def test_after_a_quarter_of_an_hour_of_what_may_pass(
        self, database: Database, server: Dovecot, certificate: Path, workspace: Workspace, told: Told
    ) -> None:
        desk = made(database, server, certificate, port=free_port())
        for minutes in (0, 14):
            with pytest.raises(Fault, match="not_reached"):
                desk.fetch(SENT + timedelta(minutes=minutes))
            assert told() is None
        with pytest.raises(Fault, match="not_reached"):
            desk.fetch(SENT + timedelta(minutes=15))
        assert told() == ("inbox:not_reached", True)
        MailDesk(database, None, None).fetch(SENT + timedelta(hours=1))  # the operator gave the mailbox up
        assert told() is None
