"""People's gestures: the payload goes out over Socket Mode, and what the ack says is done to what they see."""

from __future__ import annotations

import logging
from typing import Any

from . import ids
from .deliveries import Ack
from .errors import ControlError, Json, SlackError
from .inputs import STATES, complaints, offered, state_of, typed_into
from .messages import Message
from .painting import checked_text, elements_of, painted_blocks, painted_view
from .payloads import Place, action_of, block_actions, slash_command, view_closed, view_submission
from .people import Person
from .socketmode import Socket
from .state import Workspace
from .talking import escaped
from .viewing import View, slack_view

LOG = logging.getLogger("sandbox")


def report(ack: Ack, *, late: bool = False, **more: Any) -> Json:
    """What the control interface answers about an ack. `late`: it or its window came too late, which nobody ordered."""
    late = late or ack.slow
    return {"ok": True, "acked": ack.acked, "ack": ack.payload, "ms": round(ack.ms, 3), "late": late, **more}


def warn(workspace: Workspace, person: Person, what: str, ack: Ack, **where: Any) -> None:
    """Nobody answered in time: the person sees a warning sign, and the sandbox's log says so."""
    if not ack.acked:
        LOG.warning("%s of %s was not acknowledged in time (%s, %.0f ms).", what, person.handle, ack.reason, ack.ms)
        workspace.publish("warning", user=person.id, what=what, **where)


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
    blocks = painted_blocks(answer.get("blocks"))
    message = Message(channel, workspace.clock.stamp(), checked_text(answer.get("text"), blocks), blocks)
    message.seen_by = None if answer.get("response_type") == "in_channel" else person.id
    workspace.post(message)


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


async def submit(workspace: Workspace, socket: Socket, person: Person, view: View, given: Json) -> Json:
    """Submit a modal. What Slack's client would complain about itself is a 400 `client_validation`."""
    for block, typed in typed_into(view.blocks, given.get("values") or {}).items():
        view.values.setdefault(block, {}).update(typed)
    values = state_of(view.blocks, view.values)
    wrong = {} if given.get("force") else complaints(view.blocks, values)
    if wrong:
        raise ControlError("client_validation", "; ".join(f"{block}: {text}" for block, text in wrong.items()))
    ack = await socket.deliver("interactive", view_submission(workspace, person, view, values), accepts=True)
    warn(workspace, person, "the submission of a modal", ack, view_id=view.id)
    more: Json = {}
    if ack.acked:
        more = _answered(workspace, person, view, ack.payload or {})
    top = workspace.views.top(person.id)
    shown = slack_view(top, state_of(top.blocks, top.values)) if top else None
    workspace.publish("view", user=person.id, view_id=top.id if top else None)
    return report(ack, view=shown, **more)


async def close_view(workspace: Workspace, socket: Socket, person: Person, view: View, *, every: bool) -> Json:
    """Close the top modal, or all; the bot hears of it when the view asked to be told."""
    every = every or bool(view.body.get("clear_on_close"))
    closed = workspace.views.clear(person.id) if every else [view]
    if not every:
        workspace.views.pop(person.id)
    workspace.publish("view", user=person.id, view_id=None)
    ack = await _tell_closed(workspace, socket, person, closed, cleared=every)
    return report(ack)


def _answered(workspace: Workspace, person: Person, view: View, ack: Json) -> Json:
    """Do what a submission's ack says; an ack that Slack would not understand leaves the modal as it is."""
    try:
        return _respond(workspace, person, view, ack)
    except SlackError as refusal:
        return {"ack_error": refusal.body()}


def _respond(workspace: Workspace, person: Person, view: View, ack: Json) -> Json:
    action = ack.get("response_action")
    if action is None:
        workspace.views.pop(person.id)
    elif action == "clear":
        workspace.views.clear(person.id)
    elif action == "update":
        workspace.views.update(view, painted_view(ack.get("view"), "modal"))
    elif action == "push":
        workspace.views.push(person.id, painted_view(ack.get("view"), "modal"))
    elif action == "errors":
        return {"errors": _errors(view, ack.get("errors"))}
    else:
        raise SlackError("invalid_response_action")
    return {}


def _errors(view: View, errors: Any) -> Json:
    """The sentences beside the fields; each key must be the block id of an input block."""
    inputs = {block["block_id"] for block in view.blocks if block.get("type") == "input"}
    if not isinstance(errors, dict) or not errors or not set(errors) <= inputs:
        raise SlackError(
            "invalid_errors", [f"[ERROR] not an input block: {key}" for key in sorted(set(errors or {}) - inputs)]
        )
    return errors


async def _tell_closed(
    workspace: Workspace, socket: Socket, person: Person, views: list[View], *, cleared: bool
) -> Ack:
    ack = Ack(acked=True)
    for view in views:
        if view.body.get("notify_on_close"):
            payload = view_closed(workspace, person, view, cleared=cleared)
            ack = await socket.deliver("interactive", payload, accepts=True)
    return ack


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
