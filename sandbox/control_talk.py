"""Control: people's words. Messages to channels and to the app, reactions, shortcuts, and menus that ask the app."""

from __future__ import annotations

import asyncio

from aiohttp import web

from . import speaking
from .control_ask import acting_person, body_of, message_of, place_of
from .errors import ControlError, Json, SlackError
from .happenings import EVENTS
from .socketmode import SOCKET
from .state import WORKSPACE, Workspace
from .talking import change, pin_to, react, remove, typed, unreact

routes = web.RouteTableDef()


@routes.post("/control/say")
async def say(request: web.Request) -> web.StreamResponse:
    """Write a message: `{user, text, channel?, thread_ts?, files?}`; without `channel`, to the app."""
    workspace, given = request.app[WORKSPACE], await body_of(request)
    person = acting_person(workspace, given)
    if opened := speaking.thread_to_open(workspace, person, given):
        await request.app[EVENTS].tell(opened)
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


@routes.post("/control/react")
async def reaction(request: web.Request) -> web.StreamResponse:
    """React to a message: `{user, channel, ts, name, remove?}`."""
    workspace, given = request.app[WORKSPACE], await body_of(request)
    event = _reaction(workspace, given)
    return web.json_response({"ok": True, "events": [await request.app[EVENTS].tell(event)]})


@routes.post("/control/pin")
async def pin(request: web.Request) -> web.StreamResponse:
    """Pin a message to its conversation: `{user, channel, ts, remove?}`."""
    workspace, given = request.app[WORKSPACE], await body_of(request)
    person = acting_person(workspace, given)
    message = message_of(workspace, person, given)
    try:
        event = pin_to(workspace, message, person.id, remove=bool(given.get("remove")))
    except SlackError as refusal:
        raise ControlError(refusal.code, person.name) from None
    return web.json_response({"ok": True, "events": [await request.app[EVENTS].tell(event)]})


@routes.post("/control/shortcut")
async def shortcut(request: web.Request) -> web.StreamResponse:
    """Start a shortcut: `{user, callback_id}`, with `channel` and `ts` one on a message."""
    workspace, given = request.app[WORKSPACE], await body_of(request)
    person, callback_id = acting_person(workspace, given), str(given.get("callback_id", ""))
    if not callback_id:
        raise ControlError("invalid_arguments", "name the callback_id")
    message = message_of(workspace, person, given) if "ts" in given else None
    return web.json_response(await speaking.shortcut(workspace, request.app[SOCKET], person, callback_id, message))


@routes.post("/control/options")
async def options(request: web.Request) -> web.StreamResponse:
    """Type `value` into a menu with an external source: a place as for a press, and `action_id`."""
    workspace, given = request.app[WORKSPACE], await body_of(request)
    person = acting_person(workspace, given)
    place = place_of(workspace, person, given)
    return web.json_response(await speaking.options(workspace, request.app[SOCKET], person, place, given))


def _reaction(workspace: Workspace, given: Json) -> Json:
    person = acting_person(workspace, given)
    message = message_of(workspace, person, given)
    try:
        return (unreact if given.get("remove") else react)(workspace, message, person.id, str(given.get("name", "")))
    except SlackError as refusal:
        raise ControlError(refusal.code, f"{person.name}, {given.get('name')}") from None
