"""Control: what people see, and what the bot asked for. Nothing is changed here."""

from __future__ import annotations

import asyncio
import base64
import json

from aiohttp import web

from . import ids
from .control_ask import number_of, person_of
from .errors import Json
from .filing import File
from .inputs import state_of
from .socketmode import SOCKET
from .state import WORKSPACE
from .viewing import View, slack_view

routes = web.RouteTableDef()


@routes.get("/control/home")
async def home(request: web.Request) -> web.StreamResponse:
    """The Home tab of `user`, and how often it was painted."""
    workspace = request.app[WORKSPACE]
    person = person_of(workspace, dict(request.query))
    view = workspace.views.homes.get(person.id)
    published = workspace.views.published.get(person.id, 0)
    shown = {"view": _shown(view), "hash": view.hash} if view else {"view": None, "hash": None}
    return web.json_response({"ok": True, **shown, "published": published})


@routes.get("/control/messages")
async def messages(request: web.Request) -> web.StreamResponse:
    """What `user` sees, oldest first; with `since` only what is newer or was changed later."""
    workspace, since = request.app[WORKSPACE], request.query.get("since", "")
    person = person_of(workspace, dict(request.query))
    found = [m for m in workspace.visible_to(person) if max(m.ts, m.edited or "") > since]
    return web.json_response({"ok": True, "messages": [message.summary() for message in found]})


@routes.get("/control/messages/count")
async def count(request: web.Request) -> web.StreamResponse:
    """Numbers only: how many messages stand with each person."""
    workspace = request.app[WORKSPACE]
    counts = workspace.messages.counts()
    by_user = {workspace.reader_of(channel) or channel: number for channel, number in counts.items()}
    return web.json_response({"ok": True, "total": sum(counts.values()), "by_user": by_user})


@routes.get("/control/views")
async def views(request: web.Request) -> web.StreamResponse:
    """The open modals of `user`, top last."""
    workspace = request.app[WORKSPACE]
    person = person_of(workspace, dict(request.query))
    stack = workspace.views.stacks.get(person.id, [])
    return web.json_response({"ok": True, "views": [_shown(view) for view in stack]})


@routes.get("/control/files")
async def files(request: web.Request) -> web.StreamResponse:
    """The files that are shared with `user`."""
    workspace = request.app[WORKSPACE]
    person = person_of(workspace, dict(request.query))
    rooms = {c.id for c in workspace.channels.values() if c.has(person.id, workspace.people)}
    shared = workspace.files.shared_in(rooms | {ids.dm_of(person.id)})
    return web.json_response({"ok": True, "files": [_file(file) for file in shared]})


@routes.get("/control/calls")
async def calls(request: web.Request) -> web.StreamResponse:
    """The log of Web API calls from number `since` on, and the totals of all methods."""
    workspace = request.app[WORKSPACE]
    since = number_of(request.query, "since")
    found = workspace.calls.since(since, request.query.get("method"))
    return web.json_response(
        {"ok": True, "calls": found, "next": workspace.calls.next, "totals": workspace.calls.totals}
    )


@routes.get("/control/deliveries")
async def deliveries(request: web.Request) -> web.StreamResponse:
    """The newest events, interactions and commands sent to the app, with payload and answer, from `since` on."""
    log = request.app[SOCKET].deliveries
    found = log.since(number_of(request.query, "since"))
    return web.json_response({"ok": True, "deliveries": found, "next": log.next})


@routes.get("/control/stream")
async def stream(request: web.Request) -> web.StreamResponse:
    """Server-sent events about everything that changes; a comment every 15 s keeps the line open."""
    workspace = request.app[WORKSPACE]
    response = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"})
    await response.prepare(request)
    queue = workspace.watch()
    try:
        await response.write(b": open\n\n")
        while not workspace.closing.is_set():
            await response.write(await _next_piece(queue))
    except ConnectionError:
        pass
    finally:
        workspace.unwatch(queue)
    return response


async def _next_piece(queue: asyncio.Queue[Json]) -> bytes:
    try:
        event = await asyncio.wait_for(queue.get(), 15)
    except TimeoutError:
        return b": still here\n\n"
    return f"data: {json.dumps(event)}\n\n".encode()


def _shown(view: View) -> Json:
    return slack_view(view, state_of(view.blocks, view.values))


def _file(file: File) -> Json:
    content = base64.b64encode(file.content or b"").decode()
    return {"id": file.id, "name": file.name, "title": file.title, "channels": file.channels, "content": content}
