"""A year of monthly questions: what is kept at its end, and what Home and a tick with nothing due take then.

Every step is the app's own, with its clock moved on; that messages arrive and people press is written by the driver.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from types import SimpleNamespace
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))  # also when this file is run by its path

from sqlalchemy import literal, update  # noqa: E402
from sqlalchemy.orm import Session  # noqa: E402

from benchmarks.bulk import CHOICE, _memory  # noqa: E402
from benchmarks.crowd import HOUSE, OPENED, Crowd, fill, quiet, seconds, user_of  # noqa: E402
from benchmarks.figures import spun  # noqa: E402
from benchmarks.question import OWNER, WORKSPACE  # noqa: E402
from benchmarks.rows import write  # noqa: E402
from governance.delivery import Delivery  # noqa: E402
from governance.jobs import Outside, Timetable  # noqa: E402
from governance.rules.poll.answer import CODE_BYTES, check_code, secret_tag  # noqa: E402
from governance.slack.views.home import home  # noqa: E402
from governance.store.database import Database  # noqa: E402
from governance.store.models import Elector, Outgoing, Poll  # noqa: E402
from governance.store.poll.key_store import KeyStore, Use  # noqa: E402
from governance.store.poll.sealing import Seals  # noqa: E402
from governance.texts import texts_for  # noqa: E402
from governance.usecases.case import decision  # noqa: E402
from governance.usecases.case.letter.sending import MailSetup  # noqa: E402
from governance.usecases.people import members  # noqa: E402
from governance.usecases.poll import draft, opening  # noqa: E402
from governance.usecases.seen import home as home_pages  # noqa: E402

ANSWERED = 0.7


class Year:
    """One workspace through its questions."""

    def __init__(self, database: Database, keys: KeyStore, people: int) -> None:
        self.database, self.keys, self.people, self.now = database, keys, people, OPENED
        fill(database, keys, Crowd(people, sent=1.0, failed=0.0, left=0.0), seals=True)
        delivery = Delivery(database, {}, self.clock)
        delivery._pump = lambda *_: SimpleNamespace(nudge=lambda: None)  # type: ignore[method-assign]  # nothing is sent
        nothing = Outside(lambda _: None, lambda _: None, lambda _: None)
        self.timetable = Timetable(database, self.clock, delivery, nothing, keys)

    def clock(self) -> datetime:
        """The moment of the simulation."""
        return self.now

    def tick(self) -> None:
        """What is due now; then all that is to leave has left, and shows how things stand."""
        while self.timetable.tick():
            pass
        with self.database.writing() as session:
            sent = update(Outgoing).where(Outgoing.status.in_(("queued", "sending")))
            ts = literal("178") + Outgoing.occasion
            session.execute(sent.values(status="sent", settled_at=self.now, channel="D0", message_ts=ts))
            session.execute(update(Outgoing).where(Outgoing.repaint_at.is_not(None)).values(repaint_at=None))

    def owner_does(self, do: Callable[[Session, Any], Poll | None]) -> str:
        """Something that the owner does, in a transaction; the question it is about."""
        with self.database.writing() as session:
            found = do(session, members.person(session, WORKSPACE, OWNER))
            return found.id if found is not None else ""

    def ask(self) -> str:
        """A new question, opened and delivered."""

        def prepare(session: Session, owner: Any) -> Poll:
            poll = draft.new_draft(session, owner, HOUSE, self.now)
            poll.include_guests = False
            return opening.submit(session, owner, poll.id, self.now)

        poll_id = self.owner_does(prepare)
        self.tick()
        with self.database.reading() as session:
            self.now = session.get_one(Poll, poll_id).opens_at or self.now
        self.tick()
        with self.database.writing() as session:
            asked = update(Elector).where(Elector.poll_id == poll_id)
            session.execute(asked.values(state="asked", channel="D0", message_ts="178.1", asked_at=self.now))
        return poll_id

    def answer(self, poll_id: str) -> None:
        """Most people answer."""
        key = self.keys.key(poll_id, Use.ANSWERS)
        assert key is not None
        seals, numbers = Seals(key), range(1, int(self.people * ANSWERED))
        tags = {n: secret_tag(key, user_of(n)) for n in numbers}
        taken = ("poll_id", "user_id", "action_ts", "answered")
        write(
            self.database, "participation", taken, ((poll_id, user_of(n), f"0017{n:08d}.000000", True) for n in numbers)
        )
        sealed = (
            (poll_id, tags[n], seals.seal(tags[n], "object", check_code(n.to_bytes(CODE_BYTES, "big"))))
            for n in numbers
        )
        write(self.database, "open_ballots", ("poll_id", "key", "sealed"), sealed)

    def end(self, poll_id: str) -> None:
        """Reminders, closing by itself, the decision, the result."""
        with self.database.reading() as session:
            closes = session.get_one(Poll, poll_id).closes_at
        while self.now < closes + timedelta(hours=1):
            self.now += timedelta(days=1)
            self.tick()
        self.owner_does(lambda session, owner: self._decide(session, owner, poll_id))
        self.tick()

    def _decide(self, session: Session, owner: Any, poll_id: str) -> None:
        decision.record_decision(session, owner, poll_id, CHOICE, "For the benchmark, in whole words.", self.now)

    def painted(self) -> dict[str, Any]:
        """The owner's Home."""
        with self.database.reading() as session:
            reader = members.person(session, WORKSPACE, OWNER)
            page = home_pages.home_page(session, reader, self.keys, HOUSE, MailSetup(), self.now)
        return home.home(page, texts_for(reader.locale))


def measured(people: int, questions: int) -> dict[str, Any]:
    """A whole year."""
    with TemporaryDirectory(prefix="year-") as name:
        file = Path(name) / "year.sqlite3"
        keys = KeyStore(Path(name) / "questions", b"")
        keys.prepare()
        database = Database(f"sqlite:///{file}")
        year, found = Year(database, keys, people), []
        with database.reading() as session:
            poll_id = session.query(Poll.id).scalar()
        for number in range(questions):
            if number:
                year.now = OPENED + timedelta(days=30 * number)
                poll_id = year.ask()
                year.answer(poll_id)
            year.end(poll_id)
            database.clean_files(())
            found.append({
                "file_mb": file.stat().st_size / 1e6, "memory_mb": _memory(),
                "tick_ms": seconds(year.timetable.tick, database) * 1000,
                "home_ms": seconds(year.painted, database) * 1000,
            })  # fmt: skip
        year.timetable.stop()
        database.close()
    return {"first": found[0], "last": found[-1], "questions": questions, "people": people}


def main(given: list[str]) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="benchmarks/year.py", description=__doc__.splitlines()[0])
    parser.add_argument("--people", type=int, default=10_000)
    parser.add_argument("--questions", type=int, default=12)
    parser.add_argument("--json", action="store_true")
    wanted = parser.parse_args(given)
    quiet()
    found = measured(wanted.people, wanted.questions)
    if wanted.json:
        print(json.dumps(found))
        return 0
    print(f"{wanted.people:,} people, {wanted.questions} questions; after the first, after the last (times the first)")
    for name, words in (
        ("file_mb", "database, MB"), ("memory_mb", "most memory, MB"), ("tick_ms", "tick with nothing due, ms"),
        ("home_ms", "Home of an owner, ms"),
    ):  # fmt: skip
        first, last = found["first"][name], found["last"][name]
        print(f"{words:28}{first:10.1f}{last:10.1f} ({last / first:.2f})")
    print(f"machine: plain Python loop {spun() * 1000:.1f} ms (alone: 4)")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
