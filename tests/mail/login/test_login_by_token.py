"""Logging in by an access token: a real dovecot that asks the provider, and an SMTP server that takes nothing else."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import quote

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import MISSING, SMTP, AuthResult, Envelope, Session

from governance.errors import Fault
from governance.mail.login.access_token import AccessTokens
from governance.mail.mailbox.imap import Imap
from governance.mail.sending.smtp import SmtpServer
from tests import dovecot
from tests.dovecot import ACCOUNT, Dovecot
from tests.mail import certificates
from tests.mail.mailbox.notes import Notes
from tests.mail.mailroom import COPY, OLGA, answer
from tests.mail.token_server import TokenServer, serving
from tests.postgres import free_port

LETTER = b"From: a@x.example\nSubject: x\n\nhello\n"


@pytest.fixture(scope="module")
def started() -> Iterator[TokenServer]:
    with serving(ACCOUNT) as running:
        yield running


@pytest.fixture
def provider(started: TokenServer) -> TokenServer:
    started.user, started.refuses = ACCOUNT, None
    started.valid.clear()
    started.asked.clear()
    return started


@pytest.fixture(scope="module", params=["xoauth2", "oauthbearer"])
def mailbox(
    request: pytest.FixtureRequest, started: TokenServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Dovecot]:
    """A server that offers one of both ways, which differ in everything but the token."""
    certificate = certificates.write(tmp_path_factory.mktemp("tls") / "server.pem")
    with dovecot.server(certificate, f"{started.url}/introspect", request.param) as running:
        yield running


def account(mailbox: Dovecot, provider: TokenServer) -> Imap:
    url = f"imap://{quote(ACCOUNT)}@127.0.0.1:{mailbox.port}/"
    return replace(Imap.at(url, tokens=AccessTokens(provider.registration)), every=0, timeout=5)


def test_a_mailbox_is_read_by_a_token_that_is_renewed_when_it_ends(mailbox: Dovecot, provider: TokenServer) -> None:
    mailbox.empty()
    inbox, notes = account(mailbox, provider), Notes()
    inbox.check()
    mailbox.put(answer())
    assert notes.look(inbox) == [answer()]
    assert len(provider.asked) == 1
    provider.take_back()
    mailbox.put(answer("later"))
    assert notes.look(inbox) == [answer("later")]
    assert len(provider.asked) == 2


def test_a_token_of_somebody_else_or_none_is_said(mailbox: Dovecot, provider: TokenServer) -> None:
    inbox = account(mailbox, provider)
    provider.user = "somebody@exemple.example"
    with pytest.raises(Fault) as fault:
        inbox.check()
    assert (fault.value.code, fault.value.permanent) == ("inbox:token_not_taken", True)
    provider.refuses = {"error": "invalid_grant"}
    with pytest.raises(Fault) as fault:
        inbox.check()
    assert (fault.value.code, fault.value.permanent) == ("inbox:token_refused", True)


class TokensOnly:
    """Takes letters from whoever shows a token that is valid at the provider."""

    def __init__(self, provider: TokenServer) -> None:
        self.provider = provider
        self.taken: list[Envelope] = []
        self.refused = 0
        self.last_word = b"?"

    async def auth_XOAUTH2(self, server: SMTP, args: list[str]) -> AuthResult:
        said = base64.b64decode(args[1]).decode()
        user, bearer, *rest = said.split("\x01")
        valid = self.provider.valid.get(bearer.removeprefix("auth=Bearer ")) == user.removeprefix("user=")
        if rest == ["", ""] and valid:
            return AuthResult(success=True)
        self.refused += 1
        last = await server.challenge_auth(json.dumps({"status": "400"}))
        self.last_word = b"" if last is MISSING else last
        return AuthResult(success=False, handled=False)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if not session.authenticated:
            return "530 5.7.0 Authentication required"
        self.taken.append(envelope)
        return "250 queued"


def test_a_letter_leaves_by_a_token(provider: TokenServer) -> None:
    box = TokensOnly(provider)
    options = {"auth_require_tls": False, "auth_exclude_mechanism": ["LOGIN", "PLAIN"]}
    controller = Controller(box, hostname="127.0.0.1", port=free_port(), **options)
    controller.start()
    try:
        url = f"smtp://{quote(ACCOUNT)}@127.0.0.1:{controller.port}"
        server = replace(SmtpServer.at(url, tokens=AccessTokens(provider.registration)), timeout=5)
        server.login_check()
        provider.take_back()
        server.send(OLGA, ("feedback@slack.com", COPY), LETTER)
        assert (len(box.taken), len(provider.asked), box.refused, box.last_word) == (1, 2, 1, b"")
        provider.user = "somebody@exemple.example"
        provider.take_back()
        with pytest.raises(Fault) as fault:
            server.send(OLGA, ("feedback@slack.com", COPY), LETTER)
        assert (fault.value.code, fault.value.permanent, fault.value.reached) == ("smtp:token_not_taken", True, False)
        with pytest.raises(Fault, match="smtp:530"):
            replace(server, user="").send(OLGA, ("feedback@slack.com", COPY), LETTER)
        by_password = replace(SmtpServer.at(url, password="secret"), timeout=5)
        with pytest.raises(Fault, match="smtp:not_supported"):
            by_password.login_check()
    finally:
        controller.stop()


def test_a_relay_that_takes_only_passwords(provider: TokenServer) -> None:
    controller = Controller(object(), hostname="127.0.0.1", port=free_port(), auth_require_tls=False)
    controller.start()
    try:
        url = f"smtp://{quote(ACCOUNT)}@127.0.0.1:{controller.port}"
        with pytest.raises(Fault) as fault:
            SmtpServer.at(url, tokens=AccessTokens(provider.registration)).login_check()
    finally:
        controller.stop()
    assert (fault.value.code, fault.value.permanent) == ("smtp:no_token_login", True)


def test_the_configurations_of_both_versions_ask_the_provider() -> None:
    values = {"user": "u", "group": "g", "folder": "/f", "certificate": "/c", "port": 1, "tls_port": 2}
    values |= {"introspection": "http://127.0.0.1:3/introspect", "mechanisms": "xoauth2"}
    for version, words in (("2.3.19", "args = /f/oauth2"), ("2.4.1", "introspection_url = http://127.0.0.1:3/")):
        assert words in dovecot.settings(version, **values)
        assert "oauth2" not in dovecot.settings(version, **{**values, "introspection": ""})
