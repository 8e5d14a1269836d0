"""Puts everything together into one aiohttp application that listens on loopback, and serves the page."""

from __future__ import annotations

import json
import os
from pathlib import Path
from urllib.parse import urlsplit

from aiohttp import web
from aiohttp.typedefs import Handler

from . import ids
from .control import routes as control_routes
from .delivery import events, socket_mode
from .errors import ControlError, Json
from .maildesk import routes as mail_routes
from .webapi import endpoint, file_transfer, respond
from .workspace.state import WORKSPACE, Workspace

PAGE = Path(__file__).parent / "page"
LOOPBACK = ("127.0.0.1", "localhost", "[::1]", "::1")
GUIDE = web.AppKey("guide", dict[str, object])
BODY_LIMIT = 32 * 1024 * 1024


def build(workspace: Workspace) -> web.Application:
    """The application with all its routes."""
    app = web.Application(middlewares=[loopback_only, control_errors], client_max_size=BODY_LIMIT)
    app[WORKSPACE] = workspace
    socket_mode.attach(app)
    events.attach(app)
    for room in (endpoint, respond, file_transfer, control_routes):
        app.add_routes(room.routes)
    app.router.add_get("/", page)
    app.on_shutdown.append(stop_streams)
    return app


async def stop_streams(app: web.Application) -> None:
    """Let the watchers of `/control/stream` go."""
    app[WORKSPACE].closing.set()
    app[WORKSPACE].publish("closing")


async def serve(
    workspace: Workspace, data: Path, *, port: int = 0, ready: Path | None = None, guide: Json | None = None
) -> web.AppRunner:
    """Listen on loopback, then write `sandbox.json` into `data` (and `ready`). `cleanup()` of the runner stops it.

    `guide`: the story whose next step the page shows.
    """
    data.mkdir(parents=True, exist_ok=True)
    app = build(workspace)
    app[GUIDE] = guide or {}
    app.router.add_get("/guide.json", told)
    mail = await mail_routes.attach(app, workspace, data)
    if PAGE.is_dir():
        app.router.add_static("/", PAGE)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", port)
    await site.start()
    workspace.base_url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    for path in filter(None, (data / "sandbox.json", ready)):
        _write(path, addresses(workspace) | mail)
    return runner


def addresses(workspace: Workspace) -> dict[str, str]:
    """What a bot needs to know to live here."""
    base = workspace.base_url
    return {
        "page": f"{base}/",
        "SLACK_API_URL": f"{base}/api/",
        "SLACK_BOT_TOKEN": ids.BOT_TOKEN,
        "SLACK_APP_TOKEN": ids.APP_TOKEN,
        "SLACK_SIGNING_SECRET": ids.SIGNING_SECRET,
        "CLOCK_URL": f"{base}/clock",
        "team_id": ids.TEAM_ID,
        "team_url": f"https://{ids.TEAM_DOMAIN}.slack.com/",
    }


def _write(path: Path, content: Json) -> None:
    part = path.with_name(path.name + ".part")
    part.write_text(json.dumps(content, indent=1) + "\n")
    os.replace(part, path)


async def page(_: web.Request) -> web.StreamResponse:
    """The browser page."""
    index = PAGE / "index.html"
    if not index.is_file():
        raise web.HTTPNotFound(text="there is no page here")
    return web.FileResponse(index)


async def told(request: web.Request) -> web.StreamResponse:
    """The story that the page leads through; an empty object when there is none."""
    return web.json_response(request.app[GUIDE])


def read_guide(path: Path) -> Json:
    """A story from a file; docs/sandbox.md says what is in it."""
    try:
        guide = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ControlError("invalid_guide", f"{path}: {error}") from None
    if not isinstance(guide, dict) or not isinstance(guide.get("steps"), list):
        raise ControlError("invalid_guide", f"{path}: not an object with a list of steps")
    return guide


@web.middleware
async def loopback_only(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuse other hosts' names and other sites' pages: a browser must not be used to reach in."""
    origin = request.headers.get("Origin")
    hosts = [request.headers.get("Host", "127.0.0.1"), urlsplit(origin).netloc if origin else "127.0.0.1"]
    if any(_name(host) not in LOOPBACK for host in hosts):
        raise web.HTTPForbidden(text="loopback only")
    return await handler(request)


def _name(host: str) -> str:
    return host if host.endswith("]") else host.rsplit(":", 1)[0]


@web.middleware
async def control_errors(request: web.Request, handler: Handler) -> web.StreamResponse:
    """A refused control request says why in JSON."""
    try:
        return await handler(request)
    except ControlError as error:
        body = {"ok": False, "error": error.code, "detail": error.detail}
        return web.json_response(body, status=error.status)
