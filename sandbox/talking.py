"""What people and the bot do with messages once they stand: change, take away, react, pin; and the events of it."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from . import ids
from .errors import Json, SlackError
from .messages import Message
from .people import Person
from .places import permalink_of
from .state import Workspace

ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_SPECIAL = re.compile(r"<(?:[@#!]|https?://|mailto:)[^<>\s]*>|https?://[^\s<>]*[^\s<>.,;:!?)\"']|[&<>]")
_LINK = re.compile(r"<(https?://[^<>|\s]+)(?:\|[^<>]*)?>")
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


def metadata_posted(workspace: Workspace, message: Message) -> Json:
    """The event that a message of the app carries metadata."""
    who = {"app_id": ids.APP_ID, "bot_id": ids.BOT_ID, "user_id": message.user, "team_id": ids.TEAM_ID}
    where = {"channel_id": message.channel, "message_ts": message.ts, "event_ts": workspace.clock.stamp()}
    return {"type": "message_metadata_posted", **who, **where, "metadata": message.metadata}


def react(workspace: Workspace, message: Message, user: str, name: str) -> Json:
    """Add a reaction; the event of it. Raises `already_reacted`."""
    users = message.reactions.setdefault(name, [])
    if user in users:
        raise SlackError("already_reacted")
    users.append(user)
    return _reaction(workspace, message, "reaction_added", user, name)


def unreact(workspace: Workspace, message: Message, user: str, name: str) -> Json:
    """Take a reaction back; the event of it. Raises `no_reaction`."""
    users = message.reactions.get(name, [])
    if user not in users:
        raise SlackError("no_reaction")
    users.remove(user)
    if not users:
        del message.reactions[name]
    return _reaction(workspace, message, "reaction_removed", user, name)


def pin_to(workspace: Workspace, message: Message, user: str, *, remove: bool = False) -> Json:
    """Pin a message to its conversation, or take the pin away; the event. Raises `already_pinned`, `no_pin`."""
    if bool(message.pinned) is not remove:
        raise SlackError("no_pin" if remove else "already_pinned")
    message.pinned = 0 if remove else int(workspace.clock.seconds())
    workspace.messages.replace(message)
    workspace.tell(message, pinned=not remove)
    about = {"user": user, "channel_id": message.channel, "event_ts": workspace.clock.stamp()}
    return {"type": "pin_removed" if remove else "pin_added", "item": pinned_item(message, user), **about}


def pinned_item(message: Message, user: str = ids.BOT_USER_ID) -> Json:
    """A pinned message as Slack lists it."""
    told = message.slack() | {"permalink": permalink_of(message), "pinned_to": [message.channel]}
    about = {"channel": message.channel, "created": message.pinned, "created_by": user}
    return {"type": "message", "message": told, **about}


def events_of(workspace: Workspace, message: Message) -> list[Json]:
    """The events that a person's new message causes: a mention of the bot, where the bot is, is one of its own,
    and so are links to domains that the app unfurls.

    (The `message` event itself goes out as the message is posted.)
    """
    room = workspace.channels.get(message.channel)
    links, mentioned = _links(workspace, message), f"<@{ids.BOT_USER_ID}>" in message.text
    if room is None or not mentioned or not room.has(ids.BOT_USER_ID, workspace.people):
        return links
    event = message.slack() | {"type": "app_mention", "channel": message.channel, "event_ts": message.ts}
    return [event, *links]


def _links(workspace: Workspace, message: Message) -> list[Json]:
    """`link_shared`, once for all links of the message to domains that the app unfurls."""
    domains = workspace.app.domains
    addresses = [(urlsplit(link).hostname or "", link) for link in links_of(message.text)]
    links = [
        {"domain": domain, "url": link}
        for domain, link in addresses
        if domains is None or any(domain == one or domain.endswith(f".{one}") for one in domains)
    ]
    if not links:
        return []
    room = workspace.channels.get(message.channel)
    return [
        {
            "type": "link_shared",
            "channel": message.channel,
            "is_bot_user_member": room is None or room.has(ids.BOT_USER_ID, workspace.people),
            "user": message.user,
            "message_ts": message.ts,
            "unfurl_id": f"{message.channel}-{message.ts}",
            "source": "conversations_history",
            "links": links,
            "event_ts": message.ts,
        }
        | ({"thread_ts": message.thread_ts} if message.thread_ts else {})
    ]


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


def links_of(text: str) -> list[str]:
    """The addresses in a stored text, as the person typed them."""
    return [link.replace("&amp;", "&") for link in _LINK.findall(text)]


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


def _reaction(workspace: Workspace, message: Message, kind: str, user: str, name: str) -> Json:
    workspace.messages.replace(message)
    workspace.tell(message, reacted=True)
    return {
        "type": kind,
        "user": user,
        "reaction": name,
        "item": {"type": "message", "channel": message.channel, "ts": message.ts},
        "item_user": message.user,
        "event_ts": workspace.clock.stamp(),
    }
