"""What people say: messages in channels and to the app, changed, deleted, reacted to; shortcuts, and menus that ask."""

from __future__ import annotations

from typing import Any

from . import ids
from .blockkit import message_faults
from .channels import Channel
from .errors import ControlError, Json, SlackError
from .gestures import element_at, report, warn
from .inputs import EXTERNAL
from .messages import Message, message_event
from .payloads import Place, block_suggestion, global_shortcut, message_shortcut
from .people import Person
from .socketmode import Socket
from .state import Workspace
from .talking import events_of, typed


def place_to_speak(workspace: Workspace, person: Person, name: str) -> str:
    """The channel with this id or name that the person is in; without one, the conversation with the app."""
    if not name or name == ids.dm_of(person.id):
        if not workspace.app.messages_tab or workspace.app.read_only:
            raise ControlError("messages_tab_disabled", "this app takes no messages; its manifest says so")
        return ids.dm_of(person.id)
    room: Channel | None = workspace.channels.get(name) or workspace.channel_named(name)
    if room is None or not room.has(person.id, workspace.people):
        raise ControlError("not_in_channel", f"{person.name} is in no channel {name!r}", 404)
    if room.archived:
        raise ControlError("is_archived", f"{name} is archived")
    return room.id


def say(workspace: Workspace, person: Person, given: Json) -> list[Json]:
    """Post a person's message; the events of it, which are still to be sent."""
    channel = place_to_speak(workspace, person, str(given.get("channel", "")))
    text = typed(str(given.get("text", "")), workspace)
    files = [file.slack(workspace.base_url) for one in given.get("files") or [] if (file := workspace.files.get(one))]
    if not text and not files:
        raise ControlError("no_text", "say something")
    message = Message(channel, workspace.clock.stamp(), text, paragraphs(text), user=person.id)
    message.thread_ts, message.files = given.get("thread_ts") or workspace.threads.get(channel), files
    message.subtype = "file_share" if files else given.get("subtype")
    workspace.messages.put(message)
    workspace.tell(message)
    return [message_event(message, workspace.channel_type(channel)), *events_of(workspace, message)]


def thread_to_open(workspace: Workspace, person: Person, given: Json) -> Json | None:
    """Where people talk to an assistant in threads and none is open: the event of a new one."""
    channel = ids.dm_of(person.id)
    begins = workspace.app.assistant and "thread_ts" not in given and given.get("channel", channel) == channel
    return assistant_thread(workspace, person) if begins and channel not in workspace.threads else None


def assistant_thread(workspace: Workspace, person: Person, seen: str | None = None) -> Json:
    """The event that the person opens the assistant (anew), or in the open thread looks at another channel."""
    channel = ids.dm_of(person.id)
    changed = channel in workspace.threads and seen is not None
    if not changed:
        root = Message(channel, workspace.clock.stamp(), "New Assistant Thread", subtype="assistant_app_thread")
        workspace.messages.put(root)
        workspace.threads[channel] = root.thread_ts = root.ts
    enterprise = workspace.enterprise[0] if workspace.enterprise else None
    context = {"channel_id": seen, "team_id": ids.TEAM_ID, "enterprise_id": enterprise} if seen else {}
    thread = {"channel_id": channel, "thread_ts": workspace.threads[channel], "user_id": person.id, "context": context}
    kind = "assistant_thread_context_changed" if changed else "assistant_thread_started"
    return {"type": kind, "assistant_thread": thread, "event_ts": workspace.clock.stamp()}


def paragraphs(text: str) -> list[Json]:
    """The blocks that Slack's composer makes of plain words."""
    section = {"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}
    return [{"type": "rich_text", "block_id": ids.token(6), "elements": [section]}] if text else []


def own_message(workspace: Workspace, person: Person, given: Json) -> Message:
    """A message of this person."""
    message = workspace.messages.get(str(given.get("channel", "")), str(given.get("ts", "")))
    if message is None or message.user != person.id:
        raise ControlError("no_such_message", f"{person.name} wrote no such message", 404)
    return message


async def shortcut(
    workspace: Workspace, socket: Socket, person: Person, callback_id: str, message: Message | None
) -> Json:
    """Start a shortcut, on a message or anywhere."""
    if message is None:
        payload = global_shortcut(workspace, person, callback_id)
    else:
        payload = message_shortcut(workspace, person, callback_id, message)
    ack = await socket.deliver("interactive", payload, accepts=True)
    warn(workspace, person, f"the shortcut {callback_id}", ack)
    return report(ack)


async def options(workspace: Workspace, socket: Socket, person: Person, place: Place, given: Json) -> Json:
    """Type into a menu whose options the app provides; they are checked as Slack checks them."""
    block_id, element = element_at(place, given)
    value = str(given.get("value", ""))
    if element["type"] not in EXTERNAL:
        raise ControlError("no_such_element", f"{element['action_id']} has its options already", 404)
    if len(value) < element.get("min_query_length", 3):
        raise ControlError("query_too_short", f"Slack asks from {element.get('min_query_length', 3)} characters on")
    payload = block_suggestion(workspace, person, place, element | {"block_id": block_id}, value)
    ack = await socket.deliver("interactive", payload, accepts=True)
    warn(workspace, person, f"the options of {element['action_id']}", ack)
    if not ack.acked:
        return report(ack)
    try:
        return report(ack, **_offered(ack.payload or {}))
    except SlackError as refusal:
        return report(ack, ack_error=refusal.body())


def _offered(answer: Json) -> Json:
    """The options or option groups of an answer; an empty list is allowed here."""
    given = {key: answer[key] for key in ("options", "option_groups") if answer.get(key) is not None}
    if len(given) != 1 or not isinstance(next(iter(given.values())), list):
        raise SlackError("invalid_options", ["[ERROR] answer with options or with option_groups"])
    ((name, value),) = given.items()
    menu: dict[str, Any] = {"type": "static_select", name: value}
    faults = message_faults([{"type": "actions", "elements": [menu]}]) if value else []
    if faults:
        raise SlackError("invalid_options", faults)
    return given
