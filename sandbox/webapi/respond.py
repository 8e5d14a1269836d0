"""Takes what the app posts to a response URL: an answer at the place where the gesture was made."""

from __future__ import annotations

import asyncio
from typing import Any

from aiohttp import web

from ..blockkit.validation import checked_text, painted_blocks
from ..errors import Json, SlackError
from ..traffic.faults import elsewhere, too_many
from ..workspace.message_changes import change, remove
from ..workspace.messages import Message
from ..workspace.response_urls import Hook
from ..workspace.state import WORKSPACE, Workspace

KNOWN = frozenset(
    [
        "text",
        "blocks",
        "response_type",
        "replace_original",
        "delete_original",
        "thread_ts",
        "unfurl_links",
        "unfurl_media",
        "mrkdwn",
        "parse",
        "link_names",
        "metadata",
    ]
)
routes = web.RouteTableDef()


@routes.post("/hooks/actions/{key:.+}")
async def hook(request: web.Request) -> web.StreamResponse:
    """One use of a response URL: Slack answers `ok` as text, or the error with 404."""
    workspace = request.app[WORKSPACE]
    faults = workspace.faults.take("response_url", "*")
    if instead := elsewhere(faults):
        return instead
    if silence := faults.get("timeout"):
        await asyncio.sleep(silence.seconds)
        return _cut(request, web.Response())
    await asyncio.sleep(workspace.manner.latency + (faults["delay"].seconds if "delay" in faults else 0.0))
    if limited := faults.get("ratelimit"):
        return too_many(limited)
    broken = faults.get("error")
    body, error = ({}, broken.error) if broken else await _used(workspace, request)
    if late := faults.get("delay_response"):
        await asyncio.sleep(late.seconds)
    workspace.calls.add(at=workspace.now().isoformat(), method="response_url", args=body, error=error, ms=0.0)
    response = web.Response(text="ok")
    if error:
        body = {"ok": False, "error": error}
        response = web.json_response(body, status=404 if error.endswith("_url") else 400)
    return _cut(request, response) if "lose_response" in faults else response


async def _used(workspace: Workspace, request: web.Request) -> tuple[Json, str | None]:
    """Use it once: what was sent, and the error code if it is refused."""
    body: Json = {}
    try:
        used = workspace.hooks.redeem(request.match_info["key"])
        body = _checked(await _body(request))
        respond(workspace, used, body)
    except SlackError as refusal:
        return body, refusal.code
    return body, None


def _cut(request: web.Request, response: web.Response) -> web.Response:
    if request.transport is not None:
        request.transport.abort()
    return response


def respond(workspace: Workspace, used: Hook, body: Json) -> None:
    """Replace or delete the message of the gesture, or write a new one, private unless `in_channel`."""
    original = workspace.messages.get(used.channel, used.message_ts) if used.message_ts else None
    if body.get("delete_original"):
        if original is not None:
            remove(workspace, original)
        return
    blocks = painted_blocks(body.get("blocks"), workspace.manner.without)
    text = checked_text(body.get("text"), blocks)
    if body.get("replace_original") and used.message_ts:
        if original is None:
            raise SlackError("message_not_found")
        before = original.slack()
        original.text, original.blocks = text, blocks
        change(workspace, original, before)
        return
    private = body.get("response_type", "ephemeral") != "in_channel"
    message = Message(used.channel, workspace.clock.stamp(), text, blocks)
    message.seen_by, message.thread_ts = used.user if private else None, body.get("thread_ts")
    workspace.post(message)


async def _body(request: web.Request) -> Any:
    try:
        return await request.json()
    except ValueError:
        raise SlackError("invalid_payload") from None


def _checked(body: Any) -> Json:
    if not isinstance(body, dict):
        raise SlackError("invalid_payload")
    if set(body) - KNOWN:
        raise SlackError("invalid_arguments")
    if body.get("response_type", "ephemeral") not in ("ephemeral", "in_channel"):
        raise SlackError("invalid_arguments")
    return body
