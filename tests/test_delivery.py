"""Delivery: every row leaves as promised, at a pace that obeys the limit, and a stop loses nothing."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import count

import pytest
from sqlalchemy import select

from benchmarks.pace import SERVERS, found_after, steady
from governance import send_gate
from governance.delivery import REPAINTS_PER_SECOND, Delivery
from governance.errors import Fault, Whose
from governance.pumps.fence import Fence
from governance.rate_limit import START_PER_SECOND, Pace
from governance.store import lanes, outbox
from governance.store.database import Database
from governance.store.lanes import Lane
from governance.store.models import Outgoing, Workspace
from governance.store.outbox import Kind
from governance.store.outbox_row import Posted, Row
from governance.store.pumps import fences
from sandbox.client import until
from tests.conftest import FRIDAY, WORKSPACE

NEWS, LETTER, REMINDER = Kind.NEWS, Kind.LETTER, Kind.REMINDER


class Post:
    """Takes what is sent; fails as told, once per told fault."""

    def __init__(self, *faults: Exception) -> None:
        self.faults = list(faults)
        self.taken: list[int] = []
        self.lock = threading.Lock()

    def __call__(self, row: Row, now: datetime) -> Posted:
        with self.lock:
            if self.faults:
                raise self.faults.pop(0)
            self.taken.append(row.id)
        return "D1", "1.0"


def queue(database: Database, kind: Kind, count: int = 1, **more: object) -> None:
    with database.writing() as session:
        for number in range(count):
            outbox.queue(session, kind, f"{kind}:{number}", FRIDAY, workspace_id=WORKSPACE, user_id="U0BOB", **more)  # type: ignore[arg-type]  # passed through


def rows(database: Database) -> list[Outgoing]:
    with database.reading() as session:
        return list(session.scalars(select(Outgoing).where(Outgoing.kind != "home").order_by(Outgoing.id)))


def in_the_way(database: Database) -> str | None:
    """The code that Home shows."""
    with database.reading() as session:
        found = lanes.obstacle(session, WORKSPACE)
    return found.code if found else None


def deliver(database: Database, post: Post, clock: Callable[[], datetime] = lambda: FRIDAY) -> list[Outgoing]:
    """Run the delivery until it rests."""
    delivery = Delivery(database, dict.fromkeys(Kind, post), clock)
    delivery.run_due()
    until(lambda: not delivery.busy(), "the delivery to rest")
    delivery.stop()
    return rows(database)


def test_everything_due_leaves_once(database: Database, workspace: Workspace) -> None:
    queue(database, NEWS, 10)
    post = Post()
    assert {row.status for row in deliver(database, post)} == {"sent"}
    assert len(post.taken) == len(set(post.taken)) == 10


def test_nothing_leaves_before_its_time_or_outside_working_hours(database: Database, workspace: Workspace) -> None:
    queue(database, NEWS, 1, not_before=FRIDAY + timedelta(seconds=1))
    queue(database, LETTER, 1, zone="Europe/Paris")  # it is 8:00 in Paris
    post = Post()
    later, morning = deliver(database, post)
    assert post.taken == []
    assert (later.status, morning.status) == ("queued", "queued")
    assert morning.not_before == FRIDAY + timedelta(hours=1)


@pytest.mark.parametrize(
    ("fault", "kind", "status", "attempts"),
    [
        (Fault("channel_not_found", permanent=True), NEWS, "failed", 1),
        (Fault("connection", permanent=False, reached=None), NEWS, "queued", 1),
        (Fault("connection", permanent=False, reached=None), REMINDER, "unknown", 1),
        (Fault("connection", permanent=False, reached=None), LETTER, "unknown", 1),
        (Fault("refused", permanent=False, reached=False), LETTER, "queued", 1),
        (Fault("invalid_auth", permanent=False), NEWS, "queued", 0),
        (Fault("ratelimited", permanent=False, retry_after=30), NEWS, "queued", 0),
        (ValueError("a bug"), NEWS, "failed", 1),
    ],
)
def test_a_failure_is_settled_by_the_promise_of_its_kind(
    database: Database, workspace: Workspace, fault: Exception, kind: Kind, status: str, attempts: int
) -> None:
    queue(database, kind)
    row = deliver(database, Post(fault))[0] if kind is not REMINDER else _settled(database, fault)
    assert (row.status, row.attempts) == (status, attempts)


def _settled(database: Database, fault: Exception) -> Outgoing:
    """A reminder has a question behind it, which is judged before it leaves: settle its row directly."""
    delivery = Delivery(database, dict.fromkeys(Kind, Post(fault)), lambda: FRIDAY)
    with database.writing() as session:
        row = session.scalars(select(Outgoing)).one()
        outbox.claim(session, row, FRIDAY)
    claimed = rows(database)[0]
    delivery.send(Row.of(claimed))
    delivery.stop()
    return rows(database)[0]


@pytest.mark.parametrize(("kind", "status"), [(NEWS, "queued"), (LETTER, "failed")])
def test_an_outage_of_hours_loses_no_message_and_is_shown(
    database: Database, workspace: Workspace, kind: Kind, status: str
) -> None:
    queue(database, kind)
    with database.writing() as session:
        session.scalars(select(Outgoing)).one().attempts = 30
    row = deliver(database, Post(Fault("http_503", permanent=False)))[0]
    assert row.status == status
    if status == "queued":
        assert row.not_before == FRIDAY + timedelta(minutes=15)
        assert in_the_way(database) == "http_503"


def test_a_refused_token_is_shown_and_nothing_is_lost(database: Database, workspace: Workspace) -> None:
    queue(database, NEWS, 3)
    deliver(database, Post(*[Fault("token_revoked", permanent=False)] * 3))
    assert in_the_way(database) == "token_revoked"
    done = deliver(database, Post(), lambda: FRIDAY + timedelta(minutes=2))
    assert {row.status for row in done} == {"sent"}
    assert in_the_way(database) is None


def test_after_the_app_was_removed_nothing_leaves(database: Database, workspace: Workspace) -> None:
    queue(database, NEWS)
    with database.writing() as session:
        row = session.get(Workspace, WORKSPACE)
        assert row is not None
        row.removed_at = FRIDAY
    post = Post()
    assert [row.status for row in deliver(database, post)] == ["queued"]  # it may come back the same day
    assert [row.status for row in deliver(database, post, lambda: FRIDAY + timedelta(days=2))] == ["dropped"]
    assert post.taken == []


def test_a_stop_hands_back_what_was_only_claimed(database: Database, workspace: Workspace) -> None:
    queue(database, NEWS, 40)
    post = Post()
    delivery = Delivery(database, dict.fromkeys(Kind, post), lambda: FRIDAY)
    delivery.run_due()
    until(lambda: post.taken, "the first message")
    delivery.stop()
    states = [row.status for row in rows(database)]
    assert set(states) <= {"sent", "queued"}
    assert states.count("sent") == len(post.taken)


def test_a_pause_that_slack_asks_for_doubles_nothing(database: Database, workspace: Workspace) -> None:
    """What was claimed goes back and is claimed again: it does not lie there until its lease is over."""
    queue(database, NEWS, 8)
    post = Post(Fault("ratelimited", permanent=False, retry_after=1))
    delivery = Delivery(database, dict.fromkeys(Kind, post), lambda: FRIDAY)
    delivery.pace(WORKSPACE).limited(8)
    delivery.run_due()
    delivery.stop()
    assert {(row.status, row.attempts) for row in rows(database)} == {("queued", 0)}
    done = deliver(database, post, _hurrying_clock())
    assert {row.status for row in done} == {"sent"}
    assert len(post.taken) == 8


def _hurrying_clock() -> Callable[[], datetime]:
    """Each look at it is a minute later, longer than any lease."""
    minutes = count()
    return lambda: FRIDAY + timedelta(minutes=next(minutes))


def test_a_row_in_our_own_hands_is_not_taken_back(database: Database, workspace: Workspace) -> None:
    """The computer slept, or the clock was set: the lease is over, the call is not."""
    queue(database, NEWS)
    calling, go_on, post = threading.Semaphore(0), threading.Event(), Post()

    def slow(row: Row, now: datetime) -> Posted:
        calling.release()
        go_on.wait(10)
        return post(row, now)

    clock = _hurrying_clock()
    delivery = Delivery(database, dict.fromkeys(Kind, slow), clock)
    delivery.run_due()
    assert calling.acquire(timeout=10)
    delivery.run_due()
    assert [row.status for row in rows(database)] == ["sending"]
    go_on.set()
    until(lambda: not delivery.busy(), "the delivery to rest")
    delivery.stop()
    assert len(post.taken) == 1
    assert [(row.status, row.attempts) for row in rows(database)] == [("sent", 1)]


def test_what_is_meant_for_one_goes_before_what_is_meant_for_many(database: Database, workspace: Workspace) -> None:
    queue(database, Kind.RESULT, 20)
    queue(database, NEWS, 2)
    with database.reading() as session:
        found = outbox.due(session, WORKSPACE, FRIDAY, 4, screens=False)
    assert [row.kind for row in found] == ["news", "news", "result", "result"]


def test_what_a_killed_process_left_is_taken_over_at_once_where_nobody_else_is(
    database: Database, workspace: Workspace
) -> None:
    queue(database, NEWS)
    queue(database, LETTER)
    with database.writing() as session:
        for row in session.scalars(select(Outgoing)).all():
            assert outbox.claim(session, row, FRIDAY)
    delivery = Delivery(database, dict.fromkeys(Kind, Post()), lambda: FRIDAY)
    assert delivery.take_over() == 2
    delivery.stop()
    assert [(row.kind, row.status) for row in rows(database)] == [("news", "queued"), ("letter", "unknown")]


def refusing(code: str, whose: Whose = Whose.PERSON) -> Callable[[Row, datetime], Posted]:
    """Slack refuses every person's message with this code."""

    def post(row: Row, now: datetime) -> Posted:
        raise Fault(code, permanent=whose is Whose.PERSON, whose=whose)

    return post


