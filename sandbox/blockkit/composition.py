"""Rules of the composition objects: text, options, confirmation, filters."""

from __future__ import annotations

from typing import Any

from .fault_location import At, items
from .field_checks import (
    Check,
    all_of,
    array,
    boolean,
    by_type,
    choice,
    integer,
    one_field_of,
    shape,
    string,
    web_address,
)

TYPE = {"type": string(50)}


def plain(longest: int) -> Check:
    """A plain_text object."""
    fields = shape({**TYPE, "text": string(longest)}, {"emoji": boolean})
    return by_type({"plain_text": fields})


def text(longest: int) -> Check:
    """A plain_text or mrkdwn object."""
    plain_fields = shape({**TYPE, "text": string(longest)}, {"emoji": boolean})
    mrkdwn_fields = shape({**TYPE, "text": string(longest)}, {"verbatim": boolean})
    return by_type({"plain_text": plain_fields, "mrkdwn": mrkdwn_fields})


def option(label: Check) -> Check:
    """An option; its label is plain text, or also mrkdwn in checkboxes and radio buttons."""
    return shape({"text": label, "value": string(150)}, {"description": text(75)})


PLAIN_OPTION = option(plain(75))
TEXT_OPTION = option(text(75))
OVERFLOW_OPTION = shape({"text": plain(75), "value": string(150)}, {"description": plain(75), "url": web_address})
OPTION_GROUP = shape({"label": plain(75), "options": array(PLAIN_OPTION, 100)})
CONFIRM = shape(
    {"title": plain(100), "text": text(300), "confirm": plain(30), "deny": plain(30)},
    {"style": choice("primary", "danger")},
)
DISPATCH = shape({}, {"trigger_actions_on": array(choice("on_enter_pressed", "on_character_entered"), 2)})
CONVERSATION_FILTER = shape(
    {},
    {
        "include": array(choice("im", "mpim", "private", "public"), 4),
        "exclude_external_shared_channels": boolean,
        "exclude_bot_users": boolean,
    },
)
SLACK_FILE = all_of(shape({}, {"id": string(255), "url": string(3000)}), one_field_of("id", "url"))
IMAGE_SOURCE = one_field_of("image_url", "slack_file")
ACTION_ID = {"action_id": string(255)}
PLACEHOLDER = {"placeholder": plain(150)}
FOCUS = {"focus_on_load": boolean}
CONFIRMED = {"confirm": CONFIRM}
MANY = {"max_selected_items": integer(1, 1000)}


def options_or_groups(value: Any, at: At) -> None:
    """A static menu has options or option groups, never both, never neither."""
    one_field_of("options", "option_groups")(value, at)


def initial_is_offered(value: Any, at: At) -> None:
    """What is chosen at the start must be one of the options, letter by letter."""
    groups = [{"options": items(value.get("options"))}, *items(value.get("option_groups"))]
    offered = [one for group in groups if isinstance(group, dict) for one in items(group.get("options"))]
    if value.get("initial_option") is not None and value["initial_option"] not in offered:
        at.into("initial_option").fault("initial option must exactly match one of the provided options")
    for index, one in enumerate(items(value.get("initial_options"))):
        if one not in offered:
            at.into("initial_options").into(index).fault(
                "initial option must exactly match one of the provided options"
            )
