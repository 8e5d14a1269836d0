"""Calls to Slack by way of who knows what: no token follows a redirect, and no page is taken for Slack's answer."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from governance.clock import RemoteClock
from governance.errors import Fault, Whose
from governance.slack.link.client import client_for
from governance.slack.link.faults import calling
from governance.slack.link.installations import connect
from governance.slack.link.upload import upload
from governance.slack.people.directory import pages_of_people, person_now
from governance.store.database import Database
from tests.conftest import FRIDAY

Answer = tuple[int, dict[str, str], bytes]


@contextmanager
def server(answer: Answer) -> Iterator[tuple[str, list[str]]]:
    """Answers everything alike; its address, and what it was asked with which token."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            asked.append(f"{self.path} {self.headers.get('Authorization', '')}")
            status, headers, body = answer
            self.send_response(status)
            for name, value in {"Content-Length": str(len(body)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        do_POST = do_GET  # noqa: N815  # the library's own name

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as running:
        thread = threading.Thread(target=running.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{running.server_port}", asked
        finally:
            running.shutdown()
            thread.join()


CALLS: dict[str, Callable[[Any], object]] = {
    "chat.postMessage": lambda client: client.chat_postMessage(channel="U1", text="x"),
    "views.open": lambda client: client.views_open(trigger_id="1", view={}),
    "auth.test": lambda client: client.auth_test(),
    "apps.connections.open": lambda client: client.apps_connections_open(app_token="xapp-secret"),
    "users.list": lambda client: client.users_list(limit=200),
}


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("name", CALLS)
def test_the_token_follows_no_redirect(name: str, status: int) -> None:
    with server((200, {}, b'{"ok": true}')) as (elsewhere, stolen):
        leading_there = (status, {"Location": f"{elsewhere}/api/{name}"}, b"<html>")
        with server(leading_there) as (here, asked), pytest.raises(Fault) as caught:
            calling(lambda: CALLS[name](client_for("xoxb-secret", f"{here}/api/", 10)))
        assert (caught.value.code, caught.value.whose) == (f"http_{status}", Whose.WAY)
        assert not caught.value.permanent
        assert len(asked) == 1
        assert stolen == []


def test_the_clock_follows_no_redirect() -> None:
    with server((200, {}, b'{"now": "2026-11-20T07:00:00+00:00"}')) as (elsewhere, stolen):
        leading_there = (302, {"Location": elsewhere}, b"")
        with server(leading_there) as (here, _), pytest.raises(ValueError, match="does not tell the time"):
            RemoteClock(here)()
        assert stolen == []


PAGES: list[Answer] = [
    (200, {"Content-Type": "text/html"}, b"<html>ok</html>"),
    (200, {"Content-Type": "text/html; charset=nobody-knows"}, b"\xff\xfe"),
    (200, {"Content-Type": "application/json"}, b"[]"),
    (200, {"Content-Type": "application/json"}, b""),
    (200, {"Content-Type": "application/json"}, b'{"ok": false, "error": "<html>"}'),
    (200, {"Content-Type": "application/json"}, b'{"ok": false, "error": {"a": 1}}'),
    (200, {"Content-Type": "application/json"}, b"{}"),
    (200, {"Content-Type": "application/gzip"}, b"\x1f\x8b"),
    (403, {"Content-Type": "text/html"}, b"<html>no</html>"),
    (407, {"Content-Type": "text/html; charset=x"}, b"\xff"),
    (511, {"Content-Type": "text/html"}, b"<html>sign in</html>"),
]


@pytest.mark.parametrize("answer", PAGES, ids=repr)
def test_what_is_not_slacks_is_an_obstacle_of_the_way(answer: Answer) -> None:
    with server(answer) as (here, _), pytest.raises(Fault) as caught:
        calling(lambda: client_for("xoxb-secret", f"{here}/api/", 10).chat_postMessage(channel="U1", text="x"))
    expected = "not_slack" if answer[0] == 200 else f"http_{answer[0]}"
    assert (caught.value.code, caught.value.whose) == (expected, Whose.WAY)
    assert (caught.value.permanent, caught.value.reached) == (False, None)


def test_an_answer_that_says_ok_and_nothing_else_is_none(database: Database) -> None:
    with server((200, {}, b'{"ok": true}')) as (here, _):
        client = client_for("xoxb-secret", f"{here}/api/", 10)
        for asks in (
            lambda: connect(database, client, FRIDAY),
            lambda: list(pages_of_people(client, "T1", lambda _: None)),
            lambda: person_now(client, "T1", "U1"),
            lambda: upload(client, "a.txt", b"a"),
        ):
            with pytest.raises(Fault, match="answer_incomplete"):
                asks()
