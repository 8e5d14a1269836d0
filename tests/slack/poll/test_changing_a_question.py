"""*Change it* only shows the question: it stays prepared until its window is submitted, in whichever way."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from sandbox.client import elements, until, words
from tests.bot import bot
from tests.slack.gesture_attempts import poll, state
from tests.slack.gesture_walk import OLGA, Walk, difference
from tests.slack.gestures_by_stage import FRIDAY, OSCAR, appointed, drafted_question, prepared_question


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Walk]:
    with bot(tmp_path_factory.mktemp("changing"), FRIDAY) as started:
        walk = Walk(started)
        for step in (appointed, drafted_question, prepared_question):
            step(walk)
        until(lambda: message(walk, OLGA), "what the author is told")
        walk.hold()
        yield walk
        walk.close()


@pytest.fixture
def walk(prepared: Walk) -> Iterator[Walk]:
    kept = prepared.keep()
    yield prepared
    for user in (OLGA, OSCAR):
        prepared.bot.person(user).close()
    prepared.put_back(kept)


def message(walk: Walk, user: str) -> dict[str, Any] | None:
    """The message in which the prepared question can be changed."""
    found = walk.bot.person(user).messages()
    return next((one for one in found if "poll:change" in [e.get("action_id") for e in elements(one["blocks"])]), None)


def changed_in_message(walk: Walk, user: str) -> dict[str, Any]:
    """Press *Change it* in the message."""
    found = message(walk, user)
    assert found is not None
    walk.bot.person(user).press("poll:change", channel=found["channel"], ts=found["ts"])
    return found


def now_in(walk: Walk, user: str, before: dict[str, Any]) -> str:
    return next(words(one["blocks"]) for one in walk.bot.person(user).messages() if one["ts"] == before["ts"])


def test_who_looks_and_closes_has_changed_nothing(walk: Walk) -> None:
    before, found = walk.dump(), changed_in_message(walk, OLGA)
    assert "As long as you only look" in words(walk.top(OLGA)["blocks"])
    walk.bot.person(OLGA).press_modal("poll:defaults")
    assert walk.top(OLGA)["title"]["text"] != "Prepare a question"
    walk.bot.person(OLGA).close()
    walk.rest()
    assert difference(before, walk.dump()) == ""
    assert "is prepared" in now_in(walk, OLGA, found)
    walk.press(OLGA, "poll:send_now", poll(walk))
    assert walk.top(OLGA)["title"]["text"] == "Send now"


def test_a_refused_window_has_changed_nothing(walk: Walk) -> None:
    before = walk.dump()
    changed_in_message(walk, OLGA)
    assert "closes" in walk.bot.person(OLGA).submit(closes="2030-01-01")["ack"]["errors"]
    walk.bot.person(OLGA).press_modal("poll:defaults")
    assert "operator" in walk.bot.person(OLGA).submit(operator=" ")["ack"]["errors"]
    walk.rest()
    assert difference(before, walk.dump()) == ""


def test_once_it_is_submitted_nothing_goes_out_and_the_message_is_the_way_back(walk: Walk) -> None:
    found = changed_in_message(walk, OLGA)
    walk.bot.person(OLGA).submit(guests="yes")
    state(walk, "draft")
    until(lambda: "The question about Slack is being changed" in now_in(walk, OLGA, found), "the way back")
    walk.bot.person(OLGA).close(everything=False)  # back on the first screen, which is that of the draft by now
    until(lambda: walk.top(OLGA)["private_metadata"] == poll(walk), "the first screen anew")
    assert "As long as you only look" not in words(walk.top(OLGA)["blocks"])
    walk.bot.person(OLGA).submit(guests="yes")
    walk.bot.person(OLGA).submit()
    state(walk, "scheduled")
    assert walk.one("SELECT count(*) FROM polls") == 1


def test_saving_a_default_takes_it_back_too(walk: Walk) -> None:
    walk.press(OLGA, "poll:change", poll(walk))
    walk.bot.person(OLGA).press_modal("poll:defaults")
    walk.bot.person(OLGA).submit(reminders="1")
    assert walk.two("SELECT state, reminders FROM polls") == ("draft", 1)
    assert walk.one("SELECT count(*) FROM electors") == 0


def test_a_window_of_an_earlier_preparation_does_not_undo_a_newer_one(walk: Walk) -> None:
    walk.press(OLGA, "poll:change", poll(walk))
    walk.press(OSCAR, "poll:change", poll(walk))
    walk.bot.control.set_clock(walk.bot.control.now().replace(second=30))
    walk.bot.person(OSCAR).submit()
    walk.bot.person(OSCAR).submit()
    state(walk, "scheduled")
    walk.bot.person(OLGA).submit()
    assert "This question has gone on meanwhile" in words(walk.top(OLGA)["blocks"])
    assert walk.one("SELECT state FROM polls") == "scheduled"


def test_a_first_look_at_a_new_question_stores_none_and_two_submissions_one(walk: Walk) -> None:
    walk.write("DELETE FROM outbox")
    walk.write("UPDATE polls SET state = 'cancelled'")
    walk.press(OLGA, "poll:prepare")
    walk.bot.person(OLGA).press_modal("poll:defaults")
    walk.bot.person(OLGA).close(everything=False)
    assert walk.one("SELECT count(*) FROM polls WHERE state = 'draft'") == 0
    walk.bot.person(OLGA).submit(guests="no")
    walk.bot.person(OLGA).close(everything=False)
    until(lambda: walk.top(OLGA)["private_metadata"], "the first screen anew")
    walk.bot.person(OLGA).submit(guests="yes")
    assert walk.all("SELECT include_guests FROM polls WHERE state = 'draft'") == [(1,)]
