"""Bolt's floor: the same App and Socket Mode handler as ours with a listener that only acknowledges."""

from __future__ import annotations

import logging
import re
import signal
import sys
import threading
from typing import Any

from slack_bolt import Ack, App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_bolt.authorization import AuthorizeResult
from slack_sdk import WebClient


def main(api: str, workers: str) -> None:
    """Connect, and acknowledge until SIGTERM."""
    logging.basicConfig(level=logging.WARNING)
    client = WebClient(base_url=api)

    def authorize(enterprise_id: str | None, team_id: str | None, user_id: str | None, **_: Any) -> AuthorizeResult:
        return AuthorizeResult(
            enterprise_id=enterprise_id, team_id=team_id, bot_token="xoxb-1", bot_user_id="U0BOT", user_id=user_id
        )

    app = App(client=client, authorize=authorize, process_before_response=True, token_verification_enabled=False)

    @app.action(re.compile(""))
    def pressed(ack: Ack) -> None:
        ack()

    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    handler = SocketModeHandler(app, "xapp-1", web_client=client, concurrency=int(workers))
    handler.connect()  # type: ignore[no-untyped-call]  # not typed by Bolt
    stop.wait()
    handler.close()  # type: ignore[no-untyped-call]  # not typed by Bolt


if __name__ == "__main__":
    main(*sys.argv[1:])
