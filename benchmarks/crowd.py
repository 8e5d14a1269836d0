"""A question to any number of people, written straight into a fresh database at the stage that a benchmark needs.

What the use cases write for the first few people is written for all others by the driver, since a million people would
take the use cases half an hour.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import select, update

from benchmarks.question import OWNER, WORKSPACE, ask
from benchmarks.rows import Rows, tidy, write
from governance.closing_job import QuestionEnds
from governance.logs import set_up_logging
from governance.rules.people.permissions import Person, Role
from governance.rules.poll.answer import CODE_BYTES, SecretKey, check_code, secret_tag
from governance.store.database import Database
from governance.store.migrate import to_head
from governance.store.models import Elector, Outgoing, Poll
from governance.store.poll import sealing
from governance.store.poll.key_store import KeyStore, Use
from governance.usecases.people import members as member
from governance.usecases.poll import closing, draft, opening
from governance.usecases.poll.draft import House
from tests import postgres

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)  # a Tuesday
OPENED = NOW - timedelta(days=8)
ZONES = ("Europe/Paris", "America/New_York", "Asia/Tokyo", "Europe/London")
HOUSE = House("Tom Keller, IT", "Karim Weber")


@dataclass(frozen=True)
class Crowd:
    """How many are asked, and the share of them that was sent the question, could not be, has answered, has left.

    `users`: who they are, else made up. `number`: of the workspace, where a database holds several. `now`: all may be
    sent it now, else every other one tomorrow.
    """

    people: int
    sent: float = 0.99
    failed: float = 0.005
    answered: float = 0.7
    left: float = 0.005
    users: Sequence[str] = ()
    number: int = 0
    now: bool = False

    @property
    def workspace(self) -> str:
        """Its id."""
        return WORKSPACE if not self.number else f"T{self.number:08d}"

    def user(self, number: int) -> str:
        """The Slack id of one of them."""
        return self.users[number] if self.users else user_of(number)


@dataclass(frozen=True)
class Asked:
    """A database with this question in it."""

    database: Database
    keys: KeyStore
    poll_id: str
    owner: Person


def user_of(number: int) -> str:
    """The Slack id of one of the crowd."""
    return f"U{number:09d}"


@contextmanager
def asked(kind: str, server: str, crowd: Crowd, *, seals: bool = False) -> Iterator[Asked]:
    """An open question to this crowd in a fresh database; `seals`: with real sealed answers."""
    with TemporaryDirectory(prefix="crowd-") as name:
        folder, fresh = Path(name), f"crowd_{secrets.token_hex(4)}"
        if kind == "postgresql":
            ask(server, f"CREATE DATABASE {fresh}")
        database = Database(f"sqlite:///{folder / 'crowd.sqlite3'}" if kind == "sqlite" else f"{server}/{fresh}")
        try:
            keys = KeyStore(folder / "questions", b"")
            keys.prepare()
            yield fill(database, keys, crowd, seals=seals)
        finally:
            database.close()
            if kind == "postgresql":
                ask(server, f"DROP DATABASE {fresh} WITH (FORCE)")


def fill(database: Database, keys: KeyStore, crowd: Crowd, *, seals: bool = False) -> Asked:
    """Ask this crowd in a database that is at the newest schema, or has none yet."""
    to_head(database)
    found = ask_crowd(database, keys, crowd, seals=seals)
    tidy(database)
    return found


def ask_crowd(database: Database, keys: KeyStore, crowd: Crowd, *, seals: bool = False) -> Asked:
    """A workspace more, whose crowd is asked."""
    where = crowd.workspace
    owner = Person(where, OWNER, "Olga Martin", Role.PRIMARY_OWNER, locale="en-GB", zone="Europe/Paris")
    with database.writing() as session:
        member.record_installation(
            session, workspace_id=where, name="Exemple SA", url=f"https://exemple{crowd.number or ''}.slack.com/",
            enterprise_id=None, bot_user_id="U0BOT", scopes="chat:write,commands,users:read,files:write", now=OPENED,
        )  # fmt: skip
        member.record_people(session, where, [owner], OPENED)
        member.finish_sync(session, where, OPENED)
        poll = draft.new_draft(session, owner, HOUSE, OPENED)
        poll.include_guests = False
        opening.submit(session, owner, poll.id, OPENED)
        while opening.fill(session, poll, OPENED):
            pass
        session.flush()
        keys.make(poll.id)
        opening.open_poll(session, poll, OPENED, keys.app_fingerprint)
        poll_id = poll.id
    _pour(database, poll_id, keys.key(poll_id, Use.ANSWERS) if seals else None, crowd)
    return Asked(database, keys, poll_id, owner)


def _pour(database: Database, poll_id: str, key: SecretKey | None, crowd: Crowd) -> None:
    numbers = range(1, crowd.people)
    electors = [f"{crowd.number:04x}{number:012x}" for number in numbers]
    sent, failed = int(crowd.people * crowd.sent), int(crowd.people * crowd.failed)
    answered, left = int(crowd.people * crowd.answered), int(crowd.people * crowd.left)

    def fate(number: int) -> str:
        """The first have it, the last could not be written to; some of the first have left since."""
        if number >= crowd.people - failed:
            return "failed"
        return "sent" if number < sent else "queued"

    def state(number: int) -> str:
        found = {"failed": "unreachable", "sent": "asked", "queued": "waiting"}[fate(number)]
        return "left" if found == "asked" and number >= sent - left else found

    def zone(number: int) -> str:
        return ZONES[0] if crowd.now else ZONES[number % len(ZONES)]

    def ts(number: int) -> str:
        return f"178{number:07d}.000100"

    where, at, later = crowd.workspace, OPENED.astimezone(UTC), OPENED if crowd.now else NOW + timedelta(hours=20)
    write(database, "members", ("workspace_id", "user_id", "name", "role", "locale", "zone", "seen_at"), (
        (where, crowd.user(n), f"Member {n}", "member" if fate(n) != "failed" else "deactivated", "en-GB", zone(n), at)
        for n in numbers))  # fmt: skip
    asked_columns = ("id", "poll_id", "user_id", "state", "zone", "muted", "reminded", "channel", "message_ts",
                     "asked_at")  # fmt: skip
    write(database, "electors", asked_columns, (
        (electors[n - 1], poll_id, crowd.user(n), state(n), zone(n), False, 0,
         *((f"D{n:09d}", ts(n), at) if fate(n) == "sent" else (None, None, None)))
        for n in numbers))  # fmt: skip
    columns = ("workspace_id", "kind", "occasion", "user_id", "poll_id", "zone", "about", "status", "interactive",
               "bulk", "not_before", "attempts", "created_at", "settled_at", "error", "channel",
               "message_ts")  # fmt: skip
    write(database, "outbox", columns, (
        (where, "ballot", f"ballot:{poll_id}:{electors[n - 1]}", crowd.user(n), poll_id, zone(n), "{}", fate(n),
         False, True, at if n % 2 else later, 1, at, None if fate(n) == "queued" else at,
         "user_not_found" if fate(n) == "failed" else None,
         *((f"D{n:09d}", ts(n)) if fate(n) == "sent" else (None, None)))
        for n in numbers))  # fmt: skip
    write(database, "participation", ("poll_id", "user_id", "action_ts", "answered"), (
        (poll_id, crowd.user(n), f"0017{n:08d}.000000", True) for n in range(1, answered)))  # fmt: skip
    if key is not None:
        write(database, "open_ballots", ("poll_id", "key", "sealed"), _sealed(poll_id, key, crowd, answered))
    _settle_numbers(database, poll_id, crowd)


def _sealed(poll_id: str, key: SecretKey, crowd: Crowd, answered: int) -> Rows:
    for n in range(1, answered):
        tag, code = secret_tag(key, crowd.user(n)), check_code(secrets.token_bytes(CODE_BYTES))
        yield poll_id, tag, sealing.seal(key, tag, ("consent", "object", "abstain")[n % 3], code)


def _settle_numbers(database: Database, poll_id: str, crowd: Crowd) -> None:
    """The owner was sent it first; the question counts all of the crowd."""
    with database.writing() as session:
        session.execute(update(Poll).where(Poll.id == poll_id).values(electorate=crowd.people, eligible=crowd.people))
        olga = (Elector.poll_id == poll_id, Elector.user_id == OWNER)
        session.execute(
            update(Elector).where(*olga).values(state="asked", channel="D0", message_ts="1780.1", asked_at=OPENED)
        )
        here = (Outgoing.workspace_id == crowd.workspace,)
        hers = (*here, Outgoing.user_id == OWNER, Outgoing.kind == "ballot")
        session.execute(
            update(Outgoing).where(*hers).values(status="sent", settled_at=OPENED, channel="D0", message_ts="1780.1")
        )
        others = (*here, Outgoing.kind != "ballot", Outgoing.status == "queued")
        session.execute(update(Outgoing).where(*others).values(status="dropped", settled_at=OPENED))


def close(found: Asked, at: datetime = NOW) -> None:
    """Close it, as an owner does early: everything is counted, the key is destroyed."""
    with found.database.writing() as session:
        poll = session.scalars(select(Poll).where(Poll.id == found.poll_id)).one()
        closing.freeze(session, poll, at, found.owner, "for the benchmark")
    ends = QuestionEnds(found.database, lambda: at, found.keys)
    ends.count_what_is_frozen()
    ends.destroy_what_is_over()


def quiet() -> None:
    """Only warnings, and not among the figures."""
    set_up_logging("WARNING")


@contextmanager
def servers(wanted: Sequence[str]) -> Iterator[str]:
    """A PostgreSQL server where one is wanted; else nothing."""
    if "postgresql" not in wanted:
        yield ""
        return
    with postgres.server() as url:
        yield url


def seconds(work: Callable[[], object], database: Database, times: int = 5) -> float:
    """The least time that the work takes: of this process's processor, or, with a server beside it, by the clock."""
    clock = time.process_time if database.is_sqlite else time.perf_counter
    taken = []
    for _ in range(times):
        began = clock()
        work()
        taken.append(clock() - began)
    return min(taken)
