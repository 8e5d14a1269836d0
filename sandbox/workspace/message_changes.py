"""Changing and deleting messages, and the events that tell the app of messages."""

from __future__ import annotations

from .. import ids
from ..errors import Json
from .messages import Message
from .state import Workspace


def change(workspace: Workspace, message: Message, before: Json | None = None) -> None:
    """Keep the changed form and tell the watchers, and the app if it reads there; `before` is the former form."""
    message.edited = workspace.clock.stamp()
    workspace.messages.replace(message)
    workspace.tell(message, edited=True)
    if before is not None and workspace.reads(message.channel) and message.seen_by is None:
        more = {"message": message.slack(), "previous_message": before, "ts": message.edited}
        workspace.emit(_hidden(workspace, message, "message_changed", more))


def remove(workspace: Workspace, message: Message) -> None:
    """Take a message away."""
    workspace.messages.remove(message)
    workspace.tell(message, deleted=True)
    if workspace.reads(message.channel) and message.seen_by is None:
        more = {"deleted_ts": message.ts, "previous_message": message.slack(), "ts": workspace.clock.stamp()}
        workspace.emit(_hidden(workspace, message, "message_deleted", more))


def events_of(workspace: Workspace, message: Message) -> list[Json]:
    """The events that a person's new message causes: a mention of the bot, where the bot is, is one of its own.

    (The `message` event itself goes out as the message is posted.)
    """
    room = workspace.channels.get(message.channel)
    mentioned = f"<@{ids.BOT_USER_ID}>" in message.text
    if room is None or not mentioned or not room.has(ids.BOT_USER_ID, workspace.people):
        return []
    return [message.slack() | {"type": "app_mention", "channel": message.channel, "event_ts": message.ts}]


def _hidden(workspace: Workspace, message: Message, subtype: str, more: Json) -> Json:
    place = {"channel": message.channel, "channel_type": workspace.channel_type(message.channel)}
    return {"type": "message", "subtype": subtype, "hidden": True, **place, "event_ts": more["ts"], **more}
