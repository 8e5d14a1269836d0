"""Control: the circumstances. Clock, faults, rates, links, uninstallation, and a fresh start."""

from __future__ import annotations

from aiohttp import web

from .clock import moment_of
from .control_ask import body_of, number_of
from .errors import ControlError, Json
from .gestures import report
from .happenings import EVENTS
from .ids import BOT_USER_ID
from .limits import POST, POST_WORKSPACE, Rate
from .overhttp import RequestUrl
from .socketmode import SOCKET, WARNING_SECONDS
from .state import WORKSPACE, Workspace

routes = web.RouteTableDef()


@routes.get("/clock")
async def clock(request: web.Request) -> web.StreamResponse:
    """The sandbox's time."""
    return web.json_response(_time(request.app[WORKSPACE]))


@routes.post("/control/clock")
async def move_clock(request: web.Request) -> web.StreamResponse:
    """Set the clock (`now`) or move it on (`advance`, seconds)."""
    workspace, given = request.app[WORKSPACE], await body_of(request)
    if "now" in given:
        workspace.clock.set(moment_of(given["now"]))
    elif "advance" in given:
        workspace.clock.advance(_number(given, "advance"))
    else:
        raise ControlError("invalid_arguments", "give now or advance")
    workspace.publish("clock", **_time(workspace))
    return web.json_response({"ok": True, **_time(workspace)})


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
        second = _number(given, "workspace_posts_per_minute") / 60
        workspace.limits.set(POST_WORKSPACE, _rate(second, given))
    else:
        method = str(given.get("method", ""))
        name = POST_WORKSPACE if method == POST else method
        workspace.limits.set(name, _rate(_number(given, "per_second"), given))
    return web.json_response({"ok": True})


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
        workspace.manner.ack = _number(given, "ack_seconds")
    if "retry_seconds" in given:
        workspace.manner.retries = _numbers(given, "retry_seconds")
    if "request_url" in given:
        hub.request_url = await _verified(workspace, given["request_url"])
    if "disconnect" in given:
        warning = _number(given, "warning_seconds") if "warning_seconds" in given else WARNING_SECONDS
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


@routes.post("/control/uninstall")
async def uninstall(request: web.Request) -> web.StreamResponse:
    """Uninstall the app: both events are sent, the tokens end. `/control/reset` installs it again."""
    workspace, events = request.app[WORKSPACE], request.app[EVENTS]
    workspace.installed = False
    revoked: Json = {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [BOT_USER_ID]}}
    acks = [
        await events.send({"event_ts": workspace.clock.stamp(), **e}) for e in (revoked, {"type": "app_uninstalled"})
    ]
    return web.json_response({"ok": True, "events": [report(ack) for ack in acks]})


@routes.post("/control/reset")
async def reset(request: web.Request) -> web.StreamResponse:
    """Everything as it was at the start."""
    workspace = request.app[WORKSPACE]
    workspace.reset()
    return web.json_response({"ok": True, **_time(workspace)})


def _time(workspace: Workspace) -> Json:
    return {"now": workspace.now().isoformat(timespec="microseconds")}


def _number(given: Json, name: str) -> float:
    try:
        return float(given[name])
    except (KeyError, TypeError, ValueError):
        raise ControlError("invalid_arguments", f"{name} is a number") from None


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


def _rate(per_second: float, given: Json) -> Rate:
    if per_second <= 0:
        raise ControlError("invalid_arguments", "a rate is above 0")
    burst = _number(given, "burst") if "burst" in given else max(1.0, per_second)
    return Rate(per_second, burst)