@pytest.mark.parametrize(
    ("people", "statuses", "code"),
    [
        (4, {"failed"}, None),  # each speaks of one person
        (5, {"queued"}, "user_not_found"),  # of one after the other: nobody loses their message by it
    ],
)
def test_five_people_refused_in_a_row_pause_the_lane(
    database: Database, workspace: Workspace, people: int, statuses: set[str], code: str | None
) -> None:
    with database.writing() as session:
        for number in range(people):
            outbox.queue(session, NEWS, f"n{number}", FRIDAY, workspace_id=WORKSPACE, user_id=f"U{number}")
    delivery = Delivery(database, dict.fromkeys(Kind, refusing("user_not_found")), lambda: FRIDAY)
    for _ in range(people):
        delivery.run_due()
        until(lambda: not delivery.busy(), "the delivery to rest")
    delivery.stop()
    assert {row.status for row in rows(database)} == statuses
    assert in_the_way(database) == code


def test_five_messages_to_one_person_pause_nothing(database: Database, workspace: Workspace) -> None:
    queue(database, NEWS, 5)
    delivery = Delivery(database, dict.fromkeys(Kind, refusing("user_not_found")), lambda: FRIDAY)
    delivery.run_due()
    until(lambda: not delivery.busy(), "the delivery to rest")
    delivery.stop()
    assert {row.status for row in rows(database)} == {"failed"}
    assert in_the_way(database) is None


