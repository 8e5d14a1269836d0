"""The benchmarks, each at a tiny size: they measure what they say and lose nothing. Their figures are not judged."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
SETTINGS = ("SLACK_", "DATABASE_URL", "KEY_FILE", "SMTP_URL", "INBOX_URL", "COPY_ADDRESS", "DNS_SERVER", "CLOCK_URL")


def told_by(script: str, *given: str) -> dict[str, Any]:
    """What a benchmark of this folder prints when asked for JSON."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(SETTINGS)}
    run = [sys.executable, str(ROOT / "benchmarks" / f"{script}.py"), *given, "--json"]
    done = subprocess.run(run, env=environment, capture_output=True, text=True, check=False, timeout=280)
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))


@pytest.mark.timeout(300)
def test_answers_are_measured_on_both_databases() -> None:
    tiny = ("--presses", "20", "--in-flight", "4", "--rate", "20", "--seconds", "0.5", "--repeats", "1")
    figures = told_by("answers", *tiny)["figures"]
    assert set(figures) == {"sqlite", "postgresql"}
    for found in figures.values():
        assert found["lost"] == 0
        for name in ("bot", "sql", "use_case", "empty"):
            assert found[name]["per_second"]["low"] > 0
        assert found["to_sql"]["median"] > 0
        assert found["steady"]["p99_ms"]["median"] >= found["steady"]["p50_ms"]["median"] > 0
        assert found["receipts"]["p99_ms"]["median"] > 0


def test_judging_mail_is_measured_against_the_parser_alone() -> None:
    found = told_by("mail", "--count", "30", "--repeats", "1")
    assert sum(found["kinds"].values()) == 30
    assert "confirmation" not in found["kinds"]
    assert found["judge_to_parse"]["median"] > 1
    assert found["peak_mb"]["median"] >= found["growth_mb"]["median"] >= 0


def test_a_look_at_a_full_mailbox_is_measured_against_asking_for_its_headers() -> None:
    found = told_by("inbox", "--mails", "1200")
    assert (found["mails"], found["kept"], found["looks"]) == (1200, 0, 1)
    assert found["first"]["bytes"] <= 1.05 * found["bare"]["bytes"] + 10_000  # headers, once, and nothing more
    assert found["later"]["bytes"] < 5_000


@pytest.mark.parametrize(
    ("script", "database"), [("home", "sqlite"), ("tick", "postgresql"), ("tick --workspaces request", "sqlite")]
)
def test_what_is_to_be_flat_is_measured_at_several_sizes(script: str, database: str) -> None:
    script, *more = script.split()
    sizes = told_by(script, *more, "--people", "20", "60", "--databases", database)[database]
    assert set(sizes) == {"20", "60"}
    assert all(ms > 0 for stages in sizes.values() for ms in stages.values())


def test_what_is_done_to_everybody_is_measured_with_its_memory_and_its_longest_write() -> None:
    found = told_by("bulk", "--databases", "sqlite", "--people", "50", "--steps", "remind", "close")["sqlite"]["50"]
    assert set(found) == {"remind", "close"}
    for figures in found.values():
        assert figures["cpu"] > 0
        assert figures["wall"] >= figures["held"] > 0
        assert figures["mb"] >= 0


def test_the_start_is_measured_against_bolts_own() -> None:
    found = told_by("startup", "--repeats", "1")
    assert set(found) == {"app", "bolt"}
    assert all(one["mb"] > 10 and one["ready_s"] > 0 for one in found.values())


def test_a_year_is_walked_from_question_to_question() -> None:
    found = told_by("year", "--people", "30", "--questions", "2")
    assert found["last"]["file_mb"] >= found["first"]["file_mb"] > 0
    assert found["last"]["tick_ms"] > 0 < found["last"]["home_ms"]


def test_the_pace_is_measured_on_every_kind_of_server() -> None:
    found = told_by("pace", "--sends", "1000")
    assert len(found) == 17
    assert all(0 < one["of_limit"] <= one["pauses_apart"] and one["refused"] < 0.02 for one in found.values())
    assert {name for name, one in found.items() if one["doubled"] >= 900} == {"300 in a minute, waits 30 s"}
    assert all(one["halved"] <= 300 for one in found.values())


@pytest.mark.timeout(150)
def test_two_processes_deliver_under_one_limit_without_a_double() -> None:
    found = told_by("delivery", "--seconds", "4", "--processes", "2")["processes"]["2"]
    assert found["twice"] == 0
    assert found["of_limit"] > 0.5
    assert found["refused"] < 0.15


@pytest.mark.timeout(150)
def test_what_was_under_way_at_a_kill_is_delivered_as_promised() -> None:
    found = told_by("kills", "--messages", "90", "--kills", "1", "--seed", "1", "--of", "postgresql")
    assert found["messages"] == 90
    assert found["twice"] <= 4  # that were in flight


@pytest.mark.timeout(280)
def test_two_apps_and_a_worker_ask_everybody_once_though_one_of_them_is_killed() -> None:
    found = told_by("apps", "--people", "20", "--workers", "1", "--presses", "4", "--kills", "1")["1"]
    assert found["links"] == 2
    assert sum(found["killed"].values()) == 1
    assert found["asked"]["twice"] <= 4  # that were in flight
    assert (found["reminded"]["twice"], found["answered"]["presses"]) == (0, 4)


@pytest.mark.timeout(150)
def test_messages_of_several_workspaces_are_delivered_by_a_worker() -> None:
    found = told_by("workspaces", "--workspaces", "2", "--rows", "40", "--deliver", "10", "--workers", "1")
    assert 10 <= found["sent"] <= found["left"] <= 40
    assert found["workers"]["1"]["commits"] > 0
