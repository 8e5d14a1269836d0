"""The engine of several processes: a job that is lost, doubled or late changes nothing, and no dead worker holds up."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest

from governance.delivery import Delivery
from governance.engine.choice import begun
from governance.engine.distributed import Distributed
from governance.engine.jobs_schema import SCHEMA, connection_string, prepare
from governance.jobs import Outside, Timetable
from governance.store.database import Database
from governance.store.lanes import Lane
from governance.store.outbox import Kind
from sandbox.client import until
from tests.conftest import FRIDAY, WORKSPACE, Cast, installed
from tests.crash.stand_in import App
from tests.databases import Kept
from tests.question_keys import KEYS
from tests.test_jobs import LIFE

EVERY_SECOND = "* * * * * *"


@pytest.fixture
def shared(postgresql: Kept) -> Iterator[Database]:
    """A fresh PostgreSQL database with Exemple SA in it, and no job."""
    database = postgresql.fresh("empty")
    say(database, f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE")
    installed(database)
    yield database
    database.close()


def say(database: Database, statement: str, *values: Any) -> list[Any]:
    path = f"-c search_path={SCHEMA},public"
    with psycopg.connect(connection_string(database.url), autocommit=True, options=path) as connection:
        found = connection.execute(statement.encode(), values)
        return found.fetchall() if found.description else []


@contextmanager
def engine(
    database: Database, tick: Callable[[], bool] = lambda: False, pump: Callable[[list[str]], None] = lambda _: None,
    ring: str = EVERY_SECOND, heartbeat: Path | None = None,
) -> Iterator[Distributed]:  # fmt: skip
    made = Distributed(database.url, ring, heartbeat)
    made.start(tick, pump)
    try:
        yield made
    finally:
        made.stop()


def test_it_ticks_by_the_clock_and_when_woken_and_gives_signs_of_life(shared: Database, tmp_path: Path) -> None:
    ticks: list[str] = []
    yearly = "0 0 1 1 * 0"
    with engine(shared, lambda: bool(ticks.append("woken")), ring=yearly, heartbeat=tmp_path / "alive") as made:
        until(lambda: len(ticks) == 1, "the tick of the start")
        made.wake()
        until(lambda: len(ticks) == 2, "the tick that was asked for")
        until((tmp_path / "alive").exists, "a sign of life")
    with engine(shared, lambda: bool(ticks.append("rung"))):
        until(lambda: ticks.count("rung") >= 3, "ticks by the clock")


def test_while_there_is_more_to_do_it_ticks_again_at_once(shared: Database) -> None:
    more = [True, True, True, False]
    with engine(shared, lambda: more.pop(0) if more else False, ring="0 0 1 1 * 0"):
        until(lambda: not more, "four ticks")


def test_a_tick_that_takes_long_keeps_no_other_job_waiting(shared: Database) -> None:
    begun, go_on, taken = threading.Event(), threading.Event(), []

    def tick() -> bool:
        begun.set()
        return not go_on.wait(30)

    with engine(shared, tick, taken.extend) as made:
        assert begun.wait(20)
        for _ in range(20):
            made.wake()
        made.spread(["T1"])
        until(lambda: taken == ["T1"], "the pump beside the tick")
        go_on.set()


def test_a_worker_that_died_at_a_tick_stops_no_tick(shared: Database) -> None:
    """It counts as alive for half a minute more."""
    prepare(shared.url)
    [[worker]] = say(
        shared, "INSERT INTO procrastinate_workers DEFAULT VALUES RETURNING id"
    )  # it still counts as alive
    say(
        shared,
        "INSERT INTO procrastinate_jobs (queue_name, task_name, queueing_lock, args, status, worker_id)"
        " VALUES ('default', 'tick', 'tick', '{\"timestamp\": 0}', 'doing', %s)",
        worker,
    )
    ticks: list[int] = []
    with engine(shared, lambda: bool(ticks.append(1))):
        until(lambda: len(ticks) > 1, "ticks", patience=15)


def test_of_several_processes_one_takes_each_job(shared: Database) -> None:
    taken: list[tuple[int, str]] = []
    with ExitStack() as stack:
        made = [
            stack.enter_context(engine(shared, pump=lambda ids, n=number: taken.append((n, *ids))))  # type: ignore[misc]  # bound now
            for number in range(2)
        ]
        made[0].spread([f"T{number}" for number in range(40)])
        until(lambda: len(taken) >= 40, "every workspace")
        until(lambda: say(shared, f"SELECT count(*) FROM {SCHEMA}.procrastinate_jobs")[0][0] < 3, "no job left over")
    assert Counter(name for _, name in taken) == {f"T{number}": 1 for number in range(40)}


def test_a_job_of_a_dead_worker_holds_up_nothing(shared: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its lock would, and where a successor waits already it cannot be tried again: it is ended instead."""
    monkeypatch.setattr("governance.engine.distributed.RESCUE", EVERY_SECOND)
    prepare(shared.url)
    [[worker]] = say(
        shared,
        f"INSERT INTO {SCHEMA}.procrastinate_workers (last_heartbeat) VALUES (now() - interval '1 hour') RETURNING id",
    )
    for status, by in (("doing", worker), ("todo", None)):
        say(
            shared,
            "INSERT INTO procrastinate_jobs (queue_name, task_name, lock, queueing_lock, args, status, worker_id)"
            " VALUES ('default', 'pump', 'pump:T1', 'pump:T1', '{\"about\": \"T1\"}', %s, %s)",
            status, by,
        )  # fmt: skip
    taken: list[str] = []
    with engine(shared, pump=taken.extend):
        until(lambda: taken == ["T1"], "the successor")


