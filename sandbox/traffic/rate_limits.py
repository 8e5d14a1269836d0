"""Rate limits: one token bucket per method, and per channel for posts, counted in real time."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass

PER_MINUTE = {"t1": 1, "t2": 20, "t3": 50, "t4": 100, "t5": 600}
POST = "chat.postMessage"
POST_CHANNEL = f"{POST}:channel"
POST_WORKSPACE = f"{POST}:workspace"


@dataclass(frozen=True, slots=True)
class Rate:
    """`burst` calls at once, then `per_second`."""

    per_second: float
    burst: float


DEFAULTS = {POST_CHANNEL: Rate(1.0, 10), POST_WORKSPACE: Rate(10.0, 100)}


class Limits:
    """The buckets. A bucket that is full again is forgotten, so that 100,000 channels cost nothing."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._rates = dict(DEFAULTS)
        self._everything: Rate | None = None
        self._buckets: dict[tuple[str, str], tuple[float, float]] = {}

    def set(self, method: str, rate: Rate) -> None:
        """Another rate for a method, for posts of the whole workspace, or (`*`) for everything."""
        if method == "*":
            self._rates, self._everything = {}, rate
        else:
            self._rates[method] = rate
        self._buckets.clear()

    def reset(self) -> None:
        """Back to Slack's tiers."""
        self._rates, self._everything = dict(DEFAULTS), None
        self._buckets.clear()

    def take(self, method: str, tier: str, channel: str = "") -> float:
        """Count one call. 0 when it may go on, else the seconds to wait; a refused call takes no token."""
        keys = [(method, "")] if method != POST else [(POST_CHANNEL, channel), (POST_WORKSPACE, "")]
        levels = [(key, self.rate(key[0], tier), self._level(key, tier)) for key in keys]
        waits = [(1 - level) / rate.per_second for _, rate, level in levels if level < 1]
        if waits:
            return max(waits)
        now = self._monotonic()
        self._buckets.update({key: (level - 1, now) for key, _, level in levels})
        self._forget_full(tier)
        return 0.0

    def rate(self, name: str, tier: str) -> Rate:
        """The rate that holds for a bucket."""
        minute = PER_MINUTE[tier]
        return self._rates.get(name) or self._everything or Rate(minute / 60, minute)

    def _level(self, key: tuple[str, str], tier: str) -> float:
        rate = self.rate(key[0], tier)
        level, at = self._buckets.get(key, (rate.burst, 0.0))
        return min(rate.burst, level + (self._monotonic() - at) * rate.per_second)

    def _forget_full(self, tier: str) -> None:
        if len(self._buckets) > 5_000:
            rate = self.rate(POST_CHANNEL, tier)
            full = [key for key in self._buckets if key[0] == POST_CHANNEL and self._level(key, tier) >= rate.burst]
            for key in full:
                del self._buckets[key]


def retry_after(seconds: float) -> int:
    """The `Retry-After` header: whole seconds, at least one."""
    return max(1, math.ceil(seconds))
