"""A setting of each person's own account, after a question: the result carries the steps, and nothing more is sent."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sandbox.client import elements, plain, until
from tests.bot import Bot, bot
from tests.slack.poll.test_any_vendor import CLOSED, DAY_AFTER, FRIDAY, MONDAY_AFTERNOON, prepare, shown

DECIDED = "Decision: everyone is asked to opt out of AI training at LinkedIn"


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Bot]:
    with bot(tmp_path, FRIDAY) as started:
        yield started


def test_the_result_carries_the_steps_and_a_tick_that_nobody_reads(running: Bot) -> None:
    olga, alice, carol = (running.person(user) for user in ("U0OLGA", "U0ALICE", "U0CAROL"))
    prepare(running, "poll linkedin")
    running.control.set_clock(MONDAY_AFTERNOON)
    for person in (alice, carol):
        person.wait_for_message("May LinkedIn train its AI models with our data?")
        person.answer("No")
    running.control.set_clock(CLOSED)
    alice.wait_for_home("The question is closed")
    running.control.set_clock(DAY_AFTER)
    olga.wait_for_message("réglage de son propre compte")
    olga.press("case:decide:opt_out")
    olga.submit(reason="La majorité n'a pas accepté.")
    olga.close()
    told = alice.wait_for_message(DECIDED)
    assert "2. Open Data privacy, then Data for Generative AI Improvement." in plain(told)
    assert "letter" not in plain(told)
    before = len(alice.messages())
    alice.press("vendor:done")
    assert shown(alice).startswith("Noted. Nobody here sees who ticked")
    ticked = "You have ticked that you did it."  # painted after all that is new: on a busy machine that takes its time
    until(lambda: ticked in plain(alice.wait_for_message(DECIDED)), "the result anew", patience=120)
    pressed = alice.wait_for_message(DECIDED)
    assert "vendor:done" not in [one.get("action_id") for one in elements(pressed["blocks"])]
    assert "vendor:done" in [one.get("action_id") for one in elements(carol.wait_for_message(DECIDED)["blocks"])]
    assert len(alice.messages()) == before == 2, "the question and the result, nothing besides"
