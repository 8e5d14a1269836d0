"""Web API: messages of the bot: posted, changed, deleted, and shown to one person only."""

from __future__ import annotations

import copy

from .errors import Json, SlackError
from .messages import Message
from .methods import method
from .painting import checked_attachments, checked_text, painted_blocks
from .places import any_message, destination, own_message, permalink_of
from .state import Workspace
from .talking import change, remove

UPDATE_TEXT_LIMIT = 4_000
SHOWN = "attachments:blocks blocks:blocks link_names:bool markdown_text metadata:json parse text"
WRITER = "as_user:bool icon_emoji icon_url username"
POST_ARGS = (
    f"channel {SHOWN} {WRITER} mrkdwn:bool reply_broadcast:bool thread_ts unfurl_links:bool unfurl_media:bool "
    "current_draft_last_updated_ts"
)
CONTENT = "no_text msg_too_long invalid_blocks invalid_blocks_format markdown_text_conflict too_many_attachments"
WHERE = "channel_not_found is_archived not_in_channel cannot_dm_bot messages_tab_disabled restricted_action"
ME = f"{WHERE} msg_too_long"
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
    message = composed(workspace, channel, args)
    message.username, message.metadata = args.get("username"), metadata_of(args)
    if args.get("reply_broadcast") and message.thread_ts:
        message.subtype = "thread_broadcast"
    workspace.post(message)
    return {"channel": channel, "ts": message.ts, "message": message.slack()}


@method("chat.meMessage", tier="t3", args="channel text", required="channel text", scopes="chat:write", errors=ME)
def me_message(workspace: Workspace, args: Json) -> Json:
    """A message in the third person."""
    channel = destination(workspace, args["channel"])
    text = checked_text(args["text"], [])
    message = Message(channel, workspace.clock.stamp(), text, subtype="me_message")
    workspace.post(message)
    return {"channel": channel, "ts": message.ts}


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
    text, blocks, attachments = content(args, UPDATE_TEXT_LIMIT)
    message.text = text
    message.blocks = blocks if "blocks" in args else message.blocks
    message.attachments = attachments if "attachments" in args else message.attachments
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


@method(
    "chat.postEphemeral",
    tier="t4",
    args=f"channel user {SHOWN} {WRITER} thread_ts",
    required="channel user",
    scopes="chat:write",
    errors=f"{CONTENT} {WHERE} user_not_in_channel",
)
def post_ephemeral(workspace: Workspace, args: Json) -> Json:
    """A message that one person in a channel sees."""
    channel, person = destination(workspace, args["channel"]), workspace.people.get(args["user"])
    room = workspace.channels.get(channel)
    inside = room.has(args["user"], workspace.people) if room else workspace.reader_of(channel) == args["user"]
    if person is None or not inside:
        raise SlackError("user_not_in_channel")
    message = composed(workspace, channel, args)
    message.seen_by = person.id
    workspace.post(message)
    return {"message_ts": message.ts}


@method(
    "chat.getPermalink",
    tier="t5",
    args="channel message_ts",
    required="channel message_ts",
    errors="channel_not_found message_not_found",
)
def permalink(workspace: Workspace, args: Json) -> Json:
    """The address of a message."""
    message = any_message(workspace, args["channel"], args["message_ts"])
    return {"channel": message.channel, "permalink": permalink_of(message)}


def composed(workspace: Workspace, channel: str, args: Json) -> Message:
    """The message that a call asks for, not posted yet."""
    text, blocks, attachments = content(args)
    message = Message(channel, workspace.clock.stamp(), text, blocks)
    message.attachments, message.thread_ts = attachments, args.get("thread_ts")
    return message


def content(args: Json, limit: int | None = None) -> tuple[str, list[Json], list[Json]]:
    """Text, blocks and attachments of a call, checked."""
    if args.get("markdown_text") and (args.get("text") or args.get("blocks")):
        raise SlackError("markdown_text_conflict")
    blocks, attachments = painted_blocks(args.get("blocks")), checked_attachments(args.get("attachments"))
    text = args.get("markdown_text") or args.get("text")
    shown = blocks or attachments
    return (checked_text(text, shown, limit) if limit else checked_text(text, shown)), blocks, attachments


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
