"""How long it takes to freeze the list of people and queue the question to them, and what memory that needs.

    .venv/bin/python benchmarks/opening.py                      # 100,000 people, both databases
    .venv/bin/python benchmarks/opening.py --people 2000 --databases sqlite --json

Batches as the timetable does them, a transaction each; then the transaction that opens the question, and those that
release its messages. The directory counts as read. Seconds of processor time are this process's own.
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
import time
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import func, select

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.figures import spun
from benchmarks.load import user_of
from benchmarks.question import OWNER, WORKSPACE, ask
from governance.rules.people.permissions import Person, Role
from governance.store.database import Database
from governance.store.migrate import to_head
from governance.store.models import Outgoing, Poll
from governance.usecases.people import members
from governance.usecases.poll import draft, opening, release_time
from tests import postgres

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)  # a Tuesday
PORTION = 5_000
ZONES = ("Europe/Paris", "America/New_York", "Asia/Tokyo", "Europe/London")


def people(database: Database, count: int) -> str:
    """A workspace with so many members, and a question that was submitted; its id."""
    owner = Person(WORKSPACE, OWNER, "Olga Martin", Role.PRIMARY_OWNER, locale="en-GB", zone=ZONES[0])
    with database.writing() as session:
        members.record_installation(
            session, workspace_id=WORKSPACE, name="Exemple SA", url="https://exemple.slack.com/", enterprise_id=None,
            bot_user_id="U0BOT", scopes="chat:write", now=NOW,
        )  # fmt: skip
        members.record_people(session, WORKSPACE, [owner], NOW)
    for first in range(0, count, PORTION):
        some = [
            Person(WORKSPACE, user_of(n), f"Member {n}", Role.MEMBER, locale="en-GB", zone=ZONES[n % len(ZONES)])
            for n in range(first, min(first + PORTION, count))
        ]
        with database.writing() as session:
            members.record_people(session, WORKSPACE, some, NOW)
    with database.writing() as session:
        members.finish_sync(session, WORKSPACE, NOW)
        poll = draft.new_draft(session, owner, draft.House("Tom Keller, IT", "Karim Weber"), NOW)
        poll.include_guests = False
        opening.submit(session, owner, poll.id, NOW)
        return poll.id


def measured(url: str, count: int) -> dict[str, Any]:
    """Freeze and queue; the longest single write is how long a press may have to wait."""
    database = Database(url)
    to_head(database)
    poll_id, longest = people(database, count), 0.0
    before, began, used = peak(), time.perf_counter(), time.process_time()
    more = True
    while more:
        more, longest = step(database, poll_id, longest, lambda session, poll: opening.fill(session, poll, NOW))
    with database.reading() as session:
        lists = opening.lists_of(session, [poll_id])
    opens = partial(opening.open_poll, now=NOW, key_fingerprint="", lists=lists)
    _, opened = step(database, poll_id, 0.0, lambda session, poll: opens(session, poll))
    more, released = True, 0.0
    while more:
        more, released = step(
            database, poll_id, released, lambda session, poll: release_time.release(session, poll, NOW)
        )
    seconds, processor = time.perf_counter() - began, time.process_time() - used
    with database.reading() as session:
        queued = session.scalar(select(func.count()).where(Outgoing.kind == "ballot", Outgoing.status == "queued"))
    database.close()
    return {
        "queued": queued, "seconds": seconds, "processor_seconds": processor, "growth_mb": peak() - before,
        "longest_batch_s": longest, "opening_s": opened, "longest_release_s": released,
    }  # fmt: skip


def step(database: Database, poll_id: str, longest: float, do: Any) -> tuple[bool, float]:
    """One transaction, as the timetable takes it."""
    began = time.perf_counter()
    with database.writing() as session:
        more = bool(do(session, session.get_one(Poll, poll_id, with_for_update=True)))
    return more, max(longest, time.perf_counter() - began)


def peak() -> float:
    """The most memory that this process has had so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--databases", nargs="*", default=["sqlite", "postgresql"])
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    found: dict[str, Any] = {}
    if "sqlite" in asked.databases:
        with TemporaryDirectory() as folder:
            found["sqlite"] = measured(f"sqlite:///{folder}/opening.sqlite3", asked.people)
    if "postgresql" in asked.databases:
        with postgres.server() as server:
            ask(server, "CREATE DATABASE opening")
            found["postgresql"] = measured(f"{server}/opening", asked.people)
    found["spin_ms"] = 1000 * spun()
    print(json.dumps(found, indent=None if asked.json else 2))


if __name__ == "__main__":
    main()
