"""`python -m sandbox serve`: runs the local Slack workspace and mail desk until SIGTERM or SIGINT."""

from __future__ import annotations

import argparse
import asyncio
import logging
import signal
import sys
from pathlib import Path

from .errors import ControlError
from .server import read_guide, serve
from .workspace.app_manifest import read_manifest, scopes_of
from .workspace.cast import CAST
from .workspace.clock import moment_of
from .workspace.state import Workspace


def parser() -> argparse.ArgumentParser:
    """The command line."""
    top = argparse.ArgumentParser(prog="python -m sandbox")
    command = top.add_subparsers(dest="command", required=True).add_parser("serve", help="run the sandbox")
    command.add_argument("--data", type=Path, required=True, help="directory for sandbox.json and mail")
    command.add_argument("--port", type=int, default=0, help="0 picks a free one")
    command.add_argument("--people", type=int, default=len(CAST), help="how many accounts in all")
    command.add_argument("--seed", type=int, default=1)
    command.add_argument("--ready", type=Path, help="another file to write when it listens")
    command.add_argument("--now", help="the sandbox's time at the start, ISO 8601")
    command.add_argument("--manifest", type=Path, help="the app's manifest, JSON or YAML: scopes, events, commands")
    command.add_argument("--scopes", help="scopes of the bot token, by comma, or: all")
    command.add_argument("--latency", type=float, default=0.0, help="seconds that every Web API call takes at least")
    command.add_argument("--guide", type=Path, help="a story whose next step the page shows, JSON")
    return top


async def run(options: argparse.Namespace) -> None:
    """Serve until a signal says stop."""
    logging.basicConfig(format="%(asctime)s %(message)s", level=logging.INFO)
    workspace = Workspace(
        people=options.people,
        seed=options.seed,
        start=moment_of(options.now) if options.now else None,
        app=read_manifest(options.manifest) if options.manifest else None,
        scopes=None if options.scopes is None else scopes_of(options.scopes),
        latency=options.latency,
    )
    guide = read_guide(options.guide) if options.guide else None
    stop = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    runner = await serve(workspace, options.data, port=options.port, ready=options.ready, guide=guide)
    print(f"Sandbox: {workspace.base_url}/", flush=True)
    await stop.wait()
    await runner.cleanup()


def main() -> int:
    """Entry point."""
    try:
        asyncio.run(run(parser().parse_args()))
    except ControlError as error:
        print(error.detail, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
