"""A tick with nothing due, while a question is open and after it closed, at growing numbers of people: to be flat."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from types import SimpleNamespace

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))  # also when this file is run by its path

from benchmarks.crowd import NOW, Asked, Crowd, asked, close, quiet, seconds, servers  # noqa: E402
from benchmarks.figures import spun  # noqa: E402
from governance.delivery import Delivery  # noqa: E402
from governance.jobs import Outside, Timetable  # noqa: E402

STAGES = ("open", "closed")


def timetable(found: Asked) -> Timetable:
    """The app's timetable, without the servers it speaks to; nothing is sent."""
    delivery = Delivery(found.database, {}, lambda: NOW)
    delivery._pump = lambda *_: SimpleNamespace(nudge=lambda: None)  # type: ignore[method-assign]  # none is started
    nothing = Outside(lambda _: None, lambda _: None, lambda _: None)
    return Timetable(found.database, lambda: NOW, delivery, nothing, found.keys)


def measured(kind: str, server: str, people: int) -> dict[str, float]:
    """Milliseconds at each stage."""
    figures = {}
    with asked(kind, server, Crowd(people, sent=0.995)) as found:
        for stage in STAGES:
            if stage == "closed":
                close(found)
            ticking = timetable(found)
            while ticking.tick():  # what is due once
                pass
            figures[stage] = seconds(ticking.tick, found.database, 9) * 1000
            ticking.stop()
    return figures


def main(given: list[str]) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="benchmarks/tick.py", description=__doc__.splitlines()[0])
    parser.add_argument("--people", nargs="+", type=int, default=[1_000, 10_000, 100_000, 1_000_000])
    parser.add_argument("--databases", nargs="+", default=["sqlite", "postgresql"], choices=["sqlite", "postgresql"])
    parser.add_argument("--json", action="store_true")
    wanted = parser.parse_args(given)
    quiet()
    found: dict[str, dict[int, dict[str, float]]] = {}
    with servers(wanted.databases) as server:
        for kind in wanted.databases:
            found[kind] = {people: measured(kind, server, people) for people in wanted.people}
    if wanted.json:
        print(json.dumps(found))
        return 0
    for kind, by_people in found.items():
        print(f"\n{kind}: ms for one tick with nothing due (times that at {wanted.people[0]:,} people)")
        first = by_people[wanted.people[0]]
        print(f"{'people':>12}" + "".join(f"{stage:>20}" for stage in STAGES))
        for people, figures in by_people.items():
            cells = (f"{figures[stage]:.1f} ({figures[stage] / first[stage]:.2f})" for stage in STAGES)
            print(f"{people:>12,}" + "".join(f"{cell:>20}" for cell in cells))
    print(f"\nmachine: plain Python loop {spun() * 1000:.1f} ms (alone: 4)")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
