"""A tick with nothing due, while a question is open and after it closed, at growing numbers of people: to be flat.

With --workspaces: at growing numbers of workspaces, each with a question that is settled, undecided or open, or with a
request under way; of these matters those that are named (`--workspaces request`), else all in turn.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from datetime import timedelta
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from sqlalchemy import delete, insert, select, update

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))  # also when this file is run by its path

from benchmarks.by_size import print_by_size  # noqa: E402
from benchmarks.crowd import NOW, Asked, Crowd, asked, close, seconds  # noqa: E402
from benchmarks.question import OWNER, WORKSPACE  # noqa: E402
from benchmarks.rows import tidy  # noqa: E402
from governance.delivery import Delivery  # noqa: E402
from governance.jobs import Outside, Timetable  # noqa: E402
from governance.store.models import Case, CaseEvent, Decision, Letter, Member, Outgoing, Poll, Workspace  # noqa: E402
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


def many(kind: str, server: str, number: int, matters: Iterable[str]) -> dict[str, float]:
    """Milliseconds with so many workspaces, each with one of these matters of which nothing is due now."""
    return {matter: _with_many(kind, server, number, MATTERS[matter]) for matter in matters}


def _with_many(kind: str, server: str, number: int, prepare: Callable[[Asked], tuple[Base, ...]]) -> float:
    with asked(kind, server, Crowd(20, sent=1.0, failed=0.0, left=0.0)) as found:
        rows = prepare(found)
        with found.database.reading() as session:
            poll, workspace = session.scalars(select(Poll)).one(), session.scalars(select(Workspace)).one()
            owner = session.get_one(Member, (WORKSPACE, OWNER))
        for row in (workspace, owner, poll, *rows):
            table = type(row)
            names = [column.key for column in table.__table__.columns]
            like = {name: getattr(row, name) for name in names}
            copies = [{**like, **_numbered(like, table, n)} for n in range(1, number)]
            with found.database.writing() as session:
                session.execute(insert(table), copies) if copies else None
        for n in range(1, number):
            if poll.state == "open":
                found.keys.make(f"{n:016x}")
        tidy(found.database)
        ticking = timetable(found)
        for _ in range(2):
            while ticking.tick():  # what is due once
                pass
            with found.database.writing() as session:  # as if it had left
                left = update(Outgoing).where(Outgoing.status == "queued")
                session.execute(left.values(status="sent", settled_at=NOW, channel="D0", repaint_at=None))
        figure = seconds(ticking.tick, found.database, 9) * 1000
        ticking.stop()
    return figure


def _settled(found: Asked) -> tuple[Base, ...]:
    """A question that is decided and over."""
    close(found)
    with found.database.writing() as session:
        over = {"decision_due": NOW, "announced_at": NOW, "traces_cleared_at": NOW, "file_cleaned_at": NOW,
                "rested_at": NOW, "objections_shown_at": NOW}  # fmt: skip
        session.execute(update(Poll).values(over))
        session.add(taken := _decision(found, "allow"))
    return (taken,)


def _undecided(found: Asked) -> tuple[Base, ...]:
    """A question that is closed: its owner has been told, and is reminded in three days."""
    close(found)
    return ()


def _asked_for(found: Asked) -> tuple[Base, ...]:
    """A request whose letter left yesterday: the owner is reminded in two days."""
    _settled(found)
    left = NOW - timedelta(days=1)
    with found.database.writing() as session:
        session.execute(delete(Decision))
        session.add(taken := _decision(found, "opt_out"))
        session.flush()
        known = {"workspace_id": WORKSPACE, "vendor": "slack", "owner": OWNER, "owner_title": "Primary Owner"}
        case = Case(
            **known, decision_id=taken.id, poll_id=found.poll_id, reference="AC-000000", state="sent",
            address_attested=True, opened_at=left, sent_at=left, request_grade="said",
        )  # fmt: skip
        session.add(case)
        session.flush()
        events = [CaseEvent(case_id=case.id, event=one, at=left, note="") for one in ("approved", "sent")]
        letter = Letter(
            case_id=case.id, kind="request", to_address="feedback@slack.com", subject="", body="", digest="",
            message_id="", approved_by=OWNER, approved_at=left, sent_via="mail_client", sent_at=left,
        )  # fmt: skip
        session.add_all([*events, letter])
    return (taken, case, *events, letter)


def _open(found: Asked) -> tuple[Base, ...]:
    """An open question: the second reminder comes next week."""
    return ()


def _decision(found: Asked, choice: str) -> Decision:
    about = {"workspace_id": WORKSPACE, "poll_id": found.poll_id, "vendor": "slack"}
    return Decision(**about, choice=choice, reason="", decided_by=OWNER, decided_at=NOW)


MATTERS = {"settled": _settled, "undecided": _undecided, "request": _asked_for, "open": _open}


def _numbered(like: dict[str, Any], table: type[Base], number: int) -> dict[str, Any]:
    """What tells a copy from the others; the events of a request are numbered by the database."""
    here, other = f"T{number:05d}", f"{number:016x}"
    told = {"workspace_id": here, "reference": f"AC-{number:06d}", "poll_id": other, "case_id": other,
            "decision_id": other, "id": here if table is Workspace else other}  # fmt: skip
    if table is Workspace:
        told["synced_at"] = NOW
    if table is CaseEvent:
        told["id"] = 1_000_000 * (like["event"] == "sent") + 1_000 + number
    return {name: told[name] for name in told if name in like}


if __name__ == "__main__":
    if "--workspaces" in sys.argv:
        given = [one for one in sys.argv[1:] if one != "--workspaces" and one not in MATTERS]
        matters = [one for one in MATTERS if one in sys.argv] or list(MATTERS)
        told, what = "A tick by workspaces.", "a tick with nothing due, by workspaces"
        sizes = () if "--people" in given else ("--people", "200", "2000")
        sys.exit(print_by_size("tick.py", told, what, matters, partial(many, matters=matters), [*given, *sizes]))
    told = __doc__.splitlines()[0]
    sys.exit(print_by_size("tick.py", told, "one tick with nothing due", STAGES, measured, sys.argv[1:]))
