"""Web API: the bot's messages are posted, changed and deleted (`chat.*`)."""

from __future__ import annotations

import copy

from ..blockkit.validation import TEXT_LIMIT, checked_text, painted_blocks
from ..errors import Json, SlackError
from ..workspace.message_changes import change, remove
from ..workspace.messages import Message
from ..workspace.state import Workspace
from .destination import destination, own_message
from .methods import method

UPDATE_TEXT_LIMIT = 4_000
SHOWN = "blocks:blocks link_names:bool markdown_text metadata:json parse text"
POST_ARGS = (
    f"channel {SHOWN} as_user:bool current_draft_last_updated_ts icon_emoji icon_url mrkdwn:bool reply_broadcast:bool "
    "thread_ts unfurl_links:bool unfurl_media:bool username"
)
CONTENT = "no_text msg_too_long invalid_blocks invalid_blocks_format markdown_text_conflict"
WHERE = "channel_not_found is_archived not_in_channel cannot_dm_bot messages_tab_disabled restricted_action"
METADATA = "invalid_metadata_format metadata_too_large"
METADATA_BYTES = 16_000


@method(
    "chat.postMessage",
    tier="t5",
    args=POST_ARGS,
    required="channel",
    scopes="chat:write",
    errors=f"{CONTENT} {WHERE} {METADATA} as_user_not_supported",
)
def post_message(workspace: Workspace, args: Json) -> Json:
    """A message into a channel, or to a person's id, which opens the direct message."""
    channel = destination(workspace, args["channel"])
    _as_itself(workspace, args)
    message = Message(channel, workspace.clock.stamp(), *content(workspace, args), thread_ts=args.get("thread_ts"))
    message.username, message.metadata = args.get("username"), metadata_of(args)
    if args.get("reply_broadcast") and message.thread_ts:
        message.subtype = "thread_broadcast"
    workspace.post(message)
    return {"channel": channel, "ts": message.ts, "message": message.slack()}


@method(
    "chat.update",
    tier="t3",
    args=f"channel ts {SHOWN} as_user:bool reply_broadcast:bool file_ids:json unfurled_attachments:json",
    required="channel ts",
    scopes="chat:write",
    errors=f"{CONTENT} {METADATA} channel_not_found message_not_found cant_update_message as_user_not_supported",
)
def update_message(workspace: Workspace, args: Json) -> Json:
    """Another content for a message of the bot; blocks that are not given stay as they were."""
    if args.get("as_user"):
        raise SlackError("as_user_not_supported")
    message = own_message(workspace, args, "cant_update_message")
    before = message.slack()
    message.text, blocks = content(workspace, args, UPDATE_TEXT_LIMIT)
    message.blocks = blocks if "blocks" in args else message.blocks
    message.metadata = metadata_of(args) if "metadata" in args else message.metadata
    change(workspace, message, before)
    return {"channel": message.channel, "ts": message.ts, "text": message.text, "message": message.slack()}


@method(
    "chat.delete",
    tier="t3",
    args="channel ts as_user:bool",
    required="channel ts",
    scopes="chat:write",
    errors="channel_not_found message_not_found cant_delete_message",
)
def delete_message(workspace: Workspace, args: Json) -> Json:
    """Take a message of the bot away."""
    message = own_message(workspace, args, "cant_delete_message")
    remove(workspace, message)
    return {"channel": message.channel, "ts": message.ts}


def content(workspace: Workspace, args: Json, limit: int = TEXT_LIMIT) -> tuple[str, list[Json]]:
    """Text and blocks of a call, checked."""
    if args.get("markdown_text") and (args.get("text") or args.get("blocks")):
        raise SlackError("markdown_text_conflict")
    blocks = painted_blocks(args.get("blocks"), workspace.manner.without)
    return checked_text(args.get("markdown_text") or args.get("text"), blocks, limit), blocks


def metadata_of(args: Json) -> Json | None:
    """The metadata of a message: `event_type` and `event_payload`, or an empty object."""
    metadata = args.get("metadata")
    if metadata and (not isinstance(metadata, dict) or set(metadata) != {"event_type", "event_payload"}):
        raise SlackError("invalid_metadata_format")
    if metadata and len(str(metadata)) > METADATA_BYTES:
        raise SlackError("metadata_too_large")
    return copy.deepcopy(metadata) or None


def _as_itself(workspace: Workspace, args: Json) -> None:
    if args.get("as_user"):
        raise SlackError("as_user_not_supported")
    dressed = {"username", "icon_emoji", "icon_url"} & set(args)
    if dressed and "chat:write.customize" not in workspace.scopes:
        raise SlackError("missing_scope", needed="chat:write.customize", provided=",".join(workspace.scopes))
