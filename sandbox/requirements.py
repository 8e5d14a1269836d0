"""`python -m sandbox.requirements`: what the sandbox needs beside the app, as lines for pip with their hashes.

They are taken from requirements-dev.lock, so that there is no third lock file to keep: what pyproject.toml names for
the sandbox, with all that came along, less what requirements.lock holds anyway. Uses the standard library alone.
"""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]


def pinned(lock: Path) -> dict[str, str]:
    """The entries of a lock file by package, each with its hashes and the comment on whose account it is there."""
    entries = re.split(r"^(?=[a-z0-9])", lock.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return {re.split(r"[=\[]", entry, maxsplit=1)[0]: entry for entry in entries if "==" in entry}


def needed(root: Path = ROOT) -> list[str]:
    """The entries, in the order of the lock file."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    entries, there = pinned(root / "requirements-dev.lock"), pinned(root / "requirements.lock")
    wanted = {re.split(r"[><=\[]", line, maxsplit=1)[0] for line in project["optional-dependencies"]["sandbox"]}
    while came := {name for name, entry in entries.items() if _on_account_of(entry) & wanted} - wanted:
        wanted |= came
    return [entry for name, entry in entries.items() if name in wanted - there.keys()]


def _on_account_of(entry: str) -> set[str]:
    return set(re.findall(r"^ +# +(?:via +)?([a-z0-9-]+)$", entry, re.MULTILINE))


if __name__ == "__main__":
    sys.stdout.write("".join(needed()))
