"""Who may wait for Slack in the middle of a gesture: a part of the workers, so that an answer always finds one."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from governance.errors import Fault

AT_ONCE = 8  # of the workers in socket_mode.py
PATIENCE = 0.3  # seconds


class Slots:
    """Places for calls that somebody's gesture waits for."""

    def __init__(self, number: int = AT_ONCE) -> None:
        self._free = threading.BoundedSemaphore(number)

    @contextmanager
    def one(self) -> Iterator[None]:
        """A place for one call; raises Fault when all stay taken."""
        if not self._free.acquire(timeout=PATIENCE):
            raise Fault("busy", permanent=False)
        try:
            yield
        finally:
            self._free.release()
