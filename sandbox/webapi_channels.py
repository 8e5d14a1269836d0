"""Web API: channels are made, renamed, archived, opened again and described. Every change is an event."""

from __future__ import annotations

import re

from . import ids
from .channels import new_channel
from .errors import Json, SlackError
from .happenings import channel_event
from .methods import method
from .places import bot_is_in, channel_of, joined
from .state import Workspace

MANAGE = "channels:manage groups:write im:write mpim:write"
TOPIC = f"channels:write.topic groups:write.topic im:write.topic mpim:write.topic {MANAGE}"
NAMES = "invalid_name_maxlength invalid_name_specials invalid_name_punctuation name_taken"
GONE = "channel_not_found method_not_supported_for_channel_type"
LONGEST_NAME, LONGEST_TOPIC = 80, 250


@method(
    "conversations.create",
    tier="t2",
    args="is_private:bool name team_id",
    required="name",
    scopes=MANAGE,
    errors=NAMES,
)
def create(workspace: Workspace, args: Json) -> Json:
    """A new channel with the bot in it."""
    name = _name(workspace, args["name"])
    created = int(workspace.clock.seconds())
    channel = new_channel(name, [ids.BOT_USER_ID], private=bool(args.get("is_private")), created=created)
    workspace.channels[channel.id] = channel
    workspace.emit(channel_event(workspace, "channel_created", channel))
    return {"channel": channel.slack()}


@method(
    "conversations.rename",
    tier="t2",
    args="channel name",
    required="channel name",
    scopes=MANAGE,
    errors=f"{GONE} {NAMES} is_archived not_in_channel not_authorized",
)
def rename(workspace: Workspace, args: Json) -> Json:
    """Another name; only for channels that the bot made."""
    channel = joined(workspace, args["channel"])
    if channel.creator != ids.BOT_USER_ID:
        raise SlackError("not_authorized")
    channel.name = _name(workspace, args["name"])
    workspace.emit(channel_event(workspace, "channel_rename", channel))
    return {"channel": channel.slack()}


@method(
    "conversations.archive",
    tier="t2",
    args="channel",
    required="channel",
    scopes=MANAGE,
    errors=f"{GONE} already_archived cant_archive_general not_in_channel",
)
def archive(workspace: Workspace, args: Json) -> Json:
    """Close a channel."""
    channel = channel_of(workspace, args["channel"])
    if channel.archived:
        raise SlackError("already_archived")
    if channel.everybody:
        raise SlackError("cant_archive_general")
    if not bot_is_in(workspace, channel):
        raise SlackError("not_in_channel")
    channel.archived = True
    workspace.emit(channel_event(workspace, "channel_archive", channel))
    return {}


@method(
    "conversations.unarchive",
    tier="t2",
    args="channel",
    required="channel",
    scopes=MANAGE,
    errors=f"{GONE} not_archived",
)
def unarchive(workspace: Workspace, args: Json) -> Json:
    """Open it again."""
    channel = channel_of(workspace, args["channel"])
    if not channel.archived:
        raise SlackError("not_archived")
    channel.archived = False
    workspace.emit(channel_event(workspace, "channel_unarchive", channel))
    return {}


@method(
    "conversations.setTopic",
    tier="t2",
    args="channel topic",
    required="channel topic",
    scopes=TOPIC,
    errors=f"{GONE} is_archived not_in_channel too_long",
)
def set_topic(workspace: Workspace, args: Json) -> Json:
    """What a channel is about just now."""
    channel = joined(workspace, args["channel"])
    channel.topic = _short(args["topic"])
    return {"channel": channel.slack()}


@method(
    "conversations.setPurpose",
    tier="t2",
    args="channel purpose",
    required="channel purpose",
    scopes=TOPIC,
    errors=f"{GONE} is_archived not_in_channel too_long",
)
def set_purpose(workspace: Workspace, args: Json) -> Json:
    """What a channel is for."""
    channel = joined(workspace, args["channel"])
    channel.purpose = _short(args["purpose"])
    return {"channel": channel.slack()}


def _name(workspace: Workspace, name: str) -> str:
    if len(name) > LONGEST_NAME:
        raise SlackError("invalid_name_maxlength")
    if not re.sub(r"[-_.]", "", name):
        raise SlackError("invalid_name_punctuation")
    if name != name.lower() or re.search(r"[^\w\-.]", name):
        raise SlackError("invalid_name_specials")
    if workspace.channel_named(name):
        raise SlackError("name_taken")
    return name


def _short(text: str) -> str:
    if len(text) > LONGEST_TOPIC:
        raise SlackError("too_long")
    return text
