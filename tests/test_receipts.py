"""The receipt of a press leaves straight after its transaction, once, and a crash, a fault or a stop loses none."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from governance.delivery import Delivery
from governance.errors import Fault
from governance.store.database import Database
from governance.store.models import Outgoing, Workspace
from governance.store.outbox import LEASE, Kind
from governance.store.outbox_row import AT_ONCE, CLAIMED, Posted, Row
from governance.store.prepared import Prepared
from governance.store.pumps import abandoned
from sandbox.client import until
from tests.conftest import FRIDAY, WORKSPACE


def press(database: Database, now: datetime = FRIDAY, *, user: str = "U0BOB", claimed: bool = True) -> list[Row]:
    """Bob presses: his receipt is queued, claimed by this process where it has room."""
    with database.writing() as session:
        session.info[AT_ONCE] = claimed
        Row.queued(
            session, Kind.ANSWERED, f"receipt:{user}", now, workspace_id=WORKSPACE, user_id=user, poll_id=None,
            about={}, response_url="https://hooks.example/1",
        )  # fmt: skip
        found: list[Row] = session.info.get(CLAIMED, [])
    return found


def states(database: Database) -> list[str]:
    with database.reading() as session:
        return list(session.scalars(select(Outgoing.status).where(Outgoing.kind == Kind.ANSWERED.value)))


def settled(delivery: Delivery) -> None:
    until(lambda: not delivery.busy(), "the receipts")


class Slack:
    """Takes what is sent; while `held` it does not answer."""

    def __init__(self, *faults: Fault) -> None:
        self.faults, self.taken = list(faults), []
        self.held, self.at_once, self.most = threading.Event(), 0, 0
        self.held.set()
        self.lock = threading.Lock()

    def __call__(self, row: Row, now: datetime) -> Posted:
        with self.lock:
            self.at_once += 1
            self.most = max(self.most, self.at_once)
        assert self.held.wait(10)
        with self.lock:
            self.at_once -= 1
            if self.faults:
                raise self.faults.pop(0)
            self.taken.append(row.created_at)
        return Posted()


@pytest.fixture
def slack() -> Slack:
    return Slack()


def test_it_is_claimed_with_the_press_and_goes_when_it_has_left(
    database: Database, workspace: Workspace, slack: Slack
) -> None:
    delivery = Delivery(database, {Kind.ANSWERED: slack}, lambda: FRIDAY)
    rows = press(database)
    assert states(database) == ["sending"]
    delivery.receipts.take(rows)
    settled(delivery)
    assert (len(slack.taken), states(database)) == (1, [])
    delivery.stop()


def test_of_two_presses_in_one_message_the_newer_comes_last(
    database: Database, workspace: Workspace, slack: Slack
) -> None:
    delivery, moments = Delivery(database, {Kind.ANSWERED: slack}, lambda: FRIDAY), []
    slack.held.clear()
    for second in range(3):
        moments.append(FRIDAY + timedelta(seconds=second))
        delivery.receipts.take(press(database, moments[-1]))
    slack.held.set()
    settled(delivery)
    assert slack.taken == [moments[0], moments[-1]], "what was overtaken while it waited is not sent"
    assert (slack.most, states(database)) == (1, [])
    delivery.stop()


def test_a_process_that_dies_leaves_it_to_be_painted_once_more(
    database: Database, workspace: Workspace, slack: Slack
) -> None:
    press(database)
    with database.writing() as session:
        assert abandoned.reclaim(session, FRIDAY + LEASE - timedelta(seconds=1)) == 0
        assert abandoned.reclaim(session, FRIDAY + LEASE) == 1
    assert states(database) == ["queued"]


def test_what_fails_is_left_to_the_lanes(database: Database, workspace: Workspace) -> None:
    slack = Slack(Fault("ratelimited", permanent=False, retry_after=30))
    delivery = Delivery(database, {Kind.ANSWERED: slack}, lambda: FRIDAY)
    delivery.receipts.take(press(database))
    settled(delivery)
    assert (slack.taken, states(database)) == ([], ["queued"])
    delivery.stop()


def test_a_stop_finishes_what_is_on_its_way_and_puts_back_the_rest(
    database: Database, workspace: Workspace, slack: Slack
) -> None:
    delivery = Delivery(database, {Kind.ANSWERED: slack}, lambda: FRIDAY)
    slack.held.clear()
    for number in range(6):
        delivery.receipts.take(press(database, user=f"U{number}"))
    until(lambda: slack.at_once == 4, "four on their way")
    stop = threading.Thread(target=delivery.stop)
    stop.start()
    until(lambda: not delivery.receipts.has_room(), "the stop")
    slack.held.set()
    stop.join(20)
    assert (len(slack.taken), states(database)) == (4, ["queued", "queued"])
    delivery.receipts.take(press(database, user="U9"))
    assert states(database) == ["queued"] * 3, "after a stop nothing is begun"


def test_without_room_it_waits_for_the_lanes(database: Database, workspace: Workspace) -> None:
    assert press(database, claimed=False) == []
    assert states(database) == ["queued"]


def test_a_prepared_statement_reads_and_writes_as_any_other(database: Database, workspace: Workspace) -> None:
    column = Workspace.__table__.c
    look = Prepared(lambda _: select(column.installed_at, column.removed_at, column.name).where(column.id == WORKSPACE))
    with database.reading() as session:
        found = look.first(session.connection(), {})
    assert (found.installed_at, found.removed_at, found.name) == (FRIDAY, None, "Exemple SA")