def homes(database: Database) -> set[str]:
    """Whose Home tab is to be painted; taken away."""
    with database.writing() as session:
        found = session.scalars(select(Outgoing).where(Outgoing.kind == "home")).all()
        for row in found:
            session.delete(row)
        return {row.user_id or "" for row in found}


def test_home_of_owners_and_admins_says_once_that_an_obstacle_begins_and_ends(
    database: Database, workspace: Workspace
) -> None:
    queue(database, NEWS, 3)
    row = Row.of(rows(database)[0])
    fault = Fault("ekm_access_denied", permanent=False, whose=Whose.UNCLEAR)

    def refused(code: Fault) -> set[str]:
        with database.writing() as session:
            send_gate.settle_fault(session, row, code, FRIDAY)
        return homes(database)

    everybody = {"U0OLGA", "U0OSCAR", "U0ADA"}
    assert refused(fault) == everybody
    assert refused(fault) == set()  # it goes on
    assert refused(Fault("invalid_auth", permanent=False)) == everybody  # another one
    for expected in (everybody, set()):
        with database.writing() as session:
            send_gate.record_sent(session, NEWS, row, "D1", "1.0", FRIDAY)
        assert homes(database) == expected


def sent_before(database: Database, kind: Kind = NEWS, count: int = 1) -> None:
    """Messages that stand in conversations, to be painted anew."""
    queue(database, kind, count)
    with database.writing() as session:
        for row in session.scalars(select(Outgoing)).all():
            row.status, row.channel, row.message_ts, row.repaint_at = "sent", "D1", f"{row.id}.0", FRIDAY


