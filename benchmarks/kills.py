"""Workers or PostgreSQL killed with -9 at random moments of many deliveries: what was lost, and what left twice.

    .venv/bin/python benchmarks/kills.py                            # 10,000 messages, 20 kills: some minutes
    .venv/bin/python benchmarks/kills.py --of postgresql
    .venv/bin/python benchmarks/kills.py --messages 300 --kills 3 --json

Two workers on PostgreSQL with its settings as they come, sharing the work by the engine. One of them is killed at a
time and started anew; or the database is: all of its processes, after which it is started as its own supervisor would,
or one of them that serves a worker, after which it recovers by itself. The workers are left alone then, and have to
find back. Two thirds of the messages may leave once at most (reminders, letters). The workers' clock runs twenty times
as fast, so that leases end sooner. Exit 1: a message was lost, or one left twice that must not, or whose outcome was
known.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import logging
import os
import random
import signal
import sys
import threading
import time
import urllib.request
from collections import Counter
from contextlib import ExitStack, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import structlog
from aiohttp import web
from sqlalchemy import func, select, update
from sqlalchemy.exc import OperationalError

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.delivery import process
from benchmarks.question import WORKSPACE, ask, prepare
from governance.background import attempt
from governance.delivery import Delivery
from governance.engine.distributed import Distributed
from governance.pumps import fence
from governance.store import outbox
from governance.store.database import Database
from governance.store.models import Elector, Outgoing, Poll
from governance.store.outbox import Kind
from governance.store.outbox_row import Posted, Row
from tests import postgres

FASTER = 20
LATENCY = 0.05
EVERY_SECOND = "* * * * * *"
RATE = 150.0
BEGAN = datetime.now(UTC)
OPEN_STATES = ("held", "queued", "sending")


def now() -> datetime:
    """The workers' time."""
    return BEGAN + (datetime.now(UTC) - BEGAN) * FASTER


def serve() -> None:
    """Takes everything, and counts by row."""
    taken: Counter[str] = Counter()

    async def post(request: web.Request) -> web.Response:
        await asyncio.sleep(LATENCY / 2)
        taken[request.query["row"]] += 1
        await asyncio.sleep(LATENCY / 2)
        return web.Response()

    async def run() -> None:
        app = web.Application()
        app.add_routes([web.post("/", post), web.get("/", lambda _: _told(taken))])
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        print(runner.addresses[0][1], flush=True)
        await asyncio.Event().wait()

    asyncio.run(run())


async def _told(taken: Counter[str]) -> web.Response:
    return web.json_response(taken)


def deliver(url: str, server: str, began: str) -> None:
    """One worker, as far as it sends."""
    global BEGAN
    BEGAN = datetime.fromisoformat(began)
    fence.KEPT_FOR /= FASTER

    def call(row: Row, _: datetime) -> Posted:
        with urllib.request.urlopen(urllib.request.Request(f"{server}?row={row.id}", method="POST")):
            return Posted(f"D{row.id}", "1.0")

    delivery = Delivery(Database(url), dict.fromkeys(Kind, call), now)
    delivery.pace(WORKSPACE).rate = RATE
    engine = Distributed(url, EVERY_SECOND)
    delivery.spread = engine.spread
    engine.start(lambda: attempt(delivery.run_due, "run_due") is True, delivery.start)
    print("ready", flush=True)
    threading.Event().wait()


