"""Many workspaces' messages waiting in one database, and workers that deliver them: how fast, and what limits it.

    .venv/bin/python benchmarks/workspaces.py                          # 200 workspaces, 500,000 rows, 20,000 delivered
    .venv/bin/python benchmarks/workspaces.py --workspaces 4 --rows 200 --deliver 40 --workers 2 --json

PostgreSQL waits for the disk, as an operator's does. `python -m governance work` as processes, against the sandbox,
which takes the one token for all workspaces and sets no limit: each workspace's own pace (four a second at the
beginning) does not bind as long as there are enough of them. Counted in the sandbox: what left, and what left twice.
Exit 1: something left twice, or a row counts as sent that did not leave.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import psycopg
from sqlalchemy import func, select

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.crowd import NOW, Crowd, ask_crowd, quiet
from benchmarks.figures import cpu_seconds, spun
from benchmarks.question import ask
from benchmarks.rows import tidy
from governance.store.database import Database
from governance.store.models import Outgoing
from governance.store.poll.app_key import load_keys
from governance.store.poll.key_store import KeyStore
from sandbox.client import Control, until
from sandbox.processes import ROOT, Bot, sandbox_process, stop
from tests import postgres

WAITS_FOR_THE_DISK = "-c max_connections=200 -c shared_buffers=256MB -c max_wal_size=4GB"


def seed(database: Database, keys: KeyStore, control: Control, workspaces: int, rows: int) -> float:
    """An open question in each workspace, none of its messages sent; seconds that it took."""
    began, each = time.perf_counter(), rows // workspaces
    everybody = control.get("people?limit=100000")["people"]
    users = [one["id"] for one in everybody if one["role"] == "member" and not one["deleted"]]
    for number in range(1, workspaces + 1):
        crowd = Crowd(each + 1, sent=0, failed=0, answered=0, left=0, users=users, number=number, now=True)
        ask_crowd(database, keys, crowd)
    tidy(database)
    return time.perf_counter() - began


@contextmanager
def worker(bot: Bot, number: int) -> Iterator[int]:
    """One more `python -m governance work`; its process id."""
    log = bot.data / f"worker{number}.log"
    environment = bot.environment | {"HEARTBEAT_FILE": f"{log}.beat", "PYTHONPATH": str(ROOT), "LOG_LEVEL": "WARNING"}
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "governance", "work"], cwd=bot.data, env=environment, stdout=out, stderr=out
        )
    try:
        yield process.pid
    finally:
        stop(process)


def posted(control: Control) -> int:
    """Messages that the sandbox has taken."""
    return int(control.get("calls?method=none")["totals"].get("chat.postMessage", {}).get("ok", 0))


def delivered(
    server: str, database: Database, control: Control, bot: Bot, workers: int, wanted: int
) -> dict[str, float]:
    """So many workers until so many messages have left: a second, processor time and commits of each."""
    with ExitStack() as stack:
        first, marks = posted(control), database_work(server)
        pids = [stack.enter_context(worker(bot, number)) for number in range(workers)]
        until(lambda: posted(control) > first, "the first message", 120)
        began, at, used = time.perf_counter(), posted(control), [cpu_seconds(pid) for pid in pids]
        busy = postgres_seconds(server)
        until(lambda: posted(control) - at >= wanted, "the messages", 3600, pause=0.2)
        sent, lasted = posted(control) - at, time.perf_counter() - began
        processor = sum(cpu_seconds(pid) for pid in pids) - sum(used)
        busy = postgres_seconds(server) - busy
    commits, log = (after - before for before, after in zip(marks, database_work(server), strict=True))
    return {
        "a_second": sent / lasted, "worker_ms": 1000 * processor / sent, "database_ms": 1000 * busy / sent,
        "commits": commits / sent, "log_kb": log / 1024 / sent,
    }  # fmt: skip


def database_work(server: str) -> tuple[int, int]:
    """Commits and bytes of log so far."""
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute("SELECT pg_stat_force_next_flush()")
        found = connection.execute(
            "SELECT (SELECT xact_commit FROM pg_stat_database WHERE datname = 'workspaces'),"
            " pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::bigint"
        ).fetchone()
    assert found is not None
    return int(found[0]), int(found[1])


def postgres_seconds(server: str) -> float:
    """Processor time of the server's processes, ended ones too."""
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        row = connection.execute("SELECT pg_read_file('postmaster.pid')").fetchone()
    assert row is not None
    main = int(str(row[0]).splitlines()[0])
    while True:
        fields = Path(f"/proc/{main}/stat").read_text().rpartition(")")[2].split()
        ended = (int(fields[13]) + int(fields[14])) / os.sysconf("SC_CLK_TCK")
        children = Path(f"/proc/{main}/task/{main}/children").read_text().split()
        try:
            return cpu_seconds(main) + ended + sum(cpu_seconds(int(one)) for one in children)
        except FileNotFoundError:  # one of them ended just now
            continue


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--workspaces", type=int, default=200)
    parser.add_argument("--rows", type=int, default=500_000)
    parser.add_argument("--deliver", type=int, default=20_000, help="in all turns together")
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2, 4])
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    quiet()
    found: dict[str, Any] = {"workers": {}}
    people = str(int(asked.rows / asked.workspaces * 1.6) + 60)
    with (
        TemporaryDirectory(prefix="workspaces-") as name,
        postgres.server(WAITS_FOR_THE_DISK) as server,
        sandbox_process(Path(name), NOW, options=("--people", people)) as addresses,
    ):
        ask(server, "CREATE DATABASE workspaces")
        control, bot = Control(addresses), Bot(addresses, Path(name))
        control.post("limits", method="*", per_second=100_000, burst=100_000)
        bot.environment |= {
            "DATABASE_URL": f"{server}/workspaces", "ENGINE": "distributed", "KEY_STORE": f"{name}/questions",
        }  # fmt: skip
        bot.start()
        bot.stop()
        database = Database(bot.environment["DATABASE_URL"])
        keys = KeyStore(Path(name) / "questions", load_keys(Path(name) / "app.key", []).answers)
        found["seeded_s"] = seed(database, keys, control, asked.workspaces, asked.rows)
        found["database_mb"] = size(server)
        for workers in asked.workers:
            turn = delivered(server, database, control, bot, workers, asked.deliver // len(asked.workers))
            found["workers"][str(workers)] = turn
        left = posted(control)
        with database.reading() as session:
            sent = session.scalar(select(func.count()).where(Outgoing.kind == "ballot", Outgoing.channel != "D0"))
            unknown = session.scalar(select(func.count()).where(Outgoing.status == "sending"))
        found |= {"left": left, "sent": sent, "sending": unknown, "spin_ms": 1000 * spun()}
        database.close()
    print(json.dumps(found, indent=None if asked.json else 2))
    return 0 if found["sent"] <= left <= found["sent"] + found["sending"] else 1


def size(server: str) -> float:
    """Of the database, in MB."""
    with psycopg.connect(f"{server}/workspaces") as connection:
        row = connection.execute("SELECT pg_database_size('workspaces')").fetchone()
    assert row is not None
    return float(row[0]) / 2**20


if __name__ == "__main__":
    sys.exit(main())
