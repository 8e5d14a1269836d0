"""From the start to ready, and the memory of a bot that waits: the app against Bolt's own least bot, in turn."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))  # also when this file is run by its path

from benchmarks.answers import WORKERS, Load, load  # noqa: E402
from benchmarks.figures import cpu_seconds, spun  # noqa: E402
from tests.databases import newest_schema  # noqa: E402

SETTLED = 2.0  # seconds after which a bot waits


def memory(process: int) -> float:
    """Megabytes that it holds (Linux)."""
    line = next(one for one in Path(f"/proc/{process}/status").read_text().splitlines() if one.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


def started(pressing: Load, command: list[str], environment: dict[str, str], folder: Path) -> dict[str, float]:
    """Run it until it is connected and waits: seconds by the clock, of the processor, and what it holds then."""
    began = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, *command], env={**os.environ, "PYTHONPATH": str(ROOT), **environment}, cwd=folder,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        pressing.order(await_link=True)
        ready, cpu = time.perf_counter() - began, cpu_seconds(process.pid)
        time.sleep(SETTLED)
        return {"ready_s": ready, "cpu_s": cpu, "mb": memory(process.pid)}
    finally:
        process.terminate()
        process.wait(30)
        pressing.order(await_end=True)


def measured(repeats: int) -> dict[str, list[dict[str, float]]]:
    """Each in turn, on a database at the newest schema."""
    found: dict[str, list[dict[str, float]]] = {"app": [], "bolt": []}
    with TemporaryDirectory(prefix="startup-") as name, load() as pressing:
        folder = Path(name)
        (folder / "bot.sqlite3").write_bytes(newest_schema())
        settings = {
            "SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1", "SLACK_API_URL": f"{pressing.base}/api/",
            "DATABASE_URL": f"sqlite:///{folder / 'bot.sqlite3'}", "KEY_FILE": str(folder / "app.key"),
            "HEARTBEAT_FILE": str(folder / "heartbeat"),
        }  # fmt: skip
        bolt = ["-m", "benchmarks.empty_bolt", settings["SLACK_API_URL"], str(WORKERS)]
        for _ in range(repeats):
            found["app"].append(started(pressing, [str(ROOT / "app.py")], settings, folder))
            found["bolt"].append(started(pressing, bolt, {}, folder))
    return found


def main(given: list[str]) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="benchmarks/startup.py", description=__doc__.splitlines()[0])
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--json", action="store_true")
    wanted = parser.parse_args(given)
    turns = measured(wanted.repeats)
    middle: dict[str, Any] = {
        who: {name: median(turn[name] for turn in found) for name in found[0]} for who, found in turns.items()
    }
    if wanted.json:
        print(json.dumps(middle))
        return 0
    for who, words in (("app", "the app"), ("bolt", "Bolt, empty listener")):
        one = middle[who]
        print(f"{words:24} ready in {one['ready_s']:.2f} s ({one['cpu_s']:.2f} s of processor), {one['mb']:.0f} MB")
    print(f"machine: plain Python loop {spun() * 1000:.1f} ms (alone: 4)")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
