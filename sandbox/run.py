"""`python -m sandbox.run`: the sandbox and the app beside it, until Ctrl-C. Everything is made anew in a folder of its
own and removed at the end; no `.env` is read, and nothing leaves this computer.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parents[1]
START_SECONDS = 60.0
STOP_SECONDS = 15.0
LOG_LINES = 15
PEOPLE_TO_ASK = {"OPERATOR": "Tom Keller, IT", "PRIVACY_CONTACT": "Karim Weber, privacy officer"}
KEPT = ("HOME", "LANG", "LC_ALL", "PATH", "PYTHONWARNINGS", "SYSTEMROOT", "TMPDIR", "TZ", "VIRTUAL_ENV")


class DidNotStart(Exception):
    """A child process ended, or was not ready in time."""


class Child:
    """One process with its own log. It gets no Ctrl-C of its own: whoever started it stops it, in good order."""

    def __init__(self, name: str, command: Sequence[str], folder: Path, environment: dict[str, str]) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.name = name
        self.log = folder / f"{name}.log"
        with self.log.open("wb") as log:
            self._process = subprocess.Popen(
                command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                start_new_session=True,
            )  # fmt: skip

    def ended(self) -> int | None:
        """The exit code, or None while it runs."""
        return self._process.poll()

    def wait_for(self, file: Path, stop: threading.Event) -> None:
        """Until `file` is there, or somebody wants to stop. Raises DidNotStart."""
        end = time.monotonic() + START_SECONDS
        while not file.exists() and not stop.wait(0.05):
            if self.ended() is not None:
                raise DidNotStart(f"{self.name} ended at once:\n{self.last_words()}")
            if time.monotonic() > end:
                raise DidNotStart(f"{self.name} was not ready in {START_SECONDS:.0f} seconds:\n{self.last_words()}")

    def last_words(self) -> str:
        """The end of its log."""
        lines = self.log.read_text(encoding="utf-8", errors="replace").splitlines()
        return "\n".join(f"  {line}" for line in lines[-LOG_LINES:])

    def stop(self) -> None:
        """Ask it to stop, and end it when it does not within 15 seconds."""
        if self.ended() is None:
            self._process.terminate()
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def start_sandbox(folder: Path, port: int) -> tuple[Child, Path]:
    """The local workspace; gives its process and the file that will say where it is."""
    ready = folder / "ready.json"
    command = [sys.executable, "-m", "sandbox", "serve", "--data", str(folder), "--ready", str(ready)]
    return Child("sandbox", [*command, "--port", str(port)], folder, _environment()), ready


def start_app(folder: Path, addresses: dict[str, str]) -> tuple[Child, Path]:
    """The app, told about the sandbox by nothing but its settings; gives its process and its heartbeat file."""
    settings = {name: value for name, value in addresses.items() if name.isupper()} | PEOPLE_TO_ASK
    child = Child("app", [sys.executable, str(ROOT / "app.py")], folder, _environment() | settings)
    return child, folder / "data" / "heartbeat"


def _environment() -> dict[str, str]:
    """What a process needs to run here, and nothing of anybody's settings."""
    kept = {name: os.environ[name] for name in KEPT if name in os.environ}
    return kept | {"PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}


def run(folder: Path, port: int, stop: threading.Event) -> int:
    """Start both, say where the page is, wait, stop both: first the app, then what it speaks to."""
    with ExitStack() as stack:
        sandbox, ready = start_sandbox(folder / "sandbox", port)
        stack.callback(sandbox.stop)
        sandbox.wait_for(ready, stop)
        if stop.is_set():
            return 0
        addresses = json.loads(ready.read_text(encoding="utf-8"))
        app, heartbeat = start_app(folder / "app", addresses)
        stack.callback(app.stop)
        app.wait_for(heartbeat, stop)
        if not stop.is_set():
            print(_welcome(addresses["page"], app.log), flush=True)
        return _watch((app, sandbox), stop)


def _watch(children: Sequence[Child], stop: threading.Event) -> int:
    while not stop.wait(0.2):
        for child in children:
            if child.ended() is not None:
                raise DidNotStart(f"{child.name} has ended:\n{child.last_words()}")
    print("Stopping ...", flush=True)
    return 0


def _welcome(page: str, log: Path) -> str:
    return f"""
AI Consent runs in a sandbox: a made-up workspace on this computer. Nothing reaches Slack or any person.

  Open {page}

Log: {log}
Stop with Ctrl-C. To connect a real workspace instead, put its two tokens into .env; README.md says how.
"""


def main(words: Sequence[str] | None = None) -> int:
    """Entry point. 0: stopped as asked; 1: one of the two did not start, or ended."""
    parser = argparse.ArgumentParser(prog="python -m sandbox.run", description="The sandbox and the app beside it.")
    parser.add_argument("--port", type=int, default=0, help="of the page; 0 picks a free one")
    parser.add_argument("--data", type=Path, help="keep everything in this empty folder; by default nothing is kept")
    options = parser.parse_args(words)
    if options.data and options.data.exists() and any(options.data.iterdir()):
        parser.error(f"{options.data} is not empty: the sandbox remembers nothing, so the app must start afresh too")
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: stop.set())
    with ExitStack() as stack:
        folder = options.data or Path(stack.enter_context(TemporaryDirectory(prefix="ai-consent-")))
        try:
            return run(folder.absolute(), options.port, stop)
        except DidNotStart as why:
            print(f"The sandbox has stopped. {why}", file=sys.stderr)
            return 1


if __name__ == "__main__":
    sys.exit(main())
