"""Web API: who comes into a channel and who leaves it. Every change is an event."""

from __future__ import annotations

from . import ids
from .channels import Channel
from .errors import Json, SlackError
from .happenings import membership_event
from .methods import method
from .people import Person
from .places import bot_is_in, channel_of, joined
from .state import Workspace
from .webapi_channels import GONE, MANAGE

INVITE = f"channels:write.invites groups:write.invites mpim:write.invites {MANAGE}"
INVITED = 100


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
    channel = channel_of(workspace, args["channel"])
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
    channel = channel_of(workspace, args["channel"])
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
    channel = joined(workspace, args["channel"])
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
    channel, user = channel_of(workspace, args["channel"]), args.get("user", "")
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
