"""Control: the sandbox's time is read, set and moved."""

from __future__ import annotations

from aiohttp import web

from ..errors import ControlError, Json
from ..workspace.clock import moment_of
from ..workspace.state import WORKSPACE, Workspace
from .requests import body_of, decimal_of

routes = web.RouteTableDef()


@routes.get("/clock")
async def clock(request: web.Request) -> web.StreamResponse:
    """The sandbox's time."""
    return web.json_response(time_of(request.app[WORKSPACE]))


@routes.post("/control/clock")
async def move_clock(request: web.Request) -> web.StreamResponse:
    """Set the clock (`now`) or move it on (`advance`, seconds)."""
    workspace, given = request.app[WORKSPACE], await body_of(request)
    if "now" in given:
        workspace.clock.set(moment_of(given["now"]))
    elif "advance" in given:
        workspace.clock.advance(decimal_of(given, "advance"))
    else:
        raise ControlError("invalid_arguments", "give now or advance")
    workspace.publish("clock", **time_of(workspace))
    return web.json_response({"ok": True, **time_of(workspace)})


def time_of(workspace: Workspace) -> Json:
    return {"now": workspace.now().isoformat(timespec="microseconds")}
