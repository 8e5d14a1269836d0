"""Checks blocks, views and texts that the app sends as Slack does, and fills in the ids that Slack fills in."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any

from ..errors import Json, SlackError
from ..ids import token
from . import message_faults, view_faults

VIEW_BYTES = 250_000
TEXT_LIMIT = 40_000


def painted_blocks(blocks: Any, without: Collection[str]) -> list[Json]:
    """The blocks of a message, checked, with ids. Raises `invalid_blocks_format` or `invalid_blocks`.

    `without`: kinds of blocks that this workspace does not know yet.
    """
    if blocks is None:
        return []
    if not isinstance(blocks, list):
        raise SlackError("invalid_blocks_format")
    faults = message_faults(blocks, without)
    if faults:
        raise SlackError("invalid_blocks", faults)
    return with_ids(blocks)


def painted_view(view: Any, kind: str, without: Collection[str]) -> Json:
    """A view of this kind (`modal` or `home`), checked, with ids. Raises `view_too_large` or `invalid_arguments`."""
    if not isinstance(view, dict):
        raise SlackError("invalid_arguments", ["[ERROR] failed to match all allowed schemas [json-pointer:/view]"])
    if len(json.dumps(view, ensure_ascii=False).encode()) > VIEW_BYTES:
        raise SlackError("view_too_large")
    faults = view_faults(view, without)
    if not faults and view["type"] != kind:
        faults = [f"[ERROR] must be of type {kind} [json-pointer:/view/type]"]
    if faults:
        raise SlackError("invalid_arguments", faults)
    return {**view, "blocks": with_ids(view["blocks"])}


def checked_text(text: str | None, blocks: list[Json], limit: int = TEXT_LIMIT) -> str:
    """The top-level text. Raises `no_text` or `msg_too_long`."""
    if not text and not blocks:
        raise SlackError("no_text")
    if len(text or "") > limit:
        raise SlackError("msg_too_long")
    return text or ""


def with_ids(blocks: list[Json]) -> list[Json]:
    """A copy in which every block has a block id and every interactive element an action id."""
    filled: list[Json] = copied(blocks)
    for block in filled:
        block.setdefault("block_id", token(6))
        for element in elements_of(block):
            element.setdefault("action_id", token(6))
    return filled


def copied(value: Any) -> Any:
    """A copy of what JSON holds, at a third of what `deepcopy` takes: every post is copied."""
    if isinstance(value, dict):
        return {key: copied(part) for key, part in value.items()}
    return [copied(part) for part in value] if isinstance(value, list) else value


def elements_of(block: Json) -> list[Json]:
    """The interactive elements of a block, in the order in which they are painted."""
    places = [block.get("accessory"), block.get("element"), *_list(block.get("elements")), *_list(block.get("actions"))]
    found = [e for e in places if isinstance(e, dict) and e.get("type") in INTERACTIVE]
    for child in (*_list(block.get("child_blocks")), *_list(block.get("cards"))):
        found += elements_of(child) if isinstance(child, dict) else []
    return found


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


INTERACTIVE = frozenset(
    [
        "button",
        "checkboxes",
        "datepicker",
        "datetimepicker",
        "timepicker",
        "email_text_input",
        "url_text_input",
        "number_input",
        "file_input",
        "plain_text_input",
        "rich_text_input",
        "radio_buttons",
        "overflow",
        "static_select",
        "external_select",
        "users_select",
        "conversations_select",
        "channels_select",
        "multi_static_select",
        "multi_external_select",
        "multi_users_select",
        "multi_conversations_select",
        "multi_channels_select",
        "workflow_button",
        "feedback_buttons",
        "icon_button",
    ]
)
