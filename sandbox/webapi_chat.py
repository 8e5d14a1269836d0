"""Web API: messages of the bot: posted, changed, deleted, and shown to one person only."""

from __future__ import annotations

from . import ids
from .errors import Json, SlackError
from .messages import Message
from .methods import method
from .painting import checked_text, painted_blocks
from .state import Workspace

UPDATE_TEXT_LIMIT = 4_000
SHOWN = "attachments blocks:json link_names:bool markdown_text metadata:json parse text"
WRITER = "as_user:bool icon_emoji icon_url username"
POST_ARGS = f"channel {SHOWN} {WRITER} mrkdwn:bool reply_broadcast:bool thread_ts unfurl_links:bool unfurl_media:bool"


@method("chat.postMessage", tier="t5", args=POST_ARGS, required="channel", scopes="chat:write")
def post_message(workspace: Workspace, args: Json) -> Json:
    """A message into a channel, or to a person's id, which opens the direct message."""
    channel = destination(workspace, args["channel"])
    _as_itself(workspace, args)
    text, blocks = content(args)
    message = Message(channel, workspace.clock.stamp(), text, blocks)
    message.thread_ts, message.metadata = args.get("thread_ts"), _metadata(args)
    workspace.post(message)
    return {"channel": channel, "ts": message.ts, "message": message.slack()}


@method(
    "chat.update",
    tier="t3",
    args=f"channel ts {SHOWN} as_user:bool reply_broadcast:bool file_ids:json",
    required="channel ts",
    scopes="chat:write",
)
def update_message(workspace: Workspace, args: Json) -> Json:
    """Another content for a message of the bot; blocks that are not given stay as they were."""
    message = own_message(workspace, args, "cant_update_message")
    text, blocks = content(args, UPDATE_TEXT_LIMIT)
    message.text = text
    message.blocks = blocks if "blocks" in args else message.blocks
    message.metadata = _metadata(args) if "metadata" in args else message.metadata
    change(workspace, message)
    return {"channel": message.channel, "ts": message.ts, "text": message.text, "message": message.slack()}


@method("chat.delete", tier="t3", args="channel ts as_user:bool", required="channel ts", scopes="chat:write")
def delete_message(workspace: Workspace, args: Json) -> Json:
    """Take a message of the bot away."""
    message = own_message(workspace, args, "cant_delete_message")
    workspace.messages.remove(message)
    workspace.tell(message, deleted=True)
    return {"channel": message.channel, "ts": message.ts}


@method(
    "chat.postEphemeral",
    tier="t4",
    args=f"channel user {SHOWN} {WRITER} thread_ts",
    required="channel user",
    scopes="chat:write",
)
def post_ephemeral(workspace: Workspace, args: Json) -> Json:
    """A message that one person in a channel sees."""
    channel, person = destination(workspace, args["channel"]), workspace.people.get(args["user"])
    room = workspace.channels.get(channel)
    inside = room.has(args["user"], workspace.people) if room else workspace.reader_of(channel) == args["user"]
    if person is None or not inside:
        raise SlackError("user_not_in_channel")
    text, blocks = content(args)
    message = Message(channel, workspace.clock.stamp(), text, blocks, seen_by=person.id)
    workspace.post(message)
    return {"message_ts": message.ts}


def destination(workspace: Workspace, channel: str) -> str:
    """The channel id behind a channel or user id. Raises Slack's code when the bot may not write there."""
    room = workspace.channels.get(channel)
    if room is not None:
        if room.archived:
            raise SlackError("is_archived")
        if not room.has(ids.BOT_USER_ID, workspace.people):
            raise SlackError("channel_not_found" if room.private else "not_in_channel")
        return channel
    reader = workspace.people.get(channel if channel[:1] in ("U", "W") else workspace.reader_of(channel) or "")
    if reader is None:
        raise SlackError("channel_not_found")
    if reader.is_bot:
        raise SlackError("cannot_dm_bot")
    if reader.post_error:
        raise SlackError(reader.post_error)
    dm = ids.dm_of(reader.id)
    if reader.deleted and not workspace.messages.has_channel(dm):
        raise SlackError("channel_not_found")
    return dm


def content(args: Json, limit: int | None = None) -> tuple[str, list[Json]]:
    """Text and blocks of a call, checked."""
    if args.get("markdown_text") and (args.get("text") or args.get("blocks")):
        raise SlackError("markdown_text_conflict")
    blocks = painted_blocks(args.get("blocks"))
    text = args.get("markdown_text") or args.get("text")
    return (checked_text(text, blocks, limit) if limit else checked_text(text, blocks)), blocks


def own_message(workspace: Workspace, args: Json, code: str) -> Message:
    """The bot's message that is meant; a person's id is no channel here, and ephemeral ones are not found."""
    if workspace.reader_of(args["channel"]) is None and args["channel"] not in workspace.channels:
        raise SlackError("channel_not_found")
    message = workspace.messages.get(args["channel"], args["ts"])
    if message is None or message.seen_by is not None:
        raise SlackError("message_not_found")
    if message.user != ids.BOT_USER_ID:
        raise SlackError(code)
    return message


def change(workspace: Workspace, message: Message) -> None:
    """Keep the changed form and tell the watchers."""
    message.edited = workspace.clock.stamp()
    workspace.messages.replace(message)
    workspace.tell(message, edited=True)


def _metadata(args: Json) -> Json | None:
    """The metadata of a message: `event_type` and `event_payload`, or an empty object."""
    metadata = args.get("metadata")
    if metadata and (not isinstance(metadata, dict) or set(metadata) != {"event_type", "event_payload"}):
        raise SlackError("invalid_metadata_format")
    return metadata or None


def _as_itself(workspace: Workspace, args: Json) -> None:
    if args.get("as_user"):
        raise SlackError("as_user_not_supported")
    dressed = {"username", "icon_emoji", "icon_url"} & set(args)
    if dressed and "chat:write.customize" not in workspace.scopes:
        raise SlackError("missing_scope", needed="chat:write.customize", provided=",".join(workspace.scopes))
