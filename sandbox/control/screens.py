"""Control: what a person sees of Home, messages, modals and files."""

from __future__ import annotations

import base64

from aiohttp import web

from .. import ids
from ..blockkit.input_state import state_of
from ..errors import Json
from ..workspace.files import File
from ..workspace.state import WORKSPACE
from ..workspace.views import View, slack_view
from .requests import person_of

routes = web.RouteTableDef()


@routes.get("/control/home")
async def home(request: web.Request) -> web.StreamResponse:
    """The Home tab of `user`, and how often it was painted."""
    workspace = request.app[WORKSPACE]
    person = person_of(workspace, dict(request.query))
    view = workspace.views.homes.get(person.id)
    published = workspace.views.published.get(person.id, 0)
    shown = {"view": _shown(view), "hash": view.hash} if view else {"view": None, "hash": None}
    return web.json_response({"ok": True, **shown, "published": published})


@routes.get("/control/messages")
async def messages(request: web.Request) -> web.StreamResponse:
    """What `user` sees, oldest first; with `since` only what is newer or was changed later."""
    workspace, since = request.app[WORKSPACE], request.query.get("since", "")
    person = person_of(workspace, dict(request.query))
    found = [m for m in workspace.visible_to(person) if max(m.ts, m.edited or "") > since]
    return web.json_response({"ok": True, "messages": [message.summary() for message in found]})


@routes.get("/control/messages/count")
async def count(request: web.Request) -> web.StreamResponse:
    """Numbers only: how many messages stand with each person."""
    workspace = request.app[WORKSPACE]
    counts = workspace.messages.counts()
    by_user = {workspace.reader_of(channel) or channel: number for channel, number in counts.items()}
    return web.json_response({"ok": True, "total": sum(counts.values()), "by_user": by_user})


@routes.get("/control/views")
async def views(request: web.Request) -> web.StreamResponse:
    """The open modals of `user`, top last."""
    workspace = request.app[WORKSPACE]
    person = person_of(workspace, dict(request.query))
    stack = workspace.views.stacks.get(person.id, [])
    return web.json_response({"ok": True, "views": [_shown(view) for view in stack]})


@routes.get("/control/files")
async def files(request: web.Request) -> web.StreamResponse:
    """The files that are shared with `user`."""
    workspace = request.app[WORKSPACE]
    person = person_of(workspace, dict(request.query))
    rooms = {c.id for c in workspace.channels.values() if c.has(person.id, workspace.people)}
    shared = workspace.files.shared_in(rooms | {ids.dm_of(person.id)})
    return web.json_response({"ok": True, "files": [_file(file) for file in shared]})


def _shown(view: View) -> Json:
    return slack_view(view, state_of(view.blocks, view.values))


def _file(file: File) -> Json:
    content = base64.b64encode(file.content or b"").decode()
    return {"id": file.id, "name": file.name, "title": file.title, "channels": file.channels, "content": content}
