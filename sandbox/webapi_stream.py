"""Web API: messages that an assistant writes piece by piece: started, added to, and ended."""

from __future__ import annotations

from typing import Any

from .errors import Json, SlackError
from .messages import Message
from .methods import method
from .painting import painted_blocks
from .places import destination, own_message
from .state import Workspace
from .webapi_chat import METADATA, WHERE, metadata_of

MARKDOWN_LIMIT = 12_000
TOO_LONG = f"[ERROR] must be less than {MARKDOWN_LIMIT + 1} characters [json-pointer:/markdown_text]"
CHUNKS = "chunks:json markdown_text"
# What the answer to the end repeats of the message.
ENDED = ("type", "subtype", "text", "user", "ts", "bot_id", "thread_ts", "blocks")
RUNNING = "channel_not_found message_not_found message_not_in_streaming_state invalid_chunks"


@method(
    "chat.startStream",
    tier="t2",
    args=f"channel thread_ts {CHUNKS} recipient_team_id recipient_user_id task_display_mode "
    "icon_emoji icon_url username",
    required="channel thread_ts",
    scopes="chat:write",
    errors=f"{WHERE} invalid_chunks user_not_found missing_recipient_team_id missing_recipient_user_id",
)
def start_stream(workspace: Workspace, args: Json) -> Json:
    """A message in a thread that grows; in a channel it must be known whom it answers."""
    channel = destination(workspace, args["channel"])
    for name in ("recipient_team_id", "recipient_user_id"):
        if channel in workspace.channels and not args.get(name):
            raise SlackError(f"missing_{name}")
    if args.get("recipient_user_id") and workspace.people.get(args["recipient_user_id"]) is None:
        raise SlackError("user_not_found")
    message = Message(channel, workspace.clock.stamp(), "", thread_ts=args["thread_ts"], streaming=True)
    _add(message, args)
    workspace.post(message)
    return {"channel": channel, "ts": message.ts}


@method(
    "chat.appendStream",
    tier="t4",
    args=f"channel ts {CHUNKS}",
    required="channel ts",
    scopes="chat:write",
    errors=f"{RUNNING} no_text",
)
def append_stream(workspace: Workspace, args: Json) -> Json:
    """More of it."""
    message = _streaming(workspace, args)
    if not args.get("markdown_text") and not args.get("chunks"):
        raise SlackError("no_text")
    _add(message, args)
    return _kept(workspace, message)


@method(
    "chat.stopStream",
    tier="t2",
    args=f"channel ts {CHUNKS} blocks:blocks metadata:json session_status",
    required="channel ts",
    scopes="chat:write",
    errors=f"{RUNNING} {METADATA} invalid_blocks invalid_blocks_format",
)
def stop_stream(workspace: Workspace, args: Json) -> Json:
    """The end of it, with blocks below and metadata."""
    message = _streaming(workspace, args)
    below, metadata = painted_blocks(args.get("blocks")), metadata_of(args)
    _add(message, args)
    message.blocks, message.metadata, message.streaming = message.blocks + below, metadata, False
    told = {key: value for key, value in message.slack().items() if key in ENDED}
    return _kept(workspace, message) | {"message": told | {"streaming_state": "completed"}}


def _streaming(workspace: Workspace, args: Json) -> Message:
    """The message that is still being written."""
    message = own_message(workspace, args, "message_not_found")
    if not message.streaming:
        raise SlackError("message_not_in_streaming_state")
    return message


def _kept(workspace: Workspace, message: Message) -> Json:
    workspace.messages.replace(message)
    workspace.tell(message, edited=True)
    return {"channel": message.channel, "ts": message.ts}


def _add(message: Message, args: Json) -> None:
    """Add text and chunks. Raises `invalid_chunks` before anything is added."""
    text = args.get("markdown_text") or ""
    if len(text) > MARKDOWN_LIMIT:
        raise SlackError("invalid_arguments", [TOO_LONG])
    chunks = args.get("chunks") or []
    if not isinstance(chunks, list) or not all(_is_chunk(one) for one in chunks):
        raise SlackError("invalid_chunks")
    message.text += text + "".join(one["text"] for one in chunks if one["type"] == "markdown_text")
    for one in chunks:
        message.blocks = _painted(message.blocks, one)


def _is_chunk(chunk: Any) -> bool:
    """One of the four kinds, with what it cannot do without."""
    needed = {"markdown_text": "text", "task_update": "id", "plan_update": "title", "blocks": "blocks"}
    kind = chunk.get("type") if isinstance(chunk, dict) else None
    return kind in needed and bool(chunk.get(needed[kind]))


def _painted(blocks: list[Json], chunk: Json) -> list[Json]:
    """The blocks with this chunk: a task that is there already is changed, text is none of them."""
    if chunk["type"] == "blocks":
        return blocks + painted_chunk(chunk["blocks"])
    if chunk["type"] != "task_update":
        return blocks
    task = {"type": "task_card", "task_id": chunk["id"], "title": chunk.get("title", ""), "block_id": chunk["id"]}
    task |= {key: chunk[key] for key in ("status", "details", "output", "sources") if chunk.get(key)}
    others = [block for block in blocks if block.get("task_id") != chunk["id"]]
    return [*others, task]


def painted_chunk(blocks: Any) -> list[Json]:
    """The blocks of a chunk; what is wrong with them is wrong with the chunk."""
    try:
        return painted_blocks(blocks)
    except SlackError:
        raise SlackError("invalid_chunks") from None
