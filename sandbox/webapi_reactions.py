"""Web API: reactions, pins and the list of emoji."""

from __future__ import annotations

import re

from . import ids
from .errors import Json, SlackError
from .messages import Message
from .methods import method
from .places import any_message, permalink_of
from .state import Workspace
from .talking import pin_to, pinned_item, react, unreact

ITEM = "channel_not_found message_not_found bad_timestamp no_item_specified"
EMOJI = re.compile(r"[a-z0-9_+'\-]+(::skin-tone-[2-6])?")


@method(
    "reactions.add",
    tier="t3",
    args="channel name timestamp",
    required="channel name timestamp",
    scopes="reactions:write",
    errors="already_reacted bad_timestamp channel_not_found invalid_name message_not_found is_archived",
)
def add(workspace: Workspace, args: Json) -> Json:
    """The bot reacts to a message."""
    message = _item(workspace, args)
    room = workspace.channels.get(message.channel)
    if room is not None and room.archived:
        raise SlackError("is_archived")
    workspace.emit(react(workspace, message, ids.BOT_USER_ID, emoji(args["name"])))
    return {}


@method(
    "reactions.remove",
    tier="t2",
    args="channel file file_comment name timestamp",
    required="name",
    scopes="reactions:write",
    errors=f"{ITEM} invalid_name no_reaction",
)
def remove(workspace: Workspace, args: Json) -> Json:
    """The bot takes its reaction back."""
    workspace.emit(unreact(workspace, _item(workspace, args), ids.BOT_USER_ID, emoji(args["name"])))
    return {}


@method(
    "reactions.get",
    tier="t3",
    args="channel file file_comment full:bool timestamp",
    scopes="reactions:read",
    errors=ITEM,
)
def get(workspace: Workspace, args: Json) -> Json:
    """A message with its reactions."""
    message = _item(workspace, args)
    told = message.slack() | {"permalink": permalink_of(message)}
    return {"type": "message", "channel": message.channel, "message": told}


@method(
    "pins.add",
    tier="t2",
    args="channel timestamp",
    required="channel",
    scopes="pins:write",
    errors=f"{ITEM} already_pinned",
)
def pin(workspace: Workspace, args: Json) -> Json:
    """A message is pinned."""
    message = _item(workspace, args)
    workspace.emit(pin_to(workspace, message, ids.BOT_USER_ID))
    return {}


@method(
    "pins.remove",
    tier="t2",
    args="channel timestamp",
    required="channel",
    scopes="pins:write",
    errors=f"{ITEM} no_pin",
)
def unpin(workspace: Workspace, args: Json) -> Json:
    """A message is not pinned any more."""
    message = _item(workspace, args)
    workspace.emit(pin_to(workspace, message, ids.BOT_USER_ID, remove=True))
    return {}


@method("pins.list", tier="t2", args="channel", required="channel", scopes="pins:read", errors="channel_not_found")
def pins(workspace: Workspace, args: Json) -> Json:
    """The pinned messages of a conversation."""
    channel = args["channel"]
    if channel not in workspace.channels and workspace.reader_of(channel) is None:
        raise SlackError("channel_not_found")
    pinned = [message for message in workspace.messages.of_channel(channel) if message.pinned]
    return {"items": [pinned_item(message) for message in pinned]}


@method("emoji.list", tier="t2", args="include_categories:bool", scopes="emoji:read")
def emoji_list(workspace: Workspace, args: Json) -> Json:
    """The workspace has no emoji of its own."""
    categories: Json = {"categories": []} if args.get("include_categories") else {}
    return {"emoji": {}, "cache_ts": workspace.clock.stamp(), **categories}


def emoji(name: str) -> str:
    """The name of an emoji without colons. Raises `invalid_name`."""
    name = name.strip(":")
    if not EMOJI.fullmatch(name):
        raise SlackError("invalid_name")
    return name


def _item(workspace: Workspace, args: Json) -> Message:
    if not args.get("channel") or not args.get("timestamp"):
        raise SlackError("no_item_specified")
    if not re.fullmatch(r"\d+\.\d+", args["timestamp"]):
        raise SlackError("bad_timestamp")
    return any_message(workspace, args["channel"], args["timestamp"])
