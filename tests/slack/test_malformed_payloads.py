"""Payloads that are not as they should be: a sentence or a plain acknowledgement each time, never a fault."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from slack_bolt import BoltRequest, BoltResponse

from governance.slack import routes
from governance.slack.ids import INPUT, Block, Callback
from sandbox.client import words
from tests.slack.gesture_attempts import poll
from tests.slack.gesture_walk import OLGA, Walk
from tests.slack.open_question import Lines, logged

FAULT = "This did not work"
TEAM = "T0EXEMPLE"
# What an element of a window could hold that no window of ours offers.
ODD: list[dict[str, Any]] = [
    {"type": "static_select", "selected_option": {"value": "nope"}},
    {"type": "static_select", "selected_option": None},
    {"type": "radio_buttons", "selected_option": {"value": "\ud800\x00"}},
    {"type": "checkboxes", "selected_options": [{"value": "nope"}, {}, None]},
    {"type": "datepicker", "selected_date": "9999-12-31"},
    {"type": "datepicker", "selected_date": "0001-01-01"},
    {"type": "datepicker", "selected_date": "soon"},
    {"type": "datepicker", "selected_date": None},
    {"type": "plain_text_input", "value": "9" * 400},
    {"type": "plain_text_input", "value": "\ud800\x00²"},
    {"type": "plain_text_input", "value": None},
    {"type": "users_select", "selected_user": "U0NOBODY"},
    {"type": "multi_users_select", "selected_users": ["U0NOBODY", "\x00"]},
    {},
]


@pytest.fixture
def lines() -> Iterator[Lines]:
    with logged() as found:
        yield found


def errors(lines: Lines) -> list[str]:
    return [line for line in lines.found if line.startswith("error")]


def dispatch(walk: Walk, body: dict[str, Any]) -> BoltResponse:
    return walk.bot.running.socket.app.dispatch(BoltRequest(mode="socket_mode", body=body))


def person() -> dict[str, Any]:
    return {"user": {"id": OLGA, "team_id": TEAM}, "team": {"id": TEAM}, "trigger_id": "1.2.3"}


def press(**action: Any) -> dict[str, Any]:
    whole = {"type": "button", "action_id": "consent:answer:1", "block_id": "b", "action_ts": "1764000000.000001"}
    return {"type": "block_actions", **person(), "actions": [{**whole, **action}]}


@pytest.mark.parametrize("actions", [[], None, {}, "x", [None], [{}], [[]]], ids=repr)
def test_a_press_of_nothing_is_acknowledged(walk: Walk, lines: Lines, actions: Any) -> None:
    assert dispatch(walk, {**press(), "actions": actions}).status == 200
    assert errors(lines) == []


@pytest.mark.parametrize("at", [None, "", "soon", "1e9", "-5.0", "²", "9" * 30, 5, [], "1764000000.0000001"], ids=repr)
def test_a_press_without_its_time_changes_nothing_and_says_so(walk: Walk, lines: Lines, at: Any) -> None:
    before = walk.dump()
    value = f"{poll(walk)}.1"
    walk.bot.control.post("event", event={"type": "team_join", "user": None})
    assert dispatch(walk, press(value=value, action_ts=at)).status == 200
    assert walk.dump() == before
    assert errors(lines) == []


@pytest.mark.parametrize("value", [None, 5, [], {}, "\ud800", "\x00"], ids=repr)
def test_a_press_with_a_value_of_another_kind_is_answered(walk: Walk, lines: Lines, value: Any) -> None:
    for action in routes.PRESSES:
        assert dispatch(walk, press(action_id=str(action), value=value)).status == 200
    assert errors(lines) == []


@pytest.mark.parametrize("odd", ODD, ids=repr)
def test_a_window_with_values_that_it_does_not_offer_is_answered(walk: Walk, lines: Lines, odd: dict[str, Any]) -> None:
    walk.write("UPDATE polls SET state = 'draft'")
    wrong = []
    for callback in set(routes.SUBMISSIONS) - {Callback.PREVIEW}:  # it holds no input
        for metadata in (poll(walk), ""):
            values = {str(block): {INPUT: odd} for block in Block}
            view = {"id": "V1", "callback_id": str(callback), "private_metadata": metadata, "state": {"values": values}}
            answer = dispatch(walk, {"type": "view_submission", **person(), "view": {"type": "modal", **view}})
            if answer.status != 200 or FAULT in json.dumps(answer.body):
                wrong.append((callback, answer.status, lines.found[-1]))
    assert wrong == []
    assert errors(lines) == []


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01", "2026-02-30"])
def test_a_closing_day_that_cannot_be_is_said_beside_its_field(walk: Walk, lines: Lines, day: str) -> None:
    walk.write("UPDATE polls SET state = 'draft'")
    walk.press(OLGA, "poll:change", poll(walk))
    told = walk.bot.person(OLGA).submit(guests="no", closes=day)
    assert told["ack"] is not None, words(walk.top(OLGA)["blocks"])
    assert errors(lines) == []
