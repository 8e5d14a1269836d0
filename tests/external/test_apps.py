"""An ordinary Bolt app, which knows nothing of the sandbox, lives in it over Socket Mode and over signed HTTP."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from sandbox.client import Refused
from sandbox.processes import ROOT
from tests.external.conftest import APPS, Workspace, app_process, free_port, listening, python_app, wait_for, workspace

ALICE, BOB = "U0ALICE", "U0BOB"


@pytest.fixture(scope="module", params=["socket", "http", "wsgi"])
def running(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """The app beside a sandbox that has its manifest: Socket Mode, Bolt's own HTTP server, or a WSGI server."""
    folder: Path = tmp_path_factory.mktemp("everyday")
    with ExitStack() as stack:
        place = stack.enter_context(workspace(folder, "--manifest", str(APPS / "manifest.json")))
        place.post("limits", method="*", per_second=1000, burst=1000)
        if request.param == "socket":
            stack.enter_context(app_process(python_app("everyday.py", "socket"), place.addresses, folder))
            wait_for(lambda: place.get("socket")["links"], "the app's link")
        else:
            port = str(free_port())
            command = python_app("everyday.py", *(["wsgi"] if request.param == "wsgi" else []), port)
            stack.enter_context(app_process(command, place.addresses, folder))
            wait_for(lambda: listening(place, port), "the app's request URL")
        yield place


def open_order(place: Workspace, user: str = ALICE) -> dict[str, Any]:
    """The modal of /lunch."""
    assert place.post("command", user=user, command="/lunch", text="")["acked"]
    return wait_for(lambda: (place.get(f"views?user={user}")["views"] or [None])[-1], "the modal")  # type: ignore[no-any-return]  # JSON


def submit(place: Workspace, user: str = ALICE, **values: Any) -> dict[str, Any]:
    """Submit the top modal: block id -> {action id: value}."""
    return place.post("submit", user=user, view_id=place.top(user)["id"], values=values)  # type: ignore[no-any-return]  # JSON


def test_a_command_answers_in_private_and_to_all(running: Workspace) -> None:
    assert running.post("command", user=ALICE, command="/lunch", text="help")["ack"] == {"text": "Type /lunch to order"}
    running.post("command", user=ALICE, command="/lunch", text="later", channel="#general")
    wait_for(lambda: "Lunch is served" in running.texts(BOB, "C0GENERAL"), "the answer to all")
    assert "Working on it" in running.texts(ALICE, "C0GENERAL")
    assert "Working on it" not in running.texts(BOB, "C0GENERAL")
    with pytest.raises(Refused, match="no_such_command"):
        running.post("command", user=ALICE, command="/dinner")


def test_a_command_that_is_not_acknowledged_warns_the_person(running: Workspace) -> None:
    running.post("socket", ack_seconds=0.5)
    answer = running.post("command", user=ALICE, command="/lunch", text="slow")
    running.post("socket", ack_seconds=3)
    assert not answer["acked"]
    assert answer["warning"].startswith('/lunch failed with the error "')


def test_a_modal_is_corrected_and_ordered(running: Workspace) -> None:
    open_order(running)
    refused = submit(running, dish={"text": "ab"})
    assert refused["errors"] == {"dish": "That is too short"}
    done = submit(running, dish={"text": "Soup"}, day={"date": "2026-12-24"}, where={"channel": "C0GENERAL"})
    assert done["view"] is None
    wait_for(lambda: "Ordered Soup for 2026-12-24" in running.texts(ALICE), "the receipt")
    wait_for(lambda: f"<@{ALICE}> ordered Soup" in running.texts(BOB, "C0GENERAL"), "the word to all")


def test_modals_are_pushed_updated_and_cleared(running: Workspace) -> None:
    open_order(running)
    assert submit(running, dish={"text": "menu"})["view"]["title"]["text"] == "Menu"
    assert len(running.get(f"views?user={ALICE}")["views"]) == 2
    assert submit(running, dish={"text": "anything"})["view"] is None
    open_order(running)
    assert submit(running, dish={"text": "preview"})["view"]["title"]["text"] == "Preview"
    open_order(running)
    assert submit(running, dish={"text": "nothing"})["view"] is None


