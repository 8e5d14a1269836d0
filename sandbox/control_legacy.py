"""Control: hands on what older apps paint. Buttons and menus in attachments, dialogs."""

from __future__ import annotations

from aiohttp import web

from . import legacy
from .control_ask import acting_person, body_of, message_of, person_of
from .dialogs import Dialog
from .errors import ControlError
from .people import Person
from .socketmode import SOCKET
from .state import WORKSPACE, Workspace

routes = web.RouteTableDef()


@routes.post("/control/attachment")
async def press(request: web.Request) -> web.StreamResponse:
    """Press a button in an attachment or choose in a menu there: `{user, channel, ts, name, value}`."""
    workspace, given = request.app[WORKSPACE], await body_of(request)
    person = acting_person(workspace, given)
    message = message_of(workspace, person, given)
    return web.json_response(await legacy.press(workspace, request.app[SOCKET], person, message, given))


@routes.post("/control/attachment/options")
async def suggest(request: web.Request) -> web.StreamResponse:
    """Type `value` into a menu of an attachment that asks the app: `{user, channel, ts, name, value}`."""
    workspace, given = request.app[WORKSPACE], await body_of(request)
    person = acting_person(workspace, given)
    message = message_of(workspace, person, given)
    return web.json_response(await legacy.suggest(workspace, request.app[SOCKET], person, message, given))


@routes.get("/control/dialog")
async def shown(request: web.Request) -> web.StreamResponse:
    """The dialog in front of `user`."""
    workspace = request.app[WORKSPACE]
    dialog = workspace.dialogs.get(person_of(workspace, dict(request.query)).id)
    return web.json_response({"ok": True, "dialog": dialog.body if dialog else None})


@routes.post("/control/dialog")
async def submit(request: web.Request) -> web.StreamResponse:
    """Submit the dialog: `{user, submission: {name: value}}`; or `{user, cancel: true}`."""
    workspace, given = request.app[WORKSPACE], await body_of(request)
    person = acting_person(workspace, given)
    dialog, socket = _open(workspace, person), request.app[SOCKET]
    if given.get("cancel"):
        return web.json_response(await legacy.cancel(workspace, socket, person, dialog))
    typed = given.get("submission") or {}
    if not isinstance(typed, dict):
        raise ControlError("invalid_values", "submission is {name: value}")
    return web.json_response(await legacy.submit(workspace, socket, person, dialog, typed))


@routes.post("/control/dialog/options")
async def suggest_in_dialog(request: web.Request) -> web.StreamResponse:
    """Type `value` into a menu of the dialog that asks the app: `{user, name, value}`."""
    workspace, given = request.app[WORKSPACE], await body_of(request)
    person = acting_person(workspace, given)
    dialog, socket = _open(workspace, person), request.app[SOCKET]
    return web.json_response(await legacy.suggest_in_dialog(workspace, socket, person, dialog, given))


def _open(workspace: Workspace, person: Person) -> Dialog:
    dialog = workspace.dialogs.get(person.id)
    if dialog is None:
        raise ControlError("no_such_view", f"no dialog is open for {person.name}", 404)
    return dialog
