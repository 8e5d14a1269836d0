"""Control: the app is installed from a manifest, given scopes, and uninstalled."""

from __future__ import annotations

from aiohttp import web

from .. import ids
from ..delivery.events import EVENTS
from ..errors import Json
from ..gestures.acks import report
from ..ids import BOT_USER_ID
from ..workspace.app_manifest import EVERY_SCOPE, app_of
from ..workspace.state import WORKSPACE
from .requests import body_of
from .workspace import settings_of

routes = web.RouteTableDef()


@routes.post("/control/manifest")
async def installed(request: web.Request) -> web.StreamResponse:
    """Install the app anew from a manifest (its JSON content): scopes, events, commands and tabs follow it."""
    workspace, given = request.app[WORKSPACE], await body_of(request)
    workspace.app = app_of(given)
    workspace.scopes = list(workspace.app.scopes)
    workspace.installed, workspace.revoked = True, False
    return web.json_response({"ok": True, **settings_of(workspace)})


@routes.post("/control/oauth")
async def oauth(request: web.Request) -> web.StreamResponse:
    """An owner agrees to an installation: the `code` that `oauth.v2.access` takes once."""
    code = ids.token(32)
    request.app[WORKSPACE].codes.add(code)
    return web.json_response({"ok": True, "code": code})


@routes.post("/control/scopes")
async def set_scopes(request: web.Request) -> web.StreamResponse:
    """Other scopes for the bot token: `{"scopes": [...]}`, or `"all"`."""
    workspace, given = request.app[WORKSPACE], await body_of(request)
    wanted = given.get("scopes", workspace.scopes)
    workspace.scopes = list(EVERY_SCOPE) if wanted == "all" else [str(scope) for scope in wanted]
    return web.json_response({"ok": True, "scopes": workspace.scopes})


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
