"""Runs the timetable's steps, and in threads of their own those that wait for other servers."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Protocol, TypeVar

import structlog

from governance.errors import Fault
from governance.measured import MEASURED
from governance.store.files.private_files import private_file
from governance.store.schema import new_id

PATIENCE = 5.0  # seconds that a stop waits for what is under way; what is cut off then comes again
T = TypeVar("T")
log = structlog.get_logger("jobs")


def attempt(step: Callable[[], T], what: str) -> T | None:
    """Take a step of the timetable. A failure is logged; its rows are still there at the next tick."""
    try:
        return step()
    except Fault as fault:
        MEASURED.count("failed_steps", step=what)
        log.warning("fault", step=what, code=fault.code)
    except Exception:  # the job wrapper
        MEASURED.count("failed_steps", step=what)
        log.exception("step failed", step=what, code=new_id())
    return None


def give_sign_of_life(heartbeat: Path) -> None:
    """Touch the file that health checks look at; it is made, with its folder, where it is not there."""
    private_file(heartbeat)
    heartbeat.touch()


class Aside(Protocol):
    """Work that may take long, done beside the tick: a thread here, or a job that any process takes."""

    def begin(self) -> bool:
        """Begin the work; False if it is under way, so that its next turn comes with the next tick."""

    def stop(self) -> None:
        """Wait a limited time for what is under way; nothing begins any more."""


class Background:
    """One kind of work that may take long, because a server is slow: done in a thread, and never twice at once."""

    def __init__(self, work: Callable[[], object], name: str) -> None:
        self._work = work
        self._name = name
        self._under_way = threading.Lock()
        self._stopped = False

    def begin(self) -> bool:
        """Begin the work; False if it is under way, so that its next turn comes with the next tick."""
        if self._stopped or not self._under_way.acquire(blocking=False):
            return False
        threading.Thread(target=self._run, name=self._name, daemon=True).start()
        return True

    def stop(self) -> None:
        """Wait a limited time for what is under way; nothing begins any more."""
        if not self._stopped:
            self._stopped = True
            self._under_way.acquire(timeout=PATIENCE)  # and kept

    def _run(self) -> None:
        try:
            attempt(self._work, self._name)
        finally:
            self._under_way.release()
