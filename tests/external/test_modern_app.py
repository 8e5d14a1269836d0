"""An app of the newer shapes lives in the sandbox: an assistant that streams, a workflow step, links that unfurl."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from sandbox.processes import ROOT
from tests.external.conftest import APPS, Workspace, app_process, wait_for, workspace

ALICE, BOB = "U0ALICE", "U0BOB"


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """The app as it is, launched beside a sandbox that has its manifest."""
    folder: Path = tmp_path_factory.mktemp("modern")
    with ExitStack() as stack:
        place = stack.enter_context(workspace(folder, "--manifest", str(APPS / "modern.json")))
        command = [sys.executable, "-m", "sandbox.launch", "--data", str(folder), str(APPS / "modern.py")]
        stack.enter_context(app_process(command, place.addresses, folder, cwd=ROOT))
        wait_for(lambda: place.get("socket")["links"], "the app's link")
        yield place


def message(place: Workspace, user: str, text: str) -> dict[str, Any]:
    """The newest message with this text, once it is there."""

    def look() -> Any:
        found = place.get(f"messages?user={user}")["messages"]
        return next((one for one in reversed(found) if one["text"] == text), None)

    return wait_for(look, text)  # type: ignore[no-any-return]  # JSON


def test_an_assistant_greets_and_streams_its_answer(running: Workspace) -> None:
    opened = running.post("assistant", user=BOB)
    assert (opened["sent"], opened["acked"]) == (True, True)
    assert message(running, BOB, "How may I help?")["thread_ts"] == opened["ts"]
    running.post("say", user=BOB, text="What is new?", thread_ts=opened["ts"])
    wait_for(lambda: "feedback" in str(running.newest(BOB)["blocks"]), "the end of the stream")
    answer = running.newest(BOB)
    assert (answer["text"], answer["thread_ts"]) == ("You said: What is new?", opened["ts"])
    assert [block["type"] for block in answer["blocks"]] == ["task_card", "context_actions"]
    where = {"channel": answer["channel"], "ts": answer["ts"]}
    running.post("press", user=BOB, **where, action_id="feedback", value="good")
    message(running, BOB, "Thanks: good")


def test_words_to_an_assistant_open_a_thread_by_themselves(running: Workspace) -> None:
    running.post("say", user=ALICE, text="Hello")
    message(running, ALICE, "How may I help?")
    message(running, ALICE, "You said: Hello")


def test_the_assistant_hears_where_a_person_looks(running: Workspace) -> None:
    running.post("assistant", user=BOB)
    assert running.post("assistant", user=BOB, seen="C0GENERAL")["type"] == "assistant_thread_context_changed"


def test_a_workflow_step_asks_a_person_and_is_completed(running: Workspace) -> None:
    step = running.post("steps", user=ALICE, callback_id="approve", inputs={"user": BOB})["step"]
    asked = message(running, BOB, "Please agree")
    running.post("press", user=BOB, channel=asked["channel"], ts=asked["ts"], action_id="agree")
    message(running, BOB, "Agreed")
    ended = wait_for(lambda: [one for one in steps(running, step) if one["state"] != "running"], "the end")[0]
    assert (ended["state"], ended["outputs"]["by"]) == ("succeeded", BOB)


def test_a_workflow_step_fails(running: Workspace) -> None:
    step = running.post("steps", user=ALICE, callback_id="approve", inputs={})["step"]
    wait_for(lambda: steps(running, step)[0]["state"] == "failed", "the failure")
    assert steps(running, step)[0]["error"] == "Nobody to ask"


def steps(place: Workspace, step: str) -> list[dict[str, Any]]:
    """This run, as the sandbox knows it."""
    return [one for one in place.get("steps")["steps"] if one["id"] == step]


def test_a_link_unfurls_and_others_do_not(running: Workspace) -> None:
    said = running.post("say", user=BOB, channel="general", text="see https://www.example.com/a?b=1&c=2, please")
    assert [one["type"] for one in said["events"]] == ["message", "link_shared"]
    text = "see <https://www.example.com/a?b=1&amp;c=2>, please"
    wait_for(lambda: message(running, ALICE, text)["attachments"], "what is shown below the link")
    assert "About www.example.com" in str(message(running, ALICE, text)["attachments"])
    other = running.post("say", user=BOB, channel="general", text="see https://example.org/a")
    assert [one["type"] for one in other["events"]] == ["message"]


def test_an_answer_in_a_thread_goes_to_all(running: Workspace) -> None:
    said = running.post("say", user=ALICE, channel="general", text="@modern tell them")
    assert message(running, BOB, "To all")["thread_ts"] == said["ts"]


def test_a_changed_message_is_heard(running: Workspace) -> None:
    said = running.post("say", user=BOB, channel="general", text="first")
    running.post("edit", user=BOB, channel=said["channel"], ts=said["ts"], text="second")
    message(running, ALICE, "Now: second")


def test_nothing_was_refused_or_left_without_answer(running: Workspace) -> None:
    calls = running.get("calls")["totals"]
    assert {method: set(found) - {"ok"} for method, found in calls.items() if set(found) != {"ok"}} == {}
    assert [one for one in running.get("deliveries")["deliveries"] if not one["acked"]] == []
