"""Control: people's words. Messages to channels and to the app, and menus that ask the app."""

from __future__ import annotations

import asyncio

from aiohttp import web

from . import speaking
from .control_ask import acting_person, body_of, place_of
from .happenings import EVENTS
from .socketmode import SOCKET
from .state import WORKSPACE
from .talking import change, remove, typed

routes = web.RouteTableDef()


@routes.post("/control/say")
async def say(request: web.Request) -> web.StreamResponse:
    """Write a message: `{user, text, channel?, thread_ts?}`; without `channel`, to the app."""
    workspace, given = request.app[WORKSPACE], await body_of(request)
    person = acting_person(workspace, given)
    events = speaking.say(workspace, person, given)
    told = await asyncio.gather(*(request.app[EVENTS].tell(event) for event in events))
    return web.json_response({"ok": True, "channel": events[0]["channel"], "ts": events[0]["ts"], "events": told})


@routes.post("/control/edit")
async def edit(request: web.Request) -> web.StreamResponse:
    """Change one's own message: `{user, channel, ts, text}`."""
    workspace, given = request.app[WORKSPACE], await body_of(request)
    message = speaking.own_message(workspace, acting_person(workspace, given), given)
    before = message.slack()
    message.text = typed(str(given.get("text", "")), workspace)
    message.blocks = speaking.paragraphs(message.text)
    change(workspace, message, before)
    return web.json_response({"ok": True, "ts": message.ts})


@routes.post("/control/delete")
async def delete(request: web.Request) -> web.StreamResponse:
    """Delete one's own message: `{user, channel, ts}`."""
    workspace, given = request.app[WORKSPACE], await body_of(request)
    remove(workspace, speaking.own_message(workspace, acting_person(workspace, given), given))
    return web.json_response({"ok": True})


@routes.post("/control/options")
async def options(request: web.Request) -> web.StreamResponse:
    """Type `value` into a menu with an external source: a place as for a press, and `action_id`."""
    workspace, given = request.app[WORKSPACE], await body_of(request)
    person = acting_person(workspace, given)
    place = place_of(workspace, person, given)
    return web.json_response(await speaking.options(workspace, request.app[SOCKET], person, place, given))