def test_it_goes_on_after_the_database_hung_up(shared: Database) -> None:
    ticks: list[int] = []
    with engine(shared, lambda: bool(ticks.append(1)), ring="0 0 1 1 * 0") as made:
        until(lambda: len(ticks) == 1, "the tick of the start")
        others = "FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        say(shared, f"SELECT pg_terminate_backend(pid) {others}")

        def ticked() -> bool:
            made.wake()
            return len(ticks) > 1

        until(ticked, "a tick afterwards", pause=0.5)


def test_work_aside_is_a_job_and_its_failure_stops_nothing(shared: Database) -> None:
    done = threading.Event()

    def fails() -> None:
        done.set()
        raise ValueError("the mailbox is gone")

    made = Distributed(shared.url, EVERY_SECOND)
    inbox = made.aside(fails, "inbox")
    ticks: list[int] = []
    made.start(lambda: bool(ticks.append(1)), lambda _: None)
    assert inbox.begin()
    assert done.wait(20)
    before = len(ticks)
    until(lambda: len(ticks) > before, "a tick afterwards")
    made.stop()


def test_the_tables_of_another_version_are_made_anew(shared: Database) -> None:
    prepare(shared.url)
    say(shared, f"COMMENT ON SCHEMA {SCHEMA} IS 'procrastinate 3.0.0'")
    say(shared, f"CREATE TABLE {SCHEMA}.old (id int)")
    threads = [threading.Thread(target=prepare, args=(shared.url,)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = {name for (name,) in say(shared, "SELECT tablename FROM pg_tables WHERE schemaname = %s", SCHEMA)}
    assert "old" not in found
    assert "procrastinate_jobs" in found


@contextmanager
def process(app: App, database: Database) -> Iterator[tuple[Distributed, Timetable, Delivery]]:
    """The app as `work` runs it, with a database of its own."""
    made = Distributed(database.url, EVERY_SECOND)
    delivery = Delivery(database, dict.fromkeys(Kind, app.post), app.clock)
    for lane in Lane:
        delivery.pace(WORKSPACE, lane).rate = 1000.0
    nothing = Outside(lambda _: None, lambda _: None, lambda _: None)
    timetable = Timetable(database, app.clock, delivery, nothing, KEYS, None, made.aside)
    begun(made, timetable, delivery, anew=False)
    try:
        yield made, timetable, delivery
    finally:
        timetable.stop()
        made.stop()
        delivery.stop()


def test_a_lost_a_doubled_and_a_late_job_change_nothing(shared: Database) -> None:
    """Two processes live through a question; jobs are removed, given many times, and given when nothing is due."""
    app, cast = App(shared, FRIDAY), Cast()
    app.asks(cast, FRIDAY)
    expected = {"prepared": (Kind.PREPARED, 3), "opens": (Kind.BALLOT, 6), "first reminder": (Kind.REMINDER, 6)}
    with ExitStack() as stack:
        databases = [shared, Database(shared.url)]
        stack.callback(databases[1].close)
        processes = [stack.enter_context(process(app, one)) for one in databases]
        for stage, (kind, count) in expected.items():
            app.now = LIFE[stage]
            say(shared, f"DELETE FROM {SCHEMA}.procrastinate_jobs WHERE status = 'todo'")  # lost
            for _ in range(5):  # doubled, and beside the engine
                for made, timetable, _ in processes:
                    made.wake()
                    made.spread([WORKSPACE])
                    timetable.tick()
            until(lambda k=kind, n=count: _sent(app, k) >= n, stage)  # type: ignore[misc]  # bound now
        for made, timetable, _ in processes:  # late
            made.spread([WORKSPACE])
            timetable.tick()
        until(lambda: not any(delivery.busy() for *_, delivery in processes), "the delivery to rest")
    for kind in (Kind.PREPARED, Kind.BALLOT, Kind.REMINDER):
        assert set(Counter(sent.user for sent in app.sent if sent.kind is kind).values()) == {1}, kind
    assert {row.status for kind in (Kind.BALLOT, Kind.REMINDER) for row in app.rows(kind)} == {"sent"}


def _sent(app: App, kind: Kind) -> int:
    return sum(sent.kind is kind for sent in app.sent)
