"""The control interface: the clock, the stream, people and channels, and what is refused."""

from __future__ import annotations

import json
import threading
import urllib.error
import urllib.request
from datetime import datetime
from typing import Any

import pytest

from tests.sandbox.desk import Desk

BUTTONS = [
    {
        "type": "actions",
        "block_id": "row",
        "elements": [
            {"type": "button", "action_id": "go", "value": "1", "text": {"type": "plain_text", "text": "One"}},
            {"type": "button", "action_id": "on", "value": "2", "text": {"type": "plain_text", "text": "Two"}},
        ],
    }
]


def test_the_clock_moves_and_stamps_stay_unique(desk: Desk) -> None:
    desk.post("control/clock", now="2026-11-20T08:00:00+00:00")
    assert desk.get("clock")["now"].startswith("2026-11-20T08:00:0")
    assert desk.get("clock")["now"].endswith("+00:00")
    moved = desk.post("control/clock", advance=7 * 86400)["now"]
    assert datetime.fromisoformat(moved).day == 27
    stamps = [desk.workspace.clock.stamp() for _ in range(2000)]
    assert len(set(stamps)) == 2000
    assert stamps == sorted(stamps)
    assert desk.client.chat_postMessage(channel="U0BOB", text="x")["ts"] > stamps[-1]


def test_without_a_bot_nothing_is_acked(desk: Desk) -> None:
    answer = desk.post("control/command", user="bob", text="x")
    assert (answer["acked"], answer["ack"]) == (False, None)
    assert desk.post("control/home", user="bob")["acked"] is False


def test_buttons_are_told_apart_by_value_and_block(desk: Desk) -> None:
    ts = desk.client.chat_postMessage(channel="U0BOB", text="one", blocks=BUTTONS)["ts"]
    where = {"user": "bob", "channel": "D0BOB", "ts": ts}
    assert desk.post("control/press", **where, action_id="go", value="1", block_id="row")["ok"] is True
    for wrong in ({"action_id": "go", "value": "2"}, {"action_id": "go", "block_id": "other"}, {"action_id": "stop"}):
        assert desk.ask("POST", "control/press", {**where, **wrong})[0] == 404


@pytest.mark.parametrize(
    ("path", "body", "status", "code"),
    [
        ("control/press", {"user": "bob", "action_id": "x"}, 400, "invalid_place"),
        ("control/press", {"user": "bob", "home": True, "action_id": "x"}, 404, "no_such_element"),
        ("control/press", {"user": "bob", "view_id": "V1", "action_id": "x"}, 404, "no_such_view"),
        ("control/press", {"user": "alice", "channel": "D0BOB", "ts": "1.0", "action_id": "x"}, 404, "no_such_element"),
        ("control/press", {"user": "dora", "home": True, "action_id": "x"}, 400, "user_disabled"),
        ("control/command", {"user": "nobody"}, 404, "no_such_user"),
        ("control/home", {"user": "xena"}, 400, "not_allowed"),
        ("control/clock", {"now": "soon"}, 400, "invalid_time"),
        ("control/clock", {}, 400, "invalid_arguments"),
        ("control/people", {"name": "X", "role": "king"}, 400, "invalid_role"),
        ("control/people", {"name": "X", "tz": "Mars/Base"}, 400, "invalid_tz"),
        ("control/people", {"nmae": "X"}, 400, "invalid_arguments"),
        ("control/faults", {"method": "auth.test", "kind": "fire"}, 400, "invalid_kind"),
        ("control/faults", {"method": "auth.test", "kind": "error", "tims": 1}, 400, "invalid_arguments"),
        ("control/limits", {"method": "users.info", "per_second": 0}, 400, "invalid_arguments"),
        ("control/socket", {"disconnect": "politely"}, 400, "invalid_reason"),
        ("control/event", {"event": {}}, 400, "invalid_event"),
        ("control/redeliver", {"count": "all"}, 400, "invalid_arguments"),
        ("control/files", {"user": "bob", "content": "%"}, 400, "invalid_content"),
    ],
)
def test_wrong_requests_are_refused(desk: Desk, path: str, body: Any, status: int, code: str) -> None:
    answer = desk.ask("POST", path, body)
    assert (answer[0], answer[1]["error"]) == (status, code)
    assert answer[1]["detail"]


def test_other_hosts_and_origins_are_kept_out(desk: Desk) -> None:
    for header in ({"Host": "evil.example"}, {"Origin": "http://evil.example"}):
        request = urllib.request.Request(desk.addresses["page"] + "clock", headers=header)
        with pytest.raises(urllib.error.HTTPError) as caught, urllib.request.urlopen(request):
            pass
        caught.value.close()
        assert caught.value.code == 403


def test_people_channels_and_groups_can_be_changed(desk: Desk) -> None:
    cast = {person["id"]: person for person in desk.get("control/people")["people"]}
    assert cast["U0OLGA"]["role"] == "primary_owner"
    assert cast["U0XENA"]["team_id"] == "T0FOREIGN"
    guest = desk.post("control/people", name="Gil Guest", role="single_channel_guest")
    assert guest["role"] == "single_guest"
    assert desk.client.users_info(user=guest["id"])["user"]["is_ultra_restricted"] is True
    room = desk.post("control/channels", name="secret", members=["U0OLGA"], private=True)
    group = desk.post("control/groups", handle="all", name="All", members=[guest["id"]])
    known = desk.get("control/channels")
    assert [room["id"] in str(known["channels"]), group["id"] in str(known["groups"])] == [True, True]


def test_watchers_hear_what_happens(desk: Desk) -> None:
    lines: list[str] = []
    ready = threading.Event()

    def watch() -> None:
        with urllib.request.urlopen(desk.addresses["page"] + "control/stream", timeout=30) as stream:
            for line in stream:
                ready.set()
                lines.append(line.decode().strip())
                if '"clock"' in lines[-1]:
                    return

    thread = threading.Thread(target=watch)
    thread.start()
    assert ready.wait(30)
    desk.client.chat_postMessage(channel="U0BOB", text="x")
    desk.client.views_publish(user_id="U0BOB", view={"type": "home", "blocks": []})
    desk.post("control/clock", advance=1)
    thread.join(30)
    events = [json.loads(line.removeprefix("data: ")) for line in lines if line.startswith("data: ")]
    assert [event["kind"] for event in events] == ["message", "call", "home", "call", "clock"]
    assert events[0]["user"] == "U0BOB"
    assert "now" in events[-1]
