"""Web API: channels and who is in them. Nobody's messages can be read here."""

from __future__ import annotations

from .channels import Channel
from .errors import Json, SlackError
from .ids import dm_of
from .methods import method
from .paging import cursor_after, position_of
from .state import Workspace

READ = "channels:read groups:read im:read mpim:read"


@method(
    "conversations.open",
    tier="t3",
    args="channel users return_im:bool prevent_creation:bool",
    scopes="im:write channels:manage groups:write mpim:write",
)
def conversations_open(workspace: Workspace, args: Json) -> Json:
    """The direct message channel with one person."""
    users = [user for user in args.get("users", "").split(",") if user]
    if not users:
        raise SlackError("users_list_not_supplied")
    if len(users) > 1:
        raise SlackError("too_many_users" if len(users) > 8 else "method_not_supported_for_channel_type")
    person = workspace.people.get(users[0])
    if person is None:
        raise SlackError("user_not_found")
    if person.deleted:
        raise SlackError("user_disabled")
    if person.is_bot:
        raise SlackError("cannot_dm_bot")
    return {"channel": {"id": dm_of(person.id)}}


@method("conversations.members", tier="t4", args="channel cursor limit:int", required="channel", scopes=READ)
def conversations_members(workspace: Workspace, args: Json) -> Json:
    """Who is in a channel, by pages of 100 unless asked for up to 1,000."""
    members = _readable(workspace, args["channel"]).ids(workspace.people)
    positions = {user_id: index for index, user_id in enumerate(members)} if args.get("cursor") else {}
    start = position_of("member", args.get("cursor", ""), positions)
    limit = args.get("limit", 100)
    if not 1 <= limit <= 1000:
        raise SlackError("invalid_limit")
    metadata = {"next_cursor": cursor_after("member", members, start + limit)}
    return {"members": members[start : start + limit], "response_metadata": metadata}


@method("conversations.list", tier="t2", args="cursor exclude_archived:bool limit:int team_id types", scopes=READ)
def conversations_list(workspace: Workspace, args: Json) -> Json:
    """The channels the bot may see."""
    types = args.get("types", "public_channel").split(",")
    kinds = {"public_channel": False, "private_channel": True}
    wanted = {kinds[kind] for kind in types if kind in kinds}
    channels = [c for c in workspace.channels.values() if c.private in wanted and _visible(workspace, c)]
    if args.get("exclude_archived"):
        channels = [channel for channel in channels if not channel.archived]
    return {"channels": [channel.slack() for channel in channels], "response_metadata": {"next_cursor": ""}}


@method(
    "conversations.info",
    tier="t3",
    args="channel include_locale:bool include_num_members:bool",
    required="channel",
    scopes=READ,
)
def conversations_info(workspace: Workspace, args: Json) -> Json:
    """One channel."""
    channel = _readable(workspace, args["channel"])
    count = {"num_members": len(channel.ids(workspace.people))} if args.get("include_num_members") else {}
    return {"channel": channel.slack() | count}


def _readable(workspace: Workspace, channel_id: str) -> Channel:
    channel = workspace.channels.get(channel_id)
    if channel is None or not _visible(workspace, channel):
        raise SlackError("channel_not_found")
    return channel


def _visible(workspace: Workspace, channel: Channel) -> bool:
    """Public ones with `channels:read`, private ones with `groups:read` and the bot in them."""
    if channel.private:
        return "groups:read" in workspace.scopes and bool(channel.slack()["is_member"])
    return "channels:read" in workspace.scopes
