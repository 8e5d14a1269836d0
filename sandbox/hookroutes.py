"""The response URLs: answers to a gesture at the place where it was made."""

from __future__ import annotations

import asyncio
from typing import Any

from aiohttp import web

from . import ids
from .errors import Json, SlackError
from .messages import Message
from .painting import checked_text, painted_blocks
from .state import WORKSPACE, Workspace
from .tickets import Hook
from .webapi_chat import change

KNOWN = frozenset(
    [
        "text",
        "blocks",
        "attachments",
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
    faults = {fault.kind: fault for fault in workspace.faults.take("response_url")}
    if status := faults.get("status"):
        return web.Response(status=status.status, text="server error")
    if delay := faults.get("delay"):
        await asyncio.sleep(delay.seconds)
    error: str | None = None
    body: Json = {}
    try:
        used = workspace.hooks.redeem(request.match_info["key"])
        body = _checked(await _body(request))
        respond(workspace, used, body)
    except SlackError as refusal:
        error = refusal.code
    workspace.calls.add(at=workspace.now().isoformat(), method="response_url", args=body, error=error, ms=0.0)
    if "lose_response" in faults and request.transport is not None:
        request.transport.abort()
    if error:
        return web.json_response({"ok": False, "error": error}, status=404 if error.endswith("_url") else 400)
    return web.Response(text="ok")


def respond(workspace: Workspace, used: Hook, body: Json) -> None:
    """Replace or delete the message of the gesture, or write a new one, private unless `in_channel`."""
    original = workspace.messages.get(used.channel, used.message_ts) if used.message_ts else None
    if body.get("delete_original"):
        if original is not None:
            workspace.messages.remove(original)
            workspace.tell(original, deleted=True)
        return
    blocks = painted_blocks(body.get("blocks"))
    text = checked_text(body.get("text"), blocks)
    if body.get("replace_original") and used.message_ts:
        if original is None:
            raise SlackError("message_not_found")
        original.text, original.blocks = text, blocks
        change(workspace, original)
        return
    private = body.get("response_type", "ephemeral") != "in_channel"
    seen_by = used.user if private else None
    workspace.post(Message(used.channel, workspace.clock.stamp(), text, blocks, ids.BOT_USER_ID, seen_by))


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
