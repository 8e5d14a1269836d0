"""The timetable in the process itself: APScheduler is the alarm clock, and a listener can wake it between its rings."""

from __future__ import annotations

import threading
from collections.abc import Callable

from apscheduler.schedulers.background import BackgroundScheduler


class Embedded:
    """Calls `tick` every so many seconds, when woken, and again at once while there is more to do."""

    def __init__(self, tick: Callable[[], bool], woken: threading.Event, seconds: float) -> None:
        self._tick, self._woken = tick, woken
        self.scheduler = BackgroundScheduler(timezone="UTC")
        self.scheduler.add_job(
            woken.set, "interval", seconds=seconds, coalesce=True, max_instances=1, misfire_grace_time=None, id="tick"
        )

    def start(self) -> None:
        """Begin, with a tick at once."""
        self.scheduler.start()
        threading.Thread(target=self._tick_when_woken, name="timetable", daemon=True).start()
        self._woken.set()

    def _tick_when_woken(self) -> None:
        while True:
            self._woken.wait()
            self._woken.clear()
            if self._tick():
                self._woken.set()

    def stop(self) -> None:
        """No more rings."""
        self.scheduler.shutdown(wait=True)
