"""Pressing buttons and choosing from menus in messages, modals and on Home."""

from __future__ import annotations

from typing import Any

from ..blockkit.input_state import STATES, offered, state_of, typed_into
from ..blockkit.validation import elements_of
from ..delivery.payloads import Place, action_of, block_actions
from ..delivery.socket_mode import Socket
from ..errors import ControlError, Json
from ..workspace.people import Person
from ..workspace.state import Workspace
from ..workspace.views import View
from .acks import report, warn


async def press(workspace: Workspace, socket: Socket, person: Person, place: Place, given: Json) -> Json:
    """Press a painted element, or (`force` with an element) one that is not painted any more."""
    block_id, element = element_at(place, given)
    choice = _choice(element, given)
    if place.view is not None:
        _type_in(place.view, given.get("state"), block_id, element, choice)
    ts = str(given.get("action_ts") or workspace.clock.stamp())
    action = action_of(element, block_id, choice, ts)
    expired = given.get("trigger") == "expired"
    trigger_id = workspace.triggers.issue(person.id, channel=place.channel, expired=expired)
    payload = block_actions(workspace, person, place, action, trigger_id=trigger_id)
    if place.message is not None and given.get("state"):
        payload["state"] = {"values": state_of(place.blocks, typed_into(place.blocks, given["state"]))}
    ack = await socket.deliver("interactive", payload, accepts=True)
    warn(workspace, person, f"the press of {element['action_id']}", ack, action_id=element["action_id"])
    return report(ack, late=not expired and workspace.triggers.late(trigger_id))


def element_at(place: Place, given: Json) -> tuple[str, Json]:
    """The element that is meant, with its block id; `value` tells apart buttons that share an action id."""
    forced = given.get("force")
    if isinstance(forced, dict):
        return str(given.get("block_id", forced.get("block_id", "forged"))), forced
    for block in place.blocks:
        for element in elements_of(block):
            if _is_meant(block, element, given):
                return block["block_id"], element
    raise ControlError("no_such_element", f"no element {given.get('action_id')!r} is painted there", 404)


def _is_meant(block: Json, element: Json, given: Json) -> bool:
    if element["action_id"] != given.get("action_id"):
        return False
    if "block_id" in given and block["block_id"] != given["block_id"]:
        return False
    return element["type"] != "button" or "value" not in given or element.get("value") == given["value"]


def _choice(element: Json, given: Json) -> Json:
    """What is chosen in the element; options must be offered by it. An overflow menu counts too."""
    choice = dict(given)
    for key in ("selected_option", "selected_options"):
        if key in choice and not given.get("force") and "options" in element:
            choice[key] = offered(element, choice[key])
    return choice


def _type_in(view: View, state: Any, block_id: str, element: Json, choice: Json) -> None:
    """Keep what was typed and chosen: it comes back in every later state of this view."""
    for block, typed in typed_into(view.blocks, state or {}).items():
        view.values.setdefault(block, {}).update(typed)
    if element["type"] in STATES and not choice.get("force"):
        key, _ = STATES[element["type"]]
        if key in choice:
            view.values.setdefault(block_id, {})[element["action_id"]] = {"type": element["type"], key: choice[key]}
