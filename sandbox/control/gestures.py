"""Control: commands, presses, menus, submissions, closed modals, opened Home tabs and attached files."""

from __future__ import annotations

import base64
import binascii

from aiohttp import web

from ..delivery.events import EVENTS, home_opened
from ..delivery.socket_mode import SOCKET
from ..errors import ControlError
from ..gestures import commands, menus, modals, presses
from ..workspace.files import File
from ..workspace.state import WORKSPACE
from .requests import acting_person, body_of, place_of, view_of

routes = web.RouteTableDef()


@routes.post("/control/command")
async def command(request: web.Request) -> web.StreamResponse:
    """Type a slash command."""
    workspace, given = request.app[WORKSPACE], await body_of(request)
    person = acting_person(workspace, given)
    if person.role == "external" and not given.get("force"):
        raise ControlError("not_allowed", "people of other workspaces cannot use this command")
    return web.json_response(await commands.command(workspace, request.app[SOCKET], person, given))


@routes.post("/control/press")
async def press(request: web.Request) -> web.StreamResponse:
    """Press a button, choose from a menu, tick a box."""
    workspace, given = request.app[WORKSPACE], await body_of(request)
    person = acting_person(workspace, given)
    place = place_of(workspace, person, given)
    return web.json_response(await presses.press(workspace, request.app[SOCKET], person, place, given))


@routes.post("/control/options")
async def options(request: web.Request) -> web.StreamResponse:
    """Type `value` into a menu with an external source: a place as for a press, and `action_id`."""
    workspace, given = request.app[WORKSPACE], await body_of(request)
    person = acting_person(workspace, given)
    place = place_of(workspace, person, given)
    return web.json_response(await menus.options(workspace, request.app[SOCKET], person, place, given))


@routes.post("/control/submit")
async def submit(request: web.Request) -> web.StreamResponse:
    """Submit the top modal."""
    workspace, given = request.app[WORKSPACE], await body_of(request)
    person = acting_person(workspace, given)
    view = view_of(workspace, person, given)
    if not view.body.get("submit"):
        raise ControlError("no_submit", "this modal has no submit button")
    return web.json_response(await modals.submit(workspace, request.app[SOCKET], person, view, given))


@routes.post("/control/close_view")
async def close_view(request: web.Request) -> web.StreamResponse:
    """Close the top modal, or with `all` every one."""
    workspace, given = request.app[WORKSPACE], await body_of(request)
    person = acting_person(workspace, given)
    view, every = view_of(workspace, person, given), bool(given.get("all"))
    return web.json_response(await modals.close_view(workspace, request.app[SOCKET], person, view, every=every))


@routes.post("/control/home")
async def open_home(request: web.Request) -> web.StreamResponse:
    """Open the app's Home tab (`tab`: `home`, or `messages`)."""
    workspace, given = request.app[WORKSPACE], await body_of(request)
    person = acting_person(workspace, given)
    if person.role == "external" and not given.get("force"):
        raise ControlError("not_allowed", "people of other workspaces have no Home tab of this app")
    told = await request.app[EVENTS].tell(home_opened(workspace, person, str(given.get("tab", "home"))))
    return web.json_response({"ok": True, "acked": False, "ack": None, **told})


@routes.post("/control/files")
async def attach_file(request: web.Request) -> web.StreamResponse:
    """Upload a file as a person, to put its id into a file input: `{user, name, content}` (base64)."""
    workspace, given = request.app[WORKSPACE], await body_of(request)
    person = acting_person(workspace, given)
    try:
        content = base64.b64decode(str(given.get("content", "")), validate=True)
    except binascii.Error:
        raise ControlError("invalid_content", "content is not base64") from None
    name = str(given.get("name", "file.txt"))
    file = File(name, person.id, len(content), content=content, complete=True, created=int(workspace.clock.seconds()))
    workspace.files.add(file)
    return web.json_response({"ok": True, "file": file.slack(workspace.base_url)})
