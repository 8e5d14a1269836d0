"""The benchmark itself, at a tiny size: it measures what it says and loses nothing. Its figures are not judged."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SETTINGS = ("SLACK_", "DATABASE_URL", "KEY_FILE", "SMTP_URL", "INBOX_URL", "COPY_ADDRESS", "DNS_SERVER", "CLOCK_URL")


def test_answers_are_measured_on_both_databases(tmp_path: Path) -> None:
    tiny = ("--presses", "20", "--in-flight", "4", "--rate", "20", "--seconds", "0.5", "--repeats", "1", "--json")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(SETTINGS)}
    done = subprocess.run(
        [sys.executable, str(ROOT / "benchmarks" / "answers.py"), *tiny],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=110,
    )
    assert done.returncode == 0, done.stderr
    figures = json.loads(done.stdout)["figures"]
    assert set(figures) == {"sqlite", "postgresql"}
    for found in figures.values():
        assert found["lost"] == 0
        for name in ("bot", "sql", "use_case", "empty"):
            assert found[name]["per_second"]["low"] > 0
        assert found["to_sql"]["median"] > 0
        assert found["steady"]["p99_ms"]["median"] >= found["steady"]["p50_ms"]["median"] > 0
        assert found["receipts"]["p99_ms"]["median"] > 0


def test_mails_are_judged_beside_the_standard_library() -> None:
    command = [sys.executable, str(ROOT / "benchmarks" / "mail.py"), "--mails", "60", "--repeats", "1", "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=110)
    assert done.returncode == 0, done.stderr
    figures = json.loads(done.stdout)
    assert figures["mails"] == 60
    assert figures["judge"]["per_second"]["low"] > 0
    assert figures["ratio"]["median"] == pytest.approx(
        figures["parse"]["per_second"]["median"] / figures["judge"]["per_second"]["median"]
    )
