"""What people say: messages in channels and to the app, and what they type into menus that ask the app."""

from __future__ import annotations

from typing import Any

from . import ids
from .blockkit import message_faults
from .channels import Channel
from .errors import ControlError, Json, SlackError
from .gestures import element_at, report, warn
from .inputs import EXTERNAL
from .messages import Message, message_event
from .payloads import Place, block_suggestion
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
    if not text:
        raise ControlError("no_text", "say something")
    message = Message(channel, workspace.clock.stamp(), text, paragraphs(text), user=person.id)
    message.thread_ts = given.get("thread_ts")
    workspace.messages.put(message)
    workspace.tell(message)
    return [message_event(message, workspace.channel_type(channel)), *events_of(workspace, message)]


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
