"""Control: faults are ordered and cleared, and rate limits are set."""

from __future__ import annotations

from aiohttp import web

from ..errors import ControlError, Json
from ..traffic.rate_limits import POST, POST_WORKSPACE, Rate
from ..workspace.state import WORKSPACE
from .requests import body_of, decimal_of

routes = web.RouteTableDef()


@routes.get("/control/faults")
async def faults(request: web.Request) -> web.StreamResponse:
    """The faults that are ordered."""
    return web.json_response(
        {"ok": True, "faults": [fault.summary() for fault in request.app[WORKSPACE].faults.ordered]}
    )


@routes.post("/control/faults")
async def order_fault(request: web.Request) -> web.StreamResponse:
    """Order a fault; without `times` it stays until it is cleared."""
    fault = request.app[WORKSPACE].faults.order(await body_of(request))
    return web.json_response({"ok": True, "fault": fault.summary()})


@routes.delete("/control/faults")
async def clear_faults(request: web.Request) -> web.StreamResponse:
    """No more faults."""
    request.app[WORKSPACE].faults.clear()
    return web.json_response({"ok": True})


@routes.post("/control/limits")
async def set_limit(request: web.Request) -> web.StreamResponse:
    """A rate for a method (`*`: for all), `{workspace_posts_per_minute}` for all posts, or `{reset: true}`."""
    workspace, given = request.app[WORKSPACE], await body_of(request)
    if given.get("reset"):
        workspace.limits.reset()
    elif "workspace_posts_per_minute" in given:
        second = decimal_of(given, "workspace_posts_per_minute") / 60
        workspace.limits.set(POST_WORKSPACE, _rate(second, given))
    else:
        method = str(given.get("method", ""))
        name = POST_WORKSPACE if method == POST else method
        workspace.limits.set(name, _rate(decimal_of(given, "per_second"), given))
    return web.json_response({"ok": True})


def _rate(per_second: float, given: Json) -> Rate:
    if per_second <= 0:
        raise ControlError("invalid_arguments", "a rate is above 0")
    burst = decimal_of(given, "burst") if "burst" in given else max(1.0, per_second)
    return Rate(per_second, burst)
