"""A bare Socket Mode client that hears what the sandbox sends, and answers as the test wants."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from slack_sdk.socket_mode import SocketModeClient
from slack_sdk.socket_mode.client import BaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse

from tests.sandbox.desk import Desk

Answer = Callable[[SocketModeRequest], Any]


class Ear:
    """A bare Socket Mode client: it hears, and answers what the test tells it to."""

    def __init__(self, desk: Desk) -> None:
        self.heard: list[dict[str, Any]] = []
        self.answer: Answer = lambda request: None
        self.connected = threading.Event()
        web = desk.web_client(desk.addresses["SLACK_APP_TOKEN"])
        self.client = SocketModeClient(app_token=desk.addresses["SLACK_APP_TOKEN"], web_client=web)
        self.client.socket_mode_request_listeners.append(self.hear)
        self.client.connect()

    def hear(self, client: BaseSocketModeClient, request: SocketModeRequest) -> None:
        self.heard.append(request.payload)
        client.send_socket_mode_response(SocketModeResponse(request.envelope_id, self.answer(request)))
