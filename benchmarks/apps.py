"""Several apps on Socket Mode and several workers on one workspace: a question asked, answered, reminded and decided.

    .venv/bin/python benchmarks/apps.py                          # 2 apps with 1, 2 and 4 workers, 600 people
    .venv/bin/python benchmarks/apps.py --kills 20               # one of them killed with -9 at random moments
    .venv/bin/python benchmarks/apps.py --people 20 --workers 1 --presses 6 --kills 2 --json

`app.py` and `python -m governance work` as processes on PostgreSQL, against the sandbox as another process, which takes
`--limit` messages a second of a workspace and tells nobody. Counted in the sandbox alone: what each person got. Exit 1:
somebody did not get a message, got a reminder twice, or got anything twice without a kill.
"""

from __future__ import annotations

import argparse
import json
import random
import signal
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.figures import cpu_seconds, spun
from benchmarks.question import ask
from sandbox.client import PATIENCE, Control, until
from sandbox.demo import FRIDAY, MONDAY_AFTERNOON, Story
from sandbox.processes import ROOT, Bot, sandbox_process
from tests import postgres

LONG = 1800.0  # seconds until a stage is given up
WORK = ("-m", "governance", "work")
CLOSES = datetime(2026, 12, 10, 16, 0, 1, tzinfo=UTC)
DECIDED = datetime(2026, 12, 11, 15, 0, tzinfo=UTC)
AT_WORK = ("Europe/", "America/New_York")  # at the moments that the clock is moved to; the others' messages wait


@contextmanager
def processes(addresses: dict[str, str], folder: Path, url: str, apps: int, workers: int) -> Iterator[list[Bot]]:
    """They share keys and database, and each has its own log and sign of life."""
    shared = {
        "DATABASE_URL": url, "ENGINE": "distributed", "KEY_FILE": str(folder / "app.key"), "LOG_LEVEL": "WARNING",
        "KEY_STORE": str(folder / "questions"), "PYTHONPATH": str(ROOT),
    }  # fmt: skip
    with ExitStack() as stack:
        found = []
        for number in range(apps + workers):
            (data := folder / f"{number}").mkdir()
            one = Bot(addresses, data, WORK) if number >= apps else Bot(addresses, data)
            one.environment |= shared
            stack.callback(one.stop)
            one.launch()
            until(lambda one=one: (one.data / "heartbeat").exists() or one.ended(), "a sign of life", PATIENCE)
            found.append(one)
        yield found


@contextmanager
def killing(running: list[Bot], kills: int, every: float, dice: random.Random) -> Iterator[Counter[str]]:
    """Meanwhile one of them is killed at a time, as a power cut would, and started anew."""
    killed, over = Counter[str](), threading.Event()

    def kill() -> None:
        while killed.total() < kills and not over.wait(dice.uniform(0.2, 2) * every):
            one = dice.choice(running)
            one.kill()
            killed["worker" if one.words == WORK else "app"] += 1
            one.launch()

    thread = threading.Thread(target=kill)
    thread.start()
    try:
        yield killed
    finally:
        over.set()
        thread.join()


class Crowd:
    """Everybody who is asked and at work, and who of them is to get a message."""

    def __init__(self, control: Control) -> None:
        people = control.get("people?limit=100000")["people"]
        roles = ("member", "admin", "owner", "primary_owner")
        here = [one for one in people if one["role"] in roles and not one["deleted"] and one["tz"].startswith(AT_WORK)]
        self.users = [one["id"] for one in here]
        self.control, self.wanted, self.before = control, Counter[str](), Counter[str]()

    def counted(self) -> Counter[str]:
        """How many messages stand with each since `begin`."""
        now = Counter(self.control.get("messages/count")["by_user"])
        now.subtract(self.before)
        return now

    def begin(self, users: list[str]) -> None:
        """One more message for each of these is to come."""
        self.before = Counter(self.control.get("messages/count")["by_user"])
        self.wanted = Counter(users)

    def missing(self) -> int:
        """How many have not got it."""
        found = self.counted()
        return sum(found[user] < 1 for user in self.wanted)

    def twice(self) -> int:
        """How many messages are too many; owners and organisers get others besides."""
        found = self.counted()
        return sum(max(0, found[user] - 1) for user in self.wanted if not user.startswith(("U0O", "U0ADA")))


def refused(control: Control) -> int:
    """Calls that were too many."""
    return int(control.get("calls?method=none")["totals"].get("chat.postMessage", {}).get("ratelimited", 0))


