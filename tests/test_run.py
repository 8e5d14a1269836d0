"""`make run` without tokens, as a person meets it: an address, a page, a clean end, plain words when something dies."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@contextmanager
def running(cwd: Path, *options: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The process, and the address it prints."""
    environment = os.environ | {"PYTHONPATH": str(ROOT), "SLACK_BOT_TOKEN": "rubbish", "TMPDIR": str(cwd)}
    command = [sys.executable, "-m", "sandbox.run", *options]
    with subprocess.Popen(
        command, cwd=cwd, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        try:
            assert process.stdout is not None
            page = next((found[1] for line in process.stdout if (found := re.match(r"  Open (\S+)$", line))), "")
            yield process, page
        finally:
            if process.poll() is None:
                process.terminate()
                process.wait(40)


def children_of(process: subprocess.Popen[str]) -> list[int]:
    """The processes that it started: the sandbox first, then the app."""
    return [int(word) for word in Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_shows_a_page_and_stops_cleanly(tmp_path: Path, number: signal.Signals) -> None:
    (tmp_path / ".env").write_text("SLACK_BOT_TOKEN=rubbish\nCLOCK_URL=rubbish\n")
    with running(tmp_path) as (process, page):
        with urllib.request.urlopen(page) as answer:
            assert b"<html" in answer.read()
        assert len(children_of(process)) == 2
        begun = time.monotonic()
        process.send_signal(number)
        assert process.wait(40) == 0
        assert time.monotonic() - begun < 10
        assert process.stderr is not None
        assert process.stderr.read() == ""
    with pytest.raises(urllib.error.URLError):
        urllib.request.urlopen(page)
    assert [left.name for left in tmp_path.iterdir()] == [".env"]


def test_what_dies_is_named_with_its_last_words(tmp_path: Path) -> None:
    with running(tmp_path) as (process, _):
        sandbox, app = children_of(process)
        os.kill(app, signal.SIGKILL)
        assert process.wait(40) == 1
        assert process.stderr is not None
        told = process.stderr.read()
    assert told.startswith("The sandbox has stopped: the app has ended:\n")
    assert '"event": "ready"' in told
    assert not Path(f"/proc/{sandbox}").exists()


def test_without_the_sandbox_the_app_is_stopped_too(tmp_path: Path) -> None:
    with running(tmp_path) as (process, _):
        sandbox, app = children_of(process)
        os.kill(sandbox, signal.SIGKILL)
        assert process.wait(40) == 1
        assert process.stderr is not None
        assert process.stderr.read().startswith("The sandbox has stopped: ")
    assert not Path(f"/proc/{app}").exists()


def test_a_used_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "something").touch()
    with running(tmp_path, "--data", str(tmp_path)) as (process, _):
        assert process.wait(20) == 2
        assert process.stderr is not None
        assert "is not empty" in process.stderr.read()


def test_a_folder_of_ones_own_is_kept(tmp_path: Path) -> None:
    with running(tmp_path, "--data", str(tmp_path / "mine")) as (process, page):
        assert page.startswith("http://127.0.0.1:")
        process.terminate()
        assert process.wait(40) == 0
    assert (tmp_path / "mine" / "bot.sqlite3").exists()
    assert {path.stat().st_mode & 0o077 for path in (tmp_path / "mine").rglob("*")} == {0}
