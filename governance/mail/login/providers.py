"""Who gives access tokens: Microsoft to the app itself, by its own library; anybody else for a user who consented."""

from __future__ import annotations

import re
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import requests
from msal import ConfidentialClientApplication
from requests.adapters import HTTPAdapter

from governance.mail.login.access_token import NoToken, Provider, Registration, Token

TIMEOUT = 10.0  # seconds for each answer of the provider
MARGIN = 300.0  # seconds before its end at which a token is not used any more
SHORTEST = 60.0  # seconds that a token without a known end is used
MICROSOFT = "https://login.microsoftonline.com/"
SCOPE = "https://outlook.office365.com/.default"  # whatever was granted to the app: IMAP and SMTP alike
_CODE = re.compile(r"[a-z_]{1,40}")
_MICROSOFTS_CODE = re.compile(r"AADSTS\d{4,9}")
_LATER = ("temporarily_unavailable", "server_error")


def provider_of(registration: Registration) -> Provider:
    """Who gives tokens for it."""
    return Microsoft(registration) if registration.tenant else Refreshed(registration)


@contextmanager
def _asking() -> Iterator[None]:
    """What the libraries raise becomes a NoToken; nothing that was sent stands in it."""
    try:
        yield
    except requests.JSONDecodeError:
        raise NoToken("token_not_understood", permanent=False) from None
    except requests.RequestException:
        raise NoToken("token_not_reached", permanent=False) from None
    except ValueError:
        raise NoToken("token_not_understood", permanent=False) from None


class Microsoft:
    """The app's own tokens at Microsoft (client credentials); msal keeps them until they expire."""

    def __init__(self, registration: Registration) -> None:
        self._registration = registration
        self._app: ConfidentialClientApplication | None = None

    def token(self) -> Token:
        """A token. Raises NoToken."""
        with _asking():
            told = self._known().acquire_token_for_client([SCOPE])
        return Token(_value(told), told.get("token_source") != "cache")

    def forget(self) -> None:
        """Ask for a new one next time."""
        self._known().remove_tokens_for_client()

    def _known(self) -> ConfidentialClientApplication:
        """What msal knows of the tenant, asked when it is first needed."""
        if self._app is None:
            given = self._registration
            try:
                self._app = ConfidentialClientApplication(
                    given.client_id,
                    client_credential=given.secret,
                    authority=given.tenant if given.tenant.startswith("https:") else MICROSOFT + given.tenant,
                    http_client=_session(),
                    instance_discovery=False,  # the operator wrote where it is
                )
            except ValueError:
                raise NoToken("tenant_unknown", permanent=True) from None
        return self._app


class Refreshed:
    """A user's tokens at any provider (RFC 6749 s. 6), by the refresh token that the user once consented to."""

    def __init__(self, registration: Registration) -> None:
        self._registration = registration
        self._refresh_token = registration.refresh_token
        self._kept = ""
        self._ends = 0.0  # of the monotonic clock

    def token(self) -> Token:
        """A token. Raises NoToken."""
        if self._kept and time.monotonic() < self._ends:
            return Token(self._kept, is_new=False)
        told = self._asked()
        self._kept = _value(told)
        self._refresh_token = str(told.get("refresh_token") or self._refresh_token)  # some give a new one each time
        seconds = told.get("expires_in")
        lasts = float(seconds) - MARGIN if isinstance(seconds, int | float) else 0.0
        self._ends = time.monotonic() + max(lasts, SHORTEST)
        return Token(self._kept, is_new=True)

    def forget(self) -> None:
        """Ask for a new one next time."""
        self._kept = ""

    def _asked(self) -> dict[str, Any]:
        given = self._registration
        form = {
            "grant_type": "refresh_token",
            "client_id": given.client_id,
            "client_secret": given.secret,
            "refresh_token": self._refresh_token,
        }
        filled = {name: value for name, value in form.items() if value}
        with _asking():
            answer = _session().post(given.token_url, data=filled, allow_redirects=False)
            if answer.status_code >= 500 or answer.status_code == 429:
                raise NoToken("token_later", permanent=False)
            told = answer.json()
        return told if isinstance(told, dict) else {}


def _value(told: dict[str, Any]) -> str:
    """The token in a provider's answer. Raises NoToken with the provider's code, and nothing else that it says."""
    value = told.get("access_token")
    if isinstance(value, str) and value.isascii() and value.isprintable():
        return value
    code, words = str(told.get("error") or ""), str(told.get("error_description") or "")
    if code in _LATER:
        raise NoToken("token_later", permanent=False)
    said = [*_CODE.findall(code)[:1], *_MICROSOFTS_CODE.findall(words)[:1]]
    raise NoToken("token_refused" if code else "token_not_understood", permanent=bool(code), said=" ".join(said))


class _TrustOfThisMachine(HTTPAdapter):
    """Certificates are checked by what the machine and SSL_CERT_FILE trust, as everywhere else in the app."""

    def init_poolmanager(self, *args: Any, **more: Any) -> None:
        super().init_poolmanager(*args, ssl_context=ssl.create_default_context(), **more)


class _Session(requests.Session):
    """A connection that is not waited for without end; msal names no time itself."""

    def request(self, *args: Any, **more: Any) -> requests.Response:
        return super().request(*args, **{"timeout": TIMEOUT, **more})


def _session() -> requests.Session:
    session = _Session()
    session.mount("https://", _TrustOfThisMachine())
    return session
