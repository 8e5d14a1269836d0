"""Runs short steps in a few threads: at once in the order given, or each after a time."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from heapq import heappop, heappush
from itertools import count

Step = Callable[[], None]
Ended = Callable[["Future[None]"], None]


class Turns:
    """Whoever has many steps to take gives one at a time, so that all get their turn. Threads begin when needed."""

    def __init__(self, threads: int, name: str) -> None:
        self._name = name
        self._pool = ThreadPoolExecutor(max_workers=threads, thread_name_prefix=name)
        self._changed = threading.Condition()
        self._later: list[tuple[float, int, Step, Ended]] = []
        self._number = count()
        self._pending = 0  # given and not ended
        self._timer: threading.Thread | None = None
        self._hurries = self._closed = False

    def at_once(self, step: Step, ended: Ended) -> None:
        """Take this step as soon as a thread is free, or never after `stop`; `ended` is told how it went."""
        with self._changed:
            if self._closed:
                return
            self._pending += 1
        self._begin(step, ended)

    def after(self, seconds: float, step: Step, ended: Ended) -> None:
        """Take this step then; at once while the whole is being stopped."""
        with self._changed:
            if not self._hurries:
                self._pending += 1
                heappush(self._later, (time.monotonic() + seconds, next(self._number), step, ended))
                if self._timer is None:
                    self._timer = threading.Thread(target=self._watch, name=f"{self._name} timer", daemon=True)
                    self._timer.start()
                self._changed.notify_all()
                return
        self.at_once(step, ended)

    def _begin(self, step: Step, ended: Ended) -> None:
        def over(run: Future[None]) -> None:
            ended(run)
            with self._changed:
                self._pending -= 1
                self._changed.notify_all()

        self._pool.submit(step).add_done_callback(over)

    def _watch(self) -> None:
        while True:
            with self._changed:
                while not (self._later and self._later[0][0] <= time.monotonic()):
                    if self._hurries:
                        return
                    self._changed.wait(self._later[0][0] - time.monotonic() if self._later else None)
                _, _, step, ended = heappop(self._later)
            self._begin(step, ended)

    def stop(self) -> None:
        """Take what waits at once, and return when every step has ended; steps may still give others."""
        with self._changed:
            self._hurries = True
            waiting, self._later = self._later, []
            self._changed.notify_all()
        for _, _, step, ended in waiting:
            self._begin(step, ended)
        with self._changed:
            self._changed.wait_for(lambda: not self._pending)
            self._closed = True
        self._pool.shutdown(wait=True)
