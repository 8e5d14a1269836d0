"""Handing a letter to a real mail server: once, whole, to all or none, and every way in which it can go wrong."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from governance.errors import Fault
from governance.mail.sending.smtp import SmtpServer
from tests.mail import certificates
from tests.mail.mailroom import COPY, OLGA

LETTER = "From: a@x.example\nSubject: x\n\n.dots stay\n.\nGrüße\n".encode()
TO = ("feedback@slack.com", COPY)


class Mailbox:
    """Takes what it is given, or refuses as it was told."""

    def __init__(self, **refusals: str) -> None:
        self.taken: list[Envelope] = []
        self.refusals = refusals

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        envelope.rcpt_tos.append(address)
        return self.refusals.get(address.partition("@")[0], "250 OK")

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if "data" not in self.refusals:
            self.taken.append(envelope)
        return self.refusals.get("data", "250 queued as 42")


@contextmanager
def serving(box: Mailbox, **options: Any) -> Iterator[SmtpServer]:
    controller = Controller(box, hostname="127.0.0.1", port=_free_port(), **options)
    controller.start()
    try:
        yield SmtpServer("127.0.0.1", controller.port, "none", timeout=5)
    finally:
        controller.stop()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture(scope="module")
def tls(tmp_path_factory: pytest.TempPathFactory) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """What the server shows and what a client needs to trust it."""
    file = certificates.write(tmp_path_factory.mktemp("tls") / "server.pem")
    return certificates.shown_by(file), certificates.trusting(file)


def test_a_letter_arrives_as_it_was_frozen() -> None:
    box = Mailbox()
    with serving(box) as server:
        assert "queued as 42" in server.send(OLGA, TO, LETTER)
        server.login_check()
    assert len(box.taken) == 1
    assert (box.taken[0].mail_from, box.taken[0].rcpt_tos) == (OLGA, list(TO))
    assert box.taken[0].original_content == LETTER.replace(b"\n", b"\r\n")


@pytest.mark.parametrize("refused", ["feedback", "ai-consent+7f3k"])
@pytest.mark.parametrize(("said", "permanent"), [("550 5.1.1 unknown", True), ("451 4.3.0 later", False)])
def test_one_refused_recipient_keeps_the_whole_letter_here(refused: str, said: str, permanent: bool) -> None:
    box = Mailbox(**{refused: said})
    with serving(box) as server, pytest.raises(Fault) as fault:
        server.send(OLGA, TO, LETTER)
    assert (fault.value.permanent, fault.value.reached, fault.value.code) == (permanent, False, f"smtp:{said[:3]}")
    assert box.taken == []


@pytest.mark.parametrize(("said", "permanent"), [("554 no", True), ("452 full", False)])
def test_a_refused_letter_has_certainly_not_left(said: str, permanent: bool) -> None:
    with serving(Mailbox(data=said)) as server, pytest.raises(Fault) as fault:
        server.send(OLGA, TO, LETTER)
    assert (fault.value.permanent, fault.value.reached) == (permanent, False)


def test_nobody_listens() -> None:
    with pytest.raises(Fault) as fault:
        SmtpServer("127.0.0.1", _free_port(), "none", timeout=2).send(OLGA, TO, LETTER)
    assert (fault.value.code, fault.value.permanent, fault.value.reached) == ("smtp:not_reached", False, False)


@contextmanager
def rude(talk: Callable[[Any], None]) -> Iterator[SmtpServer]:
    """A server that answers line by line as `talk` does, and then hangs up."""
    listening = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        connection, _ = listening.accept()
        with connection, connection.makefile("rwb", 0) as stream:
            talk(stream)

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield SmtpServer("127.0.0.1", listening.getsockname()[1], "none", timeout=1, last_answer=1)
    finally:
        thread.join()
        listening.close()


def _polite_until_data(stream: Any) -> None:
    stream.write(b"220 hello\r\n")
    for answer in (b"250 hello\r\n", b"250 ok\r\n", b"250 ok\r\n", b"250 ok\r\n", b"354 go on\r\n"):
        stream.readline()
        stream.write(answer)


def _read_letter(stream: Any) -> None:
    _polite_until_data(stream)
    while stream.readline() not in (b".\r\n", b""):
        pass


def _hangs_up_after_letter(stream: Any) -> None:
    _read_letter(stream)


def _talks_nonsense_after_letter(stream: Any) -> None:
    _read_letter(stream)
    stream.write(b"what?\r\n")


def _is_silent_after_letter(stream: Any) -> None:
    _read_letter(stream)
    stream.read()  # until the other side gives up


@pytest.mark.parametrize("talk", [_hangs_up_after_letter, _talks_nonsense_after_letter, _is_silent_after_letter])
def test_a_connection_lost_after_the_letter_leaves_us_in_the_dark(talk: Callable[[Any], None]) -> None:
    with rude(talk) as server, pytest.raises(Fault) as fault:
        server.send(OLGA, TO, LETTER)
    assert (fault.value.reached, fault.value.permanent) == (None, False)


def _takes_its_time(stream: Any) -> None:
    stream.write(b"220 hello\r\n")
    for answer in (b"250 hello\r\n", b"250 ok\r\n", b"250 ok\r\n", b"250 ok\r\n", b"354 go on\r\n"):
        stream.readline()
        time.sleep(0.2)
        stream.write(answer)
    _letters.append(stream.read())


_letters: list[bytes] = []


def test_a_letter_whose_turn_has_passed_does_not_begin_to_leave() -> None:
    """Another process may have called it lost by then, and asked its owner."""
    with rude(_takes_its_time) as server, pytest.raises(Fault) as fault:
        replace(server, patience=0.5).send(OLGA, TO, LETTER)
    assert (fault.value.code, fault.value.permanent, fault.value.reached) == ("smtp:timeout", False, False)
    assert _letters == [b""]


def _thinks_about_the_letter(stream: Any) -> None:
    _read_letter(stream)
    time.sleep(1.5)
    stream.write(b"250 queued\r\n221 bye\r\n")


def test_a_server_that_looks_into_the_letter_first_is_waited_for() -> None:
    with rude(_thinks_about_the_letter) as server:
        assert replace(server, last_answer=5).send(OLGA, TO, LETTER) == "queued"


def test_a_server_without_encryption_where_it_was_promised() -> None:
    with serving(Mailbox()) as plain, pytest.raises(Fault) as fault:
        replace(plain, tls="smtps").login_check()
    assert (fault.value.code, fault.value.permanent) == ("smtp:no_encryption", True)


def _hangs_up_at_once(stream: Any) -> None:
    return None


def _hangs_up_at_hello(stream: Any) -> None:
    stream.write(b"220 hello\r\n")
    stream.readline()


def _refuses_to_serve(stream: Any) -> None:
    stream.write(b"554 go away\r\n")


def _says_nothing(stream: Any) -> None:
    stream.read()


@pytest.mark.parametrize(
    ("talk", "code", "permanent"),
    [
        (_hangs_up_at_once, "smtp:not_reached", False),
        (_hangs_up_at_hello, "smtp:not_reached", False),
        (_refuses_to_serve, "smtp:554", True),
        (_says_nothing, "smtp:timeout", False),
    ],
)
def test_before_the_letter_nothing_has_left(talk: Callable[[Any], None], code: str, permanent: bool) -> None:
    with rude(talk) as server, pytest.raises(Fault) as fault:
        server.send(OLGA, TO, LETTER)
    assert (fault.value.code, fault.value.permanent, fault.value.reached) == (code, permanent, False)


def _good_bye_is_lost(stream: Any) -> None:
    _read_letter(stream)
    stream.write(b"250 queued\r\n")


def test_what_happens_after_the_letter_was_taken_does_not_matter() -> None:
    with rude(_good_bye_is_lost) as server:
        assert server.send(OLGA, TO, LETTER) == "queued"


def _knows_olga(server: Any, session: Any, envelope: Any, mechanism: str, data: LoginPassword) -> AuthResult:
    return AuthResult(success=data.login == b"olga@x" and data.password == b"p:w/d", handled=False)


def test_starttls_and_login(tls: tuple[ssl.SSLContext, ssl.SSLContext]) -> None:
    box = Mailbox()
    options = {"tls_context": tls[0], "require_starttls": True, "authenticator": _knows_olga, "auth_required": True}
    with serving(box, **options) as plain:
        known = SmtpServer.at(f"smtp+starttls://olga%40x:p%3Aw%2Fd@localhost:{plain.port}")
        server = replace(known, context=tls[1], timeout=5)
        server.login_check()
        server.send(OLGA, TO, LETTER)
        with pytest.raises(Fault) as fault:
            replace(server, password="wrong").login_check()
        assert (fault.value.code, fault.value.permanent) == ("smtp:login_refused", True)
        with pytest.raises(Fault) as fault:
            replace(server, context=None).login_check()
        assert fault.value.code == "smtp:certificate_not_trusted"
    assert len(box.taken) == 1


def test_smtps(tls: tuple[ssl.SSLContext, ssl.SSLContext]) -> None:
    box = Mailbox()
    with serving(box, ssl_context=tls[0], server_hostname="localhost") as plain:
        server = replace(SmtpServer.at(f"smtps://localhost:{plain.port}"), context=tls[1], timeout=5)
        server.send(OLGA, TO, LETTER)
    assert len(box.taken) == 1


def test_a_server_that_offers_no_encryption_gets_no_password() -> None:
    box = Mailbox()
    with serving(box) as plain, pytest.raises(Fault) as fault:
        replace(plain, tls="starttls", user="olga", password="secret").send(OLGA, TO, LETTER)
    assert fault.value.code == "smtp:not_supported"
    assert box.taken == []


@pytest.mark.parametrize(
    ("sender", "to"),
    [("a@x.example\r\nRCPT TO:<b@y>", TO), (OLGA, ("a@x> ",)), (OLGA, ()), ("", TO), (OLGA, ("a b@x.example",))],
)
def test_addresses_that_could_say_more_are_refused(sender: str, to: tuple[str, ...]) -> None:
    with pytest.raises(Fault) as fault:
        SmtpServer("127.0.0.1", 1, "none").send(sender, to, LETTER)
    assert (fault.value.code, fault.value.permanent) == ("smtp:bad_address", True)


def test_the_address_of_the_server() -> None:
    assert SmtpServer.at("smtp://mail.example").port == 25
    assert SmtpServer.at("smtp+starttls://mail.example").port == 587
    assert SmtpServer.at("smtps://mail.example").port == 465
    known = SmtpServer.at("smtps://olga:secret@mail.example:9465")
    assert (known.user, known.password, known.port) == ("olga", "secret", 9465)
    assert "secret" not in repr(known)
    with pytest.raises(ValueError, match="must start with smtps: or smtp"):
        SmtpServer.at("smtp://olga:secret@mail.example")


def test_the_password_stands_nowhere_in_a_fault(tmp_path: Path) -> None:
    with pytest.raises(Fault) as fault:
        SmtpServer("127.0.0.1", _free_port(), "none", "olga", "secret", timeout=1).login_check()
    assert "secret" not in repr(fault.value) + repr(fault.value.detail)
