"""HTTP mode: the same payloads as over Socket Mode, posted to the app's request URL and signed (v0, HMAC-SHA256)."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from urllib.parse import urlencode, urlsplit

from aiohttp import ClientError, ClientSession, ClientTimeout

from .errors import ControlError, Json
from .ids import SIGNING_SECRET

LOOPBACK = ("127.0.0.1", "localhost", "::1")


class RequestUrl:
    """The app's request URL. It must be on loopback: the sandbox reaches nobody else."""

    def __init__(self, url: str) -> None:
        if urlsplit(url).scheme != "http" or urlsplit(url).hostname not in LOOPBACK:
            raise ControlError("invalid_url", "the request URL must be http on loopback")
        self.url = url

    async def post(self, kind: str, payload: Json, seconds: float, retry: Json) -> tuple[bool, Json | None]:
        """Post one payload. Answers whether it was acknowledged (HTTP 200 in time), and what stood in the answer."""
        body, content_type = encoded(kind, payload)
        headers = {"Content-Type": content_type, **signature(body, int(time.time())), **_retry_headers(retry)}
        try:
            async with (
                ClientSession(timeout=ClientTimeout(total=seconds)) as session,
                session.post(self.url, data=body, headers=headers, allow_redirects=False) as response,
            ):
                return response.status == 200, _answer(await response.text())
        except (ClientError, TimeoutError):
            return False, None


def encoded(kind: str, payload: Json) -> tuple[bytes, str]:
    """The body as Slack writes it: commands as a form, interactions as JSON in a form, events as JSON."""
    if kind == "events_api":
        return json.dumps(payload).encode(), "application/json"
    fields = payload if kind == "slash_commands" else {"payload": json.dumps(payload)}
    return urlencode(fields).encode(), "application/x-www-form-urlencoded"


def signature(body: bytes, timestamp: int) -> dict[str, str]:
    """The two headers that prove who sent the body; the time is the real one, as the receiver compares it."""
    base = b"v0:%d:%s" % (timestamp, body)
    digest = hmac.new(SIGNING_SECRET.encode(), base, hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": str(timestamp), "X-Slack-Signature": f"v0={digest}"}


def _retry_headers(retry: Json) -> dict[str, str]:
    if not retry.get("retry_attempt"):
        return {}
    return {"X-Slack-Retry-Num": str(retry["retry_attempt"]), "X-Slack-Retry-Reason": str(retry["retry_reason"])}


def _answer(text: str) -> Json | None:
    if not text:
        return None
    try:
        answer = json.loads(text)
    except ValueError:
        return {"text": text}
    return answer if isinstance(answer, dict) else {"text": text}
