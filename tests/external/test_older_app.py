"""An app of the older and the seldom shapes lives in the sandbox: dialogs, buttons in attachments, metadata, pins."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from sandbox.client import Refused
from sandbox.processes import ROOT
from tests.external.conftest import APPS, Workspace, app_process, free_port, listening, message, wait_for, workspace

ALICE, BOB = "U0ALICE", "U0BOB"


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """The app as it is, served over HTTP beside a sandbox that has its manifest."""
    folder: Path = tmp_path_factory.mktemp("older")
    port = str(free_port())
    with ExitStack() as stack:
        place = stack.enter_context(workspace(folder, "--manifest", str(APPS / "older.json")))
        command = [sys.executable, "-m", "sandbox.launch", "--data", str(folder), str(APPS / "older.py"), port]
        stack.enter_context(app_process(command, place.addresses, folder, cwd=ROOT))
        wait_for(lambda: listening(place, port), "the app's request URL")
        yield place


def dialog(place: Workspace, user: str) -> dict[str, Any]:
    """The dialog of /ride, opened from #general."""
    assert place.post("command", user=user, command="/ride", channel="general")["acked"]
    return wait_for(lambda: place.get(f"dialog?user={user}")["dialog"], "the dialog")  # type: ignore[no-any-return]  # JSON


def game(place: Workspace, user: str) -> dict[str, Any]:
    """The message of /game: where it stands."""
    before = place.texts(user).count("A game?")
    assert place.post("command", user=user, command="/game", channel="general")["acked"]
    wait_for(lambda: place.texts(user).count("A game?") > before, "the game")
    found = message(place, user, "A game?")
    return {"user": user, "channel": found["channel"], "ts": found["ts"]}


def test_a_dialog_is_asked_filled_and_sent(running: Workspace) -> None:
    assert dialog(running, BOB)["title"] == "A ride"
    with pytest.raises(Refused, match="required"):
        running.post("dialog", user=BOB, submission={"origin": "Rome"})
    offered = running.post("dialog/options", user=BOB, name="means", value="ta")["options"]
    assert offered == [{"label": "Taxi", "value": "taxi"}]
    refused = running.post("dialog", user=BOB, submission={"origin": "R", "means": "taxi"})
    assert refused["errors"] == {"origin": "Too short"}
    assert running.post("dialog", user=BOB, submission={"origin": "Rome", "means": "taxi"})["acked"]
    assert running.get(f"dialog?user={BOB}")["dialog"] is None
    posted = message(running, ALICE, "Rome by taxi")
    assert (posted["channel"], posted["metadata"]["event_type"]) == ("C0GENERAL", "ride")


def test_metadata_is_heard_by_its_own_app(running: Workspace) -> None:
    metadata = {"event_type": "ride", "event_payload": {"state": "from elsewhere"}}
    said = running.web().chat_postMessage(channel="C0GENERAL", text="x", metadata=metadata)
    assert message(running, BOB, "Noted: from elsewhere")["thread_ts"] == said["ts"]
    told = [one["payload"].get("event", {}) for one in running.get("deliveries")["deliveries"]]
    (event,) = [one for one in told if one.get("message_ts") == said["ts"]]
    assert (event["type"], event["metadata"]) == ("message_metadata_posted", metadata)
    assert {"app_id", "bot_id", "user_id", "team_id", "channel_id", "event_ts"} <= set(event)


def test_who_closes_a_dialog_is_told(running: Workspace) -> None:
    dialog(running, ALICE)
    assert running.post("dialog", user=ALICE, cancel=True)["acked"]
    assert message(running, ALICE, "Another time")["ephemeral"]
    with pytest.raises(Refused, match="no dialog is open"):
        running.post("dialog", user=ALICE, cancel=True)


def test_the_ack_of_a_button_in_an_attachment_replaces_the_message(running: Workspace) -> None:
    place = game(running, BOB)
    with pytest.raises(Refused, match="no_such_element"):
        running.post("attachment", **place, name="play", value="poker")
    assert running.post("attachment", **place, name="play", value="go")["acked"]
    replaced = message(running, ALICE, "A game? go")
    assert (replaced["ts"], replaced["attachments"]) == (place["ts"], [])


def test_a_menu_in_an_attachment_answers_beside_the_message(running: Workspace) -> None:
    place = game(running, ALICE)
    with pytest.raises(Refused, match="no_such_option"):
        running.post("attachment", **place, name="size", value="xl")
    assert running.post("attachment", **place, name="size", value="l")["acked"]
    assert message(running, ALICE, "Size l")["ephemeral"]
    assert message(running, ALICE, "A game?")["attachments"]


def test_a_menu_begins_with_the_current_conversation(running: Workspace) -> None:
    assert running.post("command", user=BOB, command="/where", channel="product")["acked"]
    view = wait_for(lambda: running.get(f"views?user={BOB}")["views"], "the modal")[0]
    assert running.post("submit", user=BOB, view_id=view["id"], values={})["acked"]
    assert message(running, BOB, "Here I am")["channel"] == "C0PRODUCT"


def test_pins_and_shortcuts_on_a_message(running: Workspace) -> None:
    said = running.post("say", user=ALICE, channel="general", text="Keep this")
    where = {"channel": said["channel"], "ts": said["ts"]}
    assert running.post("pin", user=BOB, **where)["events"][0]["acked"]
    message(running, ALICE, "<@U0BOB> pinned: Keep this")
    with pytest.raises(Refused, match="already_pinned"):
        running.post("pin", user=BOB, **where)
    assert not running.post("pin", user=BOB, **where, remove=True)["events"][0]["sent"]
    assert running.post("shortcut", user=BOB, callback_id="report", **where)["acked"]
    assert message(running, BOB, "Reported: Keep this")["ephemeral"]


def test_details_of_what_stands_below_a_link(running: Workspace) -> None:
    said = running.post("say", user=BOB, channel="general", text="see https://example.com/things/7")
    where = {"user": ALICE, "channel": said["channel"], "ts": said["ts"]}
    wait_for(lambda: "A thing" in str(running.get(f"messages?user={ALICE}")), "the thing below the link")
    assert running.post("entity", **where)["acked"]
    shown = wait_for(lambda: running.get(f"entity?user={ALICE}")["details"], "the details")
    assert shown["metadata"]["external_ref"] == {"id": "7"}
    with pytest.raises(Refused, match="no_such_element"):
        running.post("entity", **where, url="https://example.com/things/8")


def test_nothing_was_refused_or_left_without_answer(running: Workspace) -> None:
    calls = running.get("calls")["totals"]
    assert {method: set(found) - {"ok"} for method, found in calls.items() if set(found) != {"ok"}} == {}
    assert [one for one in running.get("deliveries")["deliveries"] if not one["acked"]] == []