def painted(database: Database, *outcomes: Posted | Fault | None, rest: Post | None = None) -> list[int]:
    """Run the delivery until it rests; the rows that were painted anew, each with the next outcome."""
    calls, told = [], list(outcomes)

    def paint(row: Row, now: datetime) -> Posted | None:
        calls.append(row.id)
        outcome = told.pop(0) if told else Posted("D1", "1.0", "shown")
        if isinstance(outcome, Fault):
            raise outcome
        return outcome

    delivery = Delivery(database, dict.fromkeys(Kind, rest or Post()), lambda: FRIDAY)
    delivery.repaint = paint
    delivery.pace(WORKSPACE, Lane.REPAINTS).rate = 1000.0
    delivery.run_due()
    until(lambda: not delivery.busy(), "the delivery to rest")
    delivery.stop()
    return calls


@pytest.mark.parametrize(
    ("outcome", "stands", "waits"),
    [
        (Posted("D1", "1.0", "shown"), True, False),
        (None, True, False),  # it shows that already
        (Posted("D1", "1.0", "shown", True), False, False),  # it can become untrue no more
        (Fault("message_not_found", permanent=True), False, False),
        (Fault("cant_update_message", permanent=True), False, False),
        (Fault("edit_window_closed", permanent=True), False, False),
        (Fault("ratelimited", permanent=False, retry_after=30), True, True),
        (Fault("http_503", permanent=False), True, True),
        (Fault("never_heard_of", permanent=False, whose=Whose.UNCLEAR), True, True),
    ],
)
def test_a_repaint_ends_as_slack_says_and_nobody_is_told_of_it(
    database: Database, workspace: Workspace, outcome: Posted | Fault | None, stands: bool, waits: bool
) -> None:
    sent_before(database)
    assert len(painted(database, outcome)) == 1
    row = rows(database)[0]
    assert (row.status, row.message_ts is not None, row.repaint_at is not None) == ("sent", stands, waits)
    assert in_the_way(database) is None
    assert homes(database) == set()


def test_nothing_is_painted_anew_while_something_waits_that_must_arrive(
    database: Database, workspace: Workspace
) -> None:
    sent_before(database)
    with database.writing() as session:
        outbox.queue(session, NEWS, "waits", FRIDAY, workspace_id=WORKSPACE, user_id="U0BOB")
    with database.writing() as session:
        lane = lanes.take(session, WORKSPACE, Lane.MESSAGES)
        lanes.obstruct(lane, "ekm_access_denied", FRIDAY)
    assert painted(database) == []
    with database.writing() as session:
        lanes.clear(lanes.take(session, WORKSPACE, Lane.MESSAGES))
    assert len(painted(database) + painted(database)) == 1


def test_a_limit_on_repaints_slows_no_message(database: Database, workspace: Workspace) -> None:
    delivery = Delivery(database, dict.fromkeys(Kind, Post()), lambda: FRIDAY)
    delivery.pace(WORKSPACE, Lane.REPAINTS).limited(30)
    assert delivery.pace(WORKSPACE).blocked() == 0
    assert delivery.pace(WORKSPACE, Lane.REPAINTS).rate <= REPAINTS_PER_SECOND < 50 / 60
    delivery.stop()


