"""Messages that people write in channels and to the app."""

from __future__ import annotations

from .. import ids
from ..errors import ControlError, Json
from ..workspace.channels import Channel
from ..workspace.message_changes import events_of
from ..workspace.messages import Message, message_event
from ..workspace.mrkdwn import typed
from ..workspace.people import Person
from ..workspace.state import Workspace


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
