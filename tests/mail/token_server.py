"""A provider of access tokens on this machine: gives them, has them expire, takes them back, refuses, breaks down."""

from __future__ import annotations

import json
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl

from governance.mail.login.access_token import Registration

TENANT, CLIENT, SECRET, REFRESH = "1f6a0c52-0000-4000-8000-5cd3e1f1d3a7", "client-1", "client~secret#1", "refresh-1"


@dataclass
class TokenServer:
    """What it has given, and how it shall behave. `valid`: tokens that a mail server may take, and for whom."""

    user: str
    url: str = ""
    asked: list[dict[str, str]] = field(default_factory=list)
    valid: dict[str, str] = field(default_factory=dict)
    refuses: dict[str, str] | None = None
    broken: int = 0  # status of the answer instead
    lasts: int = 3600
    rotates: bool = False
    answers: str | None = None  # instead of JSON
    _refresh: str = REFRESH

    @property
    def registration(self) -> Registration:
        return Registration(CLIENT, SECRET, refresh_token=REFRESH, token_url=f"{self.url}/token")

    @property
    def microsoft(self) -> Registration:
        return Registration(CLIENT, SECRET, tenant=f"{self.url}/{TENANT}")

    def take_back(self) -> None:
        """No token that was given logs in any more."""
        self.valid.clear()

    def answer(self, form: dict[str, str]) -> tuple[int, Any]:
        self.asked.append(form)
        if self.broken:
            return self.broken, {}
        known = (form.get("client_id"), form.get("client_secret")) == (CLIENT, SECRET)
        if form["grant_type"] == "refresh_token":
            known = known and form["refresh_token"] == self._refresh
        if self.refuses or not known:
            return 400, self.refuses or {"error": "invalid_client", "error_description": f"AADSTS7000215: {SECRET}?"}
        token = f"token-{len(self.asked)}"
        self.valid[token] = self.user
        given: dict[str, Any] = {"token_type": "Bearer", "access_token": token, "expires_in": self.lasts}
        if self.rotates:
            self._refresh = given["refresh_token"] = f"refresh-{len(self.asked) + 1}"
        return 200, given

    def introspection(self, form: dict[str, str]) -> tuple[int, Any]:
        user = self.valid.get(form.get("token", ""))
        return 200, {"active": True, "username": user} if user else {"active": False}

    def discovery(self) -> tuple[int, Any]:
        """What msal reads before it asks for a token."""
        ends = {"token_endpoint": "token", "authorization_endpoint": "authorize", "jwks_uri": "keys"}
        found = {name: f"{self.url}/{TENANT}/oauth2/v2.0/{path}" for name, path in ends.items()}
        return 200, {**found, "issuer": f"{self.url}/{TENANT}/v2.0"}


@contextmanager
def serving(user: str, context: ssl.SSLContext | None = None) -> Iterator[TokenServer]:
    """The provider, over TLS where a context is given."""
    state = TokenServer(user)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            form = dict(parse_qsl(body, keep_blank_values=True))
            self._say(*(state.introspection if self.path == "/introspect" else state.answer)(form))

        def do_GET(self) -> None:
            known = self.path == f"/{TENANT}/v2.0/.well-known/openid-configuration"
            self._say(*(state.discovery() if known else (400, {"error": "invalid_tenant"})))

        def _say(self, status: int, told: Any) -> None:
            raw = (state.answers if state.answers is not None else json.dumps(told)).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

        def log_message(self, *_: object) -> None:
            """Nothing is printed."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    if context is not None:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    scheme, host = ("https", "localhost") if context else ("http", "127.0.0.1")
    state.url = f"{scheme}://{host}:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield state
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
