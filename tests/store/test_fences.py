"""Fences: one process at a time, by compare-and-set; they end by themselves, and what was learnt passes on."""

from __future__ import annotations

from datetime import timedelta
from threading import Thread

import pytest

from governance.store.database import Database
from governance.store.lanes import Lane
from governance.store.models import Workspace
from governance.store.pumps import fences
from governance.store.pumps.fences import TERM, Learnt
from tests.conftest import FRIDAY, WORKSPACE

SOON = timedelta(seconds=1)
KNOWN = Learnt(3.5, FRIDAY + timedelta(minutes=2), 0.015)


def _take(database: Database, owner: str, now: object = FRIDAY, lane: Lane = Lane.MESSAGES) -> fences.Taken | None:
    with database.writing() as session:
        return fences.take(session, WORKSPACE, lane, owner, now)  # type: ignore[arg-type]  # a time


def test_only_one_of_many_takes_it(database: Database, workspace: Workspace) -> None:
    found: list[bool] = []
    threads = [
        Thread(target=lambda owner=str(number): found.append(_take(database, owner) is not None)) for number in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == [False] * 7 + [True]


def test_lanes_have_fences_of_their_own(database: Database, workspace: Workspace) -> None:
    assert _take(database, "one") is not None
    assert _take(database, "other", lane=Lane.REPAINTS) is not None


@pytest.mark.parametrize(
    ("later", "free"),
    [
        (timedelta(), False),
        (TERM - SOON, False),
        (TERM, True),
        (timedelta(hours=-2), True),  # it was written before a clock was set back
    ],
)
def test_it_ends_by_itself(database: Database, workspace: Workspace, later: timedelta, free: bool) -> None:
    _take(database, "dead")
    with database.reading() as session:
        held = fences.is_held_by_another(session, WORKSPACE, Lane.MESSAGES, "heir", FRIDAY + later)
    assert held is not free
    assert (_take(database, "heir", FRIDAY + later) is not None) is free


def test_whoever_keeps_it_has_it_and_whoever_lost_it_is_told(database: Database, workspace: Workspace) -> None:
    _take(database, "one")
    with database.writing() as session:
        assert fences.keep(session, WORKSPACE, Lane.MESSAGES, "one", KNOWN, FRIDAY + TERM - SOON)
    assert _take(database, "other", FRIDAY + TERM) is None
    assert _take(database, "other", FRIDAY + 2 * TERM) is not None
    with database.writing() as session:
        assert not fences.keep(session, WORKSPACE, Lane.MESSAGES, "one", KNOWN, FRIDAY + 2 * TERM)


def test_what_was_learnt_passes_on_to_another_and_is_not_given_back_to_oneself(
    database: Database, workspace: Workspace
) -> None:
    assert _take(database, "one") == fences.Taken(None)
    with database.writing() as session:
        fences.release(session, WORKSPACE, Lane.MESSAGES, "one", KNOWN, FRIDAY)
    assert _take(database, "one") == fences.Taken(None)
    with database.writing() as session:
        fences.release(session, WORKSPACE, Lane.MESSAGES, "one", KNOWN, FRIDAY)
    assert _take(database, "other") == fences.Taken(KNOWN)
