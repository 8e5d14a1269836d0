"""Slack's client, made safe: it follows no redirect and takes nobody else's page for an answer of Slack's."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from email.message import Message
from typing import Any

from slack_sdk import WebClient

from governance.slack.link.hosts import NoRedirects

NOT_SLACK = "not_slack"  # the answer was not Slack's JSON
_PAGE = json.dumps({"ok": False, "error": NOT_SLACK})


def client_for(token: str | None, base_url: str, seconds: float) -> WebClient:
    """A client that makes each call once, waiting for so many seconds (a fraction of one too)."""
    return Client(token=token, base_url=base_url, timeout=seconds, retry_handlers=[])  # type: ignore[arg-type]  # urllib takes fractions


class Client(WebClient):
    """Slack's client; only how it opens an address is ours."""

    def _perform_urllib_http_request_internal(self, url: str, req: urllib.request.Request) -> dict[str, Any]:
        """One exchange. An answer that leads elsewhere, such as a sign-in page's, is an answer like any other."""
        proxies = {"http": self.proxy, "https": self.proxy} if self.proxy else None
        opener = urllib.request.build_opener(
            NoRedirects, urllib.request.HTTPSHandler(context=self.ssl), urllib.request.ProxyHandler(proxies)
        )
        try:
            with opener.open(req, timeout=self.timeout) as answer:
                return _read(answer.status, answer.headers, answer.read())
        except urllib.error.HTTPError as error:
            with error:
                return _read(error.code, error.headers, error.read())


def _read(status: int, headers: Message, body: bytes) -> dict[str, Any]:
    """The answer as `WebClient` wants it; what is no JSON object never gets further than this."""
    try:
        told = json.loads(body)
    except ValueError:  # no JSON, or no text at all
        told = None
    return {"status": status, "headers": headers, "body": json.dumps(told) if isinstance(told, dict) else _PAGE}
