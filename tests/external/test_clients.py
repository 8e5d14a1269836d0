"""Slack's own clients agree with the sandbox: slack_sdk's, sync and async, call every method."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.client import WebClient

from sandbox.client import Control
from sandbox.processes import sandbox_process
from sandbox.webapi import endpoint
from sandbox.webapi.methods import METHODS
from tests.external.calls import SHAPES, Answer, Walk

NO_ASYNC = {"oauth.v2.access"}  # the async client uses a class there that aiohttp has given up
BY_NAME_ONLY = {"blocks.validate"}  # the clients have no function for it


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Control]:
    """A sandbox process for an app that may do everything."""
    with sandbox_process(tmp_path_factory.mktemp("clients"), options=("--scopes", "all")) as addresses:
        found = Control(addresses)
        found.post("limits", method="*", per_second=1000, burst=1000)
        found.post("socket", ack_seconds=0.1)
        yield found


def token_for(place: Control, method: str) -> str:
    app = METHODS[method].token == "app"
    return place.addresses["SLACK_APP_TOKEN" if app else "SLACK_BOT_TOKEN"]


def shaped(answers: dict[str, Answer]) -> None:
    """Every method was called, and each answer has what Slack's reference promises."""
    assert endpoint.ROOMS
    assert set(answers) == set(METHODS) == set(SHAPES)
    for method, shape in SHAPES.items():
        for key, kind in shape.items():
            assert isinstance(answers[method].get(key), kind), (method, key, answers[method])


def test_the_sync_client_calls_every_method(place: Control) -> None:
    def call(method: str, args: dict[str, Any]) -> Answer:
        client = WebClient(token_for(place, method), base_url=place.addresses["SLACK_API_URL"], retry_handlers=[])
        if method in BY_NAME_ONLY:
            return dict(client.api_call(method, json=args).data)  # type: ignore[arg-type]  # JSON
        if method == "apps.connections.open":
            args = {"app_token": client.token}
        return dict(getattr(client, method.replace(".", "_"))(**args).data)

    shaped(Walk(place, call).all())


def test_the_async_client_calls_every_method(place: Control) -> None:
    async def called(method: str, args: dict[str, Any]) -> Answer:
        client = AsyncWebClient(token_for(place, method), base_url=place.addresses["SLACK_API_URL"], retry_handlers=[])
        if method in BY_NAME_ONLY | NO_ASYNC:
            return dict((await client.api_call(method, json=args)).data)  # type: ignore[arg-type]  # JSON
        if method == "apps.connections.open":
            args = {"app_token": client.token}
        return dict((await getattr(client, method.replace(".", "_"))(**args)).data)

    shaped(Walk(place, lambda method, args: asyncio.run(called(method, args))).all())
