"""Access tokens from a real endpoint: kept, renewed, refused; msal against an authority of our own, over TLS."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from governance.errors import Fault
from governance.logs import without_secrets
from governance.mail.login import providers
from governance.mail.login.access_token import AccessTokens, Registration
from tests.mail import certificates
from tests.mail.token_server import REFRESH, SECRET, TENANT, TokenServer, serving

USER = "consent@exemple.example"


@pytest.fixture
def server() -> Iterator[TokenServer]:
    with serving(USER) as running:
        yield running


@pytest.fixture
def authority(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[TokenServer]:
    """The same as Microsoft's tenant: msal wants TLS, and a certificate that this machine trusts."""
    certificate = certificates.write(tmp_path / "server.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with serving(USER, certificates.shown_by(certificate)) as running:
        yield running


def token_of(tokens: AccessTokens) -> str:
    return tokens.log_in("inbox", lambda token: token)


class MailServer:
    """Takes the tokens that are valid at the provider."""

    def __init__(self, provider: TokenServer) -> None:
        self.provider = provider
        self.seen: list[str] = []

    def __call__(self, token: str) -> str:
        self.seen.append(token)
        if token not in self.provider.valid:
            raise Fault("inbox:token_not_taken", permanent=True)
        return token


@pytest.mark.parametrize("who", ["server", "authority"])
def test_a_token_is_kept_and_renewed_once_when_it_is_not_taken(who: str, request: pytest.FixtureRequest) -> None:
    provider: TokenServer = request.getfixturevalue(who)
    tokens = AccessTokens(provider.registration if who == "server" else provider.microsoft)
    mail = MailServer(provider)
    assert [tokens.log_in("inbox", mail) for _ in range(3)] == ["token-1"] * 3
    assert len(provider.asked) == 1
    provider.take_back()
    assert tokens.log_in("inbox", mail) == "token-2"
    provider.user, provider.valid = "somebody", {}
    seen = len(mail.seen)

    def never(token: str) -> str:
        mail.seen.append(token)
        raise Fault("inbox:token_not_taken", permanent=True)

    with pytest.raises(Fault, match="token_not_taken"):
        tokens.log_in("inbox", never)
    assert mail.seen[seen:] == ["token-2", "token-3"]
    assert len(provider.asked) == 3


def test_what_is_asked_for(server: TokenServer, authority: TokenServer) -> None:
    token_of(AccessTokens(server.registration))
    token_of(AccessTokens(authority.microsoft))
    assert (server.asked[0]["grant_type"], server.asked[0]["refresh_token"]) == ("refresh_token", REFRESH)
    assert (authority.asked[0]["grant_type"], authority.asked[0]["scope"]) == ("client_credentials", providers.SCOPE)


def test_another_fault_of_the_mail_server_costs_no_token(server: TokenServer) -> None:
    def later(_: str) -> str:
        raise Fault("inbox:login_later", permanent=False)

    tokens = AccessTokens(server.registration)
    token_of(tokens)
    with pytest.raises(Fault, match="login_later"):
        tokens.log_in("inbox", later)
    assert len(server.asked) == 1


def test_a_token_at_its_end_is_renewed_before_it_is_shown(server: TokenServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(providers, "SHORTEST", 0.0)
    server.lasts = int(providers.MARGIN)
    tokens = AccessTokens(server.registration)
    assert [token_of(tokens), token_of(tokens)] == ["token-1", "token-2"]


def test_the_newest_refresh_token_is_the_one_that_counts(server: TokenServer) -> None:
    server.rotates = True
    tokens = AccessTokens(server.registration)
    assert token_of(tokens) == "token-1"
    server.take_back()
    assert tokens.log_in("inbox", MailServer(server)) == "token-2"
    assert [form["refresh_token"] for form in server.asked] == [REFRESH, "refresh-2"]


@pytest.mark.parametrize(
    ("change", "code", "permanent", "said"),
    [
        (
            {"refuses": {"error": "invalid_grant", "error_description": "secret"}},
            "token_refused",
            True,
            "invalid_grant",
        ),
        ({"refuses": {"error": "temporarily_unavailable"}}, "token_later", False, ""),
        ({"broken": 503}, "token_later", False, ""),
        ({"answers": "<html>secret</html>"}, "token_not_understood", False, ""),
        ({"answers": '{"access_token": "to\\u0001ken"}'}, "token_not_understood", False, ""),
        ({"answers": "[]"}, "token_not_understood", False, ""),
    ],
)
def test_no_token(server: TokenServer, change: dict[str, object], code: str, permanent: bool, said: str) -> None:
    for name, value in change.items():
        setattr(server, name, value)
    with pytest.raises(Fault) as fault:
        token_of(AccessTokens(server.registration))
    assert (fault.value.code, fault.value.permanent) == (f"inbox:{code}", permanent)
    assert fault.value.detail["said"] == said


def test_nobody_answers() -> None:
    registration = Registration("client-1", SECRET, refresh_token=REFRESH, token_url="http://127.0.0.1:9/token")
    for one in (registration, replace(registration, tenant="https://localhost:9/tenant")):
        with pytest.raises(Fault) as fault:
            AccessTokens(one).log_in("smtp", lambda token: token)
        assert (fault.value.code, fault.value.permanent) == ("smtp:token_not_reached", False)


def test_what_microsoft_refuses(authority: TokenServer) -> None:
    for registration, code in (
        (replace(authority.microsoft, secret="old"), "token_refused"),
        (replace(authority.microsoft, tenant=authority.microsoft.tenant.replace(TENANT, "nobody")), "tenant_unknown"),
    ):
        with pytest.raises(Fault) as fault:
            token_of(AccessTokens(registration))
        assert (fault.value.code, fault.value.permanent) == (f"inbox:{code}", True)
        told = fault.value.detail["said"]
        assert told == ("invalid_client AADSTS7000215" if code == "token_refused" else "")


def test_an_authority_that_nobody_here_trusts_gets_no_secret(tmp_path: Path) -> None:
    certificate = certificates.write(tmp_path / "server.pem")
    with serving(USER, certificates.shown_by(certificate)) as running:
        with pytest.raises(Fault, match="token_not_reached"):
            token_of(AccessTokens(running.microsoft))
        assert running.asked == []


def test_secrets_stand_nowhere(server: TokenServer, authority: TokenServer, caplog: pytest.LogCaptureFixture) -> None:
    """Not in a fault with everything that led to it, nor in a `repr`, nor in what the libraries log."""
    caplog.set_level(logging.INFO)
    told = ""
    for provider, registration in ((server, server.registration), (authority, authority.microsoft)):
        tokens = AccessTokens(registration)
        told += token_of(tokens).replace("token-1", "") + repr(tokens) + repr(registration)
        told += repr(vars(tokens)) + repr(tokens._provider.token())
        provider.refuses = {"error": "invalid_client", "error_description": SECRET}
        tokens._provider.forget()
        with pytest.raises(Fault) as fault:
            token_of(tokens)
        told += str(fault.getrepr(style="short", chain=True)) + repr(fault.value.detail)
    told += caplog.text + str(without_secrets(None, "", {"exception": "said auth=Bearer token-1\x01"}))
    assert not [secret for secret in (SECRET, REFRESH, "token-1", "token-2") if secret in told]
