"""Modals and Home: triggers, stacks, hashes, external ids, what comes of an ack, and closing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from slack_sdk.webhook import WebhookClient

from tests.sandbox.desk import Desk
from tests.sandbox.ear import Ear


def plain(text: str) -> dict[str, str]:
    return {"type": "plain_text", "text": text}


def option(value: str) -> dict[str, Any]:
    return {"text": plain(value.title()), "value": value}


def modal(title: str = "One", **more: Any) -> dict[str, Any]:
    """A modal with one of each kind of input that the tests need."""
    menu = {"type": "static_select", "action_id": "menu", "options": [option("a"), option("b")]}
    boxes = {"type": "checkboxes", "action_id": "boxes", "options": [option("x"), option("y")]}
    text = {"type": "plain_text_input", "action_id": "text", "initial_value": "as it was", "max_length": 20}
    return {
        "type": "modal",
        "title": plain(title),
        "submit": plain("Send"),
        "blocks": [
            {"type": "input", "block_id": "text", "label": plain("Text"), "element": text},
            {"type": "input", "block_id": "menu", "label": plain("Menu"), "element": menu, "optional": True},
            {"type": "actions", "block_id": "boxes", "elements": [boxes]},
        ],
        **more,
    }


@pytest.fixture(scope="module")
def listening(served: Desk) -> Iterator[Ear]:
    ear = Ear(served)
    yield ear
    ear.client.close()


@pytest.fixture
def ear(listening: Ear, desk: Desk) -> Ear:
    listening.heard.clear()
    listening.answer = lambda request: None
    return listening


def trigger(desk: Desk, ear: Ear) -> str:
    """A trigger id of Alice."""
    desk.post("control/command", user="alice", text="x")
    found: str = ear.heard[-1]["trigger_id"]
    return found


def open_modal(desk: Desk, ear: Ear, **more: Any) -> dict[str, Any]:
    """A modal in front of Alice."""
    view: dict[str, Any] = desk.client.views_open(trigger_id=trigger(desk, ear), view=modal(**more))["view"]
    return view


def test_a_trigger_is_used_once_and_lives_three_seconds(desk: Desk, ear: Ear) -> None:
    first = trigger(desk, ear)
    desk.client.views_open(trigger_id=first, view=modal())
    assert desk.refused("views.open", trigger_id=first, view=modal())["error"] == "exchanged_trigger_id"
    assert desk.refused("views.open", trigger_id="1.2.3", view=modal())["error"] == "invalid_trigger_id"
    view = desk.get("control/views?user=alice")["views"][0]
    desk.post("control/press", user="alice", view_id=view["id"], action_id="boxes", trigger="expired")
    late = ear.heard[-1]["trigger_id"]
    assert desk.refused("views.open", trigger_id=late, view=modal())["error"] == "expired_trigger_id"


def test_views_are_checked(desk: Desk, ear: Ear) -> None:
    wrong = modal("A title that is much too long")
    answer = desk.refused("views.open", trigger_id=trigger(desk, ear), view=wrong)
    assert answer["error"] == "invalid_arguments"
    assert answer["response_metadata"]["messages"] == [
        "[ERROR] must be less than 25 characters [json-pointer:/view/title/text]"
    ]
    home = {"type": "home", "blocks": []}
    assert desk.refused("views.open", trigger_id="x", view=home)["error"] == "invalid_arguments"
    section = {"type": "section", "text": {"type": "mrkdwn", "text": "x" * 3000}}
    large = {"type": "home", "blocks": [section] * 100}
    assert desk.refused("views.publish", user_id="U0BOB", view=large)["error"] == "view_too_large"
    assert desk.refused("views.publish", user_id="U0NOBODY", view=home)["error"] == "user_not_found"


def test_three_modals_at_most(desk: Desk, ear: Ear) -> None:
    assert desk.refused("views.push", trigger_id=trigger(desk, ear), view=modal())["error"] == "not_found"
    root = open_modal(desk, ear)
    for _ in range(2):
        pushed = desk.client.views_push(trigger_id=trigger(desk, ear), view=modal("Next"))["view"]
        assert pushed["root_view_id"] == root["id"]
    refused = desk.refused("views.push", trigger_id=trigger(desk, ear), view=modal())
    assert refused["error"] == "push_limit_reached"
    assert len(desk.get("control/views?user=alice")["views"]) == 3


def test_hashes_and_external_ids(desk: Desk, ear: Ear) -> None:
    view = open_modal(desk, ear, external_id="mine")
    refused = desk.refused("views.open", trigger_id=trigger(desk, ear), view=modal(external_id="mine"))
    assert refused["error"] == "duplicate_external_id"
    changed = desk.client.views_update(external_id="mine", hash=view["hash"], view=modal("Two"))["view"]
    assert changed["hash"] != view["hash"]
    refused = desk.refused("views.update", view_id=view["id"], hash=view["hash"], view=modal("Three"))
    assert refused["error"] == "hash_conflict"
    assert desk.refused("views.update", view_id="V0", view=modal())["error"] == "not_found"
    home = {"type": "home", "blocks": []}
    first = desk.client.views_publish(user_id="U0BOB", view=home)["view"]
    desk.client.views_publish(user_id="U0BOB", view=home, hash=first["hash"])
    refused = desk.refused("views.publish", user_id="U0BOB", view=home, hash=first["hash"])
    assert refused["error"] == "hash_conflict"


def test_state_holds_every_input(desk: Desk, ear: Ear) -> None:
    view = open_modal(desk, ear)
    typed = {"text": {"text": "typed"}}
    desk.post(
        "control/press",
        user="alice",
        view_id=view["id"],
        action_id="boxes",
        selected_options=["y"],
        state=typed,
    )
    payload = ear.heard[-1]
    assert payload["actions"][0]["selected_options"] == [option("y")]
    assert payload["view"]["state"]["values"] == {
        "text": {"text": {"type": "plain_text_input", "value": "typed"}},
        "menu": {"menu": {"type": "static_select", "selected_option": None}},
        "boxes": {"boxes": {"type": "checkboxes", "selected_options": [option("y")]}},
    }
    desk.post("control/submit", user="alice", view_id=view["id"], values={"menu": {"menu": "b"}})
    values = ear.heard[-1]["view"]["state"]["values"]
    assert values["menu"]["menu"]["selected_option"] == option("b")
    assert values["text"]["text"]["value"] == "typed"


@pytest.mark.parametrize(
    ("values", "status", "code"),
    [
        ({"text": {"text": "x" * 21}}, 400, "client_validation"),
        ({"text": {"text": ""}}, 400, "client_validation"),
        ({"menu": {"menu": "z"}}, 404, "no_such_option"),
        ({"none": {"none": "z"}}, 404, "no_such_element"),
        ({"text": "z"}, 400, "invalid_values"),
    ],
)
def test_slack_s_client_refuses_first(desk: Desk, ear: Ear, values: Any, status: int, code: str) -> None:
    view = open_modal(desk, ear)
    answer = desk.ask("POST", "control/submit", {"user": "alice", "view_id": view["id"], "values": values})
    assert (answer[0], answer[1]["error"]) == (status, code)


@pytest.mark.parametrize(
    ("ack", "titles"),
    [
        (None, []),
        ({"response_action": "clear"}, []),
        ({"response_action": "update", "view": modal("Two")}, ["Two"]),
        ({"response_action": "push", "view": modal("Two")}, ["One", "Two"]),
        ({"response_action": "errors", "errors": {"text": "No"}}, ["One"]),
    ],
)
def test_what_comes_of_a_submission(desk: Desk, ear: Ear, ack: Any, titles: list[str]) -> None:
    view = open_modal(desk, ear)
    ear.answer = lambda request: ack
    done = desk.post("control/submit", user="alice", view_id=view["id"])
    assert "ack_error" not in done
    stack = desk.get("control/views?user=alice")["views"]
    assert [one["title"]["text"] for one in stack] == titles
    assert (done["view"] or {}).get("id") == (stack[-1]["id"] if stack else None)


@pytest.mark.parametrize(
    "ack",
    [
        {"response_action": "errors", "errors": {"boxes": "not an input block"}},
        {"response_action": "update", "view": {"type": "modal", "blocks": []}},
        {"response_action": "dance"},
    ],
)
def test_an_ack_that_slack_would_not_understand_changes_nothing(desk: Desk, ear: Ear, ack: Any) -> None:
    view = open_modal(desk, ear)
    ear.answer = lambda request: ack
    assert desk.post("control/submit", user="alice", view_id=view["id"])["ack_error"]["ok"] is False
    assert [one["id"] for one in desk.get("control/views?user=alice")["views"]] == [view["id"]]


def test_a_submission_without_ack_leaves_the_modal(desk: Desk, ear: Ear) -> None:
    view = open_modal(desk, ear)
    ear.client.socket_mode_request_listeners.clear()
    desk.post("control/socket", ack_seconds=0.1)
    assert desk.post("control/submit", user="alice", view_id=view["id"])["acked"] is False
    assert len(desk.get("control/views?user=alice")["views"]) == 1
    ear.client.socket_mode_request_listeners.append(ear.hear)
    desk.post("control/socket", ack_seconds=3)


CITY = {"type": "external_select", "action_id": "city", "min_query_length": 2}
CONVERSATION = {"type": "conversations_select", "action_id": "where", "response_url_enabled": True}


def asking(element: dict[str, Any]) -> dict[str, Any]:
    """A modal with one input."""
    block = {"type": "input", "block_id": "one", "label": plain("One"), "element": element}
    return {**modal(), "blocks": [block]}


def test_a_menu_asks_the_app_and_its_options_are_checked(desk: Desk, ear: Ear) -> None:
    view = desk.client.views_open(trigger_id=trigger(desk, ear), view=asking(CITY))["view"]
    where = {"user": "alice", "view_id": view["id"], "action_id": "city"}
    assert desk.ask("POST", "control/options", {**where, "value": "p"})[1]["error"] == "query_too_short"
    ear.answer = lambda request: {"options": [option(request.payload["value"])]}
    assert desk.post("control/options", **where, value="paris")["options"] == [option("paris")]
    asked = ear.heard[-1]
    assert (asked["type"], asked["block_id"], asked["value"]) == ("block_suggestion", "one", "paris")
    for wrong in ({}, {"options": [{"text": plain("")}]}, {"options": [], "option_groups": []}):
        ear.answer = lambda request, answer=wrong: answer
        assert desk.post("control/options", **where, value="paris")["ack_error"]["error"] == "invalid_options"
    ear.answer = lambda request: None
    desk.post("control/submit", user="alice", view_id=view["id"], values={"one": {"city": option("paris")}})
    assert ear.heard[-1]["view"]["state"]["values"]["one"]["city"]["selected_option"] == option("paris")


def test_a_chosen_conversation_can_be_answered(desk: Desk, ear: Ear) -> None:
    view = desk.client.views_open(trigger_id=trigger(desk, ear), view=asking(CONVERSATION))["view"]
    desk.post("control/submit", user="alice", view_id=view["id"], values={"one": {"where": "C0GENERAL"}})
    (answer,) = ear.heard[-1]["response_urls"]
    assert (answer["block_id"], answer["action_id"], answer["channel_id"]) == ("one", "where", "C0GENERAL")
    assert WebhookClient(answer["response_url"]).send(text="to all", response_type="in_channel").status_code == 200
    assert desk.messages("bob")[-1]["text"] == "to all"


def test_closing_is_told_only_on_request(desk: Desk, ear: Ear) -> None:
    open_modal(desk, ear)
    desk.post("control/close_view", user="alice")
    assert len(ear.heard) == 1
    view = open_modal(desk, ear, notify_on_close=True)
    desk.post("control/close_view", user="alice", view_id=view["id"])
    assert (ear.heard[-1]["type"], ear.heard[-1]["is_cleared"]) == ("view_closed", False)
    open_modal(desk, ear, notify_on_close=True, clear_on_close=True)
    desk.post("control/close_view", user="alice")
    assert ear.heard[-1]["is_cleared"] is True
    assert desk.get("control/views?user=alice")["views"] == []
    assert desk.ask("POST", "control/close_view", {"user": "alice"})[1]["error"] == "no_such_view"


def test_a_command_s_ack_is_checked_too(desk: Desk, ear: Ear) -> None:
    ear.answer = lambda request: {"blocks": [{"type": "nothing"}]}
    answer = desk.post("control/command", user="alice", text="x")
    assert json.dumps(answer["ack_error"]).count("unsupported type: nothing") == 1
    ear.answer = lambda request: {"text": "to all", "response_type": "in_channel"}
    desk.post("control/command", user="alice", text="x", channel="C0GENERAL")
    assert desk.messages("bob")[-1]["text"] == "to all"


MAILTO = {"type": "button", "action_id": "go", "text": plain("Go"), "url": "mailto:a@b.example"}
NOT_OF_THE_WEB = [{"type": "actions", "elements": [MAILTO]}]
WHERE = "must be an absolute http or https URL [json-pointer:{}/blocks/0/elements/0/url]"


def test_an_address_that_is_not_of_the_web_is_refused_with_all_that_came_with_it(desk: Desk, ear: Ear) -> None:
    view, blocks = modal("Two", blocks=NOT_OF_THE_WEB), {"text": "x", "blocks": NOT_OF_THE_WEB}
    home = {"type": "home", "blocks": NOT_OF_THE_WEB}
    opened = open_modal(desk, ear)
    ear.answer = lambda request: {"response_action": "update", "view": view} if "view" in request.payload else blocks
    refusals = [
        (desk.refused("chat.postMessage", channel="U0BOB", **blocks), "invalid_blocks", ""),
        (desk.post("control/command", user="alice", text="x")["ack_error"], "invalid_blocks", ""),
        (desk.refused("views.open", trigger_id=ear.heard[-1]["trigger_id"], view=view), "invalid_arguments", "/view"),
        (desk.refused("views.update", view_id=opened["id"], view=view), "invalid_arguments", "/view"),
        (desk.refused("views.publish", user_id="U0BOB", view=home), "invalid_arguments", "/view"),
        (desk.post("control/submit", user="alice")["ack_error"], "invalid_arguments", "/view"),
    ]
    for refusal, code, above in refusals:
        assert refusal["error"] in (code, "invalid_command_response")
        assert WHERE.format(above) in json.dumps(refusal), refusal
    assert (desk.messages("bob"), desk.messages("alice")) == ([], [])
    assert [one["title"]["text"] for one in desk.get("control/views?user=alice")["views"]] == ["One"]
