"""The sandbox as a process: what it writes, and how it stops."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path


def start(data: Path, *options: str) -> subprocess.Popen[bytes]:
    """A sandbox process that listens."""
    command = [sys.executable, "-m", "sandbox", "serve", "--data", str(data), "--ready", str(data / "ready"), *options]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    end = time.monotonic() + 20
    while not (data / "ready").exists():
        assert process.poll() is None
        assert time.monotonic() < end
        time.sleep(0.02)
    return process


def test_it_says_where_it_is_and_stops_cleanly(tmp_path: Path) -> None:
    process = start(tmp_path, "--now", "2026-11-20T08:00:00+00:00", "--scopes", "chat:write")
    try:
        addresses = json.loads((tmp_path / "sandbox.json").read_text())
        assert addresses == json.loads((tmp_path / "ready").read_text())
        assert addresses["team_url"] == "https://exemple.slack.com/"
        with urllib.request.urlopen(addresses["CLOCK_URL"]) as response:
            assert json.loads(response.read())["now"].startswith("2026-11-20T08:00:")
        with urllib.request.urlopen(addresses["page"] + "control/stream") as stream:
            assert stream.readline() == b": open\n"
            process.send_signal(signal.SIGTERM)
            assert process.wait(10) == 0
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()


def test_a_wrong_time_is_said_plainly(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "sandbox", "serve", "--data", str(tmp_path), "--now", "soon"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=20, check=False)
    assert (done.returncode, done.stderr) == (2, "not an ISO 8601 time: 'soon'\n")
