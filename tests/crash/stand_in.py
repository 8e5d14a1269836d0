"""The app's timetable and delivery on a real database, with a clock that stands and a post that notes what leaves."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from sqlalchemy import select

from governance.delivery import Delivery
from governance.jobs import Outside, Timetable
from governance.rules.people.permissions import Person
from governance.store.database import Database
from governance.store.lanes import Lane
from governance.store.models import Outgoing, Poll
from governance.store.outbox import Kind
from governance.store.outbox_row import Posted, Row
from governance.usecases.poll import answer, draft, opening
from sandbox.client import until
from tests.conftest import WORKSPACE, Cast
from tests.question_keys import KEYS
from tests.usecases.poll.test_question import HOUSE, press_of


@dataclass(frozen=True)
class Sent:
    """One message that left: to whom, which kind, what about, and when."""

    user: str
    kind: Kind
    what: str
    at: datetime


@dataclass
class App:
    """What survives a restart is the database; `runs` starts the app anew, works off what is due, and stops it."""

    database: Database
    now: datetime
    sent: list[Sent] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def clock(self) -> datetime:
        return self.now

    def post(self, row: Row, now: datetime) -> Posted:
        with self._lock:
            self.sent.append(Sent(row.user_id or "", row.kind, str(row.about.get("what", "")), now))
            return f"D{row.user_id}", f"{len(self.sent)}.0"

    @contextmanager
    def started(
        self, outside: Outside | None = None, heartbeat: Path | None = None
    ) -> Iterator[tuple[Timetable, Delivery]]:
        """The app, running; it is stopped at the end."""
        delivery = Delivery(self.database, dict.fromkeys(Kind, self.post), self.clock)
        for lane in Lane:
            delivery.pace(WORKSPACE, lane).rate = 1000.0
        nothing = Outside(lambda _: None, lambda _: None, lambda _: None)
        timetable = Timetable(self.database, self.clock, delivery, outside or nothing, KEYS, heartbeat)
        try:
            yield timetable, delivery
        finally:
            timetable.stop()
            delivery.stop()
            until(lambda: not is_reading_the_directory(), "the end of the reading")

    def runs(self, at: datetime, ticks: int = 2) -> Counter[tuple[Kind, str]]:
        """Start at this moment, tick until everything due has left, stop; what left, and how often."""
        self.now, before = at, len(self.sent)
        with self.started() as (timetable, delivery):
            for _ in range(ticks):
                while timetable.tick():
                    pass
                until(lambda: not delivery.busy(), "the delivery to rest")
        return Counter((sent.kind, sent.what) for sent in self.sent[before:])

    def asks(self, cast: Cast, at: datetime) -> str:
        """Ada prepares a question that closes on 10 December; its id."""
        self.now = at
        with self.database.writing() as session:
            poll = draft.new_draft(session, cast.ada, HOUSE, at)
            faults = draft.save_basics(
                session, cast.ada, poll.id, guests=False, closes_on=CLOSES.date(), owner_id="U0OLGA", now=at
            )
            assert faults == {}
            opening.submit(session, cast.ada, poll.id, at)
            return poll.id

    def answers(self, poll_id: str, *people: Person) -> None:
        """These people press the first button."""
        with self.database.writing() as session:
            for person in people:
                answer.record_answer(session, press_of(person), poll_id, 1, KEYS, self.now)

    def poll(self, poll_id: str) -> Poll:
        with self.database.reading() as session:
            return session.scalars(select(Poll).where(Poll.id == poll_id)).one()

    def rows(self, kind: Kind) -> list[Outgoing]:
        with self.database.reading() as session:
            return list(session.scalars(select(Outgoing).where(Outgoing.kind == kind.value).order_by(Outgoing.id)))


def is_reading_the_directory() -> bool:
    """Whether a timetable still does, beside its ticks."""
    return any(thread.name == "directory" for thread in threading.enumerate())


CLOSES = datetime.fromisoformat("2026-12-10T16:00:00+00:00")