def test_a_modal_changes_under_a_press_and_is_closed(running: Workspace) -> None:
    view = open_order(running)
    running.post("press", user=ALICE, view_id=view["id"], action_id="details")
    wait_for(lambda: "organic" in str(running.top(ALICE)["blocks"]), "the changed modal")
    running.post("close_view", user=ALICE)
    wait_for(lambda: running.texts(ALICE)[-1] == "No lunch then", "word of the closing")


def test_a_menu_asks_the_app_for_its_options(running: Workspace) -> None:
    view = open_order(running)
    where = {"user": ALICE, "view_id": view["id"], "action_id": "city"}
    answer = running.post("options", **where, value="pa")
    assert [one["text"]["text"] for one in answer["options"]] == ["Paris", "Palermo"]
    with pytest.raises(Refused, match="query_too_short"):
        running.post("options", **where, value="p")
    running.post("close_view", user=ALICE)


def test_words_to_the_app_and_a_button(running: Workspace) -> None:
    said = running.post("say", user=BOB, text="hello")
    assert [(one["type"], one["acked"]) for one in said["events"]] == [("message", True)]
    wait_for(lambda: f"Hey there <@{BOB}>!" in running.texts(BOB), "the greeting")
    greeting = running.newest(BOB)
    where = {"channel": greeting["channel"], "ts": greeting["ts"]}
    assert running.post("press", user=BOB, **where, action_id="click")["acked"]
    wait_for(lambda: f"<@{BOB}> clicked the button" in running.texts(BOB), "the answer")
    wait_for(lambda: reactions(running, greeting["ts"]), "the reaction")


def reactions(place: Workspace, ts: str) -> list[dict[str, Any]]:
    """The reactions on Bob's message."""
    found = place.get(f"messages?user={BOB}")["messages"]
    return next(message["reactions"] for message in found if message["ts"] == ts)  # type: ignore[no-any-return]  # JSON


def test_menus_and_boxes_in_a_message(running: Workspace) -> None:
    running.post("say", user=ALICE, text="choose please")
    wait_for(lambda: running.texts(ALICE)[-1] == "Choose", "the menus")
    message = running.newest(ALICE)
    where = {"user": ALICE, "channel": message["channel"], "ts": message["ts"]}
    large = {"text": {"type": "plain_text", "text": "Large", "emoji": True}, "value": "l"}
    running.post("press", **where, action_id="size", selected_option=large)
    wait_for(lambda: "Size l" in running.texts(ALICE), "the size")
    running.post("press", **where, action_id="people", selected_users=[BOB])
    running.post("press", **where, action_id="one", selected_option="a")
    running.post("press", **where, action_id="many", selected_options=["x", "y"])
    wait_for(lambda: sum(text.startswith("Noted") for text in running.texts(ALICE)) == 3, "the notes")
    running.post("press", **where, action_id="when", selected_date="2026-12-31")
    wait_for(lambda: "On 2026-12-31" in running.texts(ALICE), "the date")


def test_an_overflow_menu_deletes_its_message(running: Workspace) -> None:
    running.post("say", user=BOB, text="choose again")
    wait_for(lambda: running.texts(BOB)[-1] == "Choose", "the menus")
    message = running.newest(BOB)
    where = {"channel": message["channel"], "ts": message["ts"]}
    running.post("press", user=BOB, **where, action_id="rest", selected_option="hide")
    wait_for(lambda: "Choose" not in running.texts(BOB), "the message to go")


