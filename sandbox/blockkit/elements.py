"""Rules of the block elements: their fields, in which blocks they stand, and on which surfaces."""

from __future__ import annotations

from typing import Any

from .composition import (
    ACTION_ID,
    CONFIRMED,
    CONVERSATION_FILTER,
    DISPATCH,
    FOCUS,
    IMAGE_SOURCE,
    MANY,
    OPTION_GROUP,
    OVERFLOW_OPTION,
    PLACEHOLDER,
    PLAIN_OPTION,
    SLACK_FILE,
    TEXT_OPTION,
    TYPE,
    initial_is_offered,
    options_or_groups,
    plain,
)
from .fault_location import At
from .field_checks import Check, all_of, anything, array, boolean, choice, integer, shape, string, web_address

EVERYWHERE = ("message", "modal", "home")
IDS = array(string(255), 1000, 0)
DATE = string(10, 10, r"\d{4}-\d{2}-\d{2}")
TIME = r"([01]\d|2[0-3]):[0-5]\d"
CHOSEN = {**ACTION_ID, **FOCUS, **CONFIRMED}
TYPED = {**ACTION_ID, **PLACEHOLDER, **FOCUS, "dispatch_action_config": DISPATCH}
STATIC = {"options": array(PLAIN_OPTION, 100), "option_groups": array(OPTION_GROUP, 100)}
LABEL = {"accessibility_label": string(75), "alt_text": string(2000)}


def _menu(**more: Check) -> Check:
    return shape(TYPE, {**CHOSEN, **PLACEHOLDER, **more})


def _boxes(**more: Check) -> Check:
    fields = shape({**TYPE, "options": array(TEXT_OPTION, 10)}, {**CHOSEN, **more})
    return all_of(fields, initial_is_offered)


def _length_in_order(value: Any, at: At) -> None:
    """`min_length` may not exceed `max_length`."""
    least, most = value.get("min_length"), value.get("max_length")
    if isinstance(least, int) and isinstance(most, int) and least > most:
        at.into("min_length").fault("must be less than or equal to max_length")


