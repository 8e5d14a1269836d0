"""Starts the sandbox and the app beside it as processes, and stops both."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from .client import until

ROOT = Path(__file__).parents[1]
PASSED_ON = (
    "SLACK_API_URL", "SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SMTP_URL", "INBOX_URL", "COPY_ADDRESS", "DNS_SERVER",
    "CLOCK_URL",
)  # fmt: skip
KEPT = ("PATH", "HOME", "LANG", "TMPDIR", "VIRTUAL_ENV")
STOP_SECONDS = 12


def clean_environment() -> dict[str, str]:
    """Our own environment without anything that could be a setting of the app."""
    return {name: os.environ[name] for name in KEPT if name in os.environ}


def stop(process: subprocess.Popen[bytes]) -> int:
    """Ask it to stop, wait, and say its exit code; kills it when it does not."""
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    return process.returncode


class Bot:
    """The app as a process, or what else `words` start; can be killed and started again on the same data."""

    def __init__(self, addresses: dict[str, str], data: Path, words: Sequence[str] = (str(ROOT / "app.py"),)) -> None:
        self.data, self.words = data, words
        self.environment = clean_environment() | {name: addresses[name] for name in PASSED_ON} | {
            "DATABASE_URL": f"sqlite:///{data}/bot.sqlite3",
            "KEY_FILE": str(data / "app.key"),
            "HEARTBEAT_FILE": str(data / "heartbeat"),
            "OPERATOR": "Tom Keller, IT",
            "PRIVACY_CONTACT": "Karim Weber, privacy officer",
        }  # fmt: skip
        self.process: subprocess.Popen[bytes] | None = None
        self.log = data / "bot.log"
        self._begun_at = 0

    def launch(self) -> None:
        """Start it, and wait for nothing."""
        self._begun_at = self.log.stat().st_size if self.log.exists() else 0
        with self.log.open("ab") as out:
            self.process = subprocess.Popen(
                [sys.executable, *self.words], cwd=self.data, env=self.environment, stdout=out, stderr=out,
                start_new_session=True,
            )  # fmt: skip  # a Ctrl-C is for whoever started it, who then stops it in good order

    def start(self) -> None:
        """Start it and wait until it is ready."""
        self.launch()
        until(lambda: b'"ready"' in self.said() or self.ended(), "the app to be ready", 30)
        if self.ended():
            raise RuntimeError(f"the app did not start: {self.said()[-2000:].decode(errors='replace')}")

    def said(self) -> bytes:
        """What this run has written to its log."""
        return self.log.read_bytes()[self._begun_at :] if self.log.exists() else b""

    def ended(self) -> bool:
        """Whether it does not run (any more)."""
        return self.process is None or self.process.poll() is not None

    def kill(self) -> None:
        """End it as a power cut would."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()

    def stop(self) -> int:
        """Stop it cleanly; its exit code."""
        return stop(self.process) if self.process is not None else 0

    @staticmethod
    def last_words(data: Path) -> list[str]:
        """The last lines of its log."""
        log = data / "bot.log"
        return log.read_text(errors="replace").splitlines()[-15:] if log.exists() else []


@contextmanager
def sandbox_process(
    data: Path, now: datetime | None = None, port: int = 0, options: Sequence[str] = ()
) -> Iterator[dict[str, str]]:
    """A sandbox as a process, with these options of `serve`; gives what its `sandbox.json` says."""
    command = [sys.executable, "-m", "sandbox", "serve", "--data", str(data), "--port", str(port)]
    command += [*(["--now", now.isoformat()] if now else []), *options]
    ready = data / "sandbox.json"
    ready.unlink(missing_ok=True)
    with (data / "sandbox.log").open("ab") as out:
        process = subprocess.Popen(
            command, cwd=ROOT, env=clean_environment(), stdout=out, stderr=out, start_new_session=True
        )
    try:
        until(lambda: ready.exists() or process.poll() is not None, "the sandbox to listen", 30)
        if process.poll() is not None:
            raise RuntimeError(f"the sandbox did not start: {(data / 'sandbox.log').read_text()[-2000:]}")
        yield until(lambda: _read(ready), "the sandbox's addresses")
    finally:
        stop(process)


def _read(path: Path) -> dict[str, str] | None:
    try:
        found: dict[str, str] = json.loads(path.read_text())
    except ValueError:  # being written just now
        return None
    return found


@contextmanager
def sandbox_and_bot(data: Path, now: datetime | None = None, port: int = 0) -> Iterator[dict[str, str]]:
    """Both, ready to use."""
    with sandbox_process(data, now, port) as addresses:
        bot = Bot(addresses, data)
        try:
            bot.start()
            yield addresses
        finally:
            bot.stop()
