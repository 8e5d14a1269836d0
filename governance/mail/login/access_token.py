"""Access tokens (OAuth 2) for mail servers that take no passwords: fetched when needed, kept until they expire."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

from governance.errors import Fault
from governance.mail.login.sasl import NOT_TAKEN

T = TypeVar("T")


@dataclass(frozen=True)
class Registration:
    """This app as the provider knows it. With a tenant it is Microsoft's and logs in by itself, else for a user."""

    client_id: str
    secret: str = field(default="", repr=False)
    tenant: str = ""  # or the whole address of Microsoft's tenant, in a national cloud
    refresh_token: str = field(default="", repr=False)
    token_url: str = ""


@dataclass(frozen=True)
class Token:
    """What logs in. `is_new`: the provider gave it just now."""

    value: str = field(repr=False)
    is_new: bool


class NoToken(Exception):
    """The provider gives none. `said`: its own code, and nothing else that it says."""

    def __init__(self, code: str, *, permanent: bool, said: str = "") -> None:
        super().__init__(code)
        self.code, self.permanent, self.said = code, permanent, said


class Provider(Protocol):
    """Who gives tokens for one registration."""

    def token(self) -> Token:
        """The one that is kept, or a new one. Raises NoToken."""

    def forget(self) -> None:
        """Ask for a new one next time."""


class AccessTokens:
    """The tokens of one registration, shared by whoever logs in with them, from any thread."""

    def __init__(self, registration: Registration) -> None:
        # Imported here: hardly any command asks a provider, and what speaks to them is slow to load.
        from governance.mail.login.providers import provider_of

        self._provider: Provider = provider_of(registration)
        self._lock = threading.Lock()

    def log_in(self, side: str, how: Callable[[str], T]) -> T:
        """What `how` gives with a token; where the server does not take a kept one, once more with a new one.

        `side`: `inbox` or `smtp`, the first word of the codes. Raises Fault.
        """
        token = self._token(side)
        try:
            return how(token.value)
        except Fault as fault:
            if token.is_new or fault.code != f"{side}:{NOT_TAKEN}":
                raise
        with self._lock:
            self._provider.forget()
        return how(self._token(side).value)

    def _token(self, side: str) -> Token:
        try:
            with self._lock:
                return self._provider.token()
        except NoToken as no:
            raise Fault(f"{side}:{no.code}", permanent=no.permanent, said=no.said) from None
