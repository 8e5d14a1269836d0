"""The one clock. Every edge is given it and passes `now` inwards; nothing else asks what time it is."""

from __future__ import annotations

import json
import logging
import urllib.request
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from http.client import HTTPException

SECONDS = 2
Clock = Callable[[], datetime]
_LOOPBACK = urllib.request.OpenerDirector()  # knows no proxy, and follows no redirect
_LOOPBACK.add_handler(urllib.request.HTTPHandler())
_log = logging.getLogger(__name__)


def system_clock() -> datetime:
    """The machine's time, aware UTC."""
    return datetime.now(UTC)


class RemoteClock:
    """The sandbox's clock, asked over HTTP so that moving it moves the bot. Loopback only."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._ahead: timedelta | None = None

    def __call__(self) -> datetime:
        """The time there; while it does not answer, from what it said last. ValueError if it never said anything."""
        try:
            with _LOOPBACK.open(self.url, timeout=SECONDS) as answer:
                now = datetime.fromisoformat(json.load(answer)["now"])
        except (OSError, HTTPException, ValueError, LookupError) as error:
            if self._ahead is None:
                raise ValueError(f"CLOCK_URL: {self.url} does not tell the time ({error})") from error
            _log.warning("clock does not answer: %s", error)
            return system_clock() + self._ahead
        self._ahead = now - system_clock()
        return now
