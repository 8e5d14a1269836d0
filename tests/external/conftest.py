"""Sandboxes and foreign apps as processes: each knows the other by the network only."""

from __future__ import annotations

import fcntl
import hashlib
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from slack_sdk import WebClient

from sandbox.client import Control, Refused
from sandbox.processes import clean_environment, sandbox_process, stop

APPS = Path(__file__).parent / "apps"
NODE = Path(__file__).parent / "node"
INSTALLED = Path(__file__).parents[2] / ".venv" / "npm"


class Workspace(Control):
    """The control interface of a sandbox, and what tests of foreign apps look at."""

    def texts(self, user: str, channel: str = "") -> list[str]:
        """What this person reads, in one channel or everywhere."""
        found = self.get(f"messages?user={user}")["messages"]
        return [message["text"] for message in found if channel in ("", message["channel"])]

    def upload(self, address: str, content: bytes) -> None:
        """Send the bytes of a file to its upload address."""
        request = urllib.request.Request(address, data=content, method="POST")
        with urllib.request.urlopen(request, timeout=20) as answer:
            assert answer.status == 200

    def web(self) -> WebClient:
        """Slack's own client with the token of the app."""
        return WebClient(self.addresses["SLACK_BOT_TOKEN"], base_url=self.addresses["SLACK_API_URL"])

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


def listening(place: Workspace, port: str) -> bool:
    """Tell the sandbox the app's request URL; it is asked for the challenge."""
    try:
        place.post("socket", request_url=f"http://127.0.0.1:{port}/slack/events")
    except Refused:
        return False
    return True


def message(place: Workspace, user: str, text: str) -> dict[str, Any]:
    """The newest message with this text, once it is there."""

    def look() -> Any:
        found = place.get(f"messages?user={user}")["messages"]
        return next((one for one in reversed(found) if one["text"] == text), None)

    return wait_for(look, text)  # type: ignore[no-any-return]  # JSON


@contextmanager
def workspace(data: Path, *options: str) -> Iterator[Workspace]:
    """A sandbox process with these options."""
    with sandbox_process(data, options=options) as addresses:
        yield Workspace(addresses)


@contextmanager
def app_process(
    command: Sequence[str], addresses: dict[str, str], folder: Path, cwd: Path | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """A foreign app as a process; its settings are tokens, signing secret and the address of the Web API."""
    names = ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET", "SLACK_API_URL")
    environment = clean_environment() | {name: addresses[name] for name in names} | {"PYTHONUNBUFFERED": "1"}
    with (folder / "app.log").open("wb") as log:
        process = subprocess.Popen(
            command, cwd=cwd or folder, env=environment, stdout=log, stderr=log, start_new_session=True
        )
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


@pytest.fixture(scope="session")
def node() -> Path:
    """A folder with Slack's packages of npm."""
    return node_packages()


def node_packages() -> Path:
    """A folder with the packages of npm that tests need, installed once for each edition of our package.json."""
    assert shutil.which("node"), "These tests need Node 18 or newer with npm: apt-get install nodejs npm"
    assert shutil.which("npm"), "These tests need npm: apt-get install npm"
    wanted = (NODE / "package.json").read_text(encoding="utf-8")
    folder = INSTALLED / hashlib.sha256(wanted.encode()).hexdigest()[:12]
    with installing(INSTALLED):
        if not (folder / "done").exists():
            install(folder, wanted)
    return folder


def install(folder: Path, wanted: str) -> None:
    """Make the folder anew with the packages at exactly these versions; nothing they bring along is run."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    (folder / "package.json").write_text(wanted, encoding="utf-8")
    command = ["npm", "install", "--no-audit", "--no-fund", "--no-package-lock", "--ignore-scripts", "--loglevel=error"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=110)
    assert done.returncode == 0, f"npm could not install the packages of tests/external/node: {done.stderr}"
    (folder / "done").touch()


@contextmanager
def installing(folder: Path) -> Iterator[None]:
    """One at a time: test processes run side by side."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def node_command(script: Path, folder: Path) -> list[str]:
    """Run one of our scripts beside the installed packages."""
    target = folder / script.name
    target.write_text(script.read_text(encoding="utf-8"), encoding="utf-8")
    return ["node", str(target)]
