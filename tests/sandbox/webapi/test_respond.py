"""Response URLs replace, delete and write messages, five times within half an hour."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from typing import Any

from sandbox.workspace.response_urls import Hooks
from tests.sandbox.desk import Desk


def use(address: str, **body: Any) -> tuple[int, str]:
    """Post to a response URL."""
    data = json.dumps(body).encode()
    request = urllib.request.Request(address, data=data, headers={"Content-Type": "application/json"})
    try:
        with urllib.request.urlopen(request) as response:
            return response.status, response.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, json.loads(error.read())["error"]


def response_url(desk: Desk, ts: str | None) -> str:
    """A response URL as a press (or, without `ts`, a command) would bring it."""
    hooks: Hooks = desk.workspace.hooks
    return desk.workspace.base_url + hooks.issue("U0BOB", "D0BOB", ts)


def test_a_response_url_replaces_deletes_and_writes(desk: Desk) -> None:
    ts = desk.client.chat_postMessage(channel="U0BOB", text="one", blocks=[{"type": "divider"}])["ts"]
    address = response_url(desk, ts)
    assert use(address, replace_original=True, text="two") == (200, "ok")
    assert [(m["text"], m["blocks"], m["ts"]) for m in desk.messages("bob")] == [("two", [], ts)]
    assert use(address, text="only for Bob") == (200, "ok")
    assert desk.messages("bob")[-1]["ephemeral"] is True
    assert use(address, delete_original=True) == (200, "ok")
    assert [m["text"] for m in desk.messages("bob")] == ["only for Bob"]
    assert use(address, replace_original=True, text="x") == (400, "message_not_found")
    mailto = {"type": "button", "text": {"type": "plain_text", "text": "Go"}, "url": "mailto:a@b.example"}
    assert use(address, text="x", blocks=[{"type": "actions", "elements": [mailto]}]) == (400, "invalid_blocks")
    assert use(address, text="x") == (404, "used_url")


def test_a_response_url_lives_half_an_hour_of_the_sandbox_s_time(desk: Desk) -> None:
    address = response_url(desk, None)
    desk.post("control/clock", advance=29 * 60)
    assert use(address, text="in time", response_type="in_channel") == (200, "ok")
    desk.post("control/clock", advance=2 * 60)
    assert use(address, text="late") == (404, "expired_url")
    assert use(desk.workspace.base_url + "/hooks/actions/T/1/2", text="x") == (404, "invalid_url")
    assert use(response_url(desk, None), txt="x") == (400, "invalid_arguments")
    assert [call["error"] for call in desk.get("control/calls?method=response_url")["calls"]][:2] == [
        None,
        "expired_url",
    ]