def fill(url: str, messages: int) -> Database:
    """An open question that was asked days before: reminders, letters and other messages are due."""
    people = max(1, messages // 6)
    question = prepare(url, people)
    database, at = Database(url), datetime.now(UTC)
    with database.writing() as session:
        session.execute(update(Poll).values(closes_at=at + timedelta(days=365)))
        session.execute(update(Elector).values(asked_at=at - timedelta(days=5)))
        users = list(session.scalars(select(Elector.user_id)))
        for number in range(messages):
            kind = (Kind.REMINDER, Kind.LETTER, Kind.NEWS)[number % 3]
            outbox.queue(
                session, kind, f"{kind}:{number}:x", at, workspace_id=WORKSPACE, user_id=users[number % len(users)],
                poll_id=question.poll_id if kind is Kind.REMINDER else None,
            )  # fmt: skip
    return database


def kill_database(server: postgres.Server, dice: random.Random) -> None:
    """All of it, after which it is started anew; or one process that serves a worker, and it recovers by itself."""
    first, *others = server.processes()
    serving = [one for one in others if b"kills" in Path(f"/proc/{one}/cmdline").read_bytes()]
    if serving and dice.random() < 0.5:
        os.kill(dice.choice(serving), signal.SIGKILL)
        return
    for one in (first, *others):
        with suppress(ProcessLookupError):
            os.kill(one, signal.SIGKILL)
    while any(Path(f"/proc/{one}").exists() for one in (first, *others)):
        time.sleep(0.01)
    server.control("start")


def measured(server: postgres.Server, messages: int, kills: int, seed: int, of: str) -> dict[str, Any]:
    """Kill again and again while two workers deliver; what became of every message."""
    url = f"{server.url}/kills"
    ask(server.url, "CREATE DATABASE kills")
    database, dice = fill(url, messages), random.Random(seed)
    began = BEGAN.isoformat()
    with ExitStack() as stack:
        port = stack.enter_context(process("--serve", script=__file__))
        words = ("--deliver", url, f"http://127.0.0.1:{port}/", began)
        workers = [ExitStack(), ExitStack()]
        for one in workers:
            stack.push(one)
            one.enter_context(process(*words, script=__file__))
        for _ in range(kills):
            time.sleep(dice.uniform(0.2, 2.0 * messages / RATE / max(kills, 1)))
            if of == "postgresql":
                kill_database(server, dice)
                continue
            one = dice.choice(workers)
            one.close()
            one.enter_context(process(*words, script=__file__))
        until_rested(database)
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/") as answer:
            taken = {int(row): count for row, count in json.load(answer).items()}
    return judged(database, taken)


def until_rested(database: Database) -> None:
    """Until nothing waits any more. TimeoutError: for two minutes nothing has left."""
    fewest, since = 10**9, time.monotonic()
    while time.monotonic() < since + 120:
        try:
            with database.reading() as session:
                waiting = session.scalar(select(func.count()).where(Outgoing.status.in_(OPEN_STATES))) or 0
        except OperationalError:  # it recovers
            waiting = fewest
        if not waiting:
            return
        if waiting < fewest:
            fewest, since = waiting, time.monotonic()
        time.sleep(0.2)
    raise TimeoutError(f"{fewest} messages are left over")


def judged(database: Database, taken: dict[int, int]) -> dict[str, Any]:
    """Counts of what must not be, and of what may."""
    with database.reading() as session:
        kinds = ("reminder", "letter", "news")
        rows = session.execute(
            select(Outgoing.id, Outgoing.kind, Outgoing.status, Outgoing.attempts).where(Outgoing.kind.in_(kinds))
        ).all()
    database.close()
    once = [row for row in rows if row.kind != "news"]
    return {
        "messages": len(rows),
        "lost": sum(not taken.get(row.id) for row in rows if row.kind == "news" or row.status == "sent"),
        "not_sent": sum(row.status != "sent" for row in rows if row.kind == "news"),
        "once_but_twice": sum(taken.get(row.id, 0) > 1 for row in once),
        "known_but_twice": sum(taken.get(row.id, 0) > 1 and row.attempts < 2 for row in rows),
        "twice": sum(taken.get(row.id, 0) > 1 for row in rows if row.kind == "news"),
        "unknown": sum(row.status == "unknown" for row in once),
        "states": dict(Counter(f"{row.kind} {row.status}" for row in rows)),
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--messages", type=int, default=10_000)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--of", default="workers", choices=["workers", "postgresql"])
    parser.add_argument("--seed", type=int, default=None)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--deliver", nargs=3, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    logging.disable(logging.ERROR)  # a database that is away is what this is about
    if asked.serve:
        serve()
    if asked.deliver:
        deliver(*asked.deliver)
    seed = random.SystemRandom().randrange(10_000) if asked.seed is None else asked.seed
    with postgres.running("-c max_connections=200") as server:
        found = measured(server, asked.messages, asked.kills, seed, asked.of)
    found = {"seed": seed, "kills": asked.kills, "of": asked.of, **found}
    print(json.dumps(found, indent=None if asked.json else 2))
    sys.exit(any(found[name] for name in ("lost", "not_sent", "once_but_twice", "known_but_twice")))


if __name__ == "__main__":
    main()
