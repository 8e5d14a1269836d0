"""What stands in each input of a view or message, in Slack's form, and what Slack's client would complain about."""

from __future__ import annotations

from typing import Any

from ..errors import ControlError, Json
from .validation import elements_of

Typed = dict[str, dict[str, Json]]
TEXTS = ("plain_text_input", "email_text_input", "url_text_input", "number_input")
# Element type -> (the key of its state, the key of what it begins with).
STATES: dict[str, tuple[str, str]] = {
    **dict.fromkeys(TEXTS, ("value", "initial_value")),
    "static_select": ("selected_option", "initial_option"),
    "external_select": ("selected_option", "initial_option"),
    "radio_buttons": ("selected_option", "initial_option"),
    "users_select": ("selected_user", "initial_user"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
    "channels_select": ("selected_channel", "initial_channel"),
    "multi_static_select": ("selected_options", "initial_options"),
    "multi_external_select": ("selected_options", "initial_options"),
    "checkboxes": ("selected_options", "initial_options"),
    "multi_users_select": ("selected_users", "initial_users"),
    "multi_conversations_select": ("selected_conversations", "initial_conversations"),
    "multi_channels_select": ("selected_channels", "initial_channels"),
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    "datetimepicker": ("selected_date_time", "initial_date_time"),
    "rich_text_input": ("rich_text_value", "initial_value"),
    "file_input": ("files", "initial_files"),
}
EXTERNAL = ("external_select", "multi_external_select")
OPTION_KEYS = ("selected_option", "selected_options")


def state_of(blocks: list[Json], typed: Typed) -> Typed:
    """`state.values` of a view or message: every input with what was typed, else with its initial value."""
    values: Typed = {}
    for block in blocks:
        for element in elements_of(block):
            if element["type"] in STATES:
                block_id, action_id = block["block_id"], element["action_id"]
                known = typed.get(block_id, {}).get(action_id)
                values.setdefault(block_id, {})[action_id] = known or initial(element)
    return values


def initial(element: Json) -> Json:
    """The state of an input that nobody touched."""
    key, begins = STATES[element["type"]]
    many = key.endswith("s") and key != "files"
    return {"type": element["type"], key: element.get(begins, [] if many else None)}


def current_conversation(blocks: list[Json], channel: str) -> Typed:
    """The state of menus that begin with the conversation from which their modal was opened."""
    begun: Typed = {}
    for block in blocks if channel else []:
        for element in elements_of(block):
            if element.get("default_to_current_conversation"):
                key, _ = STATES[element["type"]]
                state = {"type": element["type"], key: [channel] if key.endswith("s") else channel}
                begun.setdefault(block["block_id"], {})[element["action_id"]] = state
    return begun


def typed_into(blocks: list[Json], given: Any) -> Typed:
    """What somebody typed, brought into Slack's form. Plain values are allowed: a text, an option's value, a list.

    Refuses ids that are not painted and options that are not offered.
    """
    if not isinstance(given, dict):
        raise ControlError("invalid_values", "values is {block_id: {action_id: value}}")
    typed: Typed = {}
    for block_id, actions in given.items():
        for action_id, value in _pairs(block_id, actions).items():
            element = find_input(blocks, block_id, action_id)
            typed.setdefault(block_id, {})[action_id] = _state(element, value)
    return typed


def find_input(blocks: list[Json], block_id: str, action_id: str) -> Json:
    """The painted input with these ids."""
    for block in blocks:
        for element in elements_of(block):
            if block["block_id"] == block_id and element["action_id"] == action_id and element["type"] in STATES:
                return element
    raise ControlError("no_such_element", f"no input {block_id}/{action_id} is painted there", 404)


def _pairs(block_id: str, actions: Any) -> Json:
    if not isinstance(actions, dict):
        raise ControlError("invalid_values", f"{block_id}: expected {{action_id: value}}")
    return actions


def _state(element: Json, value: Any) -> Json:
    key, _ = STATES[element["type"]]
    plain = value.get(key) if isinstance(value, dict) and "type" in value else value
    if key in OPTION_KEYS and element.get("options", element.get("option_groups")) is not None:
        plain = offered(element, plain)
    return {"type": element["type"], key: plain}


def offered(element: Json, value: Any) -> Any:
    """The painted option (or options) for a value, a list of values, or option objects."""
    if isinstance(value, list):
        return [offered(element, one) for one in value]
    if value is None:
        return None
    wanted = value.get("value") if isinstance(value, dict) else value
    groups = element.get("option_groups") or [{"options": element.get("options", [])}]
    options = [option for group in groups for option in group["options"]]
    found = next((option for option in options if option.get("value") == wanted), None)
    if found is None:
        raise ControlError("no_such_option", f"{wanted!r} is not offered by {element['action_id']}", 404)
    return found


def complaints(blocks: list[Json], values: Typed) -> dict[str, str]:
    """What Slack's client says beside the fields before it sends anything: block id to sentence."""
    found: dict[str, str] = {}
    for block in blocks:
        if block.get("type") != "input":
            continue
        element = block["element"]
        key, _ = STATES[element["type"]]
        value = values[block["block_id"]][element["action_id"]].get(key)
        complaint = _complaint(element, value, optional=bool(block.get("optional")))
        if complaint:
            found[block["block_id"]] = complaint
    return found


def _complaint(element: Json, value: Any, *, optional: bool) -> str | None:
    if value in (None, "", []):
        return None if optional else "Please complete this required field."
    if element["type"] == "plain_text_input":
        if len(value) < element.get("min_length", 0):
            return f"at least {element['min_length']} characters"
        if len(value) > element.get("max_length", 3000):
            return f"at most {element.get('max_length', 3000)} characters"
    return None
