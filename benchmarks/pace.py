"""How close the pace comes to limits that nobody publishes: simulated servers of many kinds, four calls in flight.

    .venv/bin/python benchmarks/pace.py                # 100,000 messages against each server: about a minute
    .venv/bin/python benchmarks/pace.py --sends 5000 --json

No real time passes. Each server answers after 300 ms. In a second run its limit is halved and then doubled, and it is
timed how long the pace takes to be where it belongs.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from math import ceil
from pathlib import Path
from statistics import mean
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from governance.rate_limit import Pace

LATENCY, IN_FLIGHT = 0.3, 4
SETTLED, CHANGED = 1800.0, 900.0  # seconds before the limit is changed, and that are looked at afterwards
LOOKED_BACK = 120.0  # seconds over which a rate is looked at
NEAR, OFTEN = 0.95, 2  # of the new limit, with no more refusals: found


class Limiter:
    """A server's limit, per second; `ask` says how long to wait, or None where the message is taken."""

    def __init__(self, limit: float) -> None:
        self.limit = limit

    def ask(self, now: float) -> float | None:
        """One message at this moment."""
        raise NotImplementedError


class Bucket(Limiter):
    """Refilled all the time, holds `burst`; asks to wait until there is a token, or for as long as `pause` says."""

    def __init__(self, limit: float, burst: float, pause: float | None = None) -> None:
        super().__init__(limit)
        self.burst, self.pause, self.tokens, self.at = burst, pause, burst, 0.0

    def ask(self, now: float) -> float | None:
        self.tokens, self.at = min(self.burst, self.tokens + (now - self.at) * self.limit), now
        if self.tokens >= 1:
            self.tokens -= 1
            return None
        return self.pause or ceil((1 - self.tokens) / self.limit)


