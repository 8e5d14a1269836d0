"""Dialogs and attachments of apps that are older than Block Kit: what Slack refuses, what it sends, what it expects."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.dialogs import dialog_faults
from tests.sandbox.sandbox_desk import Desk
from tests.sandbox.test_events import ear as ear  # a fixture
from tests.sandbox.test_events import listening as listening  # a fixture
from tests.sandbox.test_views import Ear

Json = dict[str, Any]
FIELD: Json = {"type": "text", "label": "Name", "name": "name"}
MENU: Json = {"type": "select", "label": "Menu", "name": "menu", "options": [{"label": "A", "value": "a"}]}
OUTSIDE: Json = {**MENU, "options": None, "data_source": "external", "name": "far"}


def dialog(*elements: Json, **more: Any) -> Json:
    return {"callback_id": "d", "title": "T", "elements": list(elements or (FIELD,)), **more}


def with_field(**more: Any) -> Json:
    return dialog({**FIELD, **more})


def with_options(*options: Json) -> Json:
    return dialog({**MENU, "options": list(options)})


ALLOWED: list[Json] = [
    dialog(),
    dialog(title="x" * 24, submit_label="x" * 24, callback_id="x" * 255, state="x" * 3000),
    dialog(*[{**FIELD, "name": str(n)} for n in range(10)]),
    with_field(name="x" * 300, label="x" * 48, hint="x" * 150, placeholder="x" * 150, value="x" * 150),
    with_field(subtype="email", min_length=0, max_length=150),
    with_field(type="textarea", value="x" * 3000, max_length=3000),
    dialog(MENU, OUTSIDE, {**OUTSIDE, "name": "people", "data_source": "users"}),
    with_options(*[{"label": "x" * 75, "value": "y" * 75}] * 100),
    dialog({**MENU, "options": None, "option_groups": [{"label": "G", "options": MENU["options"]}]}),
]
OPTION = "Element 0 `options` item"
REFUSED: list[tuple[Json, str]] = [
    ({**dialog(), "title": ""}, "The field `title` is required"),
    ({**dialog(), "callback_id": None}, "The field `callback_id` is required"),
    ({**dialog(), "elements": []}, "The field `elements` is required"),
    ({**dialog(), "elements": {"a": 1}}, "The field `elements` must be a list"),
    (dialog(title="x" * 25), "The field `title` cannot be longer than 24 characters"),
    (dialog(submit_label="x" * 25), "The field `submit_label` cannot be longer than 24 characters"),
    (dialog(submit_label="Do it"), "The field `submit_label` can only be one word"),
    (dialog(callback_id="x" * 256), "The field `callback_id` cannot be longer than 255 characters"),
    (dialog(state="x" * 3001), "The field `state` cannot be longer than 3000 characters"),
    (dialog(*[FIELD] * 11), "The field `elements` cannot include more than ten elements"),
    ({**dialog(), "elements": ["x"]}, "Element 0 must be an object"),
    (with_field(type=None), "Element 0 is missing required field `type`"),
    (with_field(name=""), "Element 0 is missing required field `name`"),
    (with_field(label=""), "Element 0 is missing required field `label`"),
    (with_field(type="dance"), "Element 0 has an invalid `type`"),
    (dialog(FIELD, FIELD), "Element 1 has a repeated name"),
    (with_field(name="x" * 301), "Element 0 field `name` cannot be longer than 300 characters"),
    (with_field(hint="x" * 151), "Element 0 field `hint` cannot be longer than 150 characters"),
    (with_field(label="x" * 49), "Element 0 field `label` cannot be longer than 48 characters"),
    (with_field(placeholder="x" * 151), "Element 0 field `placeholder` cannot be longer than 150 characters"),
    (with_field(value="x" * 151), "Element 0 field `value` cannot be longer than 150 characters"),
    (with_field(subtype="dance"), "Element 0 has an invalid `subtype`"),
    (with_field(min_length=-1), "Element 0 field `min_length` must be between 0 and 150 (inclusive)"),
    (with_field(max_length=151), "Element 0 field `max_length` must be between 1 and 150 (inclusive)"),
    (dialog({**OUTSIDE, "data_source": "moon"}), "Element 0 has an invalid `data_source`"),
    (dialog({**MENU, "options": "a"}), "Element 0 field `options` must be a list"),
    (with_options(), "Element 0 field `options` must have at least one option"),
    (with_options(*MENU["options"] * 101), "Element 0 field `options` must have fewer than 100 options"),
    (with_options({"value": "a"}), f"{OPTION} is missing required field `label`"),
    (with_options({"label": "a"}), f"{OPTION} is missing required field `value`"),
    (with_options({"label": "x" * 76, "value": "a"}), f"{OPTION} `label` field cannot exceed 75 characters"),
    (with_options({"label": "a", "value": "x" * 76}), f"{OPTION} `value` field cannot exceed 75 characters"),
]  # fmt: skip


@pytest.mark.parametrize("allowed", ALLOWED)
def test_a_dialog_at_its_limits(allowed: Json) -> None:
    assert dialog_faults(allowed) == []


@pytest.mark.parametrize(("refused", "words"), REFUSED)
def test_a_dialog_beyond_them(refused: Json, words: str) -> None:
    assert words in dialog_faults(refused)


def opened(desk: Desk, *elements: Json, **more: Any) -> None:
    """A dialog in front of Bob, asked for in #general."""
    trigger = desk.workspace.triggers.issue("U0BOB", channel="C0GENERAL")
    desk.client.dialog_open(trigger_id=trigger, dialog=dialog(*elements, **more))


