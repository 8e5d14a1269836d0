"""The link to Slack in Socket Mode, over which Bolt gets and answers what comes in."""

from __future__ import annotations

import logging
import socket
import time
from contextlib import suppress

from slack_bolt import App
from slack_bolt.adapter.socket_mode.base_handler import BaseSocketModeHandler
from slack_bolt.adapter.socket_mode.internals import run_bolt_app, send_response
from slack_sdk import WebClient
from slack_sdk.socket_mode.builtin import SocketModeClient
from slack_sdk.socket_mode.client import BaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest

from governance.measured import MEASURED
from governance.rate_limit import InHand

WORKERS = 16
PING_SECONDS = 4  # a link that stays silent for four of these is given up, and another one made


class PromptClient(SocketModeClient):
    """Slack's client without Nagle's delay: a small answer was seen to wait 20 to 44 ms for the one before it."""

    def connect(self) -> None:
        """Connect, also when a link is replaced by a new one."""
        super().connect()
        if (made := self._socket()) is not None:
            made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def close(self) -> None:
        """Close at once; otherwise the reading thread notices only at the end of its wait of three seconds."""
        self.auto_reconnect_enabled = False
        self.current_session_state.terminated = True
        if (made := self._socket()) is not None:
            with suppress(OSError):  # the other side was first
                made.shutdown(socket.SHUT_RDWR)
        super().close()

    def _socket(self) -> socket.socket | None:
        return self.current_session.sock if self.current_session is not None else None


class Link(BaseSocketModeHandler):
    """Bolt's handler for our client; a gesture counts as in hand until it was acknowledged."""

    def __init__(self, bolt: App, app_token: str, web_client: WebClient, first: InHand) -> None:
        self.app, self._first = bolt, first
        self.client: SocketModeClient = PromptClient(
            app_token,
            logger=logging.getLogger("slack_sdk.socket_mode"),
            web_client=web_client,
            ping_interval=PING_SECONDS,
            concurrency=WORKERS,
        )
        self.client.socket_mode_request_listeners.append(self.handle)

    def handle(self, client: BaseSocketModeClient, req: SocketModeRequest) -> None:
        """One gesture or event."""
        started, arrived = time.time(), time.perf_counter()
        with self._first:
            send_response(client, req, run_bolt_app(self.app, req), started)
        MEASURED.acknowledged(time.perf_counter() - arrived)

    def finish_presses(self) -> None:
        """Take no more presses, and acknowledge those that were begun while the link is still there."""
        self.client.auto_reconnect_enabled = False
        self.client.closed = True
        self.client.message_processor.shutdown()  # type: ignore[no-untyped-call]  # Slack's client is not annotated
        self.client.message_workers.shutdown(wait=True)
