"""The command `compare-policy` as a script would call it: files in, JSON and an exit code out."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from governance.__main__ import cli
from tests.rules.watch.policies import OLD, TRAINING, changed

NEW = changed(TRAINING, TRAINING.replace("do not use", "use"))


def files(folder: Path) -> dict[str, str]:
    contents = {"old": OLD.encode(), "new": NEW.encode(), "latin": "é".encode("latin-1"), "huge": b"x" * 5_000_001}
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    return {name: str(folder / name) for name in (*contents, "missing")}


def test_its_report(tmp_path: Path) -> None:
    there = files(tmp_path)
    run = CliRunner().invoke(cli, ["compare-policy", there["old"], there["new"], "--json"])
    told = json.loads(run.stdout)
    assert (run.exit_code, told["verdict"], len(told["passages"])) == (0, "substance", 1)
    assert told["passages"][0]["before"] == TRAINING
    assert told["passages"][0]["subjects"] == ["training", "data"]
    assert told["reasons"][0] == "It says something else about artificial intelligence or about training models."
    words = CliRunner().invoke(cli, ["compare-policy", there["old"], there["new"]]).stdout
    assert f"- {TRAINING}" in words
    back = [
        "compare-policy",
        there["new"],
        there["old"],
        "--earlier",
        there["new"],
        "--earlier",
        there["old"],
        "--json",
    ]
    assert json.loads(CliRunner().invoke(cli, back).stdout)["verdict"] == "returned"


@pytest.mark.parametrize("which", ["latin", "huge", "missing"])
def test_a_file_that_cannot_be_read(tmp_path: Path, which: str) -> None:
    there = files(tmp_path)
    run = CliRunner().invoke(cli, ["compare-policy", there["old"], there[which], "--json"])
    assert (run.exit_code, run.stdout) == (2, "")
    assert there[which] in run.stderr
