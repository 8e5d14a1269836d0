"""Every message of the workspace; very many of them take little room."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from ..errors import Json
from ..ids import APP_ID, BOT_ID, BOT_USER_ID, TEAM_ID

OPTIONAL = ("thread_ts", "files", "metadata", "subtype", "username")


@dataclass(slots=True)
class Message:
    """One message, of the bot or of a person. `seen_by` is the only reader of an ephemeral one."""

    channel: str
    ts: str
    text: str
    blocks: list[Json] = field(default_factory=list)
    user: str = BOT_USER_ID
    seen_by: str | None = None
    edited: str | None = None
    thread_ts: str | None = None
    files: list[Json] = field(default_factory=list)
    metadata: Json | None = None
    subtype: str | None = None
    username: str | None = None

    def slack(self) -> Json:
        """The message object as Slack sends it."""
        message: Json = {"type": "message", "user": self.user, "team": TEAM_ID, "ts": self.ts, "text": self.text}
        if self.user == BOT_USER_ID:
            message |= {"bot_id": BOT_ID, "app_id": APP_ID}
        if self.blocks:
            message["blocks"] = self.blocks
        if self.edited:
            message["edited"] = {"user": self.user, "ts": self.edited}
        return message | {key: value for key in OPTIONAL if (value := getattr(self, key))}

    def summary(self) -> Json:
        """What the control interface tells about it."""
        return {
            "channel": self.channel,
            "ts": self.ts,
            "text": self.text,
            "blocks": self.blocks,
            "edited": self.edited,
            "ephemeral": self.seen_by is not None,
            "files": self.files,
            "thread_ts": self.thread_ts,
            "metadata": self.metadata,
            "user": self.user,
        }


def message_event(message: Message, channel_type: str) -> Json:
    """The `message` event of a new message."""
    place = {"channel": message.channel, "channel_type": channel_type, "event_ts": message.ts}
    return message.slack() | place


class Shelf:
    """The messages of one channel, in order; those that were packed are unpacked when somebody looks."""

    __slots__ = ("_kept", "_press", "count")

    def __init__(self, press: Press) -> None:
        self.count = 0
        self._press = press
        self._kept: dict[str, Message | bytes] = {}

    def put(self, message: Message, *, packed: bool, alone: bool) -> None:
        """Add a message: `packed` to save room, `alone` to forget the older ones."""
        self.count += 1
        if alone:
            self._kept.clear()
        self._kept[message.ts] = self._press.pack(message) if packed else message

    def replace(self, message: Message) -> None:
        """Keep the changed form of a message that is here."""
        packed = isinstance(self._kept.get(message.ts), bytes)
        self._kept[message.ts] = self._press.pack(message) if packed else message

    def remove(self, ts: str) -> None:
        """Take a message away."""
        self._kept.pop(ts, None)
        self.count -= 1

    def get(self, ts: str) -> Message | None:
        """The message with this time stamp, if it is still here."""
        found = self._kept.get(ts)
        return self._press.unpack(found) if isinstance(found, bytes) else found

    def __iter__(self) -> Iterator[Message]:
        for found in list(self._kept.values()):
            yield self._press.unpack(found) if isinstance(found, bytes) else found


class Messages:
    """All channels' messages, and the counts by reader.

    Beyond `plain` messages new ones are packed; beyond `keep` each channel holds only its newest.
    """

    def __init__(self, keep: int = 20_000, plain: int = 2_000) -> None:
        self.keep = keep
        self.plain = plain
        self.total = 0
        self._press = Press()
        self._shelves: dict[str, Shelf] = {}

    def put(self, message: Message) -> None:
        """Add a message to its channel."""
        self.total += 1
        shelf = self._shelves.get(message.channel)
        if shelf is None:
            shelf = self._shelves[message.channel] = Shelf(self._press)
        shelf.put(message, packed=self.total > self.plain, alone=self.total > self.keep)

    def get(self, channel: str, ts: str) -> Message | None:
        """The message, if it is still held."""
        shelf = self._shelves.get(channel)
        return shelf.get(ts) if shelf else None

    def replace(self, message: Message) -> None:
        """Keep the changed form of a message."""
        self._shelves[message.channel].replace(message)

    def remove(self, message: Message) -> None:
        """Take a message away."""
        self.total -= 1
        self._shelves[message.channel].remove(message.ts)

    def of_channel(self, channel: str) -> list[Message]:
        """The messages of a channel that are still held, oldest first."""
        return sorted(self._shelves.get(channel, ()), key=lambda message: message.ts)

    def has_channel(self, channel: str) -> bool:
        """Was anything ever posted there?"""
        return channel in self._shelves

    def counts(self) -> dict[str, int]:
        """How many messages stand in each channel."""
        return {channel: shelf.count for channel, shelf in self._shelves.items() if shelf.count}


FIELDS = tuple(Message.__dataclass_fields__)


class Press:
    """Packs messages. The first is the pattern: those that resemble it, as the messages of a poll do, take little."""

    def __init__(self) -> None:
        self._pattern = b""

    def pack(self, message: Message) -> bytes:
        """A message as compressed JSON."""
        plain = json.dumps([getattr(message, name) for name in FIELDS]).encode()
        self._pattern = self._pattern or plain
        packing = zlib.compressobj(1, zdict=self._pattern)
        return packing.compress(plain) + packing.flush()

    def unpack(self, packed: bytes) -> Message:
        """The message again."""
        values: list[Any] = json.loads(zlib.decompressobj(zdict=self._pattern).decompress(packed))
        return Message(*values)
