"""What this process has counted since its start, for whoever watches it. Numbers only: nobody's name, no answer.

Whatever is painted for one person counts as a screen: how many receipts left would tell how many have answered.
"""

from __future__ import annotations

import threading
from bisect import bisect_left
from collections import Counter

ACK_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 3.0)  # Slack waits for three
Labels = tuple[tuple[str, str], ...]


class Measured:
    """Counts by name and labels, and how long presses waited for their ack."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counts: Counter[tuple[str, Labels]] = Counter()
        self._acks = [0] * (len(ACK_SECONDS) + 1)
        self._ack_seconds = 0.0

    def count(self, name: str, **labels: str) -> None:
        """One more."""
        with self._lock:
            self._counts[name, tuple(sorted(labels.items()))] += 1

    def acknowledged(self, seconds: float) -> None:
        """A gesture was."""
        with self._lock:
            self._acks[bisect_left(ACK_SECONDS, seconds)] += 1
            self._ack_seconds += seconds

    def counts(self) -> dict[tuple[str, Labels], int]:
        """All counts so far."""
        with self._lock:
            return dict(self._counts)

    def acks(self) -> tuple[list[int], float]:
        """How many gestures were acknowledged within each bound, the last without bound; seconds in all."""
        with self._lock:
            return list(self._acks), self._ack_seconds


MEASURED = Measured()
