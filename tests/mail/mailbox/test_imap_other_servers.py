"""What dovecot never does and other IMAP servers do: a small server of our own that answers as it is told."""

from __future__ import annotations

import re
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace

import pytest

from governance.errors import Fault
from governance.mail.mailbox import imap_session
from governance.mail.mailbox.imap import Imap
from governance.mail.mailbox.inbox import LARGEST
from tests.mail.mailbox.notes import Notes
from tests.mail.mailroom import answer

MAIL = answer("from another server")
HEADER = MAIL.partition(b"\r\n\r\n")[0] + b"\r\n\r\n"
TOLD = b'INTERNALDATE "17-Dec-2026 14:24:00 +0000"'


def literal(name: bytes, text: bytes) -> bytes:
    return b"BODY[%s] {%d}\r\n%s" % (name, len(text), text)


GOOD = {
    b"CAPABILITY": b"* CAPABILITY IMAP4rev1\r\n",
    b"EXAMINE": b"* 1 EXISTS\r\n* OK [UIDVALIDITY 7] ok\r\n",
    b"UID SEARCH": b"* SEARCH 4\r\n",
    b"UID FETCH FIELDS": b"* 1 FETCH (UID 4 RFC822.SIZE 400 %s %s)\r\n"
    % (TOLD, literal(b"HEADER.FIELDS (DATE)", HEADER)),
    b"UID FETCH HEADER": b"* 1 FETCH (UID 4 %s)\r\n" % literal(b"HEADER", HEADER),
    b"UID FETCH WHOLE": b"* 1 FETCH (UID 4 %s)\r\n" % literal(b"", MAIL),
}


@contextmanager
def talking(**other: bytes) -> Iterator[Imap]:
    """A server that says these things to these commands; an answer that begins with NO refuses the command."""
    said = GOOD | {name.replace("_", " ").encode(): words for name, words in other.items()}
    listening = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        with suppress(OSError):
            connection = listening.accept()[0]
            with connection, connection.makefile("rwb", 0) as stream:
                stream.write(said.get(b"GREETING", b"* OK hello\r\n"))
                for line in iter(stream.readline, b""):
                    stream.write(_answer(line, said))

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield replace(Imap.at(f"imap://a:b@127.0.0.1:{listening.getsockname()[1]}/"), every=0, timeout=3)
    finally:
        with suppress(OSError):
            listening.shutdown(socket.SHUT_RDWR)
        listening.close()
        thread.join()


def _answer(line: bytes, said: dict[bytes, bytes]) -> bytes:
    tag, command = line.split(b" ", 1)
    words = said.get(_name(command.upper()), b"")
    if words.startswith(b"NO"):
        return b"%s %s\r\n" % (tag, words)
    extra = b"* BYE\r\n" if command.upper().startswith(b"LOGOUT") else b""
    return b"%s%s%s OK done\r\n" % (words, extra, tag)


def _name(command: bytes) -> bytes:
    found = re.match(rb"UID \w+|\w+", command)
    name = found[0] if found else b""
    if name != b"UID FETCH":
        return name
    part = b"FIELDS" if b"HEADER.FIELDS" in command else b"HEADER" if b"[HEADER]" in command else b"WHOLE"
    return name + b" " + part


def test_the_usual_words() -> None:
    with talking() as inbox:
        assert Notes().look(inbox) == [MAIL]


@pytest.mark.parametrize(
    "heads",
    [
        b"* 1 FETCH (RFC822.SIZE 400 %s UID 4)\r\n" % literal(b"HEADER.FIELDS (DATE)", HEADER),
        b"* 1 FETCH (UID 4 RFC822.SIZE 400 %s BODY[HEADER.FIELDS (DATE)] \"\")\r\n" % TOLD,
        b"* 1 FETCH (UID 4 RFC822.SIZE 400 BODY[HEADER.FIELDS (DATE)] NIL)\r\n",
        b"* 1 FETCH (UID 4 FLAGS (\\Seen))\r\n" + GOOD[b"UID FETCH FIELDS"] + b"* 2 FETCH (FLAGS ())\r\n* 9 EXISTS\r\n",
    ],
    ids=["the number last", "an empty header", "no header", "told unasked"],
)  # fmt: skip
def test_other_forms_of_the_same_answer(heads: bytes) -> None:
    with talking(UID_FETCH_FIELDS=heads) as inbox:
        assert Notes().look(inbox) == [MAIL]


