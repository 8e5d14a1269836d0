"""Web API: details of things of the app's own, which people open from below a link."""

from __future__ import annotations

from typing import Any

from .errors import Json, SlackError
from .methods import method
from .state import Workspace


@method(
    "entity.presentDetails",
    tier="t3",
    args="error:json metadata:json trigger_id user_auth_required:bool user_auth_url",
    required="trigger_id",
    errors="entity_metadata_does_not_match_trigger invalid_metadata invalid_trigger_id user_auth_url_missing",
)
def present_details(workspace: Workspace, args: Json) -> Json:
    """What the person sees who asked for details; or that they must sign in first, or what went wrong."""
    if args.get("user_auth_required") and not args.get("user_auth_url"):
        raise SlackError("user_auth_url_missing")
    asked = workspace.entities.asked.get(args["trigger_id"])
    if asked is None:
        raise SlackError("invalid_trigger_id")
    if not args.get("error") and not args.get("user_auth_required"):
        _check(args.get("metadata"), asked.reference)
    workspace.entities.shown[asked.user] = {key: value for key, value in args.items() if key != "trigger_id"}
    workspace.publish("entity", user=asked.user)
    return {}


def _check(metadata: Any, reference: Json) -> None:
    """Refuse what is no entity, or another one than was asked for."""
    if not is_entity(metadata):
        raise SlackError("invalid_metadata")
    if metadata["external_ref"].get("id") != reference.get("id"):
        raise SlackError("entity_metadata_does_not_match_trigger")


def is_entity(entity: Any) -> bool:
    """Has it what every entity has: a type, an address, the app's reference, a content?"""
    parts = {"entity_type": str, "url": str, "external_ref": dict, "entity_payload": dict}
    return isinstance(entity, dict) and all(isinstance(entity.get(key), kind) for key, kind in parts.items())
