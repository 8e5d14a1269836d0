"""Web API: messages for later."""

from __future__ import annotations

from .errors import Json, SlackError
from .ids import BOT_ID
from .methods import method
from .paging import next_cursor, position_of
from .places import destination
from .scheduling import FURTHEST, IN_FIVE_MINUTES, Scheduled
from .state import Workspace
from .webapi_chat import CONTENT, METADATA, SHOWN, WHERE, content, metadata_of

ARGS = f"channel {SHOWN} as_user:bool reply_broadcast:bool thread_ts unfurl_links:bool unfurl_media:bool post_at:int"


@method(
    "chat.scheduleMessage",
    tier="t3",
    args=ARGS,
    required="channel post_at",
    scopes="chat:write",
    errors=f"{CONTENT} {WHERE} {METADATA} time_in_past time_too_far restricted_too_many",
)
def schedule(workspace: Workspace, args: Json) -> Json:
    """A message that is posted when its time has come, at most 120 days ahead."""
    channel, now = destination(workspace, args["channel"]), int(workspace.clock.seconds())
    if args["post_at"] <= now:
        raise SlackError("time_in_past")
    if args["post_at"] > now + FURTHEST:
        raise SlackError("time_too_far")
    near = [s for s in workspace.scheduled.values() if s.channel == channel and abs(s.post_at - args["post_at"]) < 300]
    if len(near) >= IN_FIVE_MINUTES:
        raise SlackError("restricted_too_many")
    metadata_of(args)  # checked only: Slack does not post a scheduled message's metadata
    text, blocks, attachments = content(args)
    planned = Scheduled(channel, args["post_at"], now, text, blocks, attachments, args.get("thread_ts"))
    workspace.scheduled[planned.id] = planned
    message = {"text": text, "type": "delayed_message", "bot_id": BOT_ID}
    answer = {"channel": channel, "scheduled_message_id": planned.id, "post_at": planned.post_at}
    return answer | {"message": message}


@method(
    "chat.scheduledMessages.list",
    tier="t3",
    args="channel cursor latest limit:int oldest team_id",
    errors="invalid_channel invalid_cursor",
)
def scheduled(workspace: Workspace, args: Json) -> Json:
    """The messages that are still to come."""
    if (channel := args.get("channel")) and channel not in workspace.channels and not workspace.reader_of(channel):
        raise SlackError("invalid_channel")
    found = [one for one in workspace.scheduled.values() if channel in (None, one.channel)]
    order = [one.id for one in found]
    start = position_of(workspace, "scheduled", args.get("cursor", ""), {one: i for i, one in enumerate(order)})
    end = start + (args.get("limit") or 100)
    page = [one.slack() for one in found[start:end]]
    return {"scheduled_messages": page, "response_metadata": next_cursor(workspace, "scheduled", order, end)}


@method(
    "chat.deleteScheduledMessage",
    tier="t3",
    args="as_user:bool channel scheduled_message_id",
    required="channel scheduled_message_id",
    scopes="chat:write",
    errors="channel_not_found invalid_scheduled_message_id",
)
def unschedule(workspace: Workspace, args: Json) -> Json:
    """A message that shall not come after all."""
    channel = args["channel"]
    if channel not in workspace.channels and not workspace.reader_of(channel):
        raise SlackError("channel_not_found")
    planned = workspace.scheduled.get(args["scheduled_message_id"])
    if planned is None or planned.channel != channel:
        raise SlackError("invalid_scheduled_message_id")
    del workspace.scheduled[planned.id]
    return {}
