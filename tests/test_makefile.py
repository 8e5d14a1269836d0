"""What `make` puts into .venv: what is asked for and no more; more when more is asked, anew when it has changed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from sandbox.requirements import needed, pinned

ROOT = Path(__file__).parents[1]
# Stands in for every Python: notes what it is called with, and installs nothing.
PYTHON = f"""#!/bin/sh
echo "$@" >>"$CALLED"
case "$1 $2" in
"-m venv") mkdir -p "$3/bin" && cp "$0" "$3/bin/python" ;;
"-m sandbox.requirements") exec {sys.executable} "$@" ;;
esac
"""
PIP = "-m pip install -qq --disable-pip-version-check --require-hashes"
ANEW, FOR_RUNNING, FOR_SANDBOX, FOR_TESTS = (
    ["-m venv .venv"],
    [f"{PIP} -r requirements.lock"],
    ["-m sandbox.requirements", f"{PIP} --no-deps -r .venv/sandbox.txt"],
    [f"{PIP} -r requirements-dev.lock"],
)


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    for name in ("Makefile", "pyproject.toml", "requirements.lock", "requirements-dev.lock"):
        shutil.copy(ROOT / name, tmp_path)
    (tmp_path / "sandbox").mkdir()
    for name in ("__init__.py", "requirements.py"):
        shutil.copy(ROOT / "sandbox" / name, tmp_path / "sandbox")
    (tmp_path / "python").write_text(PYTHON)
    (tmp_path / "python").chmod(0o755)
    return tmp_path


def make(clone: Path, target: str) -> list[str]:
    """What Python was called with, the look at its version left out."""
    called = clone / "called"
    called.write_text("")
    kept = {"PATH": os.environ["PATH"], "CALLED": str(called)}
    words = ["make", f"PYTHON={clone}/python", target]
    done = subprocess.run(words, cwd=clone, env=kept, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return [line for line in called.read_text().splitlines() if not line.startswith("-c ")]


def test_with_tokens_only_what_running_needs_is_installed(clone: Path) -> None:
    (clone / ".env").write_text("SLACK_BOT_TOKEN=xoxb-1\nSLACK_APP_TOKEN=xapp-1\n")
    assert make(clone, "run") == [*ANEW, *FOR_RUNNING, "app.py"]
    assert make(clone, "run") == ["app.py"]
    with (clone / "requirements.lock").open("a") as lock:
        lock.write("# changed\n")
    assert make(clone, "run") == [*ANEW, *FOR_RUNNING, "app.py"]


def test_the_environment_grows_from_running_to_the_sandbox_to_the_tests(clone: Path) -> None:
    assert make(clone, "for-running") == [*ANEW, *FOR_RUNNING]
    assert make(clone, "run") == [*FOR_SANDBOX, "-m sandbox.run"]
    assert make(clone, "demo") == ["-m sandbox.demo"]
    assert make(clone, "venv") == FOR_TESTS
    assert make(clone, "venv") == []
    assert make(clone, "run") == ["-m sandbox.run"]
    with (clone / "requirements-dev.lock").open("a") as lock:
        lock.write("# changed\n")
    assert make(clone, "venv") == [*ANEW, *FOR_TESTS]


def test_the_sandbox_needs_few_packages_and_each_of_them_with_its_hashes() -> None:
    found = needed()
    names = {entry.split("==")[0] for entry in found}
    assert {"aiohttp", "aiosmtpd"} <= names
    assert len(names) <= 12
    assert not names & pinned(ROOT / "requirements.lock").keys()
    assert all("--hash=sha256:" in entry for entry in found)


def test_both_lock_files_pin_the_same_versions() -> None:
    """So that what is installed for running stays right when the tests' packages come on top."""
    running, tests = (pinned(ROOT / name) for name in ("requirements.lock", "requirements-dev.lock"))
    assert {name: tests[name].splitlines()[0] for name in running} == {
        name: entry.splitlines()[0] for name, entry in running.items()
    }