def test_a_mention_a_reaction_and_a_deletion_in_a_channel(running: Workspace) -> None:
    said = running.post("say", user=ALICE, channel="#general", text="@everyday are you there?")
    assert [one["type"] for one in said["events"]] == ["message", "app_mention"]
    wait_for(lambda: f"You called, <@{ALICE}>?" in running.texts(BOB, "C0GENERAL"), "the answer")
    running.post("react", user=BOB, channel=said["channel"], ts=said["ts"], name="tada")
    wait_for(lambda: "Thanks for the :tada:" in running.texts(ALICE, "C0GENERAL"), "the thanks")
    running.post("delete", user=ALICE, channel=said["channel"], ts=said["ts"])
    wait_for(lambda: any(text.startswith("Gone: <@U0CONSENT>") for text in running.texts(BOB)), "word of it")


def test_channels_are_joined_and_read(running: Workspace) -> None:
    room = running.post("channels", name="lunchroom", members=[ALICE, BOB])
    running.post("say", user=ALICE, text="join lunchroom")
    wait_for(lambda: "3 members, 0 messages, Alice Adams" in running.texts(ALICE), "what it found there")
    running.post("channels", id=room["id"], members=[ALICE, BOB, "U0CONSENT", "U0CAROL"])
    wait_for(lambda: "<@U0CAROL> is here" in running.texts(ALICE, room["id"]), "word of the newcomer")


def test_a_scheduled_message_and_a_file(running: Workspace) -> None:
    running.post("say", user=BOB, text="remind me")
    wait_for(lambda: any(text.startswith("Planned Q") for text in running.texts(BOB)), "the promise")
    assert "Now!" not in running.texts(BOB)
    running.post("clock", advance=3700)
    wait_for(lambda: "Now!" in running.texts(BOB), "the scheduled message")
    running.post("clock", advance=-3700)
    running.post("say", user=BOB, text="file please")
    wait_for(lambda: running.get(f"files?user={BOB}")["files"], "the file")


def test_home_is_painted_and_counts(running: Workspace) -> None:
    running.post("home", user=ALICE)
    wait_for(lambda: running.get(f"home?user={ALICE}")["published"] == 1, "Home")
    for count in (1, 2):
        running.post("press", user=ALICE, home=True, action_id="home_click")
        wait_for(lambda n=count: f"Clicked {n}" in str(running.get(f"home?user={ALICE}")["view"]), "the count")


def test_shortcuts_anywhere_and_on_a_message(running: Workspace) -> None:
    assert running.post("shortcut", user=BOB, callback_id="new_order")["acked"]
    wait_for(lambda: running.get(f"views?user={BOB}")["views"], "the modal")
    running.post("close_view", user=BOB)
    said = running.post("say", user=BOB, channel="general", text="remember this")
    running.post("shortcut", user=ALICE, callback_id="quote", channel=said["channel"], ts=said["ts"])
    wait_for(lambda: "> remember this" in running.texts(BOB, "C0GENERAL"), "the quotation")


def test_newcomers_are_welcomed(running: Workspace) -> None:
    person = running.post("people", name="Nina New")
    wait_for(lambda: f"Welcome, <@{person['id']}>" in running.texts(BOB, "C0GENERAL"), "the welcome")


def test_nothing_was_refused_or_left_without_answer(running: Workspace) -> None:
    calls = running.get("calls")["totals"]
    assert {method: set(found) - {"ok"} for method, found in calls.items() if set(found) != {"ok"}} == {}
    silent = [one for one in running.get("deliveries")["deliveries"] if not one["acked"]]
    assert [one["payload"].get("text") for one in silent] == ["slow"]


def test_an_app_that_names_no_address_is_launched_as_it_is(tmp_path: Path) -> None:
    with workspace(tmp_path, "--scopes", "all") as place:
        command = [sys.executable, "-m", "sandbox.launch", "--data", str(tmp_path), str(APPS / "unmodified.py")]
        with app_process(command, place.addresses, tmp_path, cwd=ROOT):
            wait_for(lambda: place.get("socket")["links"] == 1, "the app's link")
            place.post("say", user=BOB, text="hello")
            wait_for(lambda: f"Hey there <@{BOB}>!" in place.texts(BOB), "the greeting")
            place.post("command", user=BOB, command="/echo", text="hear me")
            wait_for(lambda: "hear me" in place.texts(BOB), "the echo")
