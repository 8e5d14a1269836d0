"""Web API: channels are made, joined, left, renamed, archived, described. Every change is an event."""

from __future__ import annotations

import re

from . import ids
from .channels import Channel, new_channel
from .errors import Json, SlackError
from .happenings import channel_event, membership_event
from .methods import method
from .people import Person
from .places import bot_is_in
from .state import Workspace

MANAGE = "channels:manage groups:write im:write mpim:write"
INVITE = f"channels:write.invites groups:write.invites mpim:write.invites {MANAGE}"
TOPIC = f"channels:write.topic groups:write.topic im:write.topic mpim:write.topic {MANAGE}"
NAMES = "invalid_name_maxlength invalid_name_specials invalid_name_punctuation name_taken"
GONE = "channel_not_found method_not_supported_for_channel_type"
LONGEST_NAME, LONGEST_TOPIC, INVITED = 80, 250, 100


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
    channel = _joined(workspace, args["channel"])
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
    channel = _channel(workspace, args["channel"])
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
    channel = _channel(workspace, args["channel"])
    if not channel.archived:
        raise SlackError("not_archived")
    channel.archived = False
    workspace.emit(channel_event(workspace, "channel_unarchive", channel))
    return {}


@method(
    "conversations.join",
    tier="t3",
    args="channel",
    required="channel",
    scopes="channels:join",
    errors=f"{GONE} is_archived",
)
def join(workspace: Workspace, args: Json) -> Json:
    """The bot joins a public channel."""
    channel = _channel(workspace, args["channel"])
    if channel.private:
        raise SlackError("method_not_supported_for_channel_type")
    if channel.archived:
        raise SlackError("is_archived")
    if bot_is_in(workspace, channel):
        warned = {"warning": "already_in_channel", "response_metadata": {"warnings": ["already_in_channel"]}}
        return {"channel": channel.slack(), **warned}
    _enter(workspace, channel, ids.BOT_USER_ID)
    return {"channel": channel.slack()}


@method(
    "conversations.leave",
    tier="t3",
    args="channel",
    required="channel",
    scopes=MANAGE,
    errors=f"{GONE} cant_leave_general is_archived",
)
def leave(workspace: Workspace, args: Json) -> Json:
    """The bot leaves a channel."""
    channel = _channel(workspace, args["channel"])
    if channel.everybody:
        raise SlackError("cant_leave_general")
    if channel.archived:
        raise SlackError("is_archived")
    if not bot_is_in(workspace, channel):
        return {"not_in_channel": True}
    _exit(workspace, channel, ids.BOT_USER_ID)
    return {}


@method(
    "conversations.invite",
    tier="t3",
    args="channel force:bool users:list",
    required="channel users",
    scopes=INVITE,
    errors=f"{GONE} already_in_channel cant_invite_self is_archived not_in_channel user_not_found user_is_restricted",
)
def invite(workspace: Workspace, args: Json) -> Json:
    """People are added to a channel. With `force`, those who cannot be are left out."""
    channel = _joined(workspace, args["channel"])
    users = [user.strip() for user in args["users"].split(",") if user.strip()][:INVITED]
    refused = {user: code for user in users if (code := _refused(workspace, channel, user))}
    if refused and not (args.get("force") and len(refused) < len(users)):
        errors = [{"user": user, "ok": False, "error": code} for user, code in refused.items()]
        raise SlackError(next(iter(refused.values())), errors=errors)
    for user in users:
        if user not in refused:
            _enter(workspace, channel, user, inviter=ids.BOT_USER_ID)
    return {"channel": channel.slack()}


@method(
    "conversations.kick",
    tier="t3",
    args="channel user",
    required="channel",
    scopes=MANAGE,
    errors=f"{GONE} cant_kick_from_general cant_kick_self not_in_channel user_not_found",
)
def kick(workspace: Workspace, args: Json) -> Json:
    """Somebody is removed from a channel."""
    channel, user = _channel(workspace, args["channel"]), args.get("user", "")
    if user == ids.BOT_USER_ID:
        raise SlackError("cant_kick_self")
    if workspace.people.get(user) is None:
        raise SlackError("user_not_found")
    if channel.everybody:
        raise SlackError("cant_kick_from_general")
    if not bot_is_in(workspace, channel) or not channel.has(user, workspace.people):
        raise SlackError("not_in_channel")
    _exit(workspace, channel, user)
    return {"errors": {}}


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
    channel = _joined(workspace, args["channel"])
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
    channel = _joined(workspace, args["channel"])
    channel.purpose = _short(args["purpose"])
    return {"channel": channel.slack()}


def _channel(workspace: Workspace, channel_id: str) -> Channel:
    """A channel that the bot can know of; direct messages are none."""
    channel = workspace.channels.get(channel_id)
    if channel is None and workspace.reader_of(channel_id):
        raise SlackError("method_not_supported_for_channel_type")
    if channel is None or (channel.private and not bot_is_in(workspace, channel)):
        raise SlackError("channel_not_found")
    return channel


def _joined(workspace: Workspace, channel_id: str) -> Channel:
    channel = _channel(workspace, channel_id)
    if channel.archived:
        raise SlackError("is_archived")
    if not bot_is_in(workspace, channel):
        raise SlackError("not_in_channel")
    return channel


def _refused(workspace: Workspace, channel: Channel, user: str) -> str | None:
    person: Person | None = workspace.people.get(user)
    if person is None or person.deleted:
        return "user_not_found"
    if user == ids.BOT_USER_ID:
        return "cant_invite_self"
    if channel.has(user, workspace.people):
        return "already_in_channel"
    return "user_is_restricted" if person.role == "single_guest" else None


def _enter(workspace: Workspace, channel: Channel, user: str, inviter: str = "") -> None:
    channel.members.append(user)
    workspace.emit(membership_event(workspace, "member_joined_channel", channel, user, inviter))


def _exit(workspace: Workspace, channel: Channel, user: str) -> None:
    channel.members = [member for member in channel.members if member != user]
    workspace.emit(membership_event(workspace, "member_left_channel", channel, user))


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
