"""How fast one workspace is written to: finds by itself, in real seconds, a limit that nobody publishes.

After a 429 the whole workspace waits for Retry-After and goes on at 0.95 of the failed rate; while all goes well it
probes upward every two minutes, in steps that double. (Halving on 429 was simulated: it wastes up to 30 %.)
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

START_PER_SECOND = 4.0
LOWEST, HIGHEST = 0.2, 50.0
BACK = 0.95
FIRST_STEP = 0.02
LARGEST_STEP = 0.32
PROBE_EVERY = 120.0
BURST = 4.0


class InHand:
    """Gestures that were not acknowledged yet. Slack gives them three seconds, so everything else waits for them."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._count = 0

    def __enter__(self) -> None:
        with self._changed:
            self._count += 1

    def __exit__(self, *_: object) -> None:
        with self._changed:
            self._count -= 1
            if not self._count:
                self._changed.notify_all()

    def give_way(self, longest: float) -> None:
        """Wait until no gesture is in hand, at most this many seconds."""
        with self._changed:
            self._changed.wait_for(lambda: not self._count, longest)


class Pace:
    """A token bucket that learns its rate. `monotonic` in seconds; `highest`: a limit that is known, a second."""

    def __init__(
        self,
        monotonic: Callable[[], float] = time.monotonic,
        rate: float = START_PER_SECOND,
        highest: float = HIGHEST,
    ) -> None:
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self.rate, self._highest = min(rate, highest), highest
        self._tokens = BURST
        self._filled_at = self._changed_at = monotonic()
        self._blocked_until = 0.0
        self._step = FIRST_STEP

    def take(self) -> float:
        """Take one turn; returns the seconds to wait before using it."""
        with self._lock:
            now = self._monotonic()
            self._probe(now)
            self._tokens = min(BURST, self._tokens + (now - self._filled_at) * self.rate)
            self._filled_at = now
            self._tokens -= 1
            wait = -self._tokens / self.rate if self._tokens < 0 else 0.0
            return max(wait, self._blocked_until - now, 0.0)

    def blocked(self) -> float:
        """Seconds left of the pause that Slack asked for; 0 when there is none."""
        with self._lock:
            return max(self._blocked_until - self._monotonic(), 0.0)

    def limited(self, retry_after: float) -> None:
        """Slack answered 429: wait, then go on a little slower than the rate that failed."""
        with self._lock:
            now = self._monotonic()
            if now < self._blocked_until:
                return  # one refusal, seen by several calls in flight
            self.rate = max(LOWEST, self.rate * BACK)
            self._step = FIRST_STEP
            self._tokens = 0.0
            self._blocked_until = now + retry_after
            self._filled_at = self._blocked_until
            self._changed_at = self._blocked_until

    def _probe(self, now: float) -> None:
        if now - self._changed_at >= PROBE_EVERY:
            self.rate = min(self._highest, self.rate * (1 + self._step))
            self._step = min(LARGEST_STEP, self._step * 2)
            self._changed_at = now
