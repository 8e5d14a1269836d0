"""After closing, whoever has everything learns no more than the totals; with the key store of before, all."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from math import sqrt

import pytest
from structlog.testing import capture_logs

from governance import closing_job
from governance.store.database import Database
from governance.store.models import Workspace
from governance.store.poll.key_store import Use
from tests.conftest import Cast
from tests.question_keys import KEY, KEYS
from tests.secrecy import attacker
from tests.secrecy.crowd import A_DAY_LATER, CLOSED, MIX, OBJECTORS, Crowd, crowd, planted

MANY = len(MIX)
MAJORITY = max(Counter(MIX).values())
ALLOWED = MAJORITY + 4 * sqrt(MAJORITY * (1 - MAJORITY / MANY))  # hits, of the best of hundreds of guesses
PORTIONS = pytest.mark.parametrize("portion", [MANY, 7], ids=["in one portion", "in many"])


def hits(guess: Mapping[str, str], truth: Mapping[str, str]) -> int:
    return sum(truth.get(who) == choice for who, choice in guess.items())


def finds_all(evidence: attacker.Evidence, crowd: Crowd) -> bool:
    told = attacker.opened(evidence, crowd.names)
    return all(choice in told.get(who, set()) for who, choice in crowd.truth.items())


def learns_nothing(evidence: attacker.Evidence, crowd: Crowd) -> None:
    assert attacker.opened(evidence, crowd.names) == {}
    guesses = list(attacker.guesses(evidence, crowd.poll_id))
    assert len(guesses) > 50 or not crowd.totals().total()
    assert max((hits(guess, crowd.truth) for guess in guesses), default=0) <= ALLOWED


@PORTIONS
def test_after_closing_everything_that_is_left_tells_no_more_than_the_totals(
    database: Database, workspace: Workspace, cast: Cast, monkeypatch: pytest.MonkeyPatch, portion: int
) -> None:
    monkeypatch.setattr(closing_job, "PORTION", portion)
    asked = crowd(database, seed=portion)

    def now(*more: bytes) -> attacker.Evidence:
        return attacker.gather(database, KEY, json.dumps(logged).encode(), *more)

    with capture_logs() as logged:
        asked.asked(cast)
        learns_nothing(now(asked.key_store()), asked)
        asked.answers()
        key = KEYS.key(asked.poll_id, Use.ANSWERS)
        assert key is not None
        learns_nothing(now(), asked)
        key_store = asked.key_store()
        assert finds_all(now(key_store), asked)

        asked.app.runs(CLOSED)
        assert asked.totals() == Counter(MIX)
        after = now(asked.key_store())
        learns_nothing(after, asked)
        as_the_codes_lie(after)
        asked.app.runs(A_DAY_LATER)
        evidence = now(asked.key_store())
        learns_nothing(evidence, asked)
        assert not any(name in json.dumps(logged) for name in asked.names)
    if database.is_sqlite:
        assert attacker.opened(evidence.with_files(key_store), asked.names) == {}  # no seal is left
    else:
        assert finds_all(evidence.with_files(key_store), asked)  # they are, in its log, and only the key protects them
        planted(database, key.own)
        assert finds_all(attacker.gather(database, KEY), asked)


def as_the_codes_lie(evidence: attacker.Evidence) -> None:
    """Neither place nor transaction adds an order to that of the random codes."""
    rows = evidence.tables["closed_ballots"]
    assert len(rows) == MANY
    places = [(row.get("xmin", 0), attacker.place(row, "ctid") if "ctid" in row else row["code"]) for row in rows]
    by_place = [row["code"] for _, row in sorted(zip(places, rows, strict=True), key=lambda pair: pair[0])]
    assert by_place == sorted(by_place)


def test_who_objected_later_is_told_by_the_key_store_alone_and_by_nothing_after_its_key_is_gone(
    database: Database, workspace: Workspace, cast: Cast
) -> None:
    asked = crowd(database, seed=3)
    with capture_logs() as logged:
        asked.asked(cast)
        asked.app.runs(CLOSED)
        asked.objects()
        fresh = attacker.gather(database, KEY, json.dumps(logged).encode())
        assert attacker.objectors(fresh, asked.names) == set()
        assert not fresh.tags.keys() & KEYS.noted(asked.poll_id)  # nothing was written at the press
        key_store, tags = asked.key_store(), KEYS.noted(asked.poll_id)
        assert len(tags) == OBJECTORS

        asked.app.runs(A_DAY_LATER)
        counted = attacker.gather(database, KEY, json.dumps(logged).encode())
        assert KEYS.noted(asked.poll_id) == set()
        assert counted.tags.keys() >= tags
        assert attacker.objectors(counted, asked.names) == set()
        assert attacker.objectors(counted.with_files(key_store), asked.names) == set(asked.objected)
        for tag in tags:
            assert attacker.beside(counted, tag, asked.names) == set()

        asked.confirmed()
        assert not [file for file in KEYS.folder.rglob("*") if asked.poll_id in str(file)]
        gone = attacker.gather(database, KEY, json.dumps(logged).encode(), asked.key_store())
        assert attacker.objectors(gone, asked.names) == set()
        assert asked.app.poll(asked.poll_id).later_objections == OBJECTORS
        assert not any(name in json.dumps(logged) for name in asked.names)


def test_while_a_question_is_open_a_transaction_ties_a_name_to_a_seal_that_only_its_key_opens(
    database: Database, workspace: Workspace, cast: Cast
) -> None:
    """The attacker sees what there is to see: on PostgreSQL, which row was written together with which."""
    if database.is_sqlite:
        return
    asked = crowd(database, seed=4)
    asked.asked(cast)
    asked.answers()
    evidence = attacker.gather(database, KEY)
    tags = [str(row["key"]) for row in evidence.tables["open_ballots"]]
    assert len(tags) == MANY
    assert all(attacker.beside(evidence, tag, asked.names) for tag in tags[:5])
    assert attacker.opened(evidence, asked.names) == {}