CONVERSATIONS = {"filter": CONVERSATION_FILTER, "default_to_current_conversation": boolean}
URL_ENABLED = {"response_url_enabled": boolean}
SHAPES: dict[str, Check] = {
    "button": shape(
        {**TYPE, "text": plain(75)},
        {**ACTION_ID, **CONFIRMED, **LABEL, "url": web_address, "value": string(2000)}
        | {"style": choice("primary", "danger"), "agent_prompt": string(4000), "agent_prompt_display": anything}
        | {"visible_to_user_ids": IDS},
    ),
    "checkboxes": _boxes(initial_options=array(TEXT_OPTION, 10)),
    "radio_buttons": _boxes(initial_option=TEXT_OPTION),
    "overflow": shape({**TYPE, "options": array(OVERFLOW_OPTION, 5)}, {**ACTION_ID, **CONFIRMED, **LABEL}),
    "datepicker": _menu(initial_date=DATE),
    "timepicker": _menu(initial_time=string(5, 5, TIME), timezone=string(100)),
    "datetimepicker": shape(TYPE, {**CHOSEN, "initial_date_time": integer(1_000_000_000, 9_999_999_999)}),
    "static_select": all_of(_menu(initial_option=PLAIN_OPTION, **STATIC), options_or_groups, initial_is_offered),
    "multi_static_select": all_of(
        _menu(initial_options=array(PLAIN_OPTION, 100), **STATIC, **MANY), options_or_groups, initial_is_offered
    ),
    "external_select": _menu(initial_option=PLAIN_OPTION, min_query_length=integer(0, 100)),
    "multi_external_select": _menu(initial_options=array(PLAIN_OPTION, 100), min_query_length=integer(0, 100), **MANY),
    "users_select": _menu(initial_user=string(255)),
    "multi_users_select": _menu(initial_users=IDS, **MANY),
    "conversations_select": _menu(initial_conversation=string(255), **CONVERSATIONS, **URL_ENABLED),
    "multi_conversations_select": _menu(initial_conversations=IDS, **CONVERSATIONS, **MANY),
    "channels_select": _menu(initial_channel=string(255), **URL_ENABLED),
    "multi_channels_select": _menu(initial_channels=IDS, **MANY),
    "plain_text_input": all_of(
        shape(
            TYPE,
            {**TYPED, "initial_value": string(3000, 0), "multiline": boolean}
            | {"min_length": integer(0, 3000), "max_length": integer(1, 3000)},
        ),
        _length_in_order,
    ),
    "email_text_input": shape(TYPE, {**TYPED, "initial_value": string(3000, 0)}),
    "url_text_input": shape(TYPE, {**TYPED, "initial_value": string(3000, 0)}),
    "number_input": shape(
        {**TYPE, "is_decimal_allowed": boolean},
        {**TYPED, **dict.fromkeys(("initial_value", "min_value", "max_value"), string(100))},
    ),
    "rich_text_input": shape(
        TYPE, {**TYPED, "initial_value": anything, "min_lines": integer(1, 100), "max_lines": integer(1, 100)}
    ),
    "file_input": shape(TYPE, {**ACTION_ID, "filetypes": array(string(50), 100), "max_files": integer(1, 10)}),
    "image": all_of(
        shape({**TYPE, "alt_text": string(2000)}, {"image_url": web_address, "slack_file": SLACK_FILE}), IMAGE_SOURCE
    ),
    "workflow_button": shape(
        {**TYPE, "text": plain(75), "workflow": anything}, {**ACTION_ID, **LABEL, "style": anything}
    ),
    "feedback_buttons": shape(
        {**TYPE, "positive_button": anything, "negative_button": anything}, {**ACTION_ID, **LABEL}
    ),
    "icon_button": shape(
        {**TYPE, "icon": choice("trash"), "text": plain(75)},
        {**ACTION_ID, **CONFIRMED, **LABEL, "value": string(2000), "visible_to_user_ids": IDS},
    ),
}
_ANY = ("section", "actions", "input")
PLACES: dict[str, tuple[str, ...]] = {
    "button": ("section", "actions", "card"),
    "overflow": ("section", "actions"),
    "workflow_button": ("section", "actions"),
    "image": ("section", "context"),
    "datetimepicker": ("actions", "input"),
    "feedback_buttons": ("context_actions",),
    "icon_button": ("context_actions",),
    **{name: _ANY for name in SHAPES if name.endswith("_select") and not name.startswith("multi_")},
    **{name: ("section", "input") for name in SHAPES if name.startswith("multi_")},
    **dict.fromkeys(("checkboxes", "radio_buttons", "datepicker", "timepicker"), _ANY),
    **{name: ("input",) for name in SHAPES if name.endswith("_input")},
}
SURFACES: dict[str, tuple[str, ...]] = {
    "datetimepicker": ("message", "modal"),
    "email_text_input": ("modal",),
    "url_text_input": ("modal",),
    "number_input": ("modal",),
    "file_input": ("modal",),
    "rich_text_input": ("modal", "home"),
    "workflow_button": ("message",),
    "feedback_buttons": ("message",),
    "icon_button": ("message",),
}


def element(value: Any, at: At) -> None:
    """An element: known, allowed in this block (`at.place`) and on this surface, with the right fields."""
    kind = value.get("type") if isinstance(value, dict) else None
    if not isinstance(kind, str) or kind not in SHAPES:
        at.fault(f"unsupported type: {kind}")
    elif at.place not in PLACES[kind]:
        at.fault(f"{kind} is not allowed in {at.place} blocks")
    elif at.surface not in SURFACES.get(kind, EVERYWHERE):
        at.fault(f"{kind} is not supported on the {at.surface} surface")
    else:
        SHAPES[kind](value, at)


def element_in(place: str) -> Check:
    """An element inside this kind of block."""

    def check(value: Any, at: At) -> None:
        element(value, at.within(place))

    return check
