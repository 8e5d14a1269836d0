"""Slack is slow at showing something: answers go through all the same, each within its three seconds."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from tests.slack.gesture_attempts import ballot, poll
from tests.slack.gesture_walk import Walk
from tests.slack.open_question import asked

READERS = ("U0OLGA", "U0OSCAR", "U0ADA")
MEMBERS = ("U0ALICE", "U0BOB", "U0CAROL")


@pytest.fixture
def walk(tmp_path: Path) -> Iterator[Walk]:
    with asked(tmp_path) as walk:
        yield walk


@pytest.mark.parametrize("method", ["views.open", "users.info"])
def test_slow_windows_leave_room_for_answers(walk: Walk, method: str) -> None:
    question, press = poll(walk), ballot(1)(walk)
    walk.bot.control.late = 0.0  # nobody presses twice
    walk.bot.control.post("socket", ack_seconds=3)
    walk.bot.control.post("faults", method=method, kind="delay", seconds=6)
    action = "consent:notice" if method == "views.open" else "poll:failures"

    def read(user: str) -> dict[str, Any]:
        return walk.press(user, action, question)

    def answer(user: str) -> dict[str, Any]:
        return walk.press(user, "consent:answer:1", press)

    with ThreadPoolExecutor(30) as hands:
        reading = [hands.submit(read, READERS[number % 3]) for number in range(24)]
        answered = [one.result() for one in [hands.submit(answer, user) for user in MEMBERS]]
        assert len([one.result() for one in reading]) == 24
    assert [one["acked"] for one in answered] == [True] * 3
    assert walk.one("SELECT count(*) FROM participation WHERE answered") == 3
