"""Slash commands, and what the app's acknowledgement says to the person who typed one."""

from __future__ import annotations

from .. import ids
from ..blockkit.validation import checked_text, painted_blocks
from ..delivery.payloads import slash_command
from ..delivery.socket_mode import Socket
from ..errors import ControlError, Json, SlackError
from ..workspace.messages import Message
from ..workspace.mrkdwn import escaped
from ..workspace.people import Person
from ..workspace.state import Workspace
from .acks import report, warn


async def command(workspace: Workspace, socket: Socket, person: Person, given: Json) -> Json:
    """Type a slash command; the words of the ack appear to this person only (or to all, if it says so)."""
    room = workspace.channel_named(str(given.get("channel", "")))
    channel = room.id if room else given.get("channel") or ids.dm_of(person.id)
    name = str(given.get("command", "/ai-consent"))
    text = _command_text(workspace, name, str(given.get("text", "")))
    payload = slash_command(workspace, person, name, text, channel)
    ack = await socket.deliver("slash_commands", payload, accepts=True)
    late = workspace.triggers.late(payload["trigger_id"])
    if not ack.acked:
        warn(workspace, person, name, ack, channel=channel)
        failed = "dispatch_failed" if ack.reason in ("connection_failed", "http_error") else "operation_timeout"
        words = f'{name} failed with the error "{failed}"'
        return report(ack, late=late, warning=words)
    try:
        _answer_command(workspace, person, channel, ack.payload or {})
    except SlackError as refusal:
        return report(ack, ack_error={"error": "invalid_command_response", **refusal.body()})
    return report(ack, late=late)


def _command_text(workspace: Workspace, name: str, text: str) -> str:
    """The words after a command: escaped unless its manifest says otherwise; another app's command is nobody's."""
    known = workspace.app.commands
    if known is not None and name not in known:
        raise ControlError(
            "no_such_command", f"{name} is not in the manifest; it has {', '.join(known) or 'none'}", 404
        )
    return escaped(text, workspace) if known is None or known[name] else text


def _answer_command(workspace: Workspace, person: Person, channel: str, answer: Json) -> None:
    if not answer:
        return
    blocks = painted_blocks(answer.get("blocks"), workspace.manner.without)
    message = Message(channel, workspace.clock.stamp(), checked_text(answer.get("text"), blocks), blocks)
    message.seen_by = None if answer.get("response_type") == "in_channel" else person.id
    workspace.post(message)