class Window(Limiter):
    """So many in each second or minute of the clock."""

    def __init__(self, limit: float, seconds: float, pause: float | None = None) -> None:
        super().__init__(limit)
        self.seconds, self.pause, self.number, self.count = seconds, pause, -1, 0

    def ask(self, now: float) -> float | None:
        number = int(now // self.seconds)
        self.count = self.count if number == self.number else 0
        self.number = number
        if self.count < round(self.limit * self.seconds):
            self.count += 1
            return None
        return self.pause or ceil((number + 1) * self.seconds - now)


class Sliding(Limiter):
    """So many in any second or minute."""

    def __init__(self, limit: float, seconds: float, pause: float | None = None) -> None:
        super().__init__(limit)
        self.seconds, self.pause = seconds, pause
        self.taken: deque[float] = deque()

    def ask(self, now: float) -> float | None:
        while self.taken and self.taken[0] <= now - self.seconds:
            self.taken.popleft()
        if len(self.taken) < round(self.limit * self.seconds):
            self.taken.append(now)
            return None
        return self.pause or max(1, ceil(self.taken[0] + self.seconds - now))


SERVERS: dict[str, Callable[[], Limiter]] = {
    "bucket 1/s, burst 1": lambda: Bucket(1, 1),
    "bucket 2/s, burst 3": lambda: Bucket(2, 3),
    "bucket 4/s, burst 4": lambda: Bucket(4, 4),
    "bucket 4/s, burst 40, waits 10 s": lambda: Bucket(4, 40, 10),
    "bucket 5/s, burst 20": lambda: Bucket(5, 20),
    "bucket 5/s, burst 100, waits 30 s": lambda: Bucket(5, 100, 30),
    "bucket 8/s, burst 8, waits 30 s": lambda: Bucket(8, 8, 30),
    "bucket 10/s, burst 10": lambda: Bucket(10, 10),
    "4 in a second": lambda: Window(4, 1),
    "10 in a second": lambda: Window(10, 1),
    "60 in a minute": lambda: Window(1, 60),
    "240 in a minute": lambda: Window(4, 60),
    "600 in a minute": lambda: Window(10, 60),
    "300 in a minute, waits 30 s": lambda: Window(5, 60, 30),
    "4 in any second": lambda: Sliding(4, 1),
    "300 in any minute": lambda: Sliding(5, 60),
    "600 in any minute, waits 30 s": lambda: Sliding(10, 60, 30),
}


@dataclass
class Run:
    """One pump against one server, in simulated seconds."""

    server: Limiter
    pace: Any = None
    now: float = 0.0
    taken: list[float] = field(default_factory=list)
    refused: list[float] = field(default_factory=list)
    pauses: list[tuple[float, float]] = field(default_factory=list)

    def goes_on(self, until: Callable[[], bool], make: Callable[..., Any] = Pace) -> Run:
        """Send until this is so, four calls in flight at most."""
        self.pace = self.pace or make(lambda: self.now)
        ends: deque[tuple[float, float | None]] = deque()
        while not until():
            turn = self._waits_for_its_turn(ends)
            while len(ends) >= IN_FLIGHT:
                self._ended(ends.popleft())
            if not self.pace.still(turn):
                continue  # a call that came back meanwhile brought a pause
            arrives = self.now + LATENCY / 2
            pause = self.server.ask(arrives)
            ends.append((self.now + LATENCY, pause))
            (self.taken if pause is None else self.refused).append(arrives)
        return self

    def _waits_for_its_turn(self, ends: deque[tuple[float, float | None]]) -> Any:
        turn = self.pace.take()
        at = self.now + turn[0]
        while ends and ends[0][0] <= at:
            self._ended(ends.popleft())
        self.now = max(self.now, at)
        return turn

    def _ended(self, end: tuple[float, float | None]) -> None:
        at, pause = end
        self.now = max(self.now, at)
        if pause is None:
            self.pace.passed()
        else:
            before = self.pace.blocked()
            self.pace.limited(pause)
            if (left := self.pace.blocked()) > before:
                self.pauses.append((self.now + before, self.now + left))


def steady(make: Callable[[], Limiter], sends: int, pace: Callable[..., Any] = Pace) -> dict[str, float]:
    """What becomes of so many messages under a limit that stays."""
    run = Run(make())
    run.goes_on(lambda: len(run.taken) >= sends, pace)
    return {
        "of_limit": sends / run.now / run.server.limit,
        "pauses_apart": sends / (run.now - sum(end - start for start, end in run.pauses)) / run.server.limit,
        "refused": len(run.refused) / (sends + len(run.refused)),
    }


def found_after(make: Callable[[], Limiter], factor: float, pace: Callable[..., Any] = Pace) -> float:
    """Seconds from a change of the limit until, for two minutes, it is used, pauses apart, and hardly ever exceeded."""
    run = Run(make())
    run.goes_on(lambda: run.now >= SETTLED, pace)
    run.server.limit *= factor
    changed, wanted = run.now, NEAR * min(run.server.limit, IN_FLIGHT / LATENCY)
    run.goes_on(lambda: run.now >= changed + CHANGED)
    for seconds in range(0, int(CHANGED - LOOKED_BACK), 5):
        begins = changed + seconds
        ends = begins + LOOKED_BACK
        working = LOOKED_BACK - sum(max(0.0, min(end, ends) - max(start, begins)) for start, end in run.pauses)
        taken, refused = (sum(begins <= at < ends for at in times) for times in (run.taken, run.refused))
        if taken >= wanted * working and working > LOOKED_BACK / 5 and refused <= OFTEN:
            return float(seconds)
    return CHANGED


def measured(sends: int, pace: Callable[..., Any] = Pace) -> dict[str, dict[str, float]]:
    """Every figure of every server."""
    found = {}
    for name, make in SERVERS.items():
        halved, doubled = (found_after(make, factor, pace) for factor in (0.5, 2.0))
        found[name] = {**steady(make, sends, pace), "halved": halved, "doubled": doubled}
    return found


def main() -> None:
    """Print a line for each server, and what they come to together."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--sends", type=int, default=100_000)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    found = measured(asked.sends)
    if asked.json:
        print(json.dumps(found, indent=2))
        return
    print(f"{'':36}{'of limit':>10}{'pauses apart':>14}{'429 %':>8}{'halved, s':>11}{'doubled, s':>12}")
    total = {key: mean(one[key] for one in found.values()) for key in next(iter(found.values()))}
    for name, one in {**found, "mean": total}.items():
        cells = f"{one['of_limit']:>10.3f}{one['pauses_apart']:>14.3f}{100 * one['refused']:>8.2f}"
        print(f"{name:36}{cells}{one['halved']:>11.0f}{one['doubled']:>12.0f}")


if __name__ == "__main__":
    main()
