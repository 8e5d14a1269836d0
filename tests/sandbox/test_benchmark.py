"""The benchmark of the sandbox at a tiny size: it measures what it says. Its figures are not judged."""

from __future__ import annotations

import json
import subprocess
import sys
from itertools import islice
from pathlib import Path

from slack_sdk import WebClient

from benchmarks.sandbox import Server
from sandbox.client import Control
from sandbox.processes import sandbox_process

ROOT = Path(__file__).parents[2]


def test_posts_and_memory_are_measured(tmp_path: Path) -> None:
    tiny = ("--people", "300", "--posts", "150", "--turns", "2", "--connections", "3", "--json")
    command = [sys.executable, str(ROOT / "benchmarks" / "sandbox.py"), *tiny]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr
    figures = json.loads(done.stdout)
    assert figures["posted"] == figures["in_store"] > 200  # bots and the deactivated are refused
    assert figures["per_processor_second"]["low"] > 0
    assert 20 < figures["empty_mb"] <= figures["full_mb"] < 200


def test_a_hundred_thousand_people_take_less_than_200_megabytes(tmp_path: Path) -> None:
    with sandbox_process(tmp_path, options=("--people", "100000")) as addresses:
        Control(addresses).post("limits", method="users.list", per_second=1000, burst=1000)
        client = WebClient(addresses["SLACK_BOT_TOKEN"], base_url=addresses["SLACK_API_URL"])
        pages = islice(client.users_list(limit=1000), 15)
        assert len({user["id"] for page in pages for user in page["members"]}) == 15_000
        assert Server(tmp_path / "sandbox.log").megabytes() < 200
