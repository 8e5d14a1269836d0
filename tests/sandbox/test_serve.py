"""The sandbox as a process: what it writes, how it stops; and a workspace of a hundred thousand."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from sandbox.errors import SlackError
from sandbox.ids import dm_of
from sandbox.traffic.rate_limits import POST, POST_CHANNEL, Limits, Rate, retry_after
from sandbox.webapi import endpoint
from sandbox.webapi.methods import METHODS
from sandbox.workspace.messages import Message, Messages
from sandbox.workspace.state import Workspace


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


def test_a_large_workspace_is_the_same_for_the_same_seed() -> None:
    one, two = Workspace(people=5_000, seed=7), Workspace(people=5_000, seed=7)
    assert len(one.people) == 5_000
    assert [person.summary() for person in one.people] == [person.summary() for person in two.people]
    roles = {person.role for person in one.people}
    assert {"member", "guest", "single_guest", "bot", "admin", "primary_owner"} <= roles


def test_a_large_workspace_is_listed_by_pages_only() -> None:
    workspace = Workspace(people=1_500)
    assert len(workspace.people.roster) == 1_499
    assert endpoint.ROOMS
    users_list = METHODS["users.list"].answer
    with pytest.raises(SlackError, match="limit_required"):
        users_list(workspace, {})
    found: list[str] = []
    cursor = ""
    while not found or cursor:
        page = users_list(workspace, {"limit": 5_000, "cursor": cursor})
        assert len(page["members"]) <= 1_000
        found += [member["id"] for member in page["members"]]
        cursor = page["response_metadata"]["next_cursor"]
    assert found == workspace.people.roster


def test_beyond_the_threshold_only_the_last_message_is_held() -> None:
    messages = Messages(keep=10)
    for number in range(12):
        messages.put(Message("D1", f"{number}.0", f"text {number}", [{"type": "divider"}]))
    assert [message.text for message in messages.of_channel("D1")] == ["text 11"]
    assert messages.counts() == {"D1": 12}
    last = messages.get("D1", "11.0")
    assert last is not None
    last.text = "changed"
    messages.replace(last)
    found = messages.get("D1", "11.0")
    assert found is not None
    assert (found.text, found.blocks) == ("changed", [{"type": "divider"}])
    messages.remove(found)
    assert (messages.counts(), messages.of_channel("D1")) == ({"D1": 11}, [])
    assert dm_of("U0BOB") == "D0BOB"


def test_a_bucket_fills_on_real_time() -> None:
    seconds = [0.0]
    limits = Limits(lambda: seconds[0])
    limits.set(POST_CHANNEL, Rate(1.0, 2))
    assert [limits.take(POST, "t5", "D1") for _ in range(3)] == [0.0, 0.0, 1.0]
    assert limits.take(POST, "t5", "D2") == 0.0
    seconds[0] = 0.5
    assert limits.take(POST, "t5", "D1") == 0.5
    seconds[0] = 1.0
    assert limits.take(POST, "t5", "D1") == 0.0
    limits.set("*", Rate(1000, 1000))
    assert [limits.take("users.list", "t2") for _ in range(500)] == [0.0] * 500
    assert (retry_after(0.1), retry_after(2.1)) == (1, 3)
