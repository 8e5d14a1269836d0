"""The tests' side of a sandbox: its control interface, and Slack's own client as the bot's side."""

from __future__ import annotations

import json
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from sandbox.workspace.state import Workspace


class Desk:
    """The control interface, and what `sandbox.json` says."""

    def __init__(self, workspace: Workspace, addresses: dict[str, str]) -> None:
        self.workspace = workspace
        self.addresses = addresses
        self.client = self.web_client(addresses["SLACK_BOT_TOKEN"])

    def web_client(self, token: str) -> WebClient:
        """Slack's own client, without retries."""
        return WebClient(token=token, base_url=self.addresses["SLACK_API_URL"], retry_handlers=[])

    def ask(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        """One control request; answers status and JSON."""
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.addresses["page"] + path, data=data, method=method)
        try:
            with urllib.request.urlopen(request, timeout=20) as response:
                return response.status, json.loads(response.read())
        except urllib.error.HTTPError as error:
            with error:
                return error.code, json.loads(error.read())

    def get(self, path: str) -> Any:
        """A control request that must succeed."""
        status, body = self.ask("GET", path)
        assert status == 200, body
        return body

    def post(self, path: str, **body: Any) -> Any:
        """A control request that must succeed."""
        status, answer = self.ask("POST", path, body)
        assert status == 200, answer
        return answer

    def messages(self, user: str) -> list[dict[str, Any]]:
        """What this person sees."""
        found: list[dict[str, Any]] = self.get(f"control/messages?user={user}")["messages"]
        return found

    def refused(self, method: str, **args: Any) -> dict[str, Any]:
        """A Web API call that must be refused; the answer's body."""
        with pytest.raises(SlackApiError) as caught:
            self.client.api_call(method, json=args)
        body: dict[str, Any] = caught.value.response.data
        return body


def until(true: Callable[[], object], seconds: float = 30.0) -> None:
    """Wait until something is so."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.01)
