"""A real IMAP server, dovecot: every mail comes once, whole, unread and undeleted, whatever breaks on the way."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

import pytest

from governance.errors import Fault
from governance.mail.login.access_token import AccessTokens
from governance.mail.mailbox.imap import Imap
from governance.mail.mailbox.inbox import BATCH, LARGEST
from tests import dovecot
from tests.dovecot import ACCOUNT, PASSWORD, Dovecot
from tests.mail import certificates, token_server
from tests.mail.mailbox.notes import Notes
from tests.mail.mailbox.wire import wire_to
from tests.mail.mailroom import answer
from tests.postgres import free_port

OLD = "Thu, 01 May 2025 08:00:00 +0000"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return certificates.write(tmp_path_factory.mktemp("tls") / "server.pem")


@pytest.fixture(scope="module")
def running(certificate: Path) -> Iterator[Dovecot]:
    """One server for all tests of this file."""
    with dovecot.server(certificate) as started:
        yield started


@pytest.fixture
def server(running: Dovecot) -> Dovecot:
    """The server with an empty mailbox."""
    if running.process is None:
        running.start()
    running.empty()
    return running


def url(scheme: str, port: int, path: str = "", password: str = PASSWORD) -> str:
    host = "127.0.0.1" if scheme == "imap" else "localhost"
    return f"{scheme}://{quote(ACCOUNT)}:{quote(password, safe='')}@{host}:{port}/{path}"


def account(port: int, folders: str = "", **changes: object) -> Imap:
    """The account over a line without encryption, which only this machine may have; looked at whenever asked."""
    return replace(Imap.at(url("imap", port, folders)), every=0, timeout=5, **changes)  # type: ignore[arg-type]  # the test says what it likes


def test_a_mail_comes_once_byte_for_byte_and_stays_unread(server: Dovecot) -> None:
    first, second = answer("one: Grüße\n.\n..\n"), answer("two\n\n")
    server.put(first)
    server.put(second)
    inbox, notes = account(server.port), Notes()
    assert notes.look(inbox) == [first, second]
    assert notes.look(inbox) == []
    server.put(answer("three"))
    assert notes.look(account(server.port)) == [answer("three")]
    with server.owner() as owner:
        owner.select(readonly=True)
        assert owner.search(None, "UNSEEN")[1] == [b"1 2 3"]


@pytest.mark.parametrize("scheme", ["imaps", "imap+starttls"])
def test_both_ways_of_encryption(server: Dovecot, certificate: Path, scheme: str) -> None:
    port = server.tls_port if scheme == "imaps" else server.port
    inbox = replace(Imap.at(url(scheme, port)), context=certificates.trusting(certificate))
    inbox.check()
    server.put(answer())
    assert Notes().look(inbox) == [answer()]


def code_of(inbox: Imap) -> tuple[str, bool]:
    """How a look at the mailbox fails, and whether that is for good."""
    with pytest.raises(Fault) as looked:
        Notes().look(inbox)
    with pytest.raises(Fault) as checked:
        inbox.check()
    assert looked.value.code == checked.value.code
    assert PASSWORD not in f"{looked.value} {looked.value.detail} {inbox!r}"
    return looked.value.code, looked.value.permanent


def test_a_server_that_cannot_prove_its_name_gets_no_password(
    server: Dovecot, certificate: Path, tmp_path: Path
) -> None:
    before, trusting = len(_log(server)), certificates.trusting(certificate)
    wrong_name = Imap.at(url("imaps", server.tls_port).replace("localhost", "127.0.0.1"))
    other = certificates.trusting(certificates.write(tmp_path / "other.pem", "elsewhere.example"))
    for inbox in (
        replace(wrong_name, context=trusting),
        Imap.at(url("imaps", server.tls_port)),
        Imap.at(url("imap+starttls", server.port)),
        replace(Imap.at(url("imaps", server.tls_port)), context=other),
    ):
        assert code_of(inbox) == ("inbox:certificate_not_trusted", True)
    assert "certificate" in _log(server)[before:]
    assert ACCOUNT not in _log(server)[before:]


def test_a_server_that_does_not_start_says_why(certificate: Path) -> None:
    with dovecot.server(certificate) as server:
        server.stop()
        with (server.folder / "dovecot.conf").open("a") as settings:
            settings.write("rubbish = 1\n")
        with pytest.raises(RuntimeError, match=r"dovecot 2\.\d.* does not start: .*rubbish"):
            server.start()


def _log(server: Dovecot) -> str:
    return (server.folder / "log").read_text()


def test_without_encryption_nothing_is_said(server: Dovecot, certificate: Path) -> None:
    plain = replace(Imap.at(url("imaps", server.port)), context=certificates.trusting(certificate), timeout=5)
    assert code_of(plain) == ("inbox:no_encryption", True)
    with pytest.raises(ValueError, match="must start with imaps: or imap"):
        Imap.at(f"imap://{quote(ACCOUNT)}:secret@mail.example/")


def test_a_wrong_password(server: Dovecot) -> None:
    assert code_of(replace(account(server.port), password="wrong")) == ("inbox:login_refused", True)
    assert code_of(replace(account(server.port), password="fälsch")) == ("inbox:login_refused", True)


def test_a_server_that_takes_no_tokens(server: Dovecot) -> None:
    with token_server.serving(ACCOUNT) as provider:
        inbox = replace(account(server.port), tokens=AccessTokens(provider.registration))
        assert code_of(inbox) == ("inbox:no_token_login", True)


def test_a_folder_that_is_not_there(server: Dovecot) -> None:
    assert code_of(account(server.port, "INBOX,Nowhere")) == ("inbox:folder_missing", True)


def test_several_folders_and_one_mail_in_two_of_them(server: Dovecot) -> None:
    with server.owner() as owner:
        owner.create('"Archive/Gel&APY-scht"')
    server.put(answer("one"))
    server.put(answer("two"), '"Archive/Gel&APY-scht"')
    server.put(answer("one"), '"Archive/Gel&APY-scht"')
    notes, inbox = Notes(), account(server.port, "INBOX,Archive/Gel%C3%B6scht")
    assert notes.look(inbox) == [answer("one"), answer("two")]
    assert len(notes.positions) == 2
    assert notes.look(inbox) == []


def test_the_server_is_down_and_comes_back(server: Dovecot) -> None:
    server.put(answer("one"))
    inbox, notes = account(server.port), Notes()
    notes.look(inbox)
    server.stop()
    assert code_of(inbox) == ("inbox:not_reached", False)
    server.start()
    server.put(answer("two"))
    assert notes.look(inbox) == [answer("two")]


def test_after_a_look_there_is_a_pause_and_after_a_failed_one_too(server: Dovecot) -> None:
    inbox = replace(account(free_port()), every=1_000)
    assert inbox.is_due()
    with pytest.raises(Fault):
        Notes().look(inbox)
    assert not inbox.is_due()
    patient = replace(account(server.port), every=1_000)
    server.put(answer())
    assert len(Notes().look(patient)) == 1
    assert not patient.is_due()


def test_a_line_that_breaks_anywhere_loses_no_mail_and_doubles_none(server: Dovecot) -> None:
    mails = [answer(f"number {number} " + "x" * 2_000) for number in range(3)]
    for raw in mails:
        server.put(raw)
    with wire_to(server.port) as whole:
        assert Notes().look(account(whole.port)) == mails
        everything = sum(whole.each)
    notes, codes = Notes(), []
    for cut in range(40, everything + 400, 400):
        with wire_to(server.port, cut=cut) as wire:
            try:
                notes.look(replace(account(wire.port), port=wire.port))
            except Fault as fault:
                codes.append(fault.code)
            notes.positions = {place.replace(str(wire.port), "x"): found for place, found in notes.positions.items()}
    assert len(codes) > 5
    assert set(codes) == {"inbox:ended"}
    assert notes.look(account(server.port)) == []
    assert sorted(mail.raw for mail in notes.mails.values()) == sorted(mails)


def test_a_server_that_falls_silent_is_given_up(server: Dovecot) -> None:
    server.put(answer("x" * 5_000))
    with wire_to(server.port, silent_after=900) as wire:
        began = time.monotonic()
        assert code_of(replace(account(wire.port), timeout=0.3)) == ("inbox:timeout", False)
        assert time.monotonic() - began < 5


def test_a_server_that_drips_is_cut_off(server: Dovecot) -> None:
    server.put(answer("x" * 5_000))
    with wire_to(server.port, pause=0.002) as wire:
        began = time.monotonic()
        with pytest.raises(Fault) as fault:
            Notes().look(replace(account(wire.port), longest_session=0.8))
        assert not fault.value.permanent
        assert time.monotonic() - began < 5


def test_an_encrypted_session_that_stalls_is_cut_off(server: Dovecot, certificate: Path) -> None:
    server.put(answer("x" * 60_000))
    with wire_to(server.tls_port, silent_after=20_000) as wire:
        inbox = replace(Imap.at(url("imaps", wire.port)), context=certificates.trusting(certificate))
        began = time.monotonic()
        with pytest.raises(Fault) as fault:
            Notes().look(replace(inbox, longest_session=0.8))
        assert not fault.value.permanent
        assert time.monotonic() - began < 5


def test_a_folder_numbered_anew_is_read_again_and_no_mail_taken_twice(server: Dovecot) -> None:
    with server.owner() as owner:
        owner.create("Answers")
    for word in ("one", "two", "three"):
        server.put(answer(word), "Answers")
    notes, inbox = Notes(), account(server.port, "Answers")
    assert len(notes.look(inbox)) == 3
    before = dict(notes.positions)
    with server.owner() as owner:
        owner.delete("Answers")
        owner.create("Answers")
    for word in ("four", "three", "one"):
        server.put(answer(word), "Answers")
    assert notes.look(inbox) == [answer("four")]
    ((place, after),) = notes.positions.items()
    assert before[place].numbering != after.numbering
    assert before[place].last == after.last == 3


def test_the_same_name_for_another_mail_hides_nothing(server: Dovecot) -> None:
    """Somebody who guesses a Message-ID cannot keep the true mail out: only the same bytes are the same mail."""
    server.put(answer("false"))
    server.put(answer("true"))
    assert Notes().look(account(server.port)) == [answer("false"), answer("true")]


def test_a_mail_too_large_is_known_by_its_header_and_not_fetched(server: Dovecot) -> None:
    large = answer("x" * 70 + "\n" + ("y" * 70 + "\n") * (LARGEST // 70), Subject="With all its pictures")
    server.put(large)
    server.put(answer("small"))
    with wire_to(server.port) as wire:
        notes = Notes()
        notes.look(account(wire.port))
        assert sum(wire.each) < 20_000
    first, second = notes.mails.values()
    assert (first.lacks, first.sender, first.subject) == ("large", "feedback@slack.com", "With all its pictures")
    assert first.size > LARGEST
    assert first.raw == large.partition(b"\r\n\r\n")[0] + b"\r\n\r\n"
    assert second.raw == answer("small")


def fill(server: Dovecot, number: int, body: str = "small\r\n") -> None:
    """So many old mails, laid into the mailbox as its server keeps them."""
    server.put(answer("so that there is a mailbox", Cc=None, Date=OLD))
    for one in range(number):
        raw = answer(body, Cc=None, Date=OLD, Message_ID=f"<old-{one}@slack.com>", In_Reply_To=None)
        (server.mail / "cur" / f"1746000000.M{one}P1.host:2,").write_bytes(raw)
    server.own()


def test_an_old_mailbox_costs_its_headers_once(server: Dovecot) -> None:
    fill(server, BATCH + 7, "x" * 3_000)
    copy = "ai-consent+7f3k@exemple.example"
    ours = answer("old by its date, but with our copy address", Cc=f"Bot <{copy.upper()}>", Date=OLD)
    (server.mail / "cur" / "1746000001.M1P2.host:2,").write_bytes(ours)
    server.own()
    notes = Notes(datetime(2100, 1, 1, tzinfo=UTC), copy)
    with wire_to(server.port) as wire:
        inbox = account(wire.port)
        assert notes.look(inbox) == [ours]
        looked = len(wire.each)
        assert sum(wire.each) < (BATCH + 9) * 600
        assert notes.look(inbox) == []
        assert sum(wire.each[looked:]) < 2_000
    assert notes.steps == 3


def test_before_the_first_request_not_even_headers_are_read(server: Dovecot) -> None:
    fill(server, 20)
    notes = Notes(None)
    with wire_to(server.port) as wire:
        assert notes.look(account(wire.port)) == []
        assert sum(wire.each) < 2_000
    ((_, position),) = notes.positions.items()
    assert position.last == 21


def test_odd_mails_do_not_stop_the_reading(server: Dovecot) -> None:
    odd = [
        b"\r\n",
        b"no header at all\r\n",
        b"Subject: \xff\xfe\r\n\r\n\x00\x01",
        b"Date: never\r\n\r\n" + b"(" * 3_000,
    ]
    for raw in [*odd, answer()]:
        server.put(raw)
    found = Notes().look(account(server.port))
    assert found[-1] == answer()
    assert len(found) == 5


def test_the_address_of_the_account() -> None:
    known = Imap.at("imaps://consent%40x.example:p%3Aw%2Fd@mail.example/")
    assert (known.user, known.password, known.port, known.folders) == ("consent@x.example", "p:w/d", 993, ("INBOX",))
    assert Imap.at("imap+starttls://a:b@mail.example/A%2CB,Junk/Slack").folders == ("A,B", "Junk/Slack")
    assert "p:w" not in repr(known)
