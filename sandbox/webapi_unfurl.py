"""Web API: what an app shows below the links that people post."""

from __future__ import annotations

from typing import Any

from .errors import Json, SlackError
from .messages import Message
from .methods import method
from .painting import checked_attachments
from .state import Workspace
from .talking import change, links_of

SOURCES = ("composer", "conversations_history")


@method(
    "chat.unfurl",
    tier="t3",
    args="channel ts unfurls:json metadata:json source unfurl_id user_auth_blocks:json user_auth_message "
    "user_auth_required:bool user_auth_url",
    scopes="links:write",
    errors="cannot_find_channel cannot_find_message cannot_parse_attachment cannot_unfurl_message invalid_source "
    "invalid_unfurl_id invalid_unfurls_format missing_channel missing_source missing_ts missing_unfurls",
)
def unfurl(workspace: Workspace, args: Json) -> Json:
    """An attachment for each link of the message that the app knows about."""
    message = _message(workspace, *_place(args))
    if args.get("user_auth_required") or args.get("user_auth_message") or args.get("user_auth_url"):
        return {}
    shown = _attachments(args.get("unfurls"))
    if not {str(one["from_url"]) for one in shown} <= set(links_of(message.text)):
        raise SlackError("cannot_unfurl_message")
    before = message.slack()
    message.attachments = checked_attachments([*message.attachments, *shown])
    change(workspace, message, before)
    return {}


def _place(args: Json) -> tuple[str, str]:
    """Channel and time stamp of the message: named, or inside the id that the event brought."""
    if "unfurl_id" not in args and "source" not in args:
        for name in ("channel", "ts"):
            if not args.get(name):
                raise SlackError(f"missing_{name}")
        return args["channel"], args["ts"]
    if not args.get("source"):
        raise SlackError("missing_source")
    if args["source"] not in SOURCES:
        raise SlackError("invalid_source")
    channel, _, ts = str(args.get("unfurl_id", "")).partition("-")
    if not channel or not ts:
        raise SlackError("invalid_unfurl_id")
    return channel, ts


def _message(workspace: Workspace, channel: str, ts: str) -> Message:
    if channel not in workspace.channels and workspace.reader_of(channel) is None:
        raise SlackError("cannot_find_channel")
    message = workspace.messages.get(channel, ts)
    if message is None or message.seen_by is not None:
        raise SlackError("cannot_find_message")
    return message


def _attachments(unfurls: Any) -> list[Json]:
    """The attachments, each with its address. Raises Slack's code for what is none."""
    if not unfurls:
        raise SlackError("missing_unfurls")
    if not isinstance(unfurls, dict):
        raise SlackError("invalid_unfurls_format")
    found: list[Json] = [{**one, "from_url": url} for url, one in unfurls.items() if isinstance(one, dict)]
    if len(found) < len(unfurls):
        raise SlackError("cannot_parse_attachment")
    try:
        return checked_attachments(found)
    except SlackError:
        raise SlackError("cannot_parse_attachment") from None
