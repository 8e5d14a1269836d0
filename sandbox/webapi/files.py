"""Web API: a file is uploaded in three steps and looked up (`files.*`)."""

from __future__ import annotations

from .. import ids
from ..blockkit.validation import painted_blocks
from ..errors import Json, SlackError
from ..workspace.files import File
from ..workspace.messages import Message
from ..workspace.state import Workspace
from .destination import destination
from .methods import method

ALT_TEXT = 1_000
SNIPPET = 1_000_000
CHANNELS = 100


@method(
    "files.getUploadURLExternal",
    tier="t4",
    args="length:int filename snippet_type alt_txt",
    required="length filename",
    scopes="files:write",
    errors="missing_argument alt_txt_too_large snippet_too_large file_uploads_disabled file_type_not_allowed "
    "storage_limit_reached file_uploads_except_images_disabled",
)
def get_upload_url(workspace: Workspace, args: Json) -> Json:
    """First step: an address for the bytes."""
    if args["length"] <= 0:
        raise SlackError("missing_argument")
    if workspace.file_error:
        raise SlackError(workspace.file_error)
    if len(args.get("alt_txt", "")) > ALT_TEXT:
        raise SlackError("alt_txt_too_large")
    if args.get("snippet_type") and args["length"] > SNIPPET:
        raise SlackError("snippet_too_large")
    file = File(args["filename"], ids.BOT_USER_ID, args["length"], created=int(workspace.clock.seconds()))
    workspace.files.add(file)
    return {"upload_url": f"{workspace.base_url}/upload/v1/{file.ticket}", "file_id": file.id}


@method(
    "files.completeUploadExternal",
    tier="t4",
    args="files:json channel_id thread_ts channels:list initial_comment blocks:json username icon_url icon_emoji",
    required="files",
    scopes="files:write",
    errors="channel_not_found file_not_found invalid_blocks not_in_channel channels_limit_exceeded "
    "posting_to_channel_denied",
)
def complete_upload(workspace: Workspace, args: Json) -> Json:
    """Last step: the files are shared, or stay private when no channel is named."""
    if not isinstance(args["files"], list) or not all(isinstance(entry, dict) for entry in args["files"]):
        raise SlackError("invalid_arguments", ["[ERROR] must be an array of objects [json-pointer:/files]"])
    files = [_uploaded(workspace, entry) for entry in args["files"]]
    for channel in _channels(workspace, args):
        _share(workspace, files, channel, args)
    for file in files:
        file.complete = True
    return {"files": [file.slack(workspace.base_url) for file in files]}


@method(
    "files.info",
    tier="t4",
    args="file count:int cursor limit:int page:int",
    required="file",
    scopes="files:read",
    errors="file_not_found",
)
def files_info(workspace: Workspace, args: Json) -> Json:
    """One file."""
    file = workspace.files.get(args["file"])
    if file is None or not file.complete:
        raise SlackError("file_not_found")
    return {"file": file.slack(workspace.base_url), "comments": [], "response_metadata": {"next_cursor": ""}}


def _blocks(workspace: Workspace, args: Json) -> list[Json]:
    try:
        return painted_blocks(args.get("blocks"), workspace.manner.without)
    except SlackError as refusal:
        raise SlackError("invalid_blocks", refusal.messages) from None


def _uploaded(workspace: Workspace, entry: Json) -> File:
    file = workspace.files.get(entry.get("id", ""))
    if file is None or file.content is None or file.complete:
        raise SlackError("file_not_found")
    file.title = entry.get("title", file.name)
    return file


def _channels(workspace: Workspace, args: Json) -> list[str]:
    """`channel_id` takes a channel id only; `channels` takes people's ids too, up to 100 of them."""
    if channel_id := args.get("channel_id"):
        if channel_id[:1] not in ("C", "G", "D"):
            raise SlackError("channel_not_found")
        return [_shareable(workspace, channel_id)]
    named = [part.strip() for part in args.get("channels", "").split(",") if part.strip()]
    if len(named) > CHANNELS:
        raise SlackError("channels_limit_exceeded")
    return [_shareable(workspace, channel) for channel in named]


def _shareable(workspace: Workspace, channel: str) -> str:
    """Where files may go. Slack has other codes here than for messages."""
    try:
        return destination(workspace, channel)
    except SlackError as refusal:
        known = ("channel_not_found", "not_in_channel")
        raise SlackError(refusal.code if refusal.code in known else "posting_to_channel_denied") from None


def _share(workspace: Workspace, files: list[File], channel: str, args: Json) -> None:
    for file in files:
        file.channels.append(channel)
    shown = [file.slack(workspace.base_url) for file in files]
    text, blocks = args.get("initial_comment", ""), _blocks(workspace, args)
    message = Message(channel, workspace.clock.stamp(), text, blocks, files=shown, thread_ts=args.get("thread_ts"))
    workspace.post(message)
