"""Submitting and closing a modal, and what the app's acknowledgement does to the modals that are open."""

from __future__ import annotations

from typing import Any

from ..blockkit.input_state import complaints, state_of, typed_into
from ..blockkit.validation import painted_view
from ..delivery.deliveries import Ack
from ..delivery.payloads import view_closed, view_submission
from ..delivery.socket_mode import Socket
from ..errors import ControlError, Json, SlackError
from ..workspace.people import Person
from ..workspace.state import Workspace
from ..workspace.views import View, slack_view
from .acks import report, warn


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
        workspace.views.update(view, painted_view(ack.get("view"), "modal", workspace.manner.without))
    elif action == "push":
        workspace.views.push(person.id, painted_view(ack.get("view"), "modal", workspace.manner.without))
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
