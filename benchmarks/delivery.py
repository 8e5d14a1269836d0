"""How fast several processes deliver together under one hidden limit, and what a look at what is due costs.

    .venv/bin/python benchmarks/delivery.py                         # 1, 2 and 4 processes, 60 seconds each
    .venv/bin/python benchmarks/delivery.py --seconds 20 --processes 2 --json

On PostgreSQL. A server of its own takes as many messages a second as `--limit` says, and answers after 300 ms.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import logging
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any

import structlog
from aiohttp import web
from sqlalchemy import func, select

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.figures import spun
from benchmarks.pace import Bucket
from benchmarks.question import ask
from governance.delivery import Delivery
from governance.errors import Fault
from governance.store import outbox
from governance.store.database import Database
from governance.store.migrate import to_head
from governance.store.models import Outgoing
from governance.store.outbox import Kind
from governance.store.outbox_row import Posted, Row
from governance.usecases.people import members
from tests import postgres

LATENCY, LOOK_EVERY = 0.3, 1.0
WORKSPACES = (1, 30, 300, 3000)


def now() -> datetime:
    """The machine's time."""
    return datetime.now(UTC)


class Server:
    """Takes messages within its limit, and counts."""

    def __init__(self, limit: float) -> None:
        self.bucket, self.taken, self.refused = Bucket(limit, limit), Counter[str](), 0

    async def post(self, request: web.Request) -> web.Response:
        """One message."""
        pause = self.bucket.ask(time.monotonic())
        row = request.query["row"]
        self.taken[row] += pause is None
        self.refused += pause is not None
        await asyncio.sleep(LATENCY)
        return web.Response() if pause is None else web.Response(status=429, headers={"Retry-After": str(pause)})

    async def told(self, _: web.Request) -> web.Response:
        """What came of it so far."""
        twice = sum(count - 1 for count in self.taken.values() if count > 1)
        return web.json_response({"taken": self.taken.total(), "refused": self.refused, "twice": twice})


def serve(limit: float) -> None:
    """Run it and print its address."""

    async def run() -> None:
        server, app = Server(limit), web.Application()
        app.add_routes([web.post("/", server.post), web.get("/", server.told)])
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        print(runner.addresses[0][1], flush=True)
        await asyncio.Event().wait()

    asyncio.run(run())


def deliver(url: str, server: str) -> None:
    """One process of the app, as far as it sends."""

    def call(row: Row, _: datetime) -> Posted:
        try:
            with urllib.request.urlopen(urllib.request.Request(f"{server}?row={row.id}", method="POST")):
                return Posted(f"D{row.id}", "1.0")
        except urllib.error.HTTPError as error:
            with error:
                raise Fault("ratelimited", permanent=False, retry_after=float(error.headers["Retry-After"])) from error

    delivery = Delivery(Database(url), dict.fromkeys(Kind, call), now)
    print("ready", flush=True)
    while True:
        delivery.run_due()
        time.sleep(LOOK_EVERY)


def workspace(database: Database, number: int, messages: int, later: bool = False) -> None:
    """A workspace with messages that are due, or that are due in a year."""
    name, at = f"T{number:05d}", now()
    with database.writing() as session:
        members.record_installation(
            session, workspace_id=name, name=name, url=f"https://{name.lower()}.slack.com/", enterprise_id=None,
            bot_user_id="U0BOT", scopes="chat:write", now=at,
        )  # fmt: skip
        when = at.replace(year=at.year + 1) if later else at
        for one in range(messages):
            outbox.queue(session, Kind.NEWS, f"n{one}", at, workspace_id=name, user_id=f"U{one}", not_before=when)


@contextmanager
def process(*words: str, script: str = __file__) -> Iterator[str]:
    """A script as a process of its own, which is killed at the end; what it says first."""
    started = subprocess.Popen([sys.executable, script, *words], stdout=subprocess.PIPE, text=True)
    assert started.stdout is not None
    try:
        yield started.stdout.readline().strip()
    finally:
        started.kill()
        started.communicate()


