"""Control: people write, edit and delete messages."""

from __future__ import annotations

import asyncio

from aiohttp import web

from ..delivery.events import EVENTS
from ..gestures import messages
from ..workspace.message_changes import change, remove
from ..workspace.mrkdwn import typed
from ..workspace.state import WORKSPACE
from .requests import acting_person, body_of

routes = web.RouteTableDef()


@routes.post("/control/say")
async def say(request: web.Request) -> web.StreamResponse:
    """Write a message: `{user, text, channel?, thread_ts?}`; without `channel`, to the app."""
    workspace, given = request.app[WORKSPACE], await body_of(request)
    person = acting_person(workspace, given)
    events = messages.say(workspace, person, given)
    told = await asyncio.gather(*(request.app[EVENTS].tell(event) for event in events))
    return web.json_response({"ok": True, "channel": events[0]["channel"], "ts": events[0]["ts"], "events": told})


@routes.post("/control/edit")
async def edit(request: web.Request) -> web.StreamResponse:
    """Change one's own message: `{user, channel, ts, text}`."""
    workspace, given = request.app[WORKSPACE], await body_of(request)
    message = messages.own_message(workspace, acting_person(workspace, given), given)
    before = message.slack()
    message.text = typed(str(given.get("text", "")), workspace)
    message.blocks = messages.paragraphs(message.text)
    change(workspace, message, before)
    return web.json_response({"ok": True, "ts": message.ts})


@routes.post("/control/delete")
async def delete(request: web.Request) -> web.StreamResponse:
    """Delete one's own message: `{user, channel, ts}`."""
    workspace, given = request.app[WORKSPACE], await body_of(request)
    remove(workspace, messages.own_message(workspace, acting_person(workspace, given), given))
    return web.json_response({"ok": True})
