"""Events of the Events API: sent over Socket Mode, and again (at once, after 1 and 5 minutes) until acknowledged."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Coroutine

from aiohttp import web

from . import ids
from .errors import Json
from .inputs import state_of
from .payloads import event_callback
from .people import Person, slack_user
from .socketmode import SOCKET, Ack, Socket
from .state import WORKSPACE, Workspace
from .viewing import slack_view

RETRY_SECONDS = (0.0, 60.0, 300.0)
KEPT = 100


class Events:
    """Sends events and keeps the newest, so that they can be delivered again on order."""

    def __init__(self, workspace: Workspace, socket: Socket) -> None:
        self.workspace = workspace
        self.socket = socket
        self.sent: deque[Json] = deque(maxlen=KEPT)
        self._tasks: set[asyncio.Task[None]] = set()

    async def send(self, event: Json) -> Ack:
        """Send one event; answers the first attempt's ack, later attempts run by themselves."""
        payload = event_callback(self.workspace, event)
        self.sent.append(payload)
        ack = await self._attempt(payload, 0, "")
        if not ack.acked:
            self._in_background(self._retry(payload, "timeout" if ack.connected else "connection_failed"))
        return ack

    def soon(self, event: Json) -> None:
        """Send one event without waiting for its ack."""

        async def run() -> None:
            await self.send(event)

        self._in_background(run())

    async def again(self, count: int) -> list[Ack]:
        """Deliver the newest events once more, as a retry."""
        newest = list(self.sent)[-count:]
        return [await self._attempt(payload, 1, "timeout") for payload in newest]

    def stop(self) -> None:
        """No more attempts."""
        for task in self._tasks:
            task.cancel()

    async def _attempt(self, payload: Json, number: int, reason: str) -> Ack:
        retry = {"retry_attempt": number, "retry_reason": reason}
        return await self.socket.deliver("events_api", payload, accepts=False, **retry)

    async def _retry(self, payload: Json, reason: str) -> None:
        for number, seconds in enumerate(RETRY_SECONDS, start=1):
            await asyncio.sleep(seconds)
            ack = await self._attempt(payload, number, reason)
            if ack.acked:
                return
            reason = "timeout" if ack.connected else "connection_failed"

    def _in_background(self, running: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(running)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


EVENTS = web.AppKey("events", Events)


def attach(app: web.Application) -> None:
    """Add the sender of events to the application."""
    events = app[EVENTS] = Events(app[WORKSPACE], app[SOCKET])

    async def stop(_: web.Application) -> None:
        events.stop()

    app.on_shutdown.append(stop)


def home_opened(workspace: Workspace, person: Person, tab: str) -> Json:
    """`app_home_opened`, with the view that stands on Home."""
    event: Json = {
        "type": "app_home_opened",
        "user": person.id,
        "channel": ids.dm_of(person.id),
        "tab": tab,
        "event_ts": workspace.clock.stamp(),
    }
    view = workspace.views.homes.get(person.id)
    return event | ({"view": slack_view(view, state_of(view.blocks, view.values))} if view and tab == "home" else {})


def person_event(workspace: Workspace, kind: str, person: Person) -> Json:
    """`team_join` or `user_change`."""
    email = "users:read.email" in workspace.scopes
    user = slack_user(person, workspace.now(), email=email, locale=True)
    stamp = workspace.clock.stamp()
    return {"type": kind, "user": user, "cache_ts": int(float(stamp)), "event_ts": stamp}
