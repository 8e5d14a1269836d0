"""Where the bot may write, and which message is meant. Every refusal is Slack's."""

from __future__ import annotations

from . import ids
from .channels import Channel
from .errors import Json, SlackError
from .messages import Message
from .state import Workspace


def permalink_of(message: Message) -> str:
    """Slack's address of a message."""
    return f"https://{ids.TEAM_DOMAIN}.slack.com/archives/{message.channel}/p{message.ts.replace('.', '')}"


def room_of(workspace: Workspace, name: str) -> Channel | None:
    """The channel with this id, or with this name."""
    return workspace.channels.get(name) or (workspace.channel_named(name) if name[:1] not in "UWD" else None)


def bot_is_in(workspace: Workspace, channel: Channel) -> bool:
    """Is the bot a member of this channel?"""
    return channel.has(ids.BOT_USER_ID, workspace.people)


def destination(workspace: Workspace, channel: str) -> str:
    """The channel id behind a channel's id or name, or a user id. Raises Slack's code where the bot may not write."""
    room = room_of(workspace, channel)
    if room is not None:
        if room.archived:
            raise SlackError("is_archived")
        public = not room.private and "chat:write.public" in workspace.scopes
        if not public and not bot_is_in(workspace, room):
            raise SlackError("channel_not_found" if room.private else "not_in_channel")
        return room.id
    reader = workspace.people.get(channel if channel[:1] in ("U", "W") else workspace.reader_of(channel) or "")
    if reader is None:
        raise SlackError("channel_not_found")
    if reader.is_bot:
        raise SlackError("cannot_dm_bot")
    if not workspace.app.messages_tab:
        raise SlackError("messages_tab_disabled")
    if reader.post_error:
        raise SlackError(reader.post_error)
    dm = ids.dm_of(reader.id)
    if reader.deleted and not workspace.messages.has_channel(dm):
        raise SlackError("channel_not_found")
    return dm


def any_message(workspace: Workspace, channel: str, ts: str) -> Message:
    """A message that stands where the bot may be; a person's id is no channel here, ephemeral ones are not found."""
    room = workspace.channels.get(channel)
    if room is None and workspace.reader_of(channel) is None:
        raise SlackError("channel_not_found")
    if room is not None and room.private and not bot_is_in(workspace, room):
        raise SlackError("channel_not_found")
    message = workspace.messages.get(channel, ts)
    if message is None or message.seen_by is not None:
        raise SlackError("message_not_found")
    return message


def own_message(workspace: Workspace, args: Json, code: str) -> Message:
    """The bot's message that is meant."""
    message = any_message(workspace, args["channel"], args["ts"])
    if message.user != ids.BOT_USER_ID:
        raise SlackError(code)
    return message


def channel_of(workspace: Workspace, channel_id: str) -> Channel:
    """A channel that the bot can know of; direct messages are none."""
    channel = workspace.channels.get(channel_id)
    if channel is None and workspace.reader_of(channel_id):
        raise SlackError("method_not_supported_for_channel_type")
    if channel is None or (channel.private and not bot_is_in(workspace, channel)):
        raise SlackError("channel_not_found")
    return channel


def joined(workspace: Workspace, channel_id: str) -> Channel:
    """A channel that the bot is in. Raises `not_in_channel`, `is_archived`."""
    channel = channel_of(workspace, channel_id)
    if channel.archived:
        raise SlackError("is_archived")
    if not bot_is_in(workspace, channel):
        raise SlackError("not_in_channel")
    return channel
