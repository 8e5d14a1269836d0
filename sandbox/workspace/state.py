"""The whole state of one sandbox, in memory, and the stream that tells watchers what changed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from aiohttp import web

from .. import ids
from ..errors import Json
from ..traffic.call_log import Calls
from ..traffic.faults import Faults
from ..traffic.rate_limits import Limits
from .app_manifest import DEFAULT_SCOPES, AppInfo
from .cast import CAST, whole_cast
from .channels import Channel, Group, default_channels, default_groups
from .clock import Clock
from .files import Files
from .messages import Message, Messages, message_event
from .people import People, Person
from .response_urls import Hooks
from .triggers import Triggers
from .views import Views

ACK_SECONDS = 3.0
RETRY_SECONDS = (0.0, 60.0, 300.0)
CURSOR_SECONDS = 6 * 3600.0


__all__ = ["DEFAULT_SCOPES", "WORKSPACE", "Workspace"]


@dataclass
class Manner:
    """How Slack behaves, as far as that can be set; times in seconds.

    `ack`: how long it waits for an ack. `retries`: the pauses before an event is sent again. `latency`: what every
    Web API call takes at least. `cursor`: how long a cursor lives on the sandbox's clock.
    `without`: kinds of blocks that it does not know yet.
    """

    ack: float = ACK_SECONDS
    retries: tuple[float, ...] = RETRY_SECONDS
    latency: float = 0.0
    cursor: float = CURSOR_SECONDS
    without: frozenset[str] = frozenset()


class Workspace:
    """The workspace. `org_wide`: the organisation installed the app, its token is for all its workspaces. `codes` are
    those of OAuth; `base_url` is known once the server listens; `emit` sends an event to the app, if it hears it.
    """

    def __init__(
        self,
        *,
        people: int = len(CAST),
        seed: int = 1,
        start: datetime | None = None,
        scopes: tuple[str, ...] | None = None,
        app: AppInfo | None = None,
        latency: float = 0.0,
        keep_messages: int = 20_000,
    ) -> None:
        self._people, self._seed, self._start, self._keep = people, seed, start, keep_messages
        self._app = app or AppInfo()
        self._scopes = self._app.scopes if scopes is None else scopes
        self._latency = latency
        self._watchers: set[asyncio.Queue[Json]] = set()
        self._on_reset: list[Callable[[], None]] = []
        self.base_url = ""
        self.closing = asyncio.Event()
        self.emit: Callable[[Json], None] = lambda event: None
        self.clock = Clock(start)
        self.faults = Faults()
        self.limits = Limits()
        self._fill()

    def _fill(self) -> None:
        self.app = self._app
        self.scopes = list(self._scopes)
        self.installed, self.revoked = True, False
        self.manner = Manner(latency=self._latency)
        self.name, self.domain = ids.TEAM_NAME, ids.TEAM_DOMAIN
        self.enterprise: tuple[str, str] | None = None
        self.org_wide = False
        self.file_error: str | None = None
        self.people = People(whole_cast(self._people, self._seed))
        self.link_tickets: set[str] = set()
        self.channels: dict[str, Channel] = default_channels()
        self.groups: dict[str, Group] = default_groups()
        self.messages = Messages(self._keep)
        self.views = Views()
        self.files = Files()
        self.triggers = Triggers()
        self.hooks = Hooks(self.clock)
        self.codes: set[str] = set()
        self.calls = Calls()

    def reset(self) -> None:
        """Everything as it was at the start, the clock too; connections stay."""
        self.clock.offset = Clock(self._start).offset
        self.faults.clear()
        self.limits.reset()
        self._fill()
        for called in self._on_reset:
            called()
        self.publish("reset")

    def on_reset(self, called: Callable[[], None]) -> None:
        """Have this called whenever the sandbox is reset."""
        self._on_reset.append(called)

    def now(self) -> datetime:
        """The sandbox's time, in UTC."""
        return self.clock.now()

    def publish(self, kind: str, /, **data: Any) -> None:
        """Tell everybody who watches `/control/stream`; a watcher who does not read loses what it missed."""
        for watcher in self._watchers:
            if not watcher.full():
                watcher.put_nowait({"kind": kind, **data})

    def watch(self) -> asyncio.Queue[Json]:
        """A new watcher's queue."""
        queue: asyncio.Queue[Json] = asyncio.Queue(1000)
        self._watchers.add(queue)
        return queue

    def unwatch(self, queue: asyncio.Queue[Json]) -> None:
        """This watcher has gone."""
        self._watchers.discard(queue)

    @property
    def watched(self) -> bool:
        """Does anybody watch?"""
        return bool(self._watchers)

    def post(self, message: Message) -> Message:
        """Put a message into its channel; tell the watchers, and the app of what it may read there: nothing private."""
        self.messages.put(message)
        self.tell(message)
        if message.seen_by is None and self.reads(message.channel):
            self.emit(message_event(message, self.channel_type(message.channel)))
        return message

    def reads(self, channel: str) -> bool:
        """May the app read what is written in this channel? Only with a history scope."""
        room = self.channels.get(channel)
        return f"{room.kind if room else 'im'}:history" in self.scopes

    def tell(self, message: Message, **more: Any) -> None:
        """Tell the watchers that a message is new or changed."""
        user = message.seen_by or self.reader_of(message.channel)
        self.publish("message", channel=message.channel, ts=message.ts, user=user, **more)

    def reader_of(self, channel: str) -> str | None:
        """The person of a direct message channel."""
        if not channel.startswith("D"):
            return None
        return next((i for i in (ids.user_of(channel), ids.user_of(channel, "W")) if self.people.get(i)), None)

    def channel_named(self, name: str) -> Channel | None:
        """The channel with this name, with or without the number sign."""
        return next((room for room in self.channels.values() if room.name == name.removeprefix("#")), None)

    def channel_type(self, channel: str) -> str:
        """`channel`, `group` or `im`, as events call it."""
        room = self.channels.get(channel)
        return "im" if room is None else "group" if room.private else "channel"

    def channel_name(self, channel: str) -> str:
        """The name Slack puts into payloads."""
        return self.channels[channel].name if channel in self.channels else "directmessage"

    def can_see(self, person: Person, message: Message) -> bool:
        """May this person see the message?"""
        if message.seen_by is not None:
            return message.seen_by == person.id
        channel = self.channels.get(message.channel)
        return channel.has(person.id, self.people) if channel else self.reader_of(message.channel) == person.id

    def visible_to(self, person: Person) -> list[Message]:
        """What this person sees: the direct messages and the channels they are in, oldest first."""
        rooms = [ids.dm_of(person.id), *(c.id for c in self.channels.values() if c.has(person.id, self.people))]
        found = [m for room in rooms for m in self.messages.of_channel(room) if self.can_see(person, m)]
        return sorted(found, key=lambda message: message.ts)


WORKSPACE = web.AppKey("workspace", Workspace)
