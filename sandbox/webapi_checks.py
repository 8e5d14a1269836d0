"""Web API: methods that change nothing: is the API there, are these blocks well."""

from __future__ import annotations

from typing import Any

from .blockkit import message_faults, view_faults
from .errors import Json, SlackError
from .methods import method
from .state import Workspace


@method("api.test", tier="t4", args="error *", token="none", errors="my_error")
def api_test(_workspace: Workspace, args: Json) -> Json:
    """Says back what was said; `error` is answered as an error."""
    if args.get("error"):
        raise SlackError("my_error" if args["error"] == "my_error" else "invalid_arguments", args=args)
    return {"args": args} if args else {}


@method(
    "blocks.validate",
    tier="t4",
    args="blocks:json message:json view:json",
    errors="invalid_blocks invalid_message invalid_view",
    token="none",
)
def validate(_workspace: Workspace, args: Json) -> Json:
    """Says what is wrong with blocks, a message or a view, of which exactly one is given; nothing is posted."""
    given = {name: args[name] for name in ("blocks", "message", "view") if args.get(name) is not None}
    if len(given) != 1:
        raise SlackError("invalid_arguments", ["[ERROR] exactly one of blocks, message, view is required"])
    ((name, value),) = given.items()
    faults = _faults(name, value)
    if faults:
        raise SlackError(f"invalid_{name}", faults, errors=[{"message": fault} for fault in faults])
    return {}


def _faults(name: str, value: Any) -> list[str]:
    if name == "view":
        return view_faults(value) if isinstance(value, dict) else ["[ERROR] must be an object [json-pointer:/view]"]
    blocks = value.get("blocks") if name == "message" and isinstance(value, dict) else value
    pointer = "/message/blocks" if name == "message" else "/blocks"
    if not isinstance(blocks, list):
        return [f"[ERROR] must be an array [json-pointer:{pointer}]"]
    return message_faults(blocks)
