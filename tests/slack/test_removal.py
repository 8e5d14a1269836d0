"""The app is removed, or it only seems so: an event that is late or about another bot silences nobody."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from governance.store.models import Workspace
from sandbox.client import until
from tests.bot import Bot, bot

FRIDAY = datetime(2026, 11, 20, 7, 0, tzinfo=UTC)
REVOKED: dict[str, Any] = {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": ["U0CONSENT"]}}
OTHERS: dict[str, Any] = {"type": "tokens_revoked", "tokens": {"oauth": ["U0BOB"], "bot": ["U0ELSE"]}}
GONE: dict[str, Any] = {"type": "app_uninstalled"}
ODD: dict[str, Any] = {"type": "tokens_revoked", "tokens": None}


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Bot]:
    with bot(tmp_path, FRIDAY) as started:
        yield started


def removed(running: Bot) -> bool:
    with running.look().reading() as session:
        return session.scalars(select(Workspace.removed_at)).one() is not None


def token_checks(running: Bot) -> int:
    return len(running.control.get("calls?method=auth.test")["calls"])


@pytest.mark.parametrize("event", [REVOKED, OTHERS, GONE, ODD], ids=["revoked", "another bot", "gone", "odd"])
def test_while_our_token_works_nothing_was_removed(running: Bot, event: dict[str, Any]) -> None:
    before = token_checks(running)
    assert running.control.post("event", event=event)["acked"]
    assert not removed(running)
    assert token_checks(running) == before + (event is not OTHERS)


def test_what_happened_before_the_installation_is_not_asked_about(running: Bot) -> None:
    with running.look().writing() as session:
        session.execute(update(Workspace).values(installed_at=FRIDAY + timedelta(hours=1)))
    before = token_checks(running)
    assert running.control.post("event", event=GONE)["acked"]
    assert not removed(running)
    assert token_checks(running) == before


def test_no_answer_of_slacks_is_no_removal(running: Bot) -> None:
    running.control.post("faults", method="auth.test", kind="page", status=403)
    assert running.control.post("event", event=GONE)["acked"]
    assert not removed(running)


def test_the_app_comes_back_by_itself_when_its_token_works_again(running: Bot) -> None:
    running.control.post("faults", method="auth.test", kind="error", error="account_inactive")
    assert running.control.post("event", event=GONE)["acked"]
    assert removed(running)
    assert not running.person("U0OLGA").do("home").get("published")
    running.control._ask("DELETE", "control/faults")
    until(lambda: not removed(running), "the app to come back", patience=60)
    running.control.advance(minutes=2)
    assert running.person("U0OLGA").open_home()["blocks"]
