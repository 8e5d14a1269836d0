"""Where the bot may write, and which of its messages is meant."""

from __future__ import annotations

from .. import ids
from ..errors import Json, SlackError
from ..workspace.channels import Channel
from ..workspace.messages import Message
from ..workspace.state import Workspace


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


def own_message(workspace: Workspace, args: Json, code: str) -> Message:
    """The bot's message that is meant; a person's id is no channel here, ephemeral ones are not found.

    Raises `code` for a message of somebody else.
    """
    room = workspace.channels.get(args["channel"])
    hidden = room.private and not bot_is_in(workspace, room) if room else not workspace.reader_of(args["channel"])
    if hidden:
        raise SlackError("channel_not_found")
    message = workspace.messages.get(args["channel"], args["ts"])
    if message is None or message.seen_by is not None:
        raise SlackError("message_not_found")
    if message.user != ids.BOT_USER_ID:
        raise SlackError(code)
    return message
