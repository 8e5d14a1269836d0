"""Takes a call of the Web API: checks token, rate, scope and arguments, lets the method answer, logs the call."""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import Mapping
from typing import Any

from aiohttp import web

from ..errors import Json, SlackError
from ..ids import APP_TOKEN, BOT_TOKEN, TEAM_ID, dm_of
from ..traffic.faults import Fault, elsewhere, too_many
from ..traffic.rate_limits import POST, retry_after
from ..workspace.state import WORKSPACE, Workspace
from . import auth, chat, conversations, files, users, views
from .methods import METHODS, Method

ROOMS = (
    auth,
    chat,
    conversations,
    files,
    users,
    views,
)
BROKEN = " broken"
LOG = logging.getLogger("sandbox")
routes = web.RouteTableDef()


class TooManyError(Exception):
    """The rate is exceeded; `seconds` until the next call may come."""

    def __init__(self, seconds: float) -> None:
        super().__init__(seconds)
        self.seconds = seconds


@routes.route("*", "/api/{method}")
async def api(request: web.Request) -> web.StreamResponse:
    """One Web API call."""
    workspace, name = request.app[WORKSPACE], request.match_info["method"]
    started = time.perf_counter()
    args = await read_arguments(request)
    faults = workspace.faults.take(name, "*", about=args)
    if silence := faults.get("timeout"):
        await asyncio.sleep(silence.seconds)
        return _cut(request, web.Response())
    if faults or workspace.manner.latency:
        await asyncio.sleep(workspace.manner.latency + (faults["delay"].seconds if "delay" in faults else 0.0))
    response, error = answer(workspace, name, args, token_of(request, args), faults)
    if late := faults.get("delay_response"):
        await asyncio.sleep(late.seconds)
    ms = (time.perf_counter() - started) * 1000
    call = workspace.calls.add(at=workspace.now().isoformat(), method=name, args=args, error=error, ms=ms)
    if workspace.watched:
        workspace.publish("call", **{key: call[key] for key in ("n", "at", "method", "ok", "error", "ms")})
    return _cut(request, response) if "lose_response" in faults else response


def _cut(request: web.Request, response: web.Response) -> web.Response:
    """Cut the line before the answer is on it."""
    if request.transport is not None:
        request.transport.abort()
    return response


def answer(
    workspace: Workspace, name: str, args: Json, token: str, faults: Mapping[str, Fault]
) -> tuple[web.Response, str | None]:
    """The response, and the error code for the log (None when all went well)."""
    if instead := elsewhere(faults):
        return instead, f"http_{instead.status}"
    if limited := faults.get("ratelimit"):
        return too_many(limited), "ratelimited"
    try:
        if broken := faults.get("error"):
            return _json(SlackError(broken.error).body(), _scope_headers(workspace, name)), broken.error
        body = {"ok": True, **_answer(workspace, name, args, token)}
    except TooManyError as refusal:
        headers = {"Retry-After": str(retry_after(refusal.seconds))}
        return _json({"ok": False, "error": "ratelimited"}, headers, status=429), "ratelimited"
    except SlackError as refusal:
        _note(name, refusal)
        return _json(refusal.body(), _scope_headers(workspace, name)), refusal.code
    return _json(body, _scope_headers(workspace, name)), None


def _answer(workspace: Workspace, name: str, args: Json, token: str) -> Json:
    """Checks in Slack's order, then the method itself."""
    method = METHODS.get(name)
    if method is None:
        raise SlackError("unknown_method", req_method=name)
    check_token(workspace, method, token)
    wait = workspace.limits.take(name, method.tier, _channel(workspace, args) if name == POST else "")
    if wait > 0:
        raise TooManyError(wait)
    if BROKEN in args:
        raise SlackError(args[BROKEN])
    if method.scopes and not set(method.scopes) & set(workspace.scopes):
        raise SlackError("missing_scope", needed=",".join(method.scopes), provided=",".join(workspace.scopes))
    check_team(workspace, method, args)
    return method.answer(workspace, method.read(args))


def check_team(workspace: Workspace, method: Method, args: Json) -> None:
    """The token of an organisation opens what belongs to one workspace only where the call says which."""
    if not workspace.org_wide or "team_id" not in method.args or "missing_argument" not in method.errors:
        return
    if not args.get("team_id"):
        raise SlackError("missing_argument")
    if args["team_id"] != TEAM_ID:
        raise SlackError("team_access_not_granted")


def _note(name: str, refusal: SlackError) -> None:
    """Say in the sandbox's own log what a developer should know at once; see that the code was declared."""
    if refusal.code == "unknown_method":
        LOG.warning("The sandbox does not know the method %s. docs/sandbox.md lists those it knows.", name)
        return
    METHODS[name].check(refusal.code)
    if refusal.code == "missing_scope":
        needed = refusal.extra.get("needed")
        LOG.warning("%s needs the scope %s: see --manifest and --scopes, or POST /control/scopes.", name, needed)


def check_token(workspace: Workspace, method: Method, token: str) -> None:
    """Refuse a missing, wrong, revoked or misplaced token."""
    if method.token == "none":
        return
    if not token:
        raise SlackError("not_authed")
    if token not in (BOT_TOKEN, APP_TOKEN):
        raise SlackError("invalid_auth")
    if workspace.revoked:
        raise SlackError("token_revoked")
    if not workspace.installed:
        raise SlackError("account_inactive")
    if (token == APP_TOKEN) is not (method.token == "app"):
        raise SlackError("not_allowed_token_type")


def token_of(request: web.Request, args: Json) -> str:
    """The token of the header, else of the arguments."""
    header = request.headers.get("Authorization", "")
    return header.removeprefix("Bearer ").strip() if header else str(args.get("token", ""))


async def read_arguments(request: web.Request) -> Json:
    """The arguments, from the address and from a form or a JSON body. What cannot be read stands under `BROKEN`."""
    args: Json = dict(request.query) if request.query_string else {}
    if request.content_type == "application/json":
        try:
            body: Any = json.loads(await request.read() or b"{}")
        except ValueError:
            return {BROKEN: "invalid_json"}
        return args | body if isinstance(body, dict) else {BROKEN: "json_not_object"}
    form = await request.post()
    return args | {key: value for key, value in form.items() if isinstance(value, str)}


def _channel(workspace: Workspace, args: Json) -> str:
    channel = str(args.get("channel", ""))
    if workspace.people.get(channel):
        return dm_of(channel)
    room = None if channel in workspace.channels else workspace.channel_named(channel)
    return room.id if room else channel


def _scope_headers(workspace: Workspace, name: str) -> dict[str, str]:
    method = METHODS.get(name)
    accepted = ",".join(method.scopes) if method else ""
    return {"x-oauth-scopes": ",".join(workspace.scopes), "x-accepted-oauth-scopes": accepted}


def _json(body: Json, headers: dict[str, str], status: int = 200) -> web.Response:
    return web.json_response(body, status=status, headers=headers)