def test_a_mail_that_the_server_does_not_give_out_stops_no_other() -> None:
    with talking(UID_FETCH_WHOLE=b"NO [SERVERBUG] it is broken") as inbox:
        notes = Notes()
        assert notes.look(inbox) == [HEADER]
    (mail,) = notes.mails.values()
    assert (mail.lacks, mail.sender) == ("unfetched", "feedback@slack.com")
    ((_, position),) = notes.positions.items()
    assert (position.numbering, position.last) == (7, 4)


def test_a_mail_larger_than_its_server_says_is_not_taken_whole() -> None:
    whole = b"* 1 FETCH (UID 4 %s)\r\n" % literal(b"", MAIL + b"x" * LARGEST)
    with talking(UID_FETCH_WHOLE=whole) as inbox:
        notes = Notes()
        notes.look(inbox)
    (mail,) = notes.mails.values()
    assert (mail.lacks, mail.raw) == ("large", HEADER)


def test_a_mail_that_is_gone_when_its_turn_comes() -> None:
    with talking(UID_FETCH_WHOLE=b"") as inbox:
        notes = Notes()
        assert notes.look(inbox) == []
    assert [position.last for position in notes.positions.values()] == [4]


@pytest.mark.parametrize(
    ("command", "words", "code", "permanent"),
    [
        ("EXAMINE", b"* 1 EXISTS\r\n", "inbox:no_numbers", True),
        ("EXAMINE", b"NO [NONEXISTENT] which folder?", "inbox:folder_missing", True),
        ("LOGIN", b"NO [UNAVAILABLE] in a minute", "inbox:login_later", False),
        ("LOGIN", b"NO [AUTHENTICATIONFAILED] no", "inbox:login_refused", True),
        ("UID_SEARCH", b"NO not now", "inbox:answer_not_understood", False),
        ("UID_FETCH_FIELDS", b"NO not now", "inbox:answer_not_understood", False),
        ("UID_FETCH_FIELDS", b"* 1 FETCH (UID 4 BODY[HEADER] NIL)\r\n", "inbox:answer_not_understood", False),
        ("GREETING", b"220 this is another protocol\r\n", "inbox:ended", False),
        ("GREETING", b"* BYE too many\r\n", "inbox:answer_not_understood", False),
    ],
)  # fmt: skip
def test_what_goes_wrong_has_a_name(command: str, words: bytes, code: str, permanent: bool) -> None:
    with talking(**{command: words}) as inbox, pytest.raises(Fault) as fault:
        Notes().look(inbox)
    assert (fault.value.code, fault.value.permanent) == (code, permanent)


GREEDY = {
    "an endless literal": {"UID_FETCH_WHOLE": b"* 1 FETCH (UID 4 BODY[] {2700000000}\r\nx"},
    "an endless header": {"UID_FETCH_FIELDS": b"* 1 FETCH (UID 4 RFC822.SIZE 4 BODY[HEADER] {99000000}\r\n"},
    "endless lines": {"UID_SEARCH": b"* 1 EXISTS\r\n" * 30_000},
    "a greeting without end": {"GREETING": b"* OK hello\r\n", "CAPABILITY": b"* CAPABILITY x\r\n" * 30_000},
}  # fmt: skip


@pytest.mark.parametrize("name", GREEDY)
def test_a_server_that_says_more_than_was_asked_for_is_cut_off(name: str) -> None:
    with talking(**GREEDY[name]) as inbox, pytest.raises(Fault) as fault:
        Notes().look(inbox)
    assert (fault.value.code, fault.value.permanent) == ("inbox:ended", False)


def test_a_mail_that_is_said_to_be_huge_is_not_asked_for() -> None:
    heads = GOOD[b"UID FETCH FIELDS"].replace(b"SIZE 400", b"SIZE 4000000000")
    with talking(UID_FETCH_FIELDS=heads, UID_FETCH_WHOLE=b"NO never asked") as inbox:
        notes = Notes()
        assert notes.look(inbox) == [HEADER]
    assert [mail.lacks for mail in notes.mails.values()] == ["large"]


def test_numbers_beyond_what_is_taken_at_once_are_for_the_next_look(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imap_session, "NUMBERS", 20)
    with talking(UID_SEARCH=b"* SEARCH 1000001 1000002 1000003 1000004\r\n", UID_FETCH_FIELDS=b"") as inbox:
        notes = Notes()
        notes.look(inbox)
    ((_, position),) = notes.positions.items()
    assert position.last == 1_000_002
