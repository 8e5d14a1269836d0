"""Control: the calls of the app, the deliveries to it, and a stream of all that changes."""

from __future__ import annotations

import asyncio
import json

from aiohttp import web

from ..delivery.socket_mode import SOCKET
from ..errors import Json
from ..workspace.state import WORKSPACE
from .requests import number_of

routes = web.RouteTableDef()


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
