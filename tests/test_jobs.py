"""The timetable: twice, late, side by side or with a failing part, it does once what is due."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator, MutableMapping
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from slack_sdk import WebClient
from sqlalchemy import func, select, update
from structlog.testing import capture_logs

from governance.directory_sync import SYNC_RETRY_SECONDS, sync_directory
from governance.errors import Fault
from governance.jobs import Outside, Timetable
from governance.rules.people.permissions import Person, Role
from governance.slack.people.directory import pages_of_people
from governance.store.database import Database
from governance.store.models import Case, Elector, LedgerEvent, Member, OpenBallot, Outgoing, Poll, Workspace
from governance.store.outbox import Kind
from governance.store.schema import Base
from governance.usecases.case import decision
from governance.usecases.case.letter import letter as letters
from governance.usecases.case.letter import sending
from sandbox.client import Control, until
from tests.bot import sandbox
from tests.conftest import FRIDAY, WORKSPACE, Cast
from tests.crash.stand_in import App, is_reading_the_directory
from tests.question_keys import KEYS

LIFE = {  # a moment of each stage, at which something is due
    "prepared": FRIDAY,
    "opens": datetime(2026, 11, 23, 15, 0, tzinfo=UTC),
    "midnight": datetime(2026, 11, 25, 15, 0, tzinfo=UTC),
    "first reminder": datetime(2026, 11, 30, 15, 0, tzinfo=UTC),
    "second reminder": datetime(2026, 12, 7, 15, 0, tzinfo=UTC),
    "closes": datetime(2026, 12, 10, 16, 0, tzinfo=UTC),
    "asked for the decision": datetime(2026, 12, 11, 15, 0, tzinfo=UTC),
    "asked again": datetime(2026, 12, 21, 15, 0, tzinfo=UTC),
    "announced day": datetime(2026, 12, 28, 15, 0, tzinfo=UTC),
    "traces go": datetime(2027, 1, 11, 15, 0, tzinfo=UTC),
    "letter": datetime(2027, 1, 12, 9, 0, tzinfo=UTC),
    "no answer": datetime(2027, 2, 15, 9, 0, tzinfo=UTC),
    "a year later": datetime(2028, 1, 3, 9, 0, tzinfo=UTC),
}


@pytest.fixture
def app(database: Database, workspace: Workspace) -> App:
    return App(database, FRIDAY)


def everything(database: Database) -> dict[str, list[Any]]:
    """All rows of all tables."""
    with database.reading() as session:
        tables = Base.metadata.sorted_tables
        return {
            table.name: sorted((tuple(row) for row in session.execute(select(table))), key=repr) for table in tables
        }


def act(app: App, cast: Cast, stage: str) -> None:
    """What people do at this stage, before the app looks at what is due."""
    if stage == "prepared":
        app.asks(cast, FRIDAY)
    if stage == "midnight":
        with app.database.reading() as session:
            poll_id = session.scalars(select(Poll.id)).one()
        app.answers(poll_id, cast.alice, cast.ada, cast.oscar)
    if stage == "letter":
        with app.database.writing() as session:
            poll_id = session.scalars(select(Poll.id)).one()
            decision.record_decision(session, cast.olga, poll_id, "opt_out", "We talked.", app.now)
            case_id = session.scalars(select(Case.id)).one()
            letters.approve(session, cast.olga, case_id, app.now)
            sending.say_sent(session, cast.olga, case_id, app.now.date(), app.now)


def stages(app: App, cast: Cast) -> Iterator[str]:
    """Live through the question and the letter; the caller looks at what is due at each stage."""
    for stage, moment in LIFE.items():
        app.now = moment
        act(app, cast, stage)
        yield stage


def failures(logged: list[MutableMapping[str, Any]]) -> list[MutableMapping[str, Any]]:
    return [line for line in logged if line["log_level"] in ("error", "warning", "critical")]


def test_twice_changes_nothing_more(app: App, cast: Cast) -> None:
    """At every stage: a second start, and further ticks, leave every table as it was and send nothing."""
    for stage in stages(app, cast):
        with capture_logs() as logged:
            assert app.runs(app.now) or stage in ("midnight", "closes", "traces go", "a year later"), stage
            assert app.runs(app.now) == {}, stage  # what was painted comes to rest
            before = everything(app.database)
            assert app.runs(app.now) == {}, stage
        assert everything(app.database) == before, stage
        assert failures(logged) == []


def test_side_by_side_does_everything_once(app: App, cast: Cast) -> None:
    """Four timetables tick at the same moments: what is due is done by one of them, and no step fails."""
    with ExitStack() as stack:
        databases = [_one_more(app.database, stack) for _ in range(4)]
        for _ in stages(app, cast):
            with capture_logs() as logged:
                _tick_together(app, databases)
            assert failures(logged) == []
            app.runs(app.now)
    with app.database.reading() as session:
        tags = dict(session.execute(select(LedgerEvent.tag, func.count()).group_by(LedgerEvent.tag)).all())
        kinds = dict(session.execute(select(Outgoing.kind, func.count()).group_by(Outgoing.kind)).all())
    assert {tag: count for tag, count in tags.items() if tag.startswith(("poll:question", "poll:reminder"))} == {
        "poll:question:prepared": 1, "poll:question:opened": 1, "poll:reminder:queued": 2, "poll:question:closed": 1,
    }  # fmt: skip
    assert tags["decision:due:missed"] == tags["poll:traces:cleared"] == tags["poll:objections:ended"] == 1
    assert tags["poll:key:destroyed"] == 2  # of the answers, of later objections
    assert (kinds["ballot"], kinds["prepared"], kinds["result"], kinds["late_decision"]) == (6, 3, 6, 6)
    assert Counter((sent.user, sent.kind) for sent in app.sent if sent.kind is Kind.REMINDER) == {
        (user, Kind.REMINDER): 2 for user in ("U0BOB", "U0CAROL", "U0OLGA")
    }
    prompts = [(sent.user, sent.what) for sent in app.sent if sent.kind is Kind.PROMPT]
    assert len(prompts) == len(set(prompts))


def _one_more(database: Database, stack: ExitStack) -> Database:
    """On PostgreSQL as another process has it, with connections of its own; SQLite has one process."""
    if database.is_sqlite:
        return database
    other = Database(database.url)
    stack.callback(other.close)
    return other


def _tick_together(app: App, databases: list[Database]) -> None:
    with ExitStack() as stack:
        tables = [stack.enter_context(App(one, app.now, app.sent).started())[0] for one in databases]
        start = threading.Barrier(len(tables))

        def tick(timetable: Timetable) -> None:
            start.wait(10)
            while timetable.tick():
                pass

        threads = [threading.Thread(target=tick, args=(timetable,)) for timetable in tables]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()


def test_a_failing_part_stops_no_other(app: App, cast: Cast, tmp_path: Path) -> None:
    """The inbox fails, one question is broken: the other question closes, and the app still gives its sign of life."""
    poll_id = app.asks(cast, FRIDAY)
    app.runs(FRIDAY)
    app.runs(LIFE["opens"])
    broken = _broken_question(app, poll_id)

    def no_inbox(_: datetime) -> None:
        raise OSError("the disk is gone")

    app.now = LIFE["closes"]
    with (
        app.started(Outside(lambda _: None, no_inbox, lambda _: None), tmp_path / "heartbeat") as (timetable, _),
        capture_logs() as logged,
    ):
        timetable.tick()
        timetable.stop()
    assert {(line["step"], line["log_level"]) for line in failures(logged)} == {("count", "error"), ("inbox", "error")}
    assert all(line["code"] for line in failures(logged))
    assert app.poll(poll_id).state == "closed"
    assert app.poll(broken).state == "closing"
    assert (tmp_path / "heartbeat").exists()


def _broken_question(app: App, poll_id: str) -> str:
    """An open question of another workspace, which comes first and holds a damaged seal: it cannot be counted."""
    KEYS.make("0" * 16)
    with app.database.writing() as session:
        for model, key, changed in (
            (Workspace, WORKSPACE, {"id": "T0OTHER"}),
            (Poll, poll_id, {"id": "0" * 16, "workspace_id": "T0OTHER"}),
        ):
            found = session.get_one(model, key)
            values = {column.key: getattr(found, column.key) for column in model.__table__.columns}
            session.add(model(**values | changed))
            session.flush()
        session.add(OpenBallot(poll_id="0" * 16, key="damaged", sealed=b"0" * 60))
    return "0" * 16


class Pages:
    """A directory in pages of two, which fails as often as told after its first page."""

    def __init__(self, people: list[Person], failing: int) -> None:
        self.people, self.failing, self.begun = people, failing, 0

    def __call__(self) -> Iterator[list[Person]]:
        self.begun += 1
        for number in range(0, len(self.people), 2):
            if number and self.failing:
                self.failing -= 1
                raise Fault("internal_error", permanent=False)
            yield self.people[number : number + 2]


def reading(app: App, pages: Pages) -> Outside:
    return Outside(lambda _: sync_directory(app.database, WORKSPACE, pages, app.clock), lambda _: None, lambda _: None)


def test_a_directory_that_fails_in_the_middle_is_read_anew(app: App, cast: Cast) -> None:
    """Nobody counts as gone because of a half-read directory, and Slack is not asked again at every tick."""
    app.now = FRIDAY + timedelta(hours=7)
    pages = Pages([replace(person, name=f"{person.name} II") for person in cast.directory], failing=1)
    with app.started(reading(app, pages)) as (timetable, _), capture_logs() as logged:
        timetable.tick()
        until(lambda: failures(logged), "the failure")
        for _ in range(3):
            timetable.tick()
        assert pages.begun == 1
        assert SYNC_RETRY_SECONDS > 30
        assert _synced_at(app) == FRIDAY - timedelta(seconds=1)
        assert _active(app) == 7
    with app.started(reading(app, pages)) as (timetable, _):
        timetable.tick()
        until(lambda: _synced_at(app) == app.now, "the directory")
        timetable.tick()
    assert pages.begun == 2
    assert _active(app) == 7
    with app.database.reading() as session:
        assert all(name.endswith("II") for name in session.scalars(select(Member.name)))


def _synced_at(app: App) -> datetime | None:
    with app.database.reading() as session:
        return session.scalars(select(Workspace.synced_at)).one()


def _active(app: App) -> int:
    with app.database.reading() as session:
        gone = (Role.DEACTIVATED.value, Role.EXTERNAL.value)
        return session.scalar(select(func.count()).select_from(Member).where(Member.role.not_in(gone))) or 0


def test_the_directory_is_read_every_six_hours_and_after_every_start(app: App, cast: Cast) -> None:
    pages = Pages(cast.directory, failing=0)
    with app.started(reading(app, pages)) as (timetable, _):
        for hours, begun in ((0, 1), (1, 1), (5, 1), (6, 2), (7, 2), (-100, 3)):  # at last the clock is set back
            app.now = FRIDAY + timedelta(hours=hours)
            timetable.tick()
            until(lambda count=begun: pages.begun == count and _synced_at(app) is not None, f"reading {begun}")
            until(lambda: not is_reading_the_directory(), "the end of the reading")
    with app.started(reading(app, pages)) as (timetable, _):
        timetable.tick()
        until(lambda: pages.begun == 4, "the reading after a start")


def test_a_directory_that_slack_gives_slowly_is_read_to_its_end(tmp_path: Path) -> None:
    """Of each minute Slack gives some twenty pages: it says how long to wait, and the reading goes on where it was."""
    waits: list[float] = []
    with sandbox(tmp_path, FRIDAY, people=900, seed=1) as addresses:
        control = Control(addresses)
        control.post("limits", method="users.list", per_second=1000, burst=2)
        control.post("faults", method="users.list", kind="status", status=503, times=1)
        control.post("faults", method="users.list", kind="ratelimit", seconds=17, times=2)
        client = WebClient(addresses["SLACK_BOT_TOKEN"], base_url=addresses["SLACK_API_URL"], retry_handlers=[])
        people = [one for page in pages_of_people(client, addresses["team_id"], waits.append) for one in page]
    assert len({person.user_id for person in people}) == len(people) > 800
    assert waits == [2, 17]  # one call met both, and the fault counted


def test_a_large_list_of_people_keeps_nothing_else_waiting(
    app: App, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One batch a tick; the timetable says that there is more, and is woken again at once."""
    monkeypatch.setattr("governance.usecases.poll.opening.BATCH", 3)
    poll_id = app.asks(cast, FRIDAY)
    with app.started() as (timetable, _):
        more = [timetable.tick() for _ in range(4)]
    assert more == [True, True, False, False]
    assert app.poll(poll_id).electorate == 6


