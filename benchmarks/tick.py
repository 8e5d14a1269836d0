"""A tick with nothing due, while a question is open and after it closed, at growing numbers of people: to be flat.

With --workspaces: at growing numbers of workspaces, each with a question that ended and is all settled.
"""

from __future__ import annotations

import sys
from pathlib import Path
from types import SimpleNamespace

from sqlalchemy import insert, select, update

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))  # also when this file is run by its path

from benchmarks.by_size import print_by_size  # noqa: E402
from benchmarks.crowd import NOW, Asked, Crowd, asked, close, seconds  # noqa: E402
from benchmarks.question import OWNER, WORKSPACE  # noqa: E402
from governance.delivery import Delivery  # noqa: E402
from governance.jobs import Outside, Timetable  # noqa: E402
from governance.store.models import Decision, Member, Poll, Workspace  # noqa: E402
from governance.store.schema import Base  # noqa: E402

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


def many(kind: str, server: str, number: int) -> dict[str, float]:
    """Milliseconds with so many workspaces whose questions are over."""
    with asked(kind, server, Crowd(20, sent=1.0, failed=0.0, left=0.0)) as found:
        close(found)
        with found.database.writing() as session:
            over = {"decision_due": NOW, "announced_at": NOW, "traces_cleared_at": NOW, "file_cleaned_at": NOW,
                    "rested_at": NOW, "objections_shown_at": NOW}  # fmt: skip
            session.execute(update(Poll).values(over))
            taken = Decision(
                workspace_id=WORKSPACE, poll_id=found.poll_id, vendor="slack", choice="allow", reason="",
                decided_by=OWNER, decided_at=NOW,
            )  # fmt: skip
            session.add(taken)
            poll, workspace = session.scalars(select(Poll)).one(), session.scalars(select(Workspace)).one()
            owner = session.get_one(Member, (WORKSPACE, OWNER))
        for table, row in ((Workspace, workspace), (Member, owner), (Poll, poll), (Decision, taken)):
            names = [column.key for column in table.__table__.columns]
            like = {name: getattr(row, name) for name in names}
            with found.database.writing() as session:
                copies = ({**like, "synced_at": NOW, **_numbered(table, n)} for n in range(1, number))
                rows = [{name: one[name] for name in names} for one in copies]
                if rows:
                    session.execute(insert(table), rows)
        ticking = timetable(found)
        while ticking.tick():
            pass
        figures = {"settled": seconds(ticking.tick, found.database, 9) * 1000}
        ticking.stop()
    return figures


def _numbered(table: type[Base], number: int) -> dict[str, str]:
    here = f"T{number:05d}"
    numbered = {"id": here if table is Workspace else f"{number:016x}", "workspace_id": here}
    return numbered | ({"poll_id": f"{number:016x}"} if table is Decision else {})


if __name__ == "__main__":
    if "--workspaces" in sys.argv:
        given = [one for one in sys.argv[1:] if one != "--workspaces"]
        told, what = "A tick by workspaces.", "a tick with nothing due, by workspaces"
        sizes = () if "--people" in given else ("--people", "1", "3000")
        sys.exit(
            print_by_size(
                "tick.py", told, "a tick with nothing due, by workspaces", ["settled"], many, [*given, *sizes]
            )
        )
    told = __doc__.splitlines()[0]
    sys.exit(print_by_size("tick.py", told, "one tick with nothing due", STAGES, measured, sys.argv[1:]))