def stage(crowd: Crowd, users: list[str], begin: Callable[[], object], limit: float) -> dict[str, float]:
    """Everybody of these gets one message: how fast, and what went wrong."""
    crowd.begin(users)
    before, began = refused(crowd.control), time.perf_counter()
    begin()
    until(lambda: not crowd.missing(), f"a message to {len(users)} people", LONG, pause=0.1)
    lasted = time.perf_counter() - began
    time.sleep(2)  # what came twice
    many = refused(crowd.control) - before
    return {
        "people": len(users), "seconds": lasted, "of_limit": len(users) / lasted / limit,
        "refused": many / (many + len(users)), "twice": crowd.twice(),
    }  # fmt: skip


def press(control: Control, users: list[str]) -> dict[str, float]:
    """These answer, sixteen at a time."""

    def one(user: str) -> float:
        began = time.perf_counter()
        while not control.person(user).answer("").get("acked"):  # the app that had it was killed: they press again
            time.sleep(0.1)
        return time.perf_counter() - began

    with ThreadPoolExecutor(16) as pool:
        times = sorted(pool.map(one, users))
    cuts = quantiles(times, n=100)
    return {"presses": len(times), "p50_ms": 1000 * cuts[49], "p99_ms": 1000 * cuts[98]}


def lived(server: str, apps: int, workers: int, asked: argparse.Namespace) -> dict[str, Any]:
    """The whole question with so many processes."""
    name = f"apps_{apps}_{workers}_{asked.kills}"
    ask(server, f"CREATE DATABASE {name}")
    dice = random.Random(f"{name} {asked.seed}")
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory()))
        addresses = stack.enter_context(sandbox_process(folder, FRIDAY, options=("--people", str(asked.people))))
        control = Control(addresses, patience=PATIENCE)
        control.post("limits", workspace_posts_per_minute=60 * asked.limit)
        running = stack.enter_context(processes(addresses, folder, f"{server}/{name}", apps, workers))
        links = control.get("socket")["links"]
        story, crowd = Story(control), Crowd(control)
        story.prepare()
        answering = crowd.users[-asked.presses :]
        silent = [user for user in crowd.users if user not in answering]
        used = [cpu_seconds(one.process.pid) for one in running if one.process]
        killed = stack.enter_context(killing(running, asked.kills, asked.people / asked.limit / 10, dice))
        found: dict[str, Any] = {"links": links}
        found["asked"] = stage(crowd, crowd.users, lambda: control.set_clock(MONDAY_AFTERNOON), asked.limit)
        found["answered"] = press(control, answering)
        week = MONDAY_AFTERNOON + timedelta(days=7)
        found["reminded"] = stage(crowd, silent, lambda: control.set_clock(week), asked.limit)
        control.set_clock(CLOSES)
        control.set_clock(DECIDED)
        found["decided"] = stage(crowd, crowd.users, lambda: decide(story), asked.limit)
        found["killed"] = dict(killed)
        if not asked.kills:
            now = [cpu_seconds(one.process.pid) for one in running if one.process]
            found["processor_s"] = [round(after - before, 1) for before, after in zip(used, now, strict=True)]
    return found


def decide(story: Story) -> None:
    """An owner decides when asked to."""
    until(lambda: "case:decide:allow" in json.dumps(story.olga.messages()), "the question to the owner", LONG)
    story.olga.press("case:decide:allow")
    story.olga.submit(reason="Nous en avons parlé ensemble.")


def wrong(found: dict[str, Any]) -> bool:
    """Whether something left twice that must not."""
    twice = {name: found[name]["twice"] for name in ("asked", "reminded", "decided")}
    return bool(twice["reminded"] or (not found["killed"] and any(twice.values())))


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--people", type=int, default=600)
    parser.add_argument("--apps", type=int, default=2)
    parser.add_argument("--workers", type=int, nargs="*", default=[1, 2, 4])
    parser.add_argument("--limit", type=float, default=8, help="messages a second")
    parser.add_argument("--presses", type=int, default=200)
    parser.add_argument("--kills", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # no process is left behind
    with postgres.server() as server:
        figures = {str(workers): lived(server, asked.apps, workers, asked) for workers in asked.workers}
    if asked.json:
        print(json.dumps(figures | {"spin_ms": 1000 * spun()}, indent=2))
    for workers, found in figures.items() if not asked.json else ():
        print(f"{asked.apps} apps, {workers} workers; killed: {found['killed'] or 'none'}")
        for name in ("asked", "reminded", "decided"):
            one = found[name]
            print(
                f"  {name}: {one['people']} people in {one['seconds']:.1f} s, {one['of_limit']:.2f} of the limit,"
                f" {100 * one['refused']:.2f} % refused, {one['twice']} twice"
            )
        print(
            f"  answered: {found['answered']['presses']} presses, p50 {found['answered']['p50_ms']:.0f} ms,"
            f" p99 {found['answered']['p99_ms']:.0f} ms; processor s {found.get('processor_s', '-')}"
        )
    return int(any(wrong(found) for found in figures.values()))


if __name__ == "__main__":
    sys.exit(main())
