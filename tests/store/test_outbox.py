"""The outbox: unique occasions, claims that only one can win, and what becomes of a row whose process died."""

from __future__ import annotations

from datetime import timedelta
from threading import Thread

import pytest
from sqlalchemy import select

from governance.store import outbox
from governance.store.database import Database
from governance.store.models import Outgoing, Workspace
from governance.store.outbox import Kind
from governance.store.pumps import abandoned, waiting
from tests.conftest import FRIDAY, WORKSPACE


def _queue(database: Database, kind: Kind, occasion: str = "one", **more: object) -> None:
    with database.writing() as session:
        outbox.queue(session, kind, occasion, FRIDAY, workspace_id=WORKSPACE, user_id="U0BOB", **more)  # type: ignore[arg-type]  # passed through


def _rows(database: Database) -> list[Outgoing]:
    with database.reading() as session:
        return list(session.scalars(select(Outgoing).order_by(Outgoing.id)))


def _claim(database: Database) -> bool:
    with database.writing() as session:
        row = session.scalars(select(Outgoing)).one()
        return outbox.claim(session, row, FRIDAY)


def test_an_occasion_is_queued_once(database: Database, workspace: Workspace) -> None:
    _queue(database, Kind.RESULT)
    _queue(database, Kind.RESULT)
    assert len(_rows(database)) == 1


def test_a_screen_asked_for_again_while_it_is_sent_is_sent_again(database: Database, workspace: Workspace) -> None:
    _queue(database, Kind.HOME, interactive=True)
    assert _claim(database)
    _queue(database, Kind.HOME, interactive=True)
    row = _rows(database)[0]
    with database.writing() as session:
        outbox.settle(session, row.id, "sent", FRIDAY)
    assert _rows(database)[0].status == "queued"


def test_only_one_of_many_claims_wins(database: Database, workspace: Workspace) -> None:
    _queue(database, Kind.BALLOT)
    won: list[bool] = []
    threads = [Thread(target=lambda: won.append(_claim(database))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(won) == [False] * 7 + [True]


@pytest.mark.parametrize(
    ("kind", "after"), [(Kind.BALLOT, "queued"), (Kind.REMINDER, "unknown"), (Kind.LETTER, "unknown")]
)
def test_a_row_of_a_dead_process_keeps_its_promise(
    database: Database, workspace: Workspace, kind: Kind, after: str
) -> None:
    _queue(database, kind)
    assert _claim(database)
    with database.writing() as session:
        assert abandoned.reclaim(session, FRIDAY + timedelta(seconds=29)) == 0
    with database.writing() as session:
        assert abandoned.reclaim(session, FRIDAY + timedelta(seconds=30)) == 1
    assert _rows(database)[0].status == after


def test_a_screen_leaves_no_row_behind(database: Database, workspace: Workspace) -> None:
    """It would show that somebody did something, and the address to answer at."""
    _queue(database, Kind.RECEIPT, response_url="https://hooks.slack.com/actions/x", interactive=True)
    assert _claim(database)
    with database.writing() as session:
        outbox.settle(session, _rows(database)[0].id, "sent", FRIDAY)
    assert _rows(database) == []


def test_a_limit_is_not_counted_as_a_try(database: Database, workspace: Workspace) -> None:
    _queue(database, Kind.BALLOT)
    assert _claim(database)
    with database.writing() as session:
        outbox.put_back(session, _rows(database)[0].id, FRIDAY + timedelta(seconds=5), "ratelimited", counts=False)
    row = _rows(database)[0]
    assert (row.status, row.attempts, row.error) == ("queued", 0, "ratelimited")
    with database.reading() as session:
        assert waiting.with_messages(session, FRIDAY, "us") == []
        assert waiting.with_messages(session, FRIDAY + timedelta(seconds=5), "us") == [WORKSPACE]


def test_what_must_not_leave_twice_never_leaves_with_the_screens(database: Database, workspace: Workspace) -> None:
    """A screen's claim does not wait for the disk: a power cut may undo it, and the screen is painted again."""
    with pytest.raises(ValueError, match="may leave twice"):
        _queue(database, Kind.LETTER, interactive=True)
