"""A table of milliseconds at several sizes, each beside the smallest of the same run."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterable

from benchmarks.crowd import quiet, servers
from benchmarks.figures import spun

DATABASES = ["sqlite", "postgresql"]
SIZES = [1_000, 10_000, 100_000, 1_000_000]
Measured = Callable[[str, str, int], dict[str, float]]


def print_by_size(
    script: str, told: str, what: str, stages: Iterable[str], measured: Measured, given: list[str]
) -> int:
    """Measure and print. `measured`: kind of database, its server and a number of people -> milliseconds by stage."""
    parser = argparse.ArgumentParser(prog=f"benchmarks/{script}", description=told)
    parser.add_argument("--people", nargs="+", type=int, default=SIZES)
    parser.add_argument("--databases", nargs="+", default=DATABASES, choices=DATABASES)
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
        print(f"\n{kind}: ms for {what} (times that at {wanted.people[0]:,} people)")
        first = by_people[wanted.people[0]]
        print(f"{'people':>12}" + "".join(f"{stage:>20}" for stage in stages))
        for people, figures in by_people.items():
            cells = (f"{figures[stage]:.1f} ({figures[stage] / first[stage]:.2f})" for stage in stages)
            print(f"{people:>12,}" + "".join(f"{cell:>20}" for cell in cells))
    print(f"\nmachine: plain Python loop {spun() * 1000:.1f} ms (alone: 4)")
    return 0
