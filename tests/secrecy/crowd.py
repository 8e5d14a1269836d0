"""A question to a crowd of sixty, run through the app's own timetable, and who truly answered what."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import text

from governance.rules.people.permissions import Person, Role
from governance.rules.poll.answer import Choice
from governance.store.database import Database
from governance.store.models import Poll
from governance.usecases.people import members
from governance.usecases.poll import answer, later_objection
from tests.conftest import FRIDAY, WORKSPACE, Cast
from tests.crash.stand_in import App
from tests.question_keys import KEYS
from tests.usecases.poll.test_question import give, press_of

MONDAY = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
TUESDAY = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
CLOSED = datetime(2026, 12, 10, 17, 0, tzinfo=UTC)
A_DAY_LATER = datetime(2026, 12, 11, 18, 0, tzinfo=UTC)
CONFIRMED = datetime(2026, 12, 14, 9, 0, tzinfo=UTC)
MIX = (Choice.CONSENT,) * 27 + (Choice.OBJECT,) * 21 + (Choice.ABSTAIN,) * 12
OBJECTORS = 7


@dataclass
class Crowd:
    """Sixty members beside the cast; `truth` is what the attacker is to find out."""

    database: Database
    chance: random.Random
    app: App
    people: list[Person]
    poll_id: str = ""
    truth: dict[str, str] = field(default_factory=dict)
    objected: list[str] = field(default_factory=list)

    @property
    def names(self) -> list[str]:
        return [person.user_id for person in self.people]

    def asked(self, cast: Cast) -> None:
        """Prepared, opened, and sent to everybody."""
        self.poll_id = self.app.asks(cast, FRIDAY)
        self.app.runs(FRIDAY)
        self.app.runs(MONDAY)

    def answers(self) -> None:
        """In an order of chance; some think again, some take their answer away and give it again."""
        choices, people = list(MIX), list(self.people)
        self.chance.shuffle(choices)
        self.chance.shuffle(people)
        self.truth = {person.user_id: choice for person, choice in zip(people, choices, strict=True)}
        for person in self.chance.sample(people, 15):
            self._answer(person, self.chance.choice(list(Choice)))
        for person in self.chance.sample(people, 5):
            with self.database.writing() as session:
                answer.remove_answer(session, press_of(person), self.poll_id, KEYS, TUESDAY)
        for person in people:
            self._answer(person, Choice(self.truth[person.user_id]))
        self.app.runs(TUESDAY)

    def _answer(self, person: Person, choice: Choice) -> None:
        with self.database.writing() as session:
            assert give(session, session.get_one(Poll, self.poll_id), person, choice, TUESDAY)

    def objects(self) -> None:
        """Seven press *I object now* after closing."""
        people = self.chance.sample(self.people, OBJECTORS)
        self.objected = [person.user_id for person in people]
        for person in people:
            with self.database.reading() as session:
                assert later_objection.object_later(session, person, self.poll_id, KEYS)

    def confirmed(self) -> None:
        """Slack has confirmed: nobody can object any more."""
        with self.database.writing() as session:
            later_objection.end(session, session.get_one(Poll, self.poll_id), CONFIRMED)
        self.app.runs(CONFIRMED)

    def key_store(self) -> bytes:
        """All that lies in the key store about this question, names of files included."""
        files = [path for path in Path(KEYS.folder).rglob("*") if self.poll_id in str(path)]
        return b"\n".join(str(path).encode() + b"\n" + (path.read_bytes() if path.is_file() else b"") for path in files)

    def totals(self) -> Counter[str]:
        """As the question's row has them."""
        poll = self.app.poll(self.poll_id)
        return Counter({"consent": poll.consent or 0, "object": poll.object or 0, "abstain": poll.abstain or 0})


def crowd(database: Database, seed: int) -> Crowd:
    """Sixty people of Paris, known to the app."""
    chance = random.Random(seed)
    ids = chance.sample(range(10**6, 10**7), len(MIX))
    people = [
        Person(WORKSPACE, f"U{number}X", f"Member {number}", Role.MEMBER, locale="en-GB", zone="Europe/Paris")
        for number in ids
    ]
    with database.writing() as session:
        members.record_people(session, WORKSPACE, people, FRIDAY)
    return Crowd(database, chance, App(database, FRIDAY), people)


def planted(database: Database, key: bytes) -> None:
    """A key that stood in the database for a moment, as in older versions."""
    kind, value = ("text", key.hex()) if database.is_sqlite else ("bytea", key)
    for statement in (f"CREATE TABLE planted (key {kind})", "INSERT INTO planted VALUES (:key)", "DELETE FROM planted"):
        with database.writing() as session:
            session.execute(text(statement), {"key": value} if ":key" in statement else {})
