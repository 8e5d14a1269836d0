"""`python -m sandbox.run`: the sandbox and the app beside it until Ctrl-C, in a new folder that is removed at the end.

No `.env` is read, and nothing leaves this computer.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
import threading
import urllib.request
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

from .processes import Bot, sandbox_process

GUIDE = Path(__file__).with_name("demo_guide.json")
LOOK_SECONDS = 0.5


def run(folder: Path, port: int, stop: threading.Event) -> int:
    """Start both, say where the page is, wait, stop both: first the app, then what it speaks to."""
    with sandbox_process(folder, port=port, options=["--guide", str(GUIDE)]) as addresses:
        bot = Bot(addresses, folder)
        try:
            bot.start()
            if not stop.is_set():
                print(_welcome(addresses["page"], folder / "bot.log"), flush=True)
            return _watch(bot, addresses["CLOCK_URL"], folder, stop)
        finally:
            bot.stop()


def _watch(bot: Bot, clock_url: str, folder: Path, stop: threading.Event) -> int:
    while not stop.wait(LOOK_SECONDS):
        if bot.ended():
            raise RuntimeError("\n  ".join(["the app has ended:", *Bot.last_words(folder)]))
        _ask(clock_url)
    print("Stopping ...", flush=True)
    return 0


def _ask(clock_url: str) -> None:
    """Raises OSError when the sandbox does not answer any more."""
    with urllib.request.urlopen(clock_url, timeout=10):
        pass


def _welcome(page: str, log: Path) -> str:
    return f"""
AI Consent runs in a sandbox: a made-up workspace on this computer. Nothing reaches Slack or any person.

  Open {page}

Log: {log}
Stop with Ctrl-C. To connect a real workspace instead, put its two tokens into .env; README.md says how.
"""


def main(words: Sequence[str] | None = None) -> int:
    """Entry point. 0: stopped as asked; 1: one of the two did not start, or ended."""
    parser = argparse.ArgumentParser(prog="python -m sandbox.run", description="The sandbox and the app beside it.")
    parser.add_argument("--port", type=int, default=0, help="of the page; 0 picks a free one")
    parser.add_argument("--data", type=Path, help="keep everything in this empty folder; by default nothing is kept")
    options = parser.parse_args(words)
    if options.data and options.data.exists() and any(options.data.iterdir()):
        parser.error(f"{options.data} is not empty: the sandbox remembers nothing, so the app must start afresh too")
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: stop.set())
    os.umask(0o077)  # databases and logs are for whoever started it
    with ExitStack() as stack:
        folder = (options.data or Path(stack.enter_context(TemporaryDirectory(prefix="ai-consent-")))).absolute()
        folder.mkdir(parents=True, exist_ok=True)
        try:
            return run(folder, options.port, stop)
        except (RuntimeError, OSError) as why:
            print(f"The sandbox has stopped: {why}", file=sys.stderr)
            return 1


if __name__ == "__main__":
    sys.exit(main())
