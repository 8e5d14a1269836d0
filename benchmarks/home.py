"""Home of an owner while a question is open, and after it closed, at growing numbers of people: to be flat."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))  # also when this file is run by its path

from benchmarks.crowd import HOUSE, NOW, Asked, Crowd, asked, close, quiet, seconds, servers  # noqa: E402
from benchmarks.figures import spun  # noqa: E402
from benchmarks.question import OWNER, WORKSPACE  # noqa: E402
from governance.slack.views.home import home  # noqa: E402
from governance.texts import texts_for  # noqa: E402
from governance.usecases.case.letter.sending import MailSetup  # noqa: E402
from governance.usecases.people import members  # noqa: E402
from governance.usecases.seen import home as home_pages  # noqa: E402

STAGES = {"most sent": 0.99, "most waiting": 0.1, "closed": 0.99}


def painted(found: Asked) -> dict[str, Any]:
    """The Home tab of the owner now, read and painted."""
    with found.database.reading() as session:
        reader = members.person(session, WORKSPACE, OWNER)
        page = home_pages.home_page(session, reader, found.keys, HOUSE, MailSetup(), NOW)
    return home.home(page, texts_for(reader.locale))


def measured(kind: str, server: str, people: int) -> dict[str, float]:
    """Milliseconds at each stage."""
    figures = {}
    for stage, sent in STAGES.items():
        answered = min(0.7, sent)
        with asked(kind, server, Crowd(people, sent=sent, answered=answered)) as found:
            if stage == "closed":
                close(found)
            figures[stage] = seconds(lambda: painted(found), found.database, 9) * 1000  # called now
    return figures


def main(given: list[str]) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="benchmarks/home.py", description=__doc__.splitlines()[0])
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
        print(f"\n{kind}: ms for one Home of an owner (times that of {wanted.people[0]:,} people)")
        first = by_people[wanted.people[0]]
        print(f"{'people':>12}" + "".join(f"{stage:>20}" for stage in STAGES))
        for people, figures in by_people.items():
            cells = (f"{figures[stage]:.1f} ({figures[stage] / first[stage]:.2f})" for stage in STAGES)
            print(f"{people:>12,}" + "".join(f"{cell:>20}" for cell in cells))
    print(f"\nmachine: plain Python loop {spun() * 1000:.1f} ms (alone: 4)")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