class SlowInbox:
    """A mailbox that keeps us waiting until it is told to go on."""

    def __init__(self) -> None:
        self.asked, self.go_on = threading.Event(), threading.Event()
        self.done: list[str] = []

    def outside(self) -> Outside:
        return Outside(lambda _: None, self._fetch, lambda _: self.done.append("judged"))

    def _fetch(self, _: datetime) -> None:
        self.asked.set()
        self.go_on.wait(10)
        self.done.append("fetched")


def test_a_slow_mailbox_keeps_nothing_waiting_not_even_mail_that_somebody_gave_in(app: App, cast: Cast) -> None:
    poll_id, inbox = app.asks(cast, FRIDAY), SlowInbox()
    app.runs(FRIDAY)
    app.runs(LIFE["opens"])
    app.now = LIFE["closes"]
    with app.started(inbox.outside()) as (timetable, _):
        timetable.tick()
        assert inbox.asked.wait(10)
        assert app.poll(poll_id).state == "closed"
        timetable.tick()
        until(lambda: inbox.done == ["judged"], "what waits to be judged")
        inbox.go_on.set()
        until(lambda: inbox.done[1:2] == ["fetched"], "the mail to be fetched")

        def judged() -> bool:  # at once, or with the next tick where the judging before it was still ending
            timetable.tick()
            return "judged" in inbox.done[2:]

        until(judged, "the mail that was fetched to be judged")