class Stopwatch:
    """Seconds that pass when told."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_the_pace_waits_as_told_and_goes_on_at_what_was_measured() -> None:
    time = Stopwatch()
    pace = Pace(time, rate=10)
    for _ in range(6):
        turn = pace.take()
        time.now += turn.wait
        pace.passed()
    assert time.now == pytest.approx(1000.5)
    waiting = pace.take()
    pace.limited(1)
    pace.limited(1)  # the same refusal, seen by another call in flight
    assert pace.rate == 5  # 6 in 1.5 seconds, and no more than halved at once
    assert not pace.still(waiting)
    assert pace.take().wait == pytest.approx(1)
    assert pace.take().wait == pytest.approx(1.2)


def test_a_pause_after_which_nothing_passes_grows() -> None:
    time, waits = Stopwatch(), []
    pace = Pace(time)
    for _ in range(6):
        pace.limited(5)
        waits.append(pace.blocked())
        time.now += waits[-1]
    assert waits == [5, 10, 20, 40, 60, 60]
    assert pace.rate == START_PER_SECOND  # nothing was measured


def test_a_rate_that_was_not_used_does_not_grow() -> None:
    time = Stopwatch()
    pace = Pace(time)
    for _ in range(100):
        time.now += 60 + pace.take().wait
        pace.passed()
    assert pace.rate == START_PER_SECOND


def test_what_one_process_learnt_the_next_one_knows() -> None:
    time = Stopwatch()
    pace, other = Pace(time, rate=8), Pace(time)
    pace.passed()
    pace.limited(30)
    other.resume(pace.learnt())
    assert (other.rate, other.blocked()) == (pace.rate, 30)
    assert other.take().wait == 30


@pytest.mark.parametrize("name", ["bucket 2/s, burst 3", "bucket 5/s, burst 20", "4 in a second", "240 in a minute"])
def test_the_pace_finds_a_hidden_limit_and_stays_close_to_it(name: str) -> None:
    """All servers, and more messages: benchmarks/pace.py."""
    found = steady(SERVERS[name], 8_000)
    assert found["pauses_apart"] >= 0.93
    assert found["refused"] <= 0.006


@pytest.mark.parametrize("factor", [0.5, 2.0])
def test_the_pace_finds_a_limit_that_has_changed(factor: float) -> None:
    assert found_after(SERVERS["bucket 5/s, burst 20"], factor) <= 300


def slow(post: Post, gate: threading.Event, calling: list[int]) -> Callable[[Row, datetime], Posted]:
    """Each call lasts until the gate is open."""

    def call(row: Row, now: datetime) -> Posted:
        calling.append(row.id)
        gate.wait(10)
        return post(row, now)

    return call


def test_four_calls_are_in_flight_and_none_waits_for_the_others(database: Database, workspace: Workspace) -> None:
    queue(database, NEWS, 7)
    gates = {number: threading.Event() for number in range(7)}
    calling: list[int] = []

    def call(row: Row, now: datetime) -> Posted:
        calling.append(row.id)
        gates[len(calling) - 1].wait(10)
        return Posted("D1", "1.0")

    delivery = Delivery(database, dict.fromkeys(Kind, call), lambda: FRIDAY)
    delivery.pace(WORKSPACE).rate = 1000.0
    delivery.run_due()
    until(lambda: len(calling) == 4, "four calls")
    gates[2].set()
    until(lambda: len(calling) == 5, "the fifth, beside the three that last")
    for gate in gates.values():
        gate.set()
    until(lambda: not delivery.busy(), "the delivery to rest")
    delivery.stop()
    assert {row.status for row in rows(database)} == {"sent"}


def test_one_process_at_a_time_sends_to_a_workspace(database: Database, workspace: Workspace) -> None:
    """The other one takes over when the first rests, and goes on at its pace."""
    queue(database, NEWS, 6)
    post, gate, calling = Post(), threading.Event(), []
    first = Delivery(database, dict.fromkeys(Kind, slow(post, gate, calling)), lambda: FRIDAY)
    other = Delivery(database, dict.fromkeys(Kind, Post(ValueError("not its turn"))), lambda: FRIDAY)
    first.pace(WORKSPACE).rate = 1000.0
    first.run_due()
    until(lambda: len(calling) == 4, "four calls of the first")
    for start in (other.run_due, lambda: other.nudge([WORKSPACE])):
        start()
        until(lambda: not other.busy(), "the other one to rest")
    assert {row.status for row in rows(database)} == {"queued", "sending"}
    gate.set()
    until(lambda: not first.busy(), "the first to rest")
    first.stop()
    other.transports = dict.fromkeys(Kind, post)
    queue(database, Kind.TRIAL, 2)
    other.run_due()
    until(lambda: not other.busy(), "the other one to rest")
    assert other.pace(WORKSPACE).rate == 1000.0
    other.stop()
    assert len(post.taken) == len(set(post.taken)) == 8


def test_what_is_queued_elsewhere_as_a_lane_empties_leaves_at_once(
    database: Database, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other process finds the fence taken, and nobody looks again before the next tick."""
    queue(database, NEWS)
    post, usual, came = Post(), Fence.release, threading.Event()
    first = Delivery(database, dict.fromkeys(Kind, post), lambda: FRIDAY)
    other = Delivery(database, dict.fromkeys(Kind, Post(ValueError("not its turn"))), lambda: FRIDAY)

    def release(fence: Fence) -> bool:
        if post.taken and not came.is_set():
            came.set()
            queue(database, Kind.TRIAL)
            other.nudge([WORKSPACE])
            until(lambda: not other.busy(), "the other one to find the fence taken")
        return usual(fence)

    monkeypatch.setattr(Fence, "release", release)
    first.run_due()
    until(lambda: not first.busy(), "the first to rest")
    for delivery in (first, other):
        delivery.stop()
    assert came.is_set()
    assert {row.status for row in rows(database)} == {"sent"}
    assert len(post.taken) == 2


