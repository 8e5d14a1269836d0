"""Control: Socket Mode links and the request URL, and events that are sent by hand or once more."""

from __future__ import annotations

from aiohttp import web

from ..delivery.events import EVENTS
from ..delivery.signed_http import RequestUrl
from ..delivery.socket_mode import SOCKET, WARNING_SECONDS
from ..errors import ControlError, Json
from ..gestures.acks import report
from ..workspace.state import WORKSPACE, Workspace
from .requests import body_of, decimal_of, number_of

routes = web.RouteTableDef()


@routes.get("/control/socket")
async def links(request: web.Request) -> web.StreamResponse:
    """How many Socket Mode links there are, and how many of them are dead or were told to leave."""
    known = request.app[SOCKET].links
    dead, leaving = sum(link.dead for link in known), sum(link.leaving for link in known)
    return web.json_response({"ok": True, "links": len(known), "dead": dead, "leaving": leaving})


@routes.post("/control/socket")
async def break_links(request: web.Request) -> web.StreamResponse:
    """Disconnect the links (`disconnect`), or set `ack_seconds`, `retry_seconds`, `request_url`.

    A request URL is asked to repeat a challenge, as Slack does it; null turns back to Socket Mode.
    """
    workspace, given = request.app[WORKSPACE], await body_of(request)
    hub, count = request.app[SOCKET], 0
    if "ack_seconds" in given:
        workspace.manner.ack = decimal_of(given, "ack_seconds")
    if "retry_seconds" in given:
        workspace.manner.retries = _numbers(given, "retry_seconds")
    if "request_url" in given:
        hub.request_url = await _verified(workspace, given["request_url"])
    if "disconnect" in given:
        warning = decimal_of(given, "warning_seconds") if "warning_seconds" in given else WARNING_SECONDS
        count = await hub.order(str(given["disconnect"]), warning)
    return web.json_response({"ok": True, "links": count})


@routes.post("/control/redeliver")
async def redeliver(request: web.Request) -> web.StreamResponse:
    """Deliver the newest events (`count`, 1 by default) once more, as a retry."""
    given = await body_of(request)
    acks = await request.app[EVENTS].again(number_of(given, "count", 1))
    return web.json_response({"ok": True, "redelivered": [report(ack) for ack in acks]})


@routes.post("/control/event")
async def any_event(request: web.Request) -> web.StreamResponse:
    """Send an event as it is given: `{"event": {"type": ...}}`."""
    workspace, given = request.app[WORKSPACE], await body_of(request)
    event = given.get("event")
    if not isinstance(event, dict) or "type" not in event:
        raise ControlError("invalid_event", "event is an object with a type")
    told = await request.app[EVENTS].tell({"event_ts": workspace.clock.stamp(), **event})
    return web.json_response({"ok": True, "acked": False, "ack": None, **told})


def _numbers(given: Json, name: str) -> tuple[float, ...]:
    try:
        return tuple(float(one) for one in given[name])
    except (TypeError, ValueError):
        raise ControlError("invalid_arguments", f"{name} is a list of numbers") from None


async def _verified(workspace: Workspace, url: object) -> RequestUrl | None:
    if not url:
        return None
    wanted = RequestUrl(str(url))
    if not await wanted.verify(workspace.manner.ack):
        raise ControlError("url_not_verified", f"{url} did not answer 200 with the challenge")
    return wanted
