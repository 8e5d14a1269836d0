"""Builds events and sends them to the app; what is not acknowledged is sent again at once, after 1 and 5 minutes."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Coroutine

from aiohttp import web

from .. import ids
from ..blockkit.input_state import state_of
from ..errors import Json
from ..workspace.channels import Channel, Group
from ..workspace.people import Person, slack_user
from ..workspace.state import WORKSPACE, Workspace
from ..workspace.views import slack_view
from .deliveries import Ack
from .payloads import event_callback
from .socket_mode import SOCKET, Socket
from .subscriptions import deaf_to

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
        if not ack.acked and ack.retry:
            self._in_background(self._retry(payload, ack))
        return ack

    async def tell(self, event: Json) -> Json:
        """Send one event if the app hears it; what became of it."""
        deaf = deaf_to(self.workspace, event)
        if deaf:
            return {"type": event["type"], "sent": False, "why": deaf}
        ack = await self.send(event)
        return {"type": event["type"], "sent": True, "acked": ack.acked, "ms": round(ack.ms, 3)}

    def soon(self, event: Json) -> None:
        """Send one event if the app hears it, without waiting for its ack."""
        if deaf_to(self.workspace, event) is None:
            self._in_background(self._send(event))

    async def again(self, count: int) -> list[Ack]:
        """Deliver the newest events once more, as a retry."""
        newest = list(self.sent)[-count:]
        return [await self._attempt(payload, 1, "timeout") for payload in newest]

    def stop(self) -> None:
        """No more attempts."""
        for task in self._tasks:
            task.cancel()

    async def _send(self, event: Json) -> None:
        await self.send(event)

    async def _attempt(self, payload: Json, number: int, reason: str) -> Ack:
        retry = {"retry_attempt": number, "retry_reason": reason}
        return await self.socket.deliver("events_api", payload, accepts=False, **retry)

    async def _retry(self, payload: Json, ack: Ack) -> None:
        for number, seconds in enumerate(self.workspace.manner.retries, start=1):
            await asyncio.sleep(seconds)
            ack = await self._attempt(payload, number, ack.reason)
            if ack.acked or not ack.retry:
                return

    def _in_background(self, running: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(running)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


EVENTS = web.AppKey("events", Events)


def attach(app: web.Application) -> None:
    """Add the sender of events to the application."""
    events = app[EVENTS] = Events(app[WORKSPACE], app[SOCKET])
    app[WORKSPACE].emit = events.soon

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
    user = slack_user(person, workspace.now(), email=email, locale=True, enterprise=workspace.enterprise)
    stamp = workspace.clock.stamp()
    return {"type": kind, "user": user, "cache_ts": int(float(stamp)), "event_ts": stamp}


def group_event(workspace: Workspace, kind: str, group: Group) -> Json:
    """`subteam_created` or `subteam_updated`."""
    subteam = group.slack(users=True, count=True)
    return {"type": kind, "subteam": subteam, "event_ts": workspace.clock.stamp()}


def group_members_event(workspace: Workspace, group: Group, before: list[str], since: int) -> Json:
    """`subteam_members_changed`: who came and who went."""
    added = [user for user in group.members if user not in before]
    removed = [user for user in before if user not in group.members]
    return {
        "type": "subteam_members_changed",
        "subteam_id": group.id,
        "team_id": ids.TEAM_ID,
        "date_previous_update": since,
        "date_update": group.updated,
        "added_users": added,
        "added_users_count": len(added),
        "removed_users": removed,
        "removed_users_count": len(removed),
        "event_ts": workspace.clock.stamp(),
    }


def channel_event(workspace: Workspace, kind: str, channel: Channel) -> Json:
    """`channel_created`, `channel_rename`, `channel_archive` or `channel_unarchive`."""
    whole = {"id": channel.id, "name": channel.name, "created": channel.created, "creator": channel.creator}
    archiving = kind in ("channel_archive", "channel_unarchive")
    told: Json = {"channel": channel.id, "user": channel.creator} if archiving else {"channel": whole}
    return {"type": kind, **told, "event_ts": workspace.clock.stamp()}


def membership_event(workspace: Workspace, kind: str, channel: Channel, user: str) -> Json:
    """`member_joined_channel` or `member_left_channel`."""
    place = {"channel": channel.id, "channel_type": "G" if channel.private else "C", "team": ids.TEAM_ID}
    return {"type": kind, "user": user, **place, "event_ts": workspace.clock.stamp()}
