"""The addresses where the bytes of files are uploaded and downloaded."""

from __future__ import annotations

from aiohttp import BodyPartReader, web

from ..ids import BOT_TOKEN
from ..traffic.faults import elsewhere, too_many
from ..workspace.state import WORKSPACE

routes = web.RouteTableDef()


@routes.post("/upload/v1/{ticket}")
async def upload(request: web.Request) -> web.StreamResponse:
    """Take the bytes that `files.getUploadURLExternal` announced, bare or as a form."""
    faults = request.app[WORKSPACE].faults.take("upload", "*")
    if instead := (too_many(faults["ratelimit"]) if "ratelimit" in faults else elsewhere(faults)):
        return instead
    file = request.app[WORKSPACE].files.by_ticket(request.match_info["ticket"])
    if file is None or file.complete:
        raise web.HTTPNotFound(text="no such upload")
    content = await _content(request)
    if len(content) != file.length:
        raise web.HTTPBadRequest(text=f"{file.length} bytes were announced, {len(content)} came")
    file.content = content
    return web.Response(text=f"OK - {len(content)}")


@routes.get("/files-pri/{id}/{name}")
async def download(request: web.Request) -> web.StreamResponse:
    """Give the bytes to whoever has the bot token with `files:read`; others get a sign-in page, as Slack does it."""
    workspace = request.app[WORKSPACE]
    if instead := elsewhere(workspace.faults.take("download", "*")):
        return instead
    file = workspace.files.get(request.match_info["id"])
    allowed = request.headers.get("Authorization") == f"Bearer {BOT_TOKEN}" and "files:read" in workspace.scopes
    if not allowed:
        return web.Response(text="<html><title>Sign in</title></html>", content_type="text/html")
    if file is None or file.content is None:
        raise web.HTTPNotFound
    return web.Response(body=file.content, content_type="application/octet-stream")


async def _content(request: web.Request) -> bytes:
    if not request.content_type.startswith("multipart/"):
        return await request.read()
    async for part in await request.multipart():
        if isinstance(part, BodyPartReader):
            return bytes(await part.read())
    return b""
