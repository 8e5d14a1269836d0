"""Web API: modals and the Home tab (`views.*`), and whether blocks are valid (`blocks.validate`)."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from ..blockkit import message_faults, view_faults
from ..blockkit.input_state import state_of
from ..blockkit.validation import painted_view
from ..errors import Json, SlackError
from ..workspace.state import Workspace
from ..workspace.triggers import Trigger
from ..workspace.views import View, slack_view
from .methods import method

OPEN_ARGS = "trigger_id interactivity_pointer view:json"
TRIGGER = "invalid_trigger_id expired_trigger_id exchanged_trigger_id"
PAINTED = "duplicate_external_id view_too_large"


@method("views.open", tier="t4", args=OPEN_ARGS, required="view", errors=f"{TRIGGER} {PAINTED}")
def views_open(workspace: Workspace, args: Json) -> Json:
    """A modal for the person whose gesture gave the trigger."""
    body = painted_view(args["view"], "modal", workspace.manner.without)
    trigger = _who(workspace, args)
    view = workspace.views.open(trigger.user, body, trigger.channel)
    return shown(workspace, view)


@method(
    "views.push", tier="t4", args=OPEN_ARGS, required="view", errors=f"{TRIGGER} {PAINTED} not_found push_limit_reached"
)
def views_push(workspace: Workspace, args: Json) -> Json:
    """A modal on top of the open ones."""
    body = painted_view(args["view"], "modal", workspace.manner.without)
    view = workspace.views.push(_who(workspace, args).user, body)
    return shown(workspace, view)


@method(
    "views.update",
    tier="t4",
    args="view_id external_id view:json hash",
    required="view",
    errors=f"{PAINTED} not_found hash_conflict",
)
def views_update(workspace: Workspace, args: Json) -> Json:
    """Another content for an open view."""
    if not args.get("view_id") and not args.get("external_id"):
        raise SlackError("invalid_arguments", ["[ERROR] either view_id or external_id is required"])
    view = workspace.views.find(args.get("view_id"), args.get("external_id"))
    if view is None:
        raise SlackError("not_found")
    body = painted_view(args["view"], view.body["type"], workspace.manner.without)
    _same_hash(view, args)
    workspace.views.update(view, body)
    return shown(workspace, view)


@method(
    "views.publish",
    tier="t4",
    args="user_id view:json hash interactivity_pointer",
    required="user_id view",
    errors=f"{PAINTED} hash_conflict not_enabled user_not_found",
)
def views_publish(workspace: Workspace, args: Json) -> Json:
    """The Home tab of one person."""
    if not workspace.app.home_tab:
        raise SlackError("not_enabled")
    person = workspace.people.get(args["user_id"])
    if person is None or person.is_bot:
        raise SlackError("user_not_found")
    body = painted_view(args["view"], "home", workspace.manner.without)
    before = workspace.views.homes.get(person.id)
    if before is not None:
        _same_hash(before, args)
    return shown(workspace, workspace.views.publish(person.id, body))


@method(
    "blocks.validate",
    tier="t4",
    args="blocks:json message:json view:json",
    errors="invalid_blocks invalid_message invalid_view",
    token="none",
)
def validate(workspace: Workspace, args: Json) -> Json:
    """Says what is wrong with blocks, a message or a view, of which exactly one is given; nothing is posted."""
    given = {name: args[name] for name in ("blocks", "message", "view") if args.get(name) is not None}
    if len(given) != 1:
        raise SlackError("invalid_arguments", ["[ERROR] exactly one of blocks, message, view is required"])
    ((name, value),) = given.items()
    faults = _faults(name, value, workspace.manner.without)
    if faults:
        raise SlackError(f"invalid_{name}", faults, errors=[{"message": fault} for fault in faults])
    return {}


def shown(workspace: Workspace, view: View) -> Json:
    """The answer, and word to the watchers."""
    kind = "home" if view.body["type"] == "home" else "view"
    workspace.publish(kind, user=view.user, view_id=view.id)
    return {"view": slack_view(view, state_of(view.blocks, view.values))}


def _who(workspace: Workspace, args: Json) -> Trigger:
    """The gesture it answers, by its trigger or by its pointer, which is the same here."""
    trigger = args.get("trigger_id") or args.get("interactivity_pointer")
    if not trigger:
        raise SlackError("invalid_arguments", ["[ERROR] missing required field: trigger_id"])
    return workspace.triggers.redeem(trigger)


def _same_hash(view: View, args: Json) -> None:
    if args.get("hash") and args["hash"] != view.hash:
        raise SlackError("hash_conflict")


def _faults(name: str, value: Any, without: Collection[str]) -> list[str]:
    if name == "view":
        return (
            view_faults(value, without)
            if isinstance(value, dict)
            else ["[ERROR] must be an object [json-pointer:/view]"]
        )
    blocks = value.get("blocks") if name == "message" and isinstance(value, dict) else value
    pointer = "/message/blocks" if name == "message" else "/blocks"
    if not isinstance(blocks, list):
        return [f"[ERROR] must be an array [json-pointer:{pointer}]"]
    return message_faults(blocks, without)
