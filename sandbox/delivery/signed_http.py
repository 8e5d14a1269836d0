"""HTTP mode: payloads are posted to the app's request URL and signed (v0, HMAC-SHA256)."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from collections.abc import Mapping
from urllib.parse import urlencode, urlsplit

from aiohttp import ClientError, ClientSession, ClientTimeout

from ..errors import ControlError, Json
from ..ids import SIGNING_SECRET, VERIFICATION_TOKEN, token
from .deliveries import Ack

LOOPBACK = ("127.0.0.1", "localhost", "::1")


class RequestUrl:
    """The app's request URL. It must be on loopback: the sandbox reaches nobody else."""

    def __init__(self, url: str) -> None:
        if urlsplit(url).scheme != "http" or urlsplit(url).hostname not in LOOPBACK:
            raise ControlError("invalid_url", "the request URL must be http on loopback")
        self.url = url

    async def post(self, kind: str, payload: Json, seconds: float, retry: Json) -> Ack:
        """Post one payload. It is acknowledged by HTTP 200 in time."""
        started = time.perf_counter()
        status, headers, text = await self._send(*encoded(kind, payload), seconds, _retry_headers(retry))
        ms = (time.perf_counter() - started) * 1000
        wanted = headers.get("x-slack-no-retry") != "1"
        if status == 200:
            return Ack(acked=True, payload=_answer(text), ms=ms)
        return Ack(acked=False, ms=ms, reason=text if status == 0 else "http_error", retry=wanted)

    async def verify(self, seconds: float) -> bool:
        """Slack asks a new request URL to repeat a challenge."""
        challenge = token(32)
        body = {"token": VERIFICATION_TOKEN, "challenge": challenge, "type": "url_verification"}
        status, _, text = await self._send(*encoded("events_api", body), seconds, {})
        answer = _answer(text) or {}
        return status == 200 and challenge in (answer.get("challenge"), answer.get("text"))

    async def _send(
        self, body: bytes, content_type: str, seconds: float, more: dict[str, str]
    ) -> tuple[int, Mapping[str, str], str]:
        """Status, headers and text of the answer; without one 0, and why."""
        headers = {"Content-Type": content_type, **signature(body, int(time.time())), **more}
        try:
            async with (
                ClientSession(timeout=ClientTimeout(total=seconds)) as session,
                session.post(self.url, data=body, headers=headers, allow_redirects=False) as response,
            ):
                return response.status, response.headers, await response.text()
        except TimeoutError:
            return 0, {}, "http_timeout"
        except ClientError:
            return 0, {}, "connection_failed"


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