def test_whoever_loses_the_fence_stops_before_the_next_call(
    database: Database, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A process that stood still for too long, while another one took over."""
    queue(database, NEWS, 8)
    monkeypatch.setattr("governance.pumps.fence.KEPT_FOR", 0.0)  # asked before every call
    post, gate, calling = Post(), threading.Event(), []
    delivery = Delivery(database, dict.fromkeys(Kind, slow(post, gate, calling)), lambda: FRIDAY)
    delivery.pace(WORKSPACE).rate = 1000.0
    delivery.run_due()
    until(lambda: len(calling) == 4, "four calls")
    later = FRIDAY + timedelta(minutes=1)
    with database.writing() as session:
        assert fences.take(session, WORKSPACE, Lane.MESSAGES, "another", later) is not None
    gate.set()
    until(lambda: not delivery.busy(), "the delivery to rest")
    delivery.stop()
    assert len(post.taken) == 4
    assert sorted(row.status for row in rows(database)) == ["queued"] * 4 + ["sent"] * 4
    with database.reading() as session:
        assert fences.is_held_by_another(session, WORKSPACE, Lane.MESSAGES, "us", later)


def test_a_small_workspace_does_not_wait_for_a_large_one(
    database: Database, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each gets its turn, also where calls of all workspaces together are few."""
    monkeypatch.setattr("governance.delivery.CALLS", 2)
    queue(database, NEWS, 60)
    with database.writing() as session:
        session.add(
            Workspace(id="T0SMALL", name="S", url="u", bot_user_id="U", scopes="", installed_at=FRIDAY, zone="UTC")
        )
        session.flush()
        outbox.queue(session, NEWS, "n", FRIDAY, workspace_id="T0SMALL", user_id="U0BOB")
    order: list[str] = []

    def call(row: Row, now: datetime) -> Posted:
        order.append(row.workspace_id)
        return Posted("D1", "1.0")

    delivery = Delivery(database, dict.fromkeys(Kind, call), lambda: FRIDAY)
    for name in (WORKSPACE, "T0SMALL"):
        delivery.pace(name).rate = 1000.0
    delivery.run_due()
    until(lambda: not delivery.busy(), "the delivery to rest")
    delivery.stop()
    assert len(order) == 61
    assert order.index("T0SMALL") < 20


def test_a_question_goes_before_reminders_of_an_earlier_moment(database: Database, workspace: Workspace) -> None:
    queue(database, REMINDER, 3)
    queue(database, Kind.BALLOT, 1, not_before=FRIDAY + timedelta(seconds=1))
    with database.reading() as session:
        found = outbox.due(session, WORKSPACE, FRIDAY + timedelta(seconds=2), 3, screens=False)
    assert [row.kind for row in found] == ["ballot", "reminder", "reminder"]
