"""Rules of the blocks: their fields and counts, and the surfaces on which each may stand."""

from __future__ import annotations

from typing import Any

from .charts import CHART
from .composition import IMAGE_SOURCE, SLACK_FILE, TYPE, plain, text
from .elements import EVERYWHERE, SHAPES, element_in
from .fault_location import At
from .field_checks import (
    Check,
    all_of,
    anything,
    array,
    boolean,
    by_type,
    choice,
    integer,
    shape,
    string,
    web_address,
)
from .rich_text import RICH_TEXT

MESSAGE = ("message",)
CARD_BUTTONS, ALERT_CHARACTERS = 3, 200
CELL = by_type({"raw_text": shape({**TYPE, "text": string(3000, 0)}), "rich_text": shape({**TYPE, **RICH_TEXT})})
COLUMN = shape({}, {"align": choice("left", "center", "right"), "is_wrapped": boolean})


def _block(required: dict[str, Check], optional: dict[str, Check] | None = None, *, loose: bool = False) -> Check:
    return shape({**TYPE, **required}, {"block_id": string(255), **(optional or {})}, loose=loose)


def _has_text_or_fields(value: Any, at: At) -> None:
    if value.get("text") is None and value.get("fields") is None:
        at.fault("either text or fields is required")


def _context_part(value: Any, at: At) -> None:
    """Texts and images only."""
    kind = value.get("type") if isinstance(value, dict) else None
    (element_in("context") if kind in SHAPES else text(3000))(value, at)


def _one_of(*names: str) -> Check:
    """At least one of these fields is there."""

    def check(value: Any, at: At) -> None:
        if all(value.get(name) is None for name in names):
            at.fault(f"at least one of these fields is required: {', '.join(names)}")

    return check


def _divided(value: Any, at: At) -> None:
    if value.get("is_collapsible") is True and value.get("has_header_divider") is True:
        at.into("has_header_divider").fault("cannot be set when is_collapsible is true")


def _child(value: Any, at: At) -> None:
    block(value, at)


SECTION = {"text": text(3000), "fields": array(text(2000), 10), "accessory": element_in("section"), "expand": boolean}
IMAGE = {"image_url": web_address, "slack_file": SLACK_FILE, "title": plain(2000)}
INPUT = {"dispatch_action": boolean, "hint": plain(2000), "optional": boolean}
VIDEO = {
    "title_url": web_address,
    "author_name": string(50),
    "description": plain(200),
    "provider_name": string(255),
    "provider_icon_url": web_address,
}
CARD = {"title": text(150), "subtitle": text(150), "body": text(200), "slack_icon": anything}
CARD |= {"hero_image": SHAPES["image"], "icon": SHAPES["image"], "actions": array(element_in("card"), CARD_BUTTONS)}
CONTAINER = {"title": plain(150), "subtitle": plain(150), "is_collapsible": boolean, "has_header_divider": boolean}
CONTAINER |= {"width": choice("narrow", "standard", "wide", "full"), "icon": anything, "rich_text_title": anything}
TASK = {"task_id": string(255), "title": string(255), "status": choice("pending", "in_progress", "complete", "error")}
ROWS = array(array(CELL, 20), 100)

BLOCKS: dict[str, Check] = {
    "section": all_of(_block({}, SECTION), _has_text_or_fields),
    "header": _block({"text": plain(150)}, {"level": integer(1, 4)}),
    "divider": _block({}),
    "context": _block({"elements": array(_context_part, 10)}),
    "actions": _block({"elements": array(element_in("actions"), 25)}),
    "image": all_of(_block({"alt_text": string(2000)}, IMAGE), IMAGE_SOURCE),
    "input": _block({"label": plain(2000), "element": element_in("input")}, INPUT),
    "rich_text": _block(RICH_TEXT),
    "video": _block(
        {"alt_text": string(2000), "title": plain(200), "thumbnail_url": web_address, "video_url": web_address}, VIDEO
    ),
    "markdown": _block({"text": string(12_000)}),
    "alert": _block(
        {"text": text(ALERT_CHARACTERS)}, {"level": choice("default", "info", "warning", "error", "success")}
    ),
    "card": all_of(_block({}, CARD), _one_of("hero_image", "title", "actions", "body")),
    "carousel": _block({"elements": array(_child, 10)}, loose=True),
    "container": all_of(
        _block({"child_blocks": array(_child, 10)}, CONTAINER, loose=True),
        _one_of("title", "rich_text_title"),
        _divided,
    ),
    "context_actions": _block({"elements": array(element_in("context_actions"), 5)}),
    "table": _block({"rows": ROWS}, {"column_settings": array(COLUMN, 20)}),
    "data_table": _block(
        {"caption": anything, "rows": array(array(anything, 20), 101, 2)},
        {"page_size": integer(1, 100), "row_header_column_index": integer(0, 19)},
        loose=True,
    ),
    "data_visualization": _block(CHART),
    "plan": _block({}, loose=True),
    "task_card": _block(TASK, loose=True),
}
SURFACES: dict[str, tuple[str, ...]] = {
    "alert": ("modal",),
    "card": ("message", "home"),
    "carousel": ("message", "home"),
    **dict.fromkeys(("container", "context_actions", "markdown", "table", "data_table"), MESSAGE),
    **dict.fromkeys(("plan", "task_card"), MESSAGE),
    "data_visualization": ("message", "home"),  # of the Home tab Slack's own pages say both; `new_blocks` refuses it
}
NEW = frozenset(SURFACES)  # what Slack has added since 2024, and what a workspace may not have yet


def block(value: Any, at: At) -> None:
    """One block: known, allowed on this surface, with the right fields."""
    kind = value.get("type") if isinstance(value, dict) else None
    if not isinstance(kind, str) or kind not in BLOCKS:
        at.fault(f"unsupported type: {kind}")
    elif at.surface not in SURFACES.get(kind, EVERYWHERE):
        at.fault(f"{kind} is not supported on the {at.surface} surface")
    else:
        BLOCKS[kind](value, at)
