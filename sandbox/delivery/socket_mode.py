"""Socket Mode: WebSocket links to the app, envelopes to one of them, acks within three seconds, ordered disconnects."""

from __future__ import annotations

import asyncio
import json
import time
from contextlib import suppress
from dataclasses import dataclass, field

from aiohttp import WSMessage, WSMsgType, web

from ..errors import ControlError, Json
from ..ids import APP_ID, new_id, token
from ..workspace.state import WORKSPACE, Workspace
from .deliveries import Ack, Deliveries
from .signed_http import RequestUrl

MAX_LINKS = 10
WARNING_SECONDS = 10.0
PING_SECONDS = 5.0
REASONS = ("warning", "refresh_requested", "link_disabled", "dead")


@dataclass(eq=False)
class Link:
    """One WebSocket. A dead one still looks open, but nothing passes; a leaving one was told to go."""

    socket: web.WebSocketResponse
    dead: bool = False
    leaving: bool = False
    id: str = field(default_factory=lambda: token(12))

    async def send(self, content: Json) -> None:
        """Send, unless it is dead or just went away."""
        if self.dead or self.socket.closed:
            return
        try:
            await self.socket.send_str(json.dumps(content))
        except (ConnectionError, RuntimeError):
            self.dead = True


class Socket:
    """All links of the app, and the acks that are waited for."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.deliveries = Deliveries(workspace)
        self.links: list[Link] = []
        self.request_url: RequestUrl | None = None
        self._turn = 0
        self._waiting: dict[str, asyncio.Future[Json | None]] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    async def deliver(self, kind: str, payload: Json, *, accepts: bool, **retry: object) -> Ack:
        """Send one payload, to one link or (in HTTP mode) to the request URL, and wait for its ack."""

        async def send() -> Ack:
            if self.request_url is not None:
                return await self.request_url.post(kind, payload, self.workspace.manner.ack, retry)
            return await self._over_a_link({"type": kind, "accepts_response_payload": accepts, **retry}, payload)

        return await self.deliveries.through(kind, payload, retry, send)

    async def _over_a_link(self, envelope: Json, payload: Json) -> Ack:
        link = self._next_link()
        if link is None:
            return Ack(acked=False, reason="connection_failed")
        envelope_id = f"{token(8)}-{token(4)}-{token(4)}-{token(12)}"
        waiting = self._waiting[envelope_id] = asyncio.get_running_loop().create_future()
        started = time.perf_counter()
        try:
            await link.send({"envelope_id": envelope_id, "payload": payload, **envelope})
            answer = await asyncio.wait_for(waiting, self.workspace.manner.ack)
            return Ack(acked=True, payload=answer, ms=(time.perf_counter() - started) * 1000)
        except TimeoutError:
            slow = not (link.dead or link.socket.closed)
            return Ack(acked=False, ms=(time.perf_counter() - started) * 1000, reason="timeout", slow=slow)
        finally:
            self._waiting.pop(envelope_id, None)

    def received(self, text: str) -> None:
        """An ack came in; late, unknown and unreadable ones are dropped."""
        try:
            message = json.loads(text)
        except ValueError:
            return
        if not isinstance(message, dict):
            return
        waiting = self._waiting.get(message.get("envelope_id", ""))
        if waiting is not None and not waiting.done():
            waiting.set_result(message.get("payload") or None)

    async def order(self, reason: str, warning: float = WARNING_SECONDS) -> int:
        """Tell all links to go (`dead`: let them fall silent instead); answers how many there were.

        After a warning a link is closed `warning` seconds later.
        """
        if reason not in REASONS:
            raise ControlError("invalid_reason", f"disconnect is one of {', '.join(REASONS)}")
        links = [link for link in self.links if not link.dead]
        for link in links:
            if reason == "dead":
                link.dead = True
            else:
                link.leaving = True
                await link.send({"type": "disconnect", "reason": reason, "debug_info": {"host": "sandbox"}})
                self.later(warning if reason == "warning" else 0.0, link)
        return len(links)

    def later(self, seconds: float, link: Link) -> None:
        """Close a link after a while."""

        async def close() -> None:
            await asyncio.sleep(seconds)
            await link.socket.close()

        task = asyncio.create_task(close())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def close(self) -> None:
        """Close all links: the sandbox stops."""
        for task in self._tasks:
            task.cancel()
        for link in list(self.links):
            await link.socket.close(code=1001)

    def _next_link(self) -> Link | None:
        """In turn; a leaving or dead link is chosen only when there is no other."""
        alive = [link for link in self.links if not link.dead]
        links = [link for link in alive if not link.leaving] or alive or self.links
        if not links:
            return None
        self._turn += 1
        return links[self._turn % len(links)]


SOCKET = web.AppKey("socket", Socket)


def attach(app: web.Application) -> None:
    """Add the WebSocket address to the application."""
    app[SOCKET] = Socket(app[WORKSPACE])
    app.router.add_get("/link/", connect)

    async def shut(app: web.Application) -> None:
        await app[SOCKET].close()

    app.on_shutdown.append(shut)


async def connect(request: web.Request) -> web.StreamResponse:
    """A new link, with the ticket of `apps.connections.open`."""
    workspace, hub = request.app[WORKSPACE], request.app[SOCKET]
    ticket = request.query.get("ticket", "")
    if ticket not in workspace.link_tickets:
        raise web.HTTPForbidden(text="invalid ticket")
    workspace.link_tickets.discard(ticket)
    socket = web.WebSocketResponse(autoping=False)
    await socket.prepare(request)
    if len(hub.links) >= MAX_LINKS:
        await socket.send_json({"type": "disconnect", "reason": "too_many_websockets"})
        await socket.close()
        return socket
    link = Link(socket)
    hub.links.append(link)
    pinging = asyncio.create_task(_ping(link))
    try:
        await link.send(_hello(len(hub.links)))
        async for message in socket:
            await _receive(hub, link, message)
    finally:
        pinging.cancel()
        hub.links.remove(link)
    return socket


async def _ping(link: Link) -> None:
    """Slack pings its clients; some of them take a link for dead when it does not."""
    while not link.socket.closed:
        await asyncio.sleep(PING_SECONDS)
        with suppress(ConnectionError):
            if not link.dead:
                await link.socket.ping(b"Ping from the sandbox")


async def _receive(hub: Socket, link: Link, message: WSMessage) -> None:
    if link.dead:
        return
    if message.type is WSMsgType.PING:
        await link.socket.pong(message.data)
    elif message.type is WSMsgType.TEXT:
        hub.received(message.data)


def _hello(connections: int) -> Json:
    return {
        "type": "hello",
        "num_connections": connections,
        "debug_info": {
            "host": "sandbox",
            "started": new_id(""),
            "build_number": 1,
            "approximate_connection_time": 18060,
        },
        "connection_info": {"app_id": APP_ID},
    }
