"""HTTP mode: requests are signed, events come again, and a request URL must answer the challenge."""

from __future__ import annotations

import hashlib
import hmac
import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from tests.sandbox.desk import Desk, until


def test_an_event_does_not_wait_for_the_ack_of_another(desk: Desk, receiver: Receiver) -> None:
    desk.post("control/scopes", scopes="all")
    desk.post("control/channels", id="C0DIRECTORS", members=["U0OLGA", "U0CONSENT"])
    until(lambda: len(receiver.got) == 2)
    desk.post("control/faults", method="events_api", kind="reorder", times=1)
    desk.post("control/say", user="olga", channel="directors", text="@ai-consent hello")
    told = [json.loads(body)["event"]["type"] for _, body in receiver.got[2:]]
    assert told == ["app_mention", "message"]  # the first was held until the next one: it came while that one waited


class Receiver:
    """An HTTP server that answers as it is told, and keeps what it was sent."""

    def __init__(self) -> None:
        receiver = self
        self.got: list[tuple[dict[str, str], bytes]] = []
        self.answers: list[tuple[int, dict[str, str]]] = []

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                if b"url_verification" in body:
                    self._answer(200, {}, json.loads(body)["challenge"].encode())
                    return
                receiver.got.append(({key.lower(): value for key, value in self.headers.items()}, body))
                status, headers = receiver.answers.pop(0) if receiver.answers else (200, {})
                self._answer(status, headers, b"")

            def _answer(self, status: int, headers: dict[str, str], body: bytes) -> None:
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:
                pass

        self._server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/slack/events"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))
        self._thread.start()

    def close(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


@pytest.fixture
def receiver(desk: Desk) -> Iterator[Receiver]:
    receiver = Receiver()
    desk.post("control/socket", request_url=receiver.url, retry_seconds=[0, 0.05, 0.05])
    yield receiver
    desk.post("control/socket", request_url=None)
    receiver.close()


def test_http_requests_are_signed(desk: Desk, receiver: Receiver) -> None:
    desk.post("control/event", event={"type": "app_home_opened", "user": "U0BOB", "tab": "home"})
    ((headers, body),) = receiver.got
    base = b"v0:" + headers["x-slack-request-timestamp"].encode() + b":" + body
    digest = hmac.new(desk.addresses["SLACK_SIGNING_SECRET"].encode(), base, hashlib.sha256).hexdigest()
    assert headers["x-slack-signature"] == f"v0={digest}"
    assert json.loads(body)["event"]["type"] == "app_home_opened"


def test_an_event_that_fails_over_http_comes_three_times_more(desk: Desk, receiver: Receiver) -> None:
    receiver.answers = [(500, {}), (404, {}), (302, {"Location": "http://evil.example/"})]
    told = desk.post("control/event", event={"type": "team_join", "user": {"id": "U0X"}})
    assert told["acked"] is False
    until(lambda: len(receiver.got) == 4)
    assert len({json.loads(body)["event_id"] for _, body in receiver.got}) == 1
    retries = [(headers.get("x-slack-retry-num"), headers.get("x-slack-retry-reason")) for headers, _ in receiver.got]
    assert retries == [(None, None), ("1", "http_error"), ("2", "http_error"), ("3", "http_error")]
    time.sleep(0.2)
    assert len(receiver.got) == 4


def test_an_app_can_forbid_retries(desk: Desk, receiver: Receiver) -> None:
    receiver.answers = [(500, {"X-Slack-No-Retry": "1"})]
    desk.post("control/event", event={"type": "team_join", "user": {"id": "U0X"}})
    time.sleep(0.3)
    assert len(receiver.got) == 1


def test_a_request_url_must_answer_the_challenge(desk: Desk) -> None:
    status, answer = desk.ask("POST", "control/socket", {"request_url": "http://127.0.0.1:9/slack/events"})
    assert (status, answer["error"]) == (400, "url_not_verified")
    assert desk.ask("POST", "control/socket", {"retry_seconds": "soon"})[1]["error"] == "invalid_arguments"
