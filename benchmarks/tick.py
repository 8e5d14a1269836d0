"""A tick with nothing due, while a question is open and after it closed, at growing numbers of people: to be flat."""

from __future__ import annotations

import sys
from pathlib import Path
from types import SimpleNamespace

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))  # also when this file is run by its path

from benchmarks.by_size import print_by_size  # noqa: E402
from benchmarks.crowd import NOW, Asked, Crowd, asked, close, seconds  # noqa: E402
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


if __name__ == "__main__":
    told = __doc__.splitlines()[0]
    sys.exit(print_by_size("tick.py", told, "one tick with nothing due", STAGES, measured, sys.argv[1:]))
