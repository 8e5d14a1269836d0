"""What people and the bot do with messages once they stand: change, take away; and the events of it."""

from __future__ import annotations

import re

from . import ids
from .errors import Json
from .messages import Message
from .people import Person
from .state import Workspace

ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_SPECIAL = re.compile(r"<(?:[@#!]|https?://|mailto:)[^<>\s]*>|https?://[^\s<>]*[^\s<>.,;:!?)\"']|[&<>]")
_MENTION = re.compile(r"(?<![\w<])([@#])([\w.\-]+)")


def change(workspace: Workspace, message: Message, before: Json | None = None) -> None:
    """Keep the changed form and tell the watchers, and the app if it reads there; `before` is the former form."""
    message.edited = workspace.clock.stamp()
    workspace.messages.replace(message)
    workspace.tell(message, edited=True)
    if before is not None and workspace.reads(message.channel) and message.seen_by is None:
        more = {"message": message.slack(), "previous_message": before, "ts": message.edited}
        workspace.emit(_hidden(workspace, message, "message_changed", more))


def remove(workspace: Workspace, message: Message) -> None:
    """Take a message away."""
    workspace.messages.remove(message)
    workspace.tell(message, deleted=True)
    if workspace.reads(message.channel) and message.seen_by is None:
        more = {"deleted_ts": message.ts, "previous_message": message.slack(), "ts": workspace.clock.stamp()}
        workspace.emit(_hidden(workspace, message, "message_deleted", more))


def events_of(workspace: Workspace, message: Message) -> list[Json]:
    """The events that a person's new message causes: a mention of the bot, where the bot is, is one of its own.

    (The `message` event itself goes out as the message is posted.)
    """
    room = workspace.channels.get(message.channel)
    mentioned = f"<@{ids.BOT_USER_ID}>" in message.text
    if room is None or not mentioned or not room.has(ids.BOT_USER_ID, workspace.people):
        return []
    return [message.slack() | {"type": "app_mention", "channel": message.channel, "event_ts": message.ts}]


def typed(text: str, workspace: Workspace) -> str:
    """What a person typed, as Slack stores it: three characters escaped, `@name` and `#channel` as ids, links in `<>`.

    Text that is in Slack's form already (`<@U0BOB>`) stays as it is.
    """
    safe = _SPECIAL.sub(lambda found: _stored(found[0]), text)
    return _MENTION.sub(lambda found: _linked(found, workspace), safe)


def escaped(text: str, workspace: Workspace) -> str:
    """The text of a command as `should_escape` sends it: names become ids, the three characters are escaped."""
    safe = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return " ".join(_named(word, workspace) for word in safe.split(" "))


def _named(word: str, workspace: Workspace) -> str:
    person = workspace.people.by_handle(word[1:]) if word.startswith("@") else None
    if person:
        return f"<@{person.id}|{person.handle}>"
    room = workspace.channel_named(word) if word.startswith("#") else None
    return f"<#{room.id}|{room.name}>" if room else word


def _stored(piece: str) -> str:
    if piece.startswith("http"):
        return f"<{piece.replace('&', '&amp;')}>"
    return ESCAPES.get(piece, piece)


def bot_or_person(name: str, workspace: Workspace) -> Person | None:
    """Who is meant by `@name`: the app by its handle, else the person with this one."""
    if name.lower() == workspace.app.handle:
        return workspace.people.get(ids.BOT_USER_ID)
    return workspace.people.by_handle(name)


def _linked(found: re.Match[str], workspace: Workspace) -> str:
    sign, name = found[1], found[2]
    if sign == "@":
        person = bot_or_person(name, workspace)
        return f"<@{person.id}>" if person else found[0]
    room = workspace.channel_named(name)
    return f"<#{room.id}|{room.name}>" if room else found[0]


def _hidden(workspace: Workspace, message: Message, subtype: str, more: Json) -> Json:
    place = {"channel": message.channel, "channel_type": workspace.channel_type(message.channel)}
    return {"type": "message", "subtype": subtype, "hidden": True, **place, "event_ts": more["ts"], **more}