def test_what_is_sent_of_a_dialog(desk: Desk, ear: Ear) -> None:
    opened(
        desk, FIELD, {**MENU, "optional": True, "value": "a"}, {**FIELD, "name": "more", "optional": True}, state="s"
    )
    assert desk.post("control/dialog", user="bob", submission={"name": "Bob"})["acked"]
    (payload,) = ear.heard
    assert payload["submission"] == {"name": "Bob", "menu": "a", "more": None}
    expected = {
        "type": "dialog_submission",
        "callback_id": "d",
        "state": "s",
        "user": {"id": "U0BOB", "name": "bob.bernard"},
    }
    assert {key: payload[key] for key in expected} == expected
    assert payload["channel"] == {"id": "C0GENERAL", "name": "general"}
    assert payload["response_url"].startswith("http")


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        (FIELD, "", "required"),
        ({**FIELD, "min_length": 3}, "ab", "at least 3 characters"),
        ({**FIELD, "max_length": 3}, "abcd", "at most 3 characters"),
        (FIELD, "x" * 151, "at most 150 characters"),
        ({**MENU, "name": "name"}, "b", "is not offered"),
    ],
)
def test_what_slack_says_beside_a_field_before_it_sends(
    desk: Desk, ear: Ear, field: Json, typed: str, words: str
) -> None:
    opened(desk, field)
    status, body = desk.ask("POST", "control/dialog", {"user": "bob", "submission": {"name": typed}})
    assert (status, body["error"]) == (400, "client_validation")
    assert words in body["detail"]
    assert ear.heard == []


def test_a_dialog_stays_open_until_it_is_taken(desk: Desk, ear: Ear) -> None:
    opened(desk)
    desk.post("control/faults", method="interactive", kind="lose", times=1)
    desk.post("control/socket", ack_seconds=0.2)
    assert not desk.post("control/dialog", user="bob", submission={"name": "x"})["acked"]
    ear.answer = lambda request: {"errors": [{"name": "nobody", "error": "x"}]}
    wrong = desk.post("control/dialog", user="bob", submission={"name": "x"})
    assert wrong["ack_error"]["error"] == "invalid_errors"
    assert desk.get("control/dialog?user=bob")["dialog"]["title"] == "T"
    ear.answer = lambda request: None
    desk.post("control/dialog", user="bob", submission={"name": "x"})
    assert desk.get("control/dialog?user=bob")["dialog"] is None


def test_closing_is_told_only_when_asked_for(desk: Desk, ear: Ear) -> None:
    opened(desk)
    desk.post("control/dialog", user="bob", cancel=True)
    assert ear.heard == []
    opened(desk, notify_on_cancel=True)
    desk.post("control/dialog", user="bob", cancel=True)
    assert [payload["type"] for payload in ear.heard] == ["dialog_cancellation"]


