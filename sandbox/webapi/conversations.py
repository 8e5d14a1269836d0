"""Web API: which conversations there are and who is in them (`conversations.*`, `users.conversations`)."""

from __future__ import annotations

from .. import ids
from ..errors import Json, SlackError
from ..workspace.channels import Channel
from ..workspace.state import Workspace
from .cursors import next_cursor, page_of
from .methods import method

READ = "channels:read groups:read im:read mpim:read"
TYPES = ("public_channel", "private_channel", "im", "mpim")
PAGED = "invalid_cursor invalid_limit"


@method(
    "conversations.members",
    tier="t4",
    args="channel cursor limit:int",
    required="channel",
    scopes=READ,
    errors=f"channel_not_found {PAGED}",
)
def conversations_members(workspace: Workspace, args: Json) -> Json:
    """Who is in a conversation, by pages of 100 unless asked for up to 1,000."""
    members = readable(workspace, args["channel"]).ids(workspace.people)
    start, end = page_of(workspace, "member", members, args, size=100, most=1000)
    return {"members": members[start:end], "response_metadata": next_cursor(workspace, "member", members, end)}


@method(
    "conversations.list",
    tier="t2",
    args="cursor exclude_archived:bool limit:int team_id types",
    scopes=READ,
    errors=f"invalid_types missing_argument {PAGED}",
)
def conversations_list(workspace: Workspace, args: Json) -> Json:
    """The conversations the bot may see."""
    return _listed(workspace, args, None)


@method(
    "users.conversations",
    tier="t3",
    args="cursor exclude_archived:bool exclude_muted:bool limit:int team_id types user",
    scopes=READ,
    errors=f"invalid_types missing_argument {PAGED}",
)
def users_conversations(workspace: Workspace, args: Json) -> Json:
    """The conversations that somebody (by default the bot) is in."""
    answer = _listed(workspace, args, args.get("user", ids.BOT_USER_ID))
    for channel in answer["channels"]:
        channel.pop("is_member", None)  # Slack does not say here what was asked for
    return answer


@method(
    "conversations.info",
    tier="t3",
    args="channel include_locale:bool include_num_members:bool",
    required="channel",
    scopes=READ,
    errors="channel_not_found",
)
def conversations_info(workspace: Workspace, args: Json) -> Json:
    """One conversation."""
    channel = readable(workspace, args["channel"])
    count = {"num_members": len(channel.ids(workspace.people))} if args.get("include_num_members") else {}
    locale = {"locale": "fr-FR"} if args.get("include_locale") else {}
    return {"channel": channel.slack() | count | locale}


def readable(workspace: Workspace, channel_id: str) -> Channel:
    """The channel, if the bot may know of it. Raises `channel_not_found`."""
    channel = workspace.channels.get(channel_id)
    if channel is None or not _visible(workspace, channel):
        raise SlackError("channel_not_found")
    return channel


def _listed(workspace: Workspace, args: Json, member: str | None) -> Json:
    types = [kind.strip() for kind in args.get("types", "public_channel").split(",")]
    if not set(types) <= set(TYPES):
        raise SlackError("invalid_types")
    kinds = {"public_channel": False, "private_channel": True}
    wanted = {kinds[kind] for kind in types if kind in kinds}
    found = [c for c in workspace.channels.values() if c.private in wanted and _visible(workspace, c)]
    found = [c for c in found if member is None or c.has(member, workspace.people)]
    shown = [c for c in found if not (args.get("exclude_archived") and c.archived)]
    order = [c.id for c in shown]
    start, end = page_of(workspace, "channel", order, args, size=100, most=1000)
    metadata = next_cursor(workspace, "channel", order, end)
    return {"channels": [channel.slack() for channel in shown[start:end]], "response_metadata": metadata}


def _visible(workspace: Workspace, channel: Channel) -> bool:
    """Public ones with `channels:read`, private ones with `groups:read` and the bot in them."""
    if channel.private:
        return "groups:read" in workspace.scopes and bool(channel.slack()["is_member"])
    return "channels:read" in workspace.scopes
