"""What people type, as Slack stores and sends it: escaped characters, mentions, channels and links."""

from __future__ import annotations

import re

from .. import ids
from .people import Person
from .state import Workspace

ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_SPECIAL = re.compile(r"<(?:[@#!]|https?://|mailto:)[^<>\s]*>|https?://[^\s<>]*[^\s<>.,;:!?)\"']|[&<>]")
_MENTION = re.compile(r"(?<![\w<])([@#])([\w.\-]+)")


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