def test_the_options_of_a_dialog_are_checked(desk: Desk, ear: Ear) -> None:
    opened(desk, OUTSIDE, MENU)
    assert desk.ask("POST", "control/dialog/options", {"user": "bob", "name": "menu", "value": "x"})[0] == 404
    ear.answer = lambda request: {"options": [{"label": request.payload["value"], "value": "1"}]}
    found = desk.post("control/dialog/options", user="bob", name="far", value="abc")
    assert found["options"] == [{"label": "abc", "value": "1"}]
    assert (ear.heard[-1]["type"], ear.heard[-1]["name"]) == ("dialog_suggestion", "far")
    ear.answer = lambda request: {"options": [{"text": "abc", "value": "1"}]}
    wrong = desk.post("control/dialog/options", user="bob", name="far", value="abc")
    assert wrong["ack_error"]["error"] == "invalid_options"


ACTIONS: list[Json] = [
    {"name": "go", "text": "Go", "type": "button", "value": "1"},
    {"name": "far", "text": "Far", "type": "select", "data_source": "external"},
]


def attached(desk: Desk) -> Json:
    """A message in #general with a button and a menu in its attachment: what Bob needs to press them."""
    attachments = [{"text": "above"}, {"text": "x", "callback_id": "c", "actions": ACTIONS}]
    posted = desk.client.chat_postMessage(channel="C0GENERAL", text="before", attachments=attachments)
    return {"user": "bob", "channel": posted["channel"], "ts": posted["ts"]}


def test_what_is_sent_of_a_button_in_an_attachment(desk: Desk, ear: Ear) -> None:
    place = attached(desk)
    desk.post("control/attachment", **place, name="go")
    (payload,) = [one for one in ear.heard if one["type"] == "interactive_message"]
    expected = {
        "type": "interactive_message",
        "actions": [{"name": "go", "type": "button", "value": "1"}],
        "callback_id": "c",
        "attachment_id": "2",
        "message_ts": place["ts"],
        "is_app_unfurl": False,
    }
    assert {key: payload[key] for key in expected} == expected
    assert payload["original_message"]["text"] == "before"
    view = {"type": "modal", "title": {"type": "plain_text", "text": "T"}, "blocks": []}
    assert desk.client.views_open(trigger_id=payload["trigger_id"], view=view)["ok"]


@pytest.mark.parametrize(
    ("answer", "texts"),
    [
        ({"text": "after"}, ["after"]),
        ({"text": "after", "replace_original": False}, ["before", "after"]),
        ({"text": "after", "response_type": "ephemeral"}, ["before", "after"]),
        ({"delete_original": True}, []),
    ],
)
def test_what_an_ack_does_to_the_message(desk: Desk, ear: Ear, answer: Json, texts: list[str]) -> None:
    place = attached(desk)
    ear.answer = lambda request: answer if request.type == "interactive" else None
    desk.post("control/attachment", **place, name="go")
    assert [message["text"] for message in desk.messages("bob")] == texts


def test_an_ack_that_is_no_message(desk: Desk, ear: Ear) -> None:
    place = attached(desk)
    ear.answer = lambda request: {"blocks": [{"type": "dance"}]} if request.type == "interactive" else None
    assert desk.post("control/attachment", **place, name="go")["ack_error"]["error"] == "invalid_blocks"
    assert [message["text"] for message in desk.messages("bob")] == ["before"]


def test_the_menu_of_an_attachment_asks_the_app(desk: Desk, ear: Ear) -> None:
    place = attached(desk)
    assert desk.ask("POST", "control/attachment/options", {**place, "name": "go", "value": "x"})[0] == 404
    ear.answer = lambda request: {"options": [{"text": "Found", "value": "f"}]}
    assert desk.post("control/attachment/options", **place, name="far", value="x")["options"][0]["value"] == "f"
    asked = ear.heard[-1]
    assert (asked["type"], asked["name"], asked["value"]) == ("interactive_message", "far", "x")
    desk.post("control/attachment", **place, name="far", value="f")
    assert ear.heard[-1]["actions"] == [{"name": "far", "type": "select", "selected_options": [{"value": "f"}]}]
