"""Web API: what was written in a conversation, for apps with a history scope."""

from __future__ import annotations

import re

from .errors import Json, SlackError
from .messages import Message
from .methods import method
from .paging import next_cursor, position_of
from .places import bot_is_in
from .state import Workspace

HISTORY = "channels:history groups:history im:history mpim:history"
RANGE = "cursor include_all_metadata:bool inclusive:bool latest limit:int oldest"
WRONG = "channel_not_found invalid_cursor invalid_ts_latest invalid_ts_oldest"
MOST_HISTORY, MOST_REPLIES = 999, 1000
STAMP = re.compile(r"\d+(\.\d+)?")


@method(
    "conversations.history",
    tier="t3",
    args=f"channel {RANGE}",
    required="channel",
    scopes=HISTORY,
    errors=f"{WRONG} not_in_channel",
)
def history(workspace: Workspace, args: Json) -> Json:
    """The messages of a conversation, newest first; replies stay in their threads unless they were sent to all."""
    messages = _messages(workspace, args["channel"], outside="not_in_channel")
    shown = [m for m in messages if m.thread_ts in (None, m.ts) or m.subtype == "thread_broadcast"]
    answer = _page(workspace, list(reversed(_between(shown, args))), messages, args, 100, MOST_HISTORY)
    return answer | {"pin_count": sum(bool(message.pinned) for message in messages)}


@method(
    "conversations.replies",
    tier="t3",
    args=f"channel ts {RANGE}",
    required="channel ts",
    scopes=HISTORY,
    errors=f"{WRONG} thread_not_found",
)
def replies(workspace: Workspace, args: Json) -> Json:
    """A message and its replies, oldest first."""
    messages = _messages(workspace, args["channel"], outside="channel_not_found")
    asked = next((message for message in messages if message.ts == args["ts"]), None)
    if asked is None:
        raise SlackError("thread_not_found")
    parent = asked.thread_ts or asked.ts
    thread = [message for message in messages if parent in (message.ts, message.thread_ts)]
    return _page(workspace, _between(thread, args), messages, args, MOST_REPLIES, MOST_REPLIES)


@method(
    "conversations.mark",
    tier="t3",
    args="channel ts",
    required="channel ts",
    scopes="channels:manage groups:write im:write mpim:write",
    errors="channel_not_found not_in_channel invalid_timestamp",
)
def mark(workspace: Workspace, args: Json) -> Json:
    """The bot has read up to here. Nobody sees it: a bot has no unread marks."""
    room = workspace.channels.get(args["channel"])
    if room is None and workspace.reader_of(args["channel"]) is None:
        raise SlackError("channel_not_found")
    if room is not None and not bot_is_in(workspace, room):
        raise SlackError("channel_not_found" if room.private else "not_in_channel")
    if not STAMP.fullmatch(args["ts"]):
        raise SlackError("invalid_timestamp")
    return {}


def _messages(workspace: Workspace, channel: str, *, outside: str) -> list[Message]:
    """The messages that the bot may read there; ephemeral ones are no history."""
    room = workspace.channels.get(channel)
    if (room is None and workspace.reader_of(channel) is None) or not workspace.reads(channel):
        raise SlackError("channel_not_found")
    if room is not None and not bot_is_in(workspace, room):
        raise SlackError("channel_not_found" if room.private else outside)
    return [message for message in workspace.messages.of_channel(channel) if message.seen_by is None]


def _between(messages: list[Message], args: Json) -> list[Message]:
    """Those between `oldest` and `latest`; the two themselves only with `inclusive`."""
    oldest, latest = _time(args, "oldest"), _time(args, "latest")
    found = [m for m in messages if oldest < float(m.ts) < latest]
    if args.get("inclusive"):
        found = [m for m in messages if oldest <= float(m.ts) <= latest]
    return found


def _time(args: Json, name: str) -> float:
    default = {"oldest": 0.0, "latest": float("inf")}[name]
    try:
        return float(args[name]) if args.get(name) not in (None, "", "now") else default
    except ValueError:
        raise SlackError(f"invalid_ts_{name}") from None


def _page(
    workspace: Workspace, found: list[Message], everything: list[Message], args: Json, size: int, most: int
) -> Json:
    stamps = [message.ts for message in found]
    positions = {ts: index for index, ts in enumerate(stamps)}
    start = position_of(workspace, "ts", args.get("cursor", ""), positions)
    end = start + min(max(args.get("limit") or size, 1), most)
    more = end < len(found)
    page = [_in_thread(message, everything) for message in found[start:end]]
    return {"messages": page, "has_more": more} | (
        {"response_metadata": next_cursor(workspace, "ts", stamps, end)} if more else {}
    )


def _in_thread(message: Message, everything: list[Message]) -> Json:
    """The message object, and what a thread adds to it."""
    told = message.slack()
    if message.thread_ts and message.thread_ts != message.ts:
        parent = next((one for one in everything if one.ts == message.thread_ts), None)
        return told | ({"parent_user_id": parent.user} if parent else {})
    answers = [one for one in everything if one.thread_ts == message.ts and one.ts != message.ts]
    if not answers:
        return told
    users = list(dict.fromkeys(one.user for one in answers))
    counts = {"reply_count": len(answers), "reply_users_count": len(users), "reply_users": users}
    return told | {"thread_ts": message.ts, "latest_reply": answers[-1].ts, **counts}
