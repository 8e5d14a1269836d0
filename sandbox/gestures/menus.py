"""Typing into a menu whose options the app provides."""

from __future__ import annotations

from typing import Any

from ..blockkit import message_faults
from ..blockkit.input_state import EXTERNAL
from ..delivery.payloads import Place, block_suggestion
from ..delivery.socket_mode import Socket
from ..errors import ControlError, Json, SlackError
from ..workspace.people import Person
from ..workspace.state import Workspace
from .acks import report, warn
from .presses import element_at


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
