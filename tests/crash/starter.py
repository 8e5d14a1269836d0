"""Starts the app as often as wanted, in a process of its own each time, without importing it anew: kills then fall into
what the app does, and a start takes no second and a half of processor time.

Run as a process: imports the app, then forks at every order. `ForkedBot` gives the orders.
"""

from __future__ import annotations

import gc
import json
import math
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

from sandbox.processes import ROOT, Bot
from tests.databases import newest_schema


class Forked:
    """One run of the app; what sandbox/processes.py asks of a process. Its parent, the starter, waits for it."""

    def __init__(self, starter: Starter, number: int) -> None:
        self.pid = number
        self.returncode: int | None = None
        self._starter = starter

    def poll(self) -> int | None:
        """The exit code, if it has ended."""
        if self.returncode is None:
            self.returncode = self._starter.order("ended", self.pid)
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """The exit code, once it has ended."""
        deadline = time.monotonic() + (math.inf if timeout is None else timeout)
        while (code := self.poll()) is None:
            if time.monotonic() > deadline:
                raise subprocess.TimeoutExpired("the app", timeout or 0.0)
            time.sleep(0.01)
        return code

    def send_signal(self, number: int) -> None:
        """To this run only."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        """At once."""
        self.send_signal(signal.SIGKILL)


class Starter:
    """The process that has imported the app and forks; one for all tests."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process = subprocess.Popen(
            [sys.executable, "-m", __name__], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def order(self, what: str, *about: Any) -> Any:
        """Give an order and read its answer."""
        with self._lock:
            assert self._process.stdin is not None
            assert self._process.stdout is not None
            print(json.dumps([what, *about]), file=self._process.stdin, flush=True)
            return json.loads(self._process.stdout.readline())

    def close(self) -> None:
        """End it."""
        self._process.communicate(timeout=30)


class ForkedBot(Bot):
    """The app, started by a starter on a database that has the newest schema."""

    def __init__(self, addresses: dict[str, str], data: Path, starter: Starter) -> None:
        super().__init__(addresses, data)
        (data / "bot.sqlite3").write_bytes(newest_schema())
        self._starter = starter

    def launch(self) -> None:
        """Start it, and wait for nothing."""
        self._begun_at = self.log.stat().st_size if self.log.exists() else 0
        number = self._starter.order("start", self.environment, str(self.data), str(self.log))
        self.process = Forked(self._starter, number)


def _run(environment: dict[str, str], folder: str, log: str) -> int:
    """Become the app as if somebody had started it with this environment in this folder; it writes to its log only."""
    import app

    os.setsid()
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    out = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    for number, to in ((0, os.open(os.devnull, os.O_RDONLY)), (1, out), (2, out)):
        os.dup2(to, number)
    return app.main()


def _ended(number: int) -> int | None:
    """The exit code of a run as subprocess says it, if it has ended."""
    found, status = os.waitpid(number, os.WNOHANG)
    return os.waitstatus_to_exitcode(status) if found else None


def main() -> None:
    """Take orders until there are no more."""
    import app  # noqa: F401 - once for all runs

    gc.freeze()  # else every run copies what it only looks through
    for line in sys.stdin:
        what, *about = json.loads(line)
        if what == "start":
            answer: int | None = os.fork()
            if not answer:
                sys.exit(_run(*about))
        else:
            answer = _ended(*about)
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
