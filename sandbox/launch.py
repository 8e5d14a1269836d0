"""`python -m sandbox.launch --data DIR app.py`: runs an app that names no address of the Web API, as it is, against a
sandbox. Tokens and signing secret are put into its environment; slack_sdk's clients get the sandbox as their default.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import runpy
import sys
from collections.abc import Sequence
from pathlib import Path

SETTINGS = ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET", "SLACK_API_URL")
CLIENTS = (
    ("slack_sdk.web.base_client", "BaseClient"),
    ("slack_sdk.web.async_base_client", "AsyncBaseClient"),
    ("slack_sdk.web.legacy_base_client", "LegacyBaseClient"),
)


def aim(address: str) -> None:
    """Make this address the default of every client of slack_sdk that can be imported."""
    for module, name in CLIENTS:
        try:
            client = getattr(importlib.import_module(module), name)
        except ImportError:  # the async client needs aiohttp
            continue
        before, client.BASE_URL = client.BASE_URL, address
        given = client.__init__.__defaults__
        client.__init__.__defaults__ = tuple(address if value == before else value for value in given)


def main(words: Sequence[str] | None = None) -> int:
    """Entry point."""
    parser = argparse.ArgumentParser(prog="python -m sandbox.launch", description="Run an app against a sandbox.")
    parser.add_argument("--data", type=Path, required=True, help="the folder of the sandbox, with its sandbox.json")
    parser.add_argument("script", type=Path)
    parser.add_argument("arguments", nargs=argparse.REMAINDER)
    options = parser.parse_args(words)
    addresses = json.loads((options.data / "sandbox.json").read_text(encoding="utf-8"))
    os.environ.update({name: addresses[name] for name in SETTINGS})
    aim(addresses["SLACK_API_URL"])
    sys.argv = [str(options.script), *options.arguments]
    sys.path.insert(0, str(options.script.parent.resolve()))
    runpy.run_path(str(options.script), run_name="__main__")
    return 0


if __name__ == "__main__":
    sys.exit(main())
