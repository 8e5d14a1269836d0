"""What is done to everybody asked at once, at growing numbers: time, memory, and the longest that others are held up.

Reminding, closing, announcing, clearing, and the export and erasure of one person, each in a process of its own.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))  # also when this file is run by its path

from sqlalchemy import select  # noqa: E402
from sqlalchemy.orm import Session  # noqa: E402

from benchmarks.crowd import NOW, Asked, Crowd, asked, close, quiet, servers, user_of  # noqa: E402
from benchmarks.figures import spun  # noqa: E402
from benchmarks.question import OWNER, WORKSPACE  # noqa: E402
from benchmarks.tick import timetable  # noqa: E402
from governance.store.database import Database  # noqa: E402
from governance.store.models import Outgoing  # noqa: E402
from governance.store.poll.key_store import KeyStore  # noqa: E402
from governance.usecases.case import decision  # noqa: E402
from governance.usecases.evidence import export_and_erasure  # noqa: E402
from governance.usecases.people import members  # noqa: E402
from governance.usecases.poll import reminders  # noqa: E402

CHOICE = decision.OwnerChoice.ALLOW
LATER = NOW + timedelta(days=1)


def until_done(found: Asked) -> None:
    """Tick until nothing more is due at once."""
    ticking = timetable(found)
    while ticking.tick():
        pass
    ticking.stop()


def remind(found: Asked) -> None:
    """The weekly reminder to all who are silent."""
    with found.database.writing() as session:
        reminders.remind_now(session, members.person(session, WORKSPACE, OWNER), found.poll_id, NOW)
    until_done(found)


def decide(found: Asked) -> None:
    """The decision, announced to everybody; what shows who answered goes."""
    with found.database.writing() as session:
        owner = members.person(session, WORKSPACE, OWNER)
        decision.record_decision(session, owner, found.poll_id, CHOICE, "For the benchmark, in whole words.", NOW)
    until_done(found)


def _of_one(found: Asked, do: Callable[[Session], object]) -> None:
    with found.database.writing() as session:
        do(session)


STEPS: dict[str, Callable[[Asked], None]] = {
    "remind": remind,
    "export one": lambda found: _of_one(
        found, lambda session: export_and_erasure.export(session, WORKSPACE, user_of(7))
    ),
    "erase one": lambda found: _of_one(
        found, lambda session: export_and_erasure.erase(session, WORKSPACE, user_of(8), found.keys, NOW)
    ),
    "close": lambda found: close(found),
    "decide": decide,
}


@contextmanager
def holding(database: Database) -> Iterator[list[float]]:
    """Seconds of each write, from where others have to wait to the commit."""
    held: list[float] = []
    usual = database.writing

    @contextmanager
    def writing(**more: Any) -> Iterator[Session]:
        with usual(**more) as session:
            session.connection()
            began = time.perf_counter()
            yield session
        held.append(time.perf_counter() - began)

    database.writing = writing  # type: ignore[method-assign]  # measured
    yield held


def one(url: str, keys: str, poll_id: str, step: str) -> dict[str, float]:
    """One step, in this process."""
    quiet()
    database = Database(url)
    with database.reading() as session:
        found = Asked(database, KeyStore(Path(keys), b""), poll_id, members.person(session, WORKSPACE, OWNER))
        session.scalar(select(Outgoing.id).limit(1))
    memory, cpu, wall = _memory(), time.process_time(), time.perf_counter()
    with holding(database) as held:
        STEPS[step](found)
    told = {"cpu": time.process_time() - cpu, "wall": time.perf_counter() - wall, "held": max(held, default=0.0)}
    database.close()
    return {**told, "mb": _memory() - memory}


def _memory() -> float:
    """The most that this process has held so far (Linux)."""
    line = next(one for one in Path("/proc/self/status").read_text().splitlines() if one.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


def measured(kind: str, server: str, people: int, steps: list[str]) -> dict[str, dict[str, float]]:
    """Every step on one question."""
    figures = {}
    with asked(kind, server, Crowd(people), seals=True) as found:
        found.database.close()
        for step in steps:
            given = ["--one", found.database.url, str(found.keys.folder), found.poll_id, step]
            run = [sys.executable, __file__, *given]
            done = subprocess.run(run, env=os.environ, stdout=subprocess.PIPE, text=True, check=True)
            figures[step] = json.loads(done.stdout.splitlines()[-1])
    return figures


def main(given: list[str]) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="benchmarks/bulk.py", description=__doc__.splitlines()[0])
    parser.add_argument("--people", nargs="+", type=int, default=[100_000, 1_000_000])
    parser.add_argument("--databases", nargs="+", default=["sqlite", "postgresql"], choices=["sqlite", "postgresql"])
    parser.add_argument("--steps", nargs="+", default=list(STEPS), choices=list(STEPS))
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--one", nargs=4, help=argparse.SUPPRESS)
    wanted = parser.parse_args(given)
    quiet()
    if wanted.one:
        print(json.dumps(one(*wanted.one)))
        return 0
    with servers(wanted.databases) as server:
        found = {
            kind: {people: measured(kind, server, people, wanted.steps) for people in wanted.people}
            for kind in wanted.databases
        }
    print(json.dumps(found) if wanted.json else table(found))
    return 0


def table(found: dict[str, dict[int, dict[str, dict[str, float]]]]) -> str:
    """All figures as text; times are of this process's processor, with a server's beside it by the clock."""
    lines = []
    for kind, by_people in found.items():
        time_of = "cpu" if kind == "sqlite" else "wall"
        lines.append(f"\n{kind}: s (longest write held, s; memory grown by, MB)")
        lines.append(f"{'people':>12}" + "".join(f"{step:>26}" for step in next(iter(by_people.values()))))
        for people, figures in by_people.items():
            cells = (f"{one[time_of]:.2f} ({one['held']:.2f}; {one['mb']:+.0f})" for one in figures.values())
            lines.append(f"{people:>12,}" + "".join(f"{cell:>26}" for cell in cells))
    return "\n".join([*lines, f"\nmachine: plain Python loop {spun() * 1000:.1f} ms (alone: 4)"])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
