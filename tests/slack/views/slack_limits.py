"""Slack's limits on what is painted, as its documentation states them: every fault found, with its place."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

Json = dict[str, Any]
SURFACES = {
    "message": {"actions", "context", "data_visualization", "divider", "header", "input", "section"},
    "modal": {"actions", "context", "divider", "header", "input", "section"},
    "home": {"actions", "context", "data_visualization", "divider", "header", "input", "section"},
}
INPUTS = {
    "plain_text_input",
    "static_select",
    "radio_buttons",
    "checkboxes",
    "datepicker",
    "email_text_input",
    "file_input",
    "multi_users_select",
}
IN_SECTION = {"button", "overflow", "static_select", "datepicker"}
IN_ACTIONS = {"button", "overflow", "static_select", "datepicker", "radio_buttons", "checkboxes"}
MOST_BLOCKS = {"message": 50, "modal": 100, "home": 100}


def faults(painted: Json) -> list[str]:
    """Everything that Slack would refuse in a message, modal or Home."""
    surface = painted.get("type", "message")
    found = list(_surface(painted, surface))
    for at, block in enumerate(painted["blocks"]):
        found += [f"block {at}: {fault}" for fault in _block(block, surface)]
    return found


def _surface(painted: Json, surface: str) -> Iterator[str]:
    if not 1 <= len(painted["blocks"]) <= MOST_BLOCKS[surface]:
        yield f"{len(painted['blocks'])} blocks"
    ids = [block["block_id"] for block in painted["blocks"] if "block_id" in block]
    if len(set(ids)) != len(ids):
        yield f"block ids repeat: {ids}"
    if surface == "message" and not 1 <= len(painted["text"]) <= 4000:
        yield f"text of {len(painted['text'])}"
    if surface == "modal":
        yield from _modal(painted)


def _modal(painted: Json) -> Iterator[str]:
    for key in ("title", "submit", "close"):
        if key in painted and not 1 <= len(painted[key]["text"]) <= 24:
            yield f"{key} of {len(painted[key]['text'])}: {painted[key]['text']}"
    if "title" not in painted:
        yield "no title"
    if len(painted.get("private_metadata", "")) > 3000:
        yield "private_metadata too long"
    if any(block["type"] == "input" for block in painted["blocks"]) and "submit" not in painted:
        yield "inputs but no submit"


def _block(block: Json, surface: str) -> Iterator[str]:
    kind = block["type"]
    if kind not in SURFACES[surface]:
        yield f"{kind} is not for {surface}"
    if len(block.get("block_id", "")) > 255:
        yield "block_id too long"
    yield from {
        "section": _section,
        "header": lambda found: _text(found["text"], 150, "plain_text"),
        "context": _context,
        "actions": _actions,
        "input": _input,
        "divider": lambda _found: iter(()),
        "data_visualization": _chart,
    }[kind](block)


def _text(text: Json, most: int, *kinds: str) -> Iterator[str]:
    if kinds and text["type"] not in kinds:
        yield f"{text['type']} where {kinds} is wanted"
    if not 1 <= len(text["text"]) <= most:
        yield f"text of {len(text['text'])} (most {most}): {text['text'][:60]}"
    if text["type"] == "mrkdwn" and "emoji" in text:
        yield "emoji on mrkdwn"
    if text["type"] == "plain_text" and "verbatim" in text:
        yield "verbatim on plain_text"


def _section(block: Json) -> Iterator[str]:
    if "text" in block or "fields" not in block:
        yield from _text(block["text"], 3000, "plain_text", "mrkdwn")
    if not 1 <= len(block.get("fields", ["none"])) <= 10:
        yield f"{len(block['fields'])} fields"
    for one in block.get("fields", []):
        yield from _text(one, 2000, "plain_text", "mrkdwn")
    if "accessory" in block:
        if block["accessory"]["type"] not in IN_SECTION:
            yield f"{block['accessory']['type']} beside a section"
        yield from _element(block["accessory"])


def _context(block: Json) -> Iterator[str]:
    if not 1 <= len(block["elements"]) <= 10:
        yield f"{len(block['elements'])} elements"
    for text in block["elements"]:
        yield from _text(text, 3000)


def _chart(block: Json) -> Iterator[str]:
    if not 1 <= len(block["title"]) <= 50:
        yield f"title of {len(block['title'])}"
    yield from (_pie if block["chart"]["type"] == "pie" else _bars)(block)


def _bars(block: Json) -> Iterator[str]:
    categories = block["chart"]["axis_config"]["categories"]
    if not 1 <= len(categories) <= 20 or len(set(categories)) != len(categories):
        yield f"categories: {categories}"
    names = [*categories, *(series["name"] for series in block["chart"]["series"])]
    yield from (f"name of {len(name)}" for name in names if not 1 <= len(name) <= 20)
    for series in block["chart"]["series"]:
        if [point["label"] for point in series["data"]] != categories:
            yield f"points do not fit: {series}"


def _pie(block: Json) -> Iterator[str]:
    labels = [segment["label"] for segment in block["chart"]["segments"]]
    if not 1 <= len(labels) <= 6 or len(set(labels)) != len(labels):
        yield f"segments: {labels}"
    yield from (f"label of {len(label)}" for label in labels if not 1 <= len(label) <= 20)
    yield from (f"not above 0: {one}" for one in block["chart"]["segments"] if one["value"] <= 0)


def _actions(block: Json) -> Iterator[str]:
    if not 1 <= len(block["elements"]) <= 25:
        yield f"{len(block['elements'])} elements"
    ids = [element["action_id"] for element in block["elements"]]
    if len(set(ids)) != len(ids):
        yield f"action ids repeat: {ids}"
    for element in block["elements"]:
        if element["type"] not in IN_ACTIONS:
            yield f"{element['type']} among actions"
        yield from _element(element)


def _input(block: Json) -> Iterator[str]:
    yield from _text(block["label"], 2000, "plain_text")
    if "hint" in block:
        yield from _text(block["hint"], 2000, "plain_text")
    if block["element"]["type"] not in INPUTS:
        yield f"{block['element']['type']} in an input"
    yield from _element(block["element"])


def _element(element: Json) -> Iterator[str]:
    if not 1 <= len(element["action_id"]) <= 255:
        yield "action_id"
    if element["type"] == "button":
        yield from _button(element)
    if "options" in element:
        yield from _options(element)
    if "placeholder" in element:
        yield from _text(element["placeholder"], 150, "plain_text")
    if element["type"] == "plain_text_input":
        yield from _words(element)


def _button(element: Json) -> Iterator[str]:
    yield from _text(element["text"], 75, "plain_text")
    for key, most in (("value", 2000), ("url", 3000), ("accessibility_label", 75)):
        if key in element and not 1 <= len(element[key]) <= most:
            yield f"{key} of {len(element[key])}: {element[key][:80]}"
    if "style" in element and element["style"] not in {"primary", "danger"}:
        yield f"style {element['style']}"


def _options(element: Json) -> Iterator[str]:
    most = {"overflow": 5, "radio_buttons": 10, "checkboxes": 10}.get(element["type"], 100)
    if not 1 <= len(element["options"]) <= most:
        yield f"{len(element['options'])} options in {element['type']}"
    values = [option["value"] for option in element["options"]]
    if len(set(values)) != len(values):
        yield f"option values repeat: {values}"
    for option in element["options"]:
        yield from _text(option["text"], 75)
        if "description" in option:
            yield from _text(option["description"], 75)
        if not 1 <= len(option["value"]) <= 150:
            yield "option value"
    if "initial_option" in element and element["initial_option"] not in element["options"]:
        yield "initial_option is none of the options"


def _words(element: Json) -> Iterator[str]:
    most = element.get("max_length", 3000)
    if not 1 <= most <= 3000:
        yield f"max_length {most}"
    if len(element.get("initial_value", "")) > most:
        yield "initial_value longer than max_length"
