"""What Slack's command line tool calls here (.slack/hooks.json): the manifest is found, `slack run` starts the app."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[1]
HOOKS: dict[str, str] = json.loads((ROOT / ".slack" / "hooks.json").read_text(encoding="utf-8"))["hooks"]
OURS = ".venv/bin/python"
BOUNDARY = ("--protocol=message-boundaries", "--boundary=xyz")


def hook(command: str, *more: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """Call it as the tool does: in the project's folder, with what it adds; the answer is on standard output."""
    words = [sys.executable if word == OURS else word for word in shlex.split(command)]
    environment = {"PATH": os.environ["PATH"], **settings}
    return subprocess.run(
        [*words, *more], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False
    )


def test_the_tool_finds_the_manifest_and_starts_the_app() -> None:
    assert all(command.startswith(f"{OURS} ") for command in HOOKS.values())
    known = json.loads(hook(HOOKS["get-hooks"]).stdout)
    assert known["runtime"] == "python"
    assert "message-boundaries" in known["config"]["protocol-version"]
    said = hook(HOOKS["get-manifest"], *BOUNDARY).stdout.strip()
    assert (said[:3], said[-3:]) == ("xyz", "xyz")
    assert json.loads(said[3:-3]) == yaml.safe_load((ROOT / "manifest.yml").read_text(encoding="utf-8"))
    # The app itself is what starts: here it says at once that a setting is no good.
    started = hook(known["hooks"]["start"], SLACK_BOT_TOKEN="xoxb-x", SLACK_APP_TOKEN="xapp-x", LOG_LEVEL="LOUD")
    assert started.returncode == 2
    assert "AI Consent cannot start. Please mend:" in started.stderr + started.stdout
    assert "LOG_LEVEL" in started.stderr + started.stdout


def test_its_hooks_are_pinned() -> None:
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]
    assert any(one.startswith("slack-cli-hooks") for one in extras["slack-cli"])
    lock = (ROOT / "requirements-dev.lock").read_text(encoding="utf-8").split("slack-cli-hooks==")[1]
    assert lock.split("\n")[1].strip().startswith("--hash=sha256:")
