"""Slack's own clients agree with the sandbox: Python's, sync and async, and those of npm, call every method."""

from __future__ import annotations

import asyncio
import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.client import WebClient

from sandbox import webapi
from sandbox.methods import METHODS
from sandbox.processes import clean_environment
from tests.external.calls import SHAPES, Answer, Walk
from tests.external.conftest import NODE, Workspace, app_process, node_command, wait_for, workspace

NO_ASYNC = {"oauth.v2.access"}  # Python's async client uses a class there that aiohttp has given up
NO_PYTHON = {"api.test", "blocks.validate"}  # Python's client has no function of this name, or one for GET only


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """A sandbox for an app that may do everything."""
    with workspace(tmp_path_factory.mktemp("clients"), "--scopes", "all") as found:
        found.post("limits", method="*", per_second=1000, burst=1000)
        found.post("socket", ack_seconds=0.1)
        yield found


def token_for(place: Workspace, method: str) -> str:
    app = METHODS[method].token == "app"
    return place.addresses["SLACK_APP_TOKEN" if app else "SLACK_BOT_TOKEN"]


def shaped(answers: dict[str, Answer]) -> None:
    """Every method was called, and each answer has what Slack's reference promises."""
    assert webapi.ROOMS
    assert set(answers) == set(METHODS) == set(SHAPES)
    for method, shape in SHAPES.items():
        for key, kind in shape.items():
            assert isinstance(answers[method].get(key), kind), (method, key, answers[method])


def test_the_sync_client_calls_every_method(place: Workspace) -> None:
    def call(method: str, args: dict[str, Any]) -> Answer:
        client = WebClient(token_for(place, method), base_url=place.addresses["SLACK_API_URL"], retry_handlers=[])
        named = getattr(client, method.replace(".", "_"), None)
        if named is None or method in NO_PYTHON:
            return dict(client.api_call(method, json=args).data)  # type: ignore[arg-type]  # JSON
        if method == "apps.connections.open":
            args = {"app_token": client.token}
        return dict(named(**args).data)

    shaped(Walk(place, call).all())


def test_the_async_client_calls_every_method(place: Workspace) -> None:
    async def called(method: str, args: dict[str, Any]) -> Answer:
        client = AsyncWebClient(token_for(place, method), base_url=place.addresses["SLACK_API_URL"], retry_handlers=[])
        named = getattr(client, method.replace(".", "_"), None)
        if named is None or method in NO_PYTHON | NO_ASYNC:
            return dict((await client.api_call(method, json=args)).data)  # type: ignore[arg-type]  # JSON
        if method == "apps.connections.open":
            args = {"app_token": client.token}
        return dict((await named(**args)).data)

    shaped(Walk(place, lambda method, args: asyncio.run(called(method, args))).all())


class NodeClient:
    """Slack's client for Node as a process that calls what it is told to."""

    def __init__(self, process: subprocess.Popen[str], place: Workspace) -> None:
        self._process, self._place = process, place

    def call(self, method: str, args: dict[str, Any]) -> Answer:
        """One call; the client's answer."""
        order = {"name": method, "args": args, "token": token_for(self._place, method)}
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        answer: Answer = json.loads(self._process.stdout.readline())
        return answer


@pytest.fixture(scope="module")
def node_client(place: Workspace, node: Path) -> Iterator[NodeClient]:
    environment = clean_environment() | {"SLACK_API_URL": place.addresses["SLACK_API_URL"]}
    process = subprocess.Popen(
        node_command(NODE / "client.mjs", node),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=environment,
        cwd=node,
    )
    yield NodeClient(process, place)
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.close()
    process.wait(10)
    process.stdout.close()


def test_the_client_of_npm_calls_every_method(place: Workspace, node_client: NodeClient) -> None:
    answers = Walk(place, node_client.call).all()
    shaped(answers)
    assert {method for method, answer in answers.items() if not answer["typed"]} <= {"blocks.validate"}
    assert node_client.call("users.info", {"user": "U0NOBODY"})["error"] == "user_not_found"
    assert node_client.call("chat.postMessage", {"channel": "C0GENERAL"})["error"] == "no_text"


