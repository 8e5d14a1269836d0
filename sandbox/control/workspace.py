"""Control: the settings of the workspace, and a fresh start."""

from __future__ import annotations

import re

from aiohttp import web

from .. import ids
from ..blockkit.blocks import NEW
from ..errors import ControlError, Json
from ..webapi.methods import METHODS
from ..workspace.state import WORKSPACE, Workspace
from .clock import time_of
from .requests import body_of

SETTINGS = (
    "enterprise", "org_wide", "latency_seconds", "cursor_seconds", "messages_tab", "home_tab", "file_error", "name",
    "domain", "new_blocks",
)  # fmt: skip
DOMAIN = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
routes = web.RouteTableDef()


@routes.get("/control/workspace")
async def shown(request: web.Request) -> web.StreamResponse:
    """The settings of the workspace."""
    return web.json_response({"ok": True, **settings_of(request.app[WORKSPACE])})


@routes.post("/control/workspace")
async def changed(request: web.Request) -> web.StreamResponse:
    """Set some of `enterprise` and `org_wide` (true or false), `latency_seconds`, `cursor_seconds`, `messages_tab`,
    `home_tab`, `file_error` (the code with which uploads are refused, or null), `name` and `domain` of the workspace,
    `new_blocks` (false: blocks that Slack has added since 2024 are refused, as where they have not arrived yet).
    """
    workspace, given = request.app[WORKSPACE], await body_of(request)
    unknown = set(given) - set(SETTINGS)
    if unknown:
        raise ControlError("invalid_arguments", f"unknown: {', '.join(sorted(unknown))}; known: {', '.join(SETTINGS)}")
    if "enterprise" in given:
        workspace.enterprise = (ids.ENTERPRISE_ID, ids.ENTERPRISE_NAME) if given["enterprise"] else None
    workspace.org_wide = bool(given.get("org_wide", workspace.org_wide)) and workspace.enterprise is not None
    if not DOMAIN.fullmatch(str(given.get("domain", workspace.domain))) or not given.get("name", workspace.name):
        raise ControlError("invalid_arguments", "a domain is small letters, digits and hyphens; a name is not empty")
    workspace.name = str(given.get("name", workspace.name))
    workspace.domain = str(given.get("domain", workspace.domain))
    if "file_error" in given:
        workspace.file_error = _file_error(given["file_error"])
    _behave(workspace, given)
    return web.json_response({"ok": True, **settings_of(workspace)})


@routes.post("/control/reset")
async def reset(request: web.Request) -> web.StreamResponse:
    """Everything as it was at the start."""
    workspace = request.app[WORKSPACE]
    workspace.reset()
    return web.json_response({"ok": True, **time_of(workspace)})


def _behave(workspace: Workspace, given: Json) -> None:
    try:
        workspace.manner.latency = float(given.get("latency_seconds", workspace.manner.latency))
        workspace.manner.cursor = float(given.get("cursor_seconds", workspace.manner.cursor))
    except (TypeError, ValueError):
        raise ControlError("invalid_arguments", "seconds are numbers") from None
    if "new_blocks" in given:
        workspace.manner.without = frozenset() if given["new_blocks"] else NEW
    tabs = {name: bool(given[name]) for name in ("messages_tab", "home_tab") if name in given}
    workspace.app = workspace.app.with_tabs(**tabs)


def _file_error(code: object) -> str | None:
    """Why uploads are refused in this workspace; None: they are not."""
    known = METHODS["files.getUploadURLExternal"].errors
    if code and code not in known:
        raise ControlError("invalid_arguments", f"file_error is one of {', '.join(sorted(known))}")
    return str(code) if code else None


def settings_of(workspace: Workspace) -> Json:
    return {
        "name": workspace.name,
        "domain": workspace.domain,
        "enterprise": bool(workspace.enterprise),
        "org_wide": workspace.org_wide,
        "latency_seconds": workspace.manner.latency,
        "cursor_seconds": workspace.manner.cursor,
        "messages_tab": workspace.app.messages_tab,
        "home_tab": workspace.app.home_tab,
        "file_error": workspace.file_error,
        "new_blocks": not workspace.manner.without,
        "app": workspace.app.name,
        "scopes": workspace.scopes,
        "events": sorted(workspace.app.events) if workspace.app.events is not None else "all",
        "commands": list(workspace.app.commands) if workspace.app.commands is not None else "all",
    }