def together(server: str, processes: int, limit: float, seconds: float) -> dict[str, float]:
    """So many processes on one database, for so long."""
    name = f"delivery_{processes}"
    ask(server, f"CREATE DATABASE {name}")
    database = Database(url := f"{server}/{name}")
    to_head(database)
    workspace(database, 1, int(limit * seconds * 1.5) + 20)
    with ExitStack() as stack:
        port = stack.enter_context(process("--serve", str(limit)))
        for _ in range(processes):
            stack.enter_context(process("--deliver", url, f"http://127.0.0.1:{port}/"))
        first = look(port)
        began = time.monotonic()
        time.sleep(seconds)
        found, lasted = look(port), time.monotonic() - began
    taken, refused = (found[key] - first[key] for key in ("taken", "refused"))
    with database.reading() as session:
        sent = session.scalar(select(func.count()).where(Outgoing.status == "sent")) or 0
    database.close()
    return {
        "per_second": taken / lasted, "of_limit": taken / lasted / limit, "refused": refused / max(1, taken + refused),
        "twice": found["twice"], "sent": sent,
    }  # fmt: skip


def look(port: str) -> dict[str, int]:
    """What the server took."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/") as answer:
        found: dict[str, int] = json.load(answer)
    return found


def looking(server: str) -> dict[str, dict[str, float]]:
    """Seconds of a look at what is due while nothing is; and until all has left, one message to each workspace."""
    found = {}
    for count in WORKSPACES:
        ask(server, f"CREATE DATABASE look_{count}")
        database = Database(f"{server}/look_{count}")
        to_head(database)
        for number in range(count):
            workspace(database, number, 0)
        delivery = Delivery(database, dict.fromkeys(Kind, lambda row, _: Posted("D", "1.0")), now)
        idle = median(timed(delivery.run_due) for _ in range(9))
        for number in range(count):
            workspace(database, number, 1)
        began = time.monotonic()
        first = timed(delivery.run_due)
        while delivery.busy():
            time.sleep(0.01)
        found[str(count)] = {
            "idle_ms": 1000 * idle, "first_ms": 1000 * first, "a_second": count / (time.monotonic() - began)
        }  # fmt: skip
        delivery.stop()
        database.close()
    return found


def timed(do: Any) -> float:
    """Seconds that it takes."""
    began = time.monotonic()
    do()
    return time.monotonic() - began


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--limit", type=float, default=4)
    parser.add_argument("--processes", type=int, nargs="*", default=[1, 2, 4])
    parser.add_argument("--workspaces", action="store_true", help="also what a look costs, with up to 3,000 workspaces")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--serve", type=float, help=argparse.SUPPRESS)
    parser.add_argument("--deliver", nargs=2, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    if asked.serve:
        serve(asked.serve)
    if asked.deliver:
        deliver(*asked.deliver)
    with postgres.server() as server:
        figures: dict[str, Any] = {
            "processes": {str(n): together(server, n, asked.limit, asked.seconds) for n in asked.processes},
            "workspaces": looking(server) if asked.workspaces else {},
            "spin_ms": 1000 * spun(),
        }
    if asked.json:
        print(json.dumps(figures, indent=2))
        return
    for count, one in figures["processes"].items():
        print(
            f"{count} processes: {one['per_second']:.2f} a second, {one['of_limit']:.3f} of the limit,"
            f" {100 * one['refused']:.1f} % refused, {one['twice']:.0f} twice"
        )
    for count, one in figures["workspaces"].items():
        print(
            f"{count} workspaces: a look with nothing due {one['idle_ms']:.1f} ms; with one message each"
            f" {one['first_ms']:.1f} ms, then {one['a_second']:.0f} a second"
        )
    print(f"machine: plain Python loop, {figures['spin_ms']:.1f} ms")


if __name__ == "__main__":
    main()
