"""Control: the workspace itself. Its organisation, the installed app, latency, cursors, uploads, strange people."""

from __future__ import annotations

from aiohttp import web

from . import ids
from .appinfo import EVERY_SCOPE, app_of
from .control_ask import body_of
from .errors import ControlError, Json
from .happenings import EVENTS, person_event
from .methods import METHODS
from .odd import odd_people
from .state import WORKSPACE, Workspace

SETTINGS = ("enterprise", "org_wide", "latency_seconds", "cursor_seconds", "messages_tab", "home_tab", "file_error")
routes = web.RouteTableDef()


@routes.get("/control/workspace")
async def shown(request: web.Request) -> web.StreamResponse:
    """The settings of the workspace."""
    return web.json_response({"ok": True, **_told(request.app[WORKSPACE])})


@routes.post("/control/workspace")
async def changed(request: web.Request) -> web.StreamResponse:
    """Set some of `enterprise` and `org_wide` (true or false), `latency_seconds`, `cursor_seconds`, `messages_tab`,
    `home_tab`, `file_error` (the code with which uploads are refused, or null).
    """
    workspace, given = request.app[WORKSPACE], await body_of(request)
    unknown = set(given) - set(SETTINGS)
    if unknown:
        raise ControlError("invalid_arguments", f"unknown: {', '.join(sorted(unknown))}; known: {', '.join(SETTINGS)}")
    if "enterprise" in given:
        workspace.enterprise = (ids.ENTERPRISE_ID, ids.ENTERPRISE_NAME) if given["enterprise"] else None
    workspace.org_wide = bool(given.get("org_wide", workspace.org_wide)) and workspace.enterprise is not None
    if "file_error" in given:
        workspace.file_error = _file_error(given["file_error"])
    _behave(workspace, given)
    return web.json_response({"ok": True, **_told(workspace)})


@routes.post("/control/manifest")
async def installed(request: web.Request) -> web.StreamResponse:
    """Install the app anew from a manifest (its JSON content): scopes, events, commands and tabs follow it."""
    workspace, given = request.app[WORKSPACE], await body_of(request)
    workspace.app = app_of(given)
    workspace.scopes = list(workspace.app.scopes)
    workspace.installed, workspace.revoked = True, False
    return web.json_response({"ok": True, **_told(workspace)})


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


@routes.post("/control/odd")
async def odd(request: web.Request) -> web.StreamResponse:
    """Strange people join: hostile names, null and missing fields; with `zones` one from every time zone.

    With `quiet` no event tells of them, as when events are lost: the directory has them all the same.
    """
    workspace, given = request.app[WORKSPACE], await body_of(request)
    people = list(odd_people(zones=bool(given.get("zones"))))
    for person in people:
        if workspace.people.get(person.id) is None:
            workspace.people.add(person)
            if not given.get("quiet"):
                request.app[EVENTS].soon(person_event(workspace, "team_join", person))
    workspace.publish("people", user=None)
    return web.json_response({"ok": True, "people": [person.id for person in people]})


def _behave(workspace: Workspace, given: Json) -> None:
    try:
        workspace.manner.latency = float(given.get("latency_seconds", workspace.manner.latency))
        workspace.manner.cursor = float(given.get("cursor_seconds", workspace.manner.cursor))
    except (TypeError, ValueError):
        raise ControlError("invalid_arguments", "seconds are numbers") from None
    tabs = {name: bool(given[name]) for name in ("messages_tab", "home_tab") if name in given}
    workspace.app = workspace.app.with_tabs(**tabs)


def _file_error(code: object) -> str | None:
    """Why uploads are refused in this workspace; None: they are not."""
    known = METHODS["files.getUploadURLExternal"].errors
    if code and code not in known:
        raise ControlError("invalid_arguments", f"file_error is one of {', '.join(sorted(known))}")
    return str(code) if code else None


def _told(workspace: Workspace) -> Json:
    return {
        "enterprise": bool(workspace.enterprise),
        "org_wide": workspace.org_wide,
        "latency_seconds": workspace.manner.latency,
        "cursor_seconds": workspace.manner.cursor,
        "messages_tab": workspace.app.messages_tab,
        "home_tab": workspace.app.home_tab,
        "file_error": workspace.file_error,
        "app": workspace.app.name,
        "scopes": workspace.scopes,
        "events": sorted(workspace.app.events) if workspace.app.events is not None else "all",
        "commands": list(workspace.app.commands) if workspace.app.commands is not None else "all",
    }