def test_a_stop_waits_for_what_is_under_way_and_begins_nothing_more(app: App) -> None:
    inbox = SlowInbox()
    with app.started(inbox.outside()) as (timetable, _):
        timetable.tick()
        assert inbox.asked.wait(10)
        stopping = threading.Thread(target=timetable.stop)
        stopping.start()
        inbox.go_on.set()
        stopping.join(10)
        assert inbox.done == ["fetched", "judged"]
        timetable.tick()
    assert inbox.done == ["fetched", "judged"]


def test_what_is_due_for_somebody_who_is_gone_breaks_nothing(app: App, cast: Cast) -> None:
    """The owner who decides left, the author left: the others are asked, and no step fails."""
    app.asks(cast, FRIDAY)
    app.runs(FRIDAY)
    app.runs(LIFE["opens"])
    with app.database.writing() as session:
        gone = update(Member).where(Member.user_id.in_(("U0OLGA", "U0ADA"))).values(role=Role.DEACTIVATED.value)
        session.execute(gone)
        session.execute(update(Elector).where(Elector.user_id.in_(("U0OLGA", "U0ADA"))).values(state="left"))
    with capture_logs() as logged:
        app.runs(LIFE["closes"])
        sent = app.runs(LIFE["asked for the decision"])
    assert failures(logged) == []
    assert sent == {(Kind.PROMPT, "next_step"): 1}
    assert app.sent[-1].user == "U0OSCAR"


def test_cleaning_that_has_to_wait_is_said_once_and_its_end_once(app: App, cast: Cast) -> None:
    for _ in stages(app, cast):
        if app.now == LIFE["closes"]:
            break
        app.runs(app.now)
    with capture_logs() as logged, app.started() as (timetable, delivery):
        with app.database.reading() as reader:
            reader.execute(select(Poll.id)).all()  # what this reader sees cannot go
            for _ in range(3):
                timetable.tick()
            assert _of_cleaning(logged) == ["cleaning of the database's files put off: somebody reads or writes there"]
        until(lambda: not delivery.busy(), "the delivery to rest")
        for _ in range(3):
            timetable.tick()
    assert _of_cleaning(logged)[1:] == ["done"]


def _of_cleaning(logged: list[MutableMapping[str, Any]]) -> list[str]:
    return [line["event"] for line in logged if line.get("step") == "clean" or line["event"].startswith("cleaning")]


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_a_vacuum_that_the_server_refuses_is_put_off(database: Database) -> None:
    assert database.clean_files(("polls",))
    assert not database.clean_files(("no_such_table",))