def test_the_answers_have_the_types_that_the_client_of_npm_declares(
    place: Workspace, node_client: NodeClient, node: Path, tmp_path: Path
) -> None:
    """Every answer as a literal of the declared type: a field of another type, or one nobody knows, is an error."""
    answers = Walk(place, node_client.call).all()
    source = node / "answers.ts"
    source.write_text(typed_literals(answers), encoding="utf-8")
    done = subprocess.run(
        ["node", str(node / "node_modules/typescript/bin/tsc"), "--noEmit", "--strict", "--skipLibCheck",
         "--module", "nodenext", "--moduleResolution", "nodenext", str(source)],
        capture_output=True, text=True, check=False, timeout=110, cwd=node,
    )  # fmt: skip
    assert [line for line in done.stdout.splitlines() if "error TS" in line and not explained(line)] == []


def explained(line: str) -> bool:
    """Where the declared types are narrower than what Slack sends: enums, nulls, two examples of its own reference."""
    enum = re.search(r"""TS2322: Type '"\w+"' is not assignable to type '(\w+Type) \| undefined'""", line)
    null = "TS2322: Type 'null' is not assignable to type" in line
    examples = (
        """'"revoked"' does not exist in type 'AuthRevokeResponse'""",
        """'"message"' does not exist in type 'Item'""",
    )
    return bool(enum) or null or any(one in line for one in examples)


def typed_literals(answers: dict[str, Answer]) -> str:
    """A TypeScript module in which each answer is a constant of its declared type."""
    names = {method: "".join(part[0].upper() + part[1:] for part in method.split(".")) for method in answers}
    typed = {method: answer for method, answer in answers.items() if answer.pop("typed")}
    lines = [f'import type {{ {", ".join(f"{names[one]}Response" for one in typed)} }} from "@slack/web-api";']
    for method, answer in typed.items():
        lines.append(f"export const {names[method]}: {names[method]}Response = {json.dumps(answer, indent=1)};")
    return "\n".join(lines) + "\n"


def test_the_socket_client_of_npm_and_bolt_for_node_live_in_the_sandbox(tmp_path: Path, node: Path) -> None:
    with workspace(tmp_path, "--scopes", "all") as place:
        with app_process(node_command(NODE / "socket.mjs", node), place.addresses, tmp_path, cwd=node):
            wait_for(lambda: place.get("socket")["links"] == 1, "the link")
            assert place.post("command", user="U0BOB", command="/x", text="hello")["ack"] == {"text": "heard hello"}
            place.post("socket", disconnect="refresh_requested")
            wait_for(lambda: place.get("socket") == {"ok": True, "links": 1, "dead": 0, "leaving": 0}, "a fresh link")
            wait_for(lambda: place.post("command", user="U0BOB", command="/x", text="again")["acked"], "an answer")
        with app_process(node_command(NODE / "bolt.mjs", node), place.addresses, tmp_path, cwd=node):
            wait_for(lambda: place.get("socket")["links"] == 1, "the link")
            bolt_for_node(place)


def bolt_for_node(place: Workspace) -> None:
    """The same ordinary things, from the other language."""
    wait_for(lambda: place.post("say", user="U0BOB", text="hello")["events"][0].get("acked"), "an ear")
    wait_for(lambda: "Hey there <@U0BOB>!" in place.texts("U0BOB"), "the greeting")
    greeting = place.newest("U0BOB")
    place.post("press", user="U0BOB", channel=greeting["channel"], ts=greeting["ts"], action_id="button_click")
    wait_for(lambda: "<@U0BOB> clicked the button" in place.texts("U0BOB"), "the answer")
    place.post("home", user="U0BOB")
    wait_for(lambda: place.get("home?user=U0BOB")["view"], "Home")
    place.post("shortcut", user="U0BOB", callback_id="open")
    view = wait_for(lambda: place.get("views?user=U0BOB")["views"], "the modal")[0]
    refused = place.post("submit", user="U0BOB", view_id=view["id"], values={"name": {"text": "x"}})
    assert refused["errors"] == {"name": "Too short"}
    assert place.post("submit", user="U0BOB", view_id=view["id"], values={"name": {"text": "xyz"}})["view"] is None
