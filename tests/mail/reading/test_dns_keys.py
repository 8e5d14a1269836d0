"""Keys from a real name server on this machine: answers, no answers, and silence are three different things."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import dns.flags
import dns.message
import dns.rcode
import dns.rrset
import pytest

from governance.errors import Fault
from governance.mail.reading.dkim_check import authenticate
from governance.mail.reading.dns_keys import DnsTxt, StoredTxt
from governance.rules.mail.mail_facts import Dkim
from tests.mail.mailroom import NOW, SLACK, answer, record, rsa_key, signed

RECORDS = {
    "s1._domainkey.slack.com.": [record(rsa_key("slack.com"))],
    "two._domainkey.slack.com.": ["v=DKIM1; p=AAAA", "v=DKIM1; p=BBBB"],
    "noise._domainkey.slack.com.": ["some site verification", "v=DKIM1; p=AAAA"],
    "other._domainkey.slack.com.": [],
}


class _Server(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        data, sock = self.request
        question = dns.message.from_wire(data)
        name = question.question[0].name
        reply = dns.message.make_response(question)
        records = RECORDS.get(name.to_text().lower())
        if name.to_text().startswith("broken"):
            reply.set_rcode(dns.rcode.SERVFAIL)
        elif name.to_text().startswith("silent"):
            return
        elif records is None:
            reply.set_rcode(dns.rcode.NXDOMAIN)
        elif records:
            quoted = [" ".join(f'"{text[i : i + 200]}"' for i in range(0, len(text), 200)) for text in records]
            reply.answer.append(dns.rrset.from_text(name, 60, "IN", "TXT", *quoted))
        sock.sendto(reply.to_wire(), self.client_address)


@contextmanager
def serving() -> Iterator[str]:
    with socketserver.ThreadingUDPServer(("127.0.0.1", 0), _Server) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with serving() as address:
        yield address


def test_a_long_key_comes_in_pieces_and_is_one(server: str) -> None:
    assert DnsTxt(server)("s1._domainkey.slack.com") == record(rsa_key("slack.com")).encode()


def test_no_such_name_and_no_such_record_are_no_key(server: str) -> None:
    lookup = DnsTxt(server)
    assert lookup("absent._domainkey.slack.com") is None
    assert lookup("other._domainkey.slack.com") is None
    assert lookup("two._domainkey.slack.com") is None
    assert lookup("noise._domainkey.slack.com") == b"v=DKIM1; p=AAAA"
    assert lookup("x" * 70 + "._domainkey.slack.com") is None
    assert lookup("a..b") is None


@pytest.mark.parametrize("name", ["broken.slack.com", "silent.slack.com"])
def test_a_server_that_fails_is_a_fault_that_may_pass(server: str, name: str) -> None:
    with pytest.raises(Fault) as fault:
        DnsTxt(server, timeout=0.4)(name)
    assert not fault.value.permanent


def test_a_mail_is_checked_with_a_real_answer(server: str) -> None:
    found = authenticate(signed(answer()), SLACK.domains, DnsTxt(server), NOW)
    assert (found.dkim, found.aligned) == (Dkim.VALID, True)
    assert found.dns == {"s1._domainkey.slack.com": record(rsa_key("slack.com"))}


def test_stored_answers_tell_no_key_from_not_known() -> None:
    stored = StoredTxt({"S1._domainkey.slack.com.": "v=DKIM1; p=AAAA", "gone._domainkey.slack.com": None})
    assert stored("s1._domainkey.SLACK.com") == b"v=DKIM1; p=AAAA"
    assert stored("gone._domainkey.slack.com.") is None
    with pytest.raises(Fault):
        stored("never._domainkey.slack.com")
