"""The benchmark of the sandbox at a tiny size: it measures what it says. Its figures are not judged."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

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
