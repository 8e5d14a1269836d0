"""Every method of the Web API and every error code it can give, provoked one by one, beside Slack's own reference."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sandbox.ids import APP_TOKEN, BOT_TOKEN
from sandbox.webapi import endpoint
from sandbox.webapi.methods import COMMON, METHODS
from sandbox.workspace.app_manifest import EVERY_SCOPE
from tests.sandbox.desk import Desk
from tests.sandbox.webapi.method_errors import ERRORS

REFERENCE: dict[str, Any] = json.loads((Path(__file__).parent / "fixtures" / "methods.json").read_text())
OFFICIAL: dict[str, dict[str, str]] = REFERENCE["methods"]
# Older than Block Kit: the app sends none, and they are refused as an unknown argument.
LEFT_OUT = {"attachments"}
NAMES = sorted(METHODS)
OWN = sorted((name, code) for name in METHODS for code in METHODS[name].errors)


@pytest.fixture
def allowed(desk: Desk) -> Desk:
    """A workspace in which the bot may do everything, as often as it likes."""
    desk.post("control/scopes", scopes="all")
    desk.post("control/limits", method="*", per_second=100_000, burst=100_000)
    return desk


def call(desk: Desk, method: str, token: str, body: bytes) -> tuple[int, dict[str, Any]]:
    """One bare call with a JSON body."""
    headers = {"Content-Type": "application/json; charset=utf-8"} | (
        {"Authorization": f"Bearer {token}"} if token else {}
    )
    request = urllib.request.Request(desk.addresses["SLACK_API_URL"] + method, data=body, headers=headers)
    try:
        with urllib.request.urlopen(request) as response:
            return response.status, json.loads(response.read())
    except urllib.error.HTTPError as error:
        with error:
            return error.code, json.loads(error.read())


def token_for(method: str) -> str:
    return APP_TOKEN if METHODS[method].token == "app" else BOT_TOKEN


def error_of(desk: Desk, method: str, args: dict[str, Any], token: str | None = None) -> str:
    """The error code of a call."""
    _, answer = call(desk, method, token_for(method) if token is None else token, json.dumps(args).encode())
    return str(answer.get("error"))


@pytest.mark.parametrize("name", NAMES)
def test_a_method_is_as_the_reference_has_it(name: str) -> None:
    method, official = METHODS[name], OFFICIAL[name]
    assert set(method.args) == set(official["args"].split()) - LEFT_OUT
    assert method.tier == official["tier"] or official["tier"] is None
    assert set(method.scopes) == set(official["scopes"].split())
    assert set(method.required) == set(official["required"].split())


@pytest.mark.parametrize("name", NAMES)
def test_every_error_is_one_of_slack_s(name: str) -> None:
    known = {*OFFICIAL[name]["errors"].split(), *REFERENCE["common"].split(), *REFERENCE["unlisted"].get(name, {})}
    assert (METHODS[name].errors | COMMON) <= known


def test_every_error_of_every_method_is_provoked_below() -> None:
    assert endpoint.ROOMS
    assert {(name, code) for name, codes in ERRORS.items() for code in codes} == set(OWN)
    assert set(METHODS) == set(OFFICIAL)
    assert {scope for name in METHODS for scope in METHODS[name].scopes} - set(EVERY_SCOPE) == {"im:read", "mpim:read"}


@pytest.mark.parametrize(("name", "code"), OWN)
def test_an_error_of_its_own(allowed: Desk, name: str, code: str) -> None:
    provoke: Callable[[Desk], dict[str, Any]] | dict[str, Any] = ERRORS[name][code]
    args = provoke(allowed) if callable(provoke) else provoke
    assert error_of(allowed, name, args) == code


@pytest.mark.parametrize("name", [name for name in NAMES if METHODS[name].token != "none"])
def test_wrong_tokens(allowed: Desk, name: str) -> None:
    assert error_of(allowed, name, {}, "") == "not_authed"
    assert error_of(allowed, name, {}, "xoxb-wrong") == "invalid_auth"
    wrong = BOT_TOKEN if token_for(name) == APP_TOKEN else APP_TOKEN
    assert error_of(allowed, name, {}, wrong) == "not_allowed_token_type"
    allowed.client.auth_revoke()
    assert error_of(allowed, name, {}) == "token_revoked"
    allowed.post("control/reset")
    allowed.post("control/uninstall")
    assert error_of(allowed, name, {}) == "account_inactive"


@pytest.mark.parametrize("name", [name for name in NAMES if METHODS[name].scopes])
def test_a_missing_scope_is_named(desk: Desk, name: str) -> None:
    desk.post("control/scopes", scopes=["commands"])
    _, answer = call(desk, name, BOT_TOKEN, b"{}")
    expected = {"error": "missing_scope", "needed": ",".join(METHODS[name].scopes), "provided": "commands"}
    assert {key: answer[key] for key in expected} == expected


@pytest.mark.parametrize("name", NAMES)
def test_too_many_calls_and_unreadable_ones(allowed: Desk, name: str) -> None:
    token = token_for(name)
    assert call(allowed, name, token, b"{")[1]["error"] == "invalid_json"
    assert call(allowed, name, token, b"[1]")[1]["error"] == "json_not_object"
    allowed.post("control/limits", method=name, per_second=0.01, burst=1)
    call(allowed, name, token, b'{"chanel": 1}')
    status, answer = call(allowed, name, token, b"{}")
    assert (status, answer) == (429, {"ok": False, "error": "ratelimited"})


@pytest.mark.parametrize("name", NAMES)
def test_wrong_arguments(allowed: Desk, name: str) -> None:
    method = METHODS[name]
    _, answer = call(allowed, name, token_for(name), b'{"chanel": "C0GENERAL"}')
    assert answer["error"] == "invalid_arguments"
    expected = ["[ERROR] unknown argument: chanel"]
    expected += [f"[ERROR] missing required field: {one}" for one in method.required]
    assert answer["response_metadata"]["messages"] == expected
    kinds = {"int": ("many", "a number"), "bool": ("perhaps", "a boolean"), "text": ({}, "a string")}
    for argument, kind in method.args.items():
        if kind in kinds:
            value, what = kinds[kind]
            given = dict.fromkeys(method.required, "1") | {argument: value}
            _, answer = call(allowed, name, token_for(name), json.dumps(given).encode())
            assert answer["response_metadata"]["messages"][-1].startswith(f"[ERROR] must be {what}"), argument


def test_arguments_of_other_methods_are_ignored_as_slack_does(allowed: Desk) -> None:
    allowed.client.api_call(
        "chat.postMessage", json={"channel": "U0BOB", "text": "x", "user": "U0BOB", "view_id": "V1"}
    )
    assert [message["text"] for message in allowed.messages("bob")] == ["x"]


def test_a_method_that_it_does_not_know(allowed: Desk, caplog: pytest.LogCaptureFixture) -> None:
    status, answer = call(allowed, "rtm.connect", BOT_TOKEN, b"{}")
    assert (status, answer) == (200, {"ok": False, "error": "unknown_method", "req_method": "rtm.connect"})
    assert "The sandbox does not know the method rtm.connect." in caplog.text
