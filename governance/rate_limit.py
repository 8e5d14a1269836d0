"""How fast one workspace is written to: finds by itself, in real seconds, a limit that nobody publishes.

One call at a time has its turn, without bursts. While all goes well a little more is tried from time to time, and what
passes grows quickly; a 429 ends that. benchmarks/pace.py holds the simulated servers on which every figure here was
chosen.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from math import sqrt
from typing import NamedTuple

START_PER_SECOND = 4.0
LOWEST, HIGHEST = 0.2, 50.0
BACK = 0.99  # of what was measured
LARGEST_CUT = 0.08  # after one refusal of a rate that had passed for a while
FIRST_STEP, LEAST_STEP, LARGEST_STEP = 0.03, 0.0075, 0.25  # of the rate, tried more
TRY_EVERY, TRY_SOON = 130.0, 30.0  # seconds; soon after a rate that was only guessed
TRY_EVERY_PAUSES, TRY_EVERY_SENDS = 6, 250  # where pauses are long or messages few, a refusal costs more
FIRST_TRY, FURTHER_TRIES = 65.0, 15.0  # seconds; the first is longer than a minute, since some limits count minutes
MINUTE = 60.0
USED = 0.8  # of a rate: less sent than that says nothing about it
LONGEST_DOUBLED = 60.0  # seconds: pauses grow up to this while nothing passes between them


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


class Turn(NamedTuple):
    """Seconds to wait before one call, and the number of pauses so far."""

    wait: float
    pauses: int


@dataclass(frozen=True)
class Learnt:
    """What outlives a process: messages a second, seconds left of a pause, and how much more is tried next."""

    rate: float
    blocked: float = 0.0
    step: float = FIRST_STEP


class Pace:
    """Turns at a rate that it learns. `monotonic` in seconds; `highest`: a limit that is known, a second."""

    def __init__(
        self,
        monotonic: Callable[[], float] = time.monotonic,
        rate: float = START_PER_SECOND,
        highest: float = HIGHEST,
    ) -> None:
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._highest = highest
        self._begin(Learnt(min(rate, highest)))

    def _begin(self, learnt: Learnt) -> None:
        now = self._monotonic()
        self.rate, self._step = learnt.rate, learnt.step
        self._proven = learnt.rate  # the rate before the last step
        self._failed = 0.0  # a rate that was refused, while the limit is looked for below it
        self._fallback = 0.0  # what passed in the last minute before a refusal
        self._tries = 0  # steps since the last refusal
        self._grown = 0.0  # the last step
        self._pauses = self._vain = self._cuts = 0
        self._minute: deque[float] = deque()
        self._goes_on(now + learnt.blocked, TRY_SOON)

    def _goes_on(self, now: float, for_seconds: float) -> None:
        self._next = self._blocked_until = self._since = now
        self._accepted = 0
        self._keep(now, for_seconds)

    def _keep(self, now: float, for_seconds: float) -> None:
        self._kept_since, self._kept_for, self._sent = now, for_seconds, 0

    def take(self) -> Turn:
        """Take the next turn. Whoever has waited asks `still` whether it may be used."""
        with self._lock:
            now = self._monotonic()
            self._try_more(now)
            at = max(now, self._next)
            self._next = at + 1 / self.rate
            return Turn(at - now, self._pauses)

    def still(self, turn: Turn) -> bool:
        """Whether no pause began since this turn was taken."""
        return turn.pauses == self._pauses

    def blocked(self) -> float:
        """Seconds left of the pause that Slack asked for; 0 when there is none."""
        with self._lock:
            return max(self._blocked_until - self._monotonic(), 0.0)

    def passed(self) -> None:
        """A call was taken."""
        with self._lock:
            now = self._monotonic()
            self._accepted, self._sent, self._vain = self._accepted + 1, self._sent + 1, 0
            self._minute.append(now)
            while self._minute[0] < now - MINUTE:
                self._minute.popleft()

    def limited(self, retry_after: float) -> None:
        """Slack answered 429: wait, then go on at what was measured. While nothing passes, each pause is longer."""
        with self._lock:
            now = self._monotonic()
            if now < self._blocked_until:
                return  # one refusal, seen by several calls in flight
            pause = max(retry_after, min(LONGEST_DOUBLED, retry_after * 2**self._vain))
            self._vain += 1
            refused = self.rate
            if self._accepted:
                self._go_back(now, now + pause)
            self.rate = max(LOWEST, self.rate)
            guessed = self.rate < 0.95 * refused
            self._failed = refused if guessed else self._failed
            self._pauses, self._tries = self._pauses + 1, 0
            self._goes_on(now + pause, TRY_SOON if guessed else self._try_after(pause))

    def _go_back(self, now: float, until: float) -> None:
        """To the last rate that passed; where that very rate is refused, to what was taken in all this time.

        What a server takes from the end of one pause to the end of the next is its limit, however it counts, unless it
        asks for longer pauses than it needs.
        """
        lasted = now - self._since
        if self._tries:
            self.rate = self._proven
            if self._tries > 2 and lasted > MINUTE:
                self._fallback = sum(at >= now - MINUTE for at in self._minute) / MINUTE
            smaller = self._step / 2 if self._tries == 1 else FIRST_STEP
            self._step = smaller if smaller >= LEAST_STEP else FIRST_STEP
            return
        if lasted >= MINUTE:
            self.rate *= 1 - min(LARGEST_CUT, (1 - BACK) * 2**self._cuts)
        else:
            found = max(self._accepted / (until - self._since), self._fallback)
            self.rate, self._fallback = max(self.rate / 2, min(found, self.rate) * BACK), 0.0
        self._cuts += 1

    def _try_after(self, pause: float) -> float:
        return max(TRY_EVERY, TRY_EVERY_PAUSES * pause, TRY_EVERY_SENDS / self.rate)

    def _try_more(self, now: float) -> None:
        """The next step, when the last one has passed for long enough and was used."""
        lasted = now - self._kept_since
        if lasted < self._kept_for:
            return
        if self._sent < USED * self.rate * lasted:
            self._keep(now, self._kept_for)
            return
        self._grown, self._cuts = self._next_step(), 0
        self._tries, self._proven = self._tries + 1, self.rate
        self.rate = min(self._highest, self.rate * (1 + self._grown))
        self._keep(now, FIRST_TRY if self._tries == 1 else FURTHER_TRIES)

    def _next_step(self) -> float:
        """Small at first, then twice as large each time; halfway at most to a rate that was refused."""
        self._failed = self._failed if self.rate < self._failed else 0.0
        if not self._tries:
            return self._step
        step = min(LARGEST_STEP, max(2 * self._grown, FIRST_STEP))
        return max(FIRST_STEP, min(step, sqrt(self._failed / self.rate) - 1)) if self._failed else step

    def learnt(self) -> Learnt:
        """What the next process should know."""
        with self._lock:
            known = self._proven if self._tries else self.rate
            return Learnt(known, max(self._blocked_until - self._monotonic(), 0.0), self._step)

    def resume(self, learnt: Learnt) -> None:
        """Go on from what another process learnt."""
        with self._lock:
            self._begin(learnt)
