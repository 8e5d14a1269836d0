"""Sandboxes and foreign apps as processes: each knows the other by the network only."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sandbox.client import Control
from sandbox.processes import clean_environment, sandbox_process, stop

APPS = Path(__file__).parent / "apps"


class Workspace(Control):
    """The control interface of a sandbox, and what tests of foreign apps look at."""

    def texts(self, user: str, channel: str = "") -> list[str]:
        """What this person reads, in one channel or everywhere."""
        found = self.get(f"messages?user={user}")["messages"]
        return [message["text"] for message in found if channel in ("", message["channel"])]

    def newest(self, user: str) -> dict[str, Any]:
        """The newest message that this person sees."""
        found: dict[str, Any] = self.get(f"messages?user={user}")["messages"][-1]
        return found

    def top(self, user: str) -> dict[str, Any]:
        """The modal in front of this person."""
        found: dict[str, Any] = self.get(f"views?user={user}")["views"][-1]
        return found


def wait_for(look: Callable[[], Any], what: str, seconds: float = 10.0) -> Any:
    """Look until there is something."""
    end = time.monotonic() + seconds
    while not (found := look()):
        assert time.monotonic() < end, f"waited in vain for {what}"
        time.sleep(0.02)
    return found


@contextmanager
def workspace(data: Path, *options: str) -> Iterator[Workspace]:
    """A sandbox process with these options."""
    with sandbox_process(data, options=options) as addresses:
        yield Workspace(addresses)


@contextmanager
def app_process(command: Sequence[str], addresses: dict[str, str], folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A foreign app as a process; its settings are tokens, signing secret and the address of the Web API."""
    names = ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET", "SLACK_API_URL")
    environment = clean_environment() | {name: addresses[name] for name in names} | {"PYTHONUNBUFFERED": "1"}
    with (folder / "app.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=folder, env=environment, stdout=log, stderr=log, start_new_session=True)
    try:
        yield process
    finally:
        stop(process)


def python_app(name: str, *arguments: str) -> list[str]:
    """The command of one of our example apps."""
    return [sys.executable, str(APPS / name), *arguments]


def free_port() -> int:
    """A port that nobody listens on just now."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port
