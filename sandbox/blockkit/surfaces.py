"""Rules of a whole message, modal or Home tab: how many blocks, unique ids, sums over blocks, what a view must have."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator
from typing import Any

from .blocks import block
from .composition import TYPE, plain
from .fault_location import At, items
from .field_checks import Check, anything, boolean, choice, shape, string

MOST = {"message": 50, "modal": 100, "home": 100}
MARKDOWN_CHARACTERS = 12_000
DATA_TABLE_CHARACTERS = 10_000
CHARTS = 2
COMMON: dict[str, Check] = {
    "blocks": anything,
    "private_metadata": string(3000, 0),
    "callback_id": string(255, 0),
    "external_id": string(255, 0),
}
MODAL = shape(
    {**TYPE, "title": plain(24), "blocks": anything},
    {**COMMON, "submit": plain(24), "close": plain(24)}
    | dict.fromkeys(("clear_on_close", "notify_on_close", "submit_disabled"), boolean),
)
HOME = shape({"type": choice("home"), "blocks": anything}, COMMON)


def message_faults(blocks: list[Any], without: Collection[str] = ()) -> list[str]:
    """What Slack would say against these blocks of a message; nothing when they are well.

    `without`: kinds of blocks that this workspace does not know yet.
    """
    at = At("", "message")
    check_blocks(blocks, at.into("blocks"), without)
    return at.faults


def view_faults(view: dict[str, Any], without: Collection[str] = ()) -> list[str]:
    """What Slack would say against this modal or Home tab; nothing when it is well. `without` as above."""
    kind = view.get("type")
    if kind not in ("modal", "home"):
        return [f"[ERROR] unsupported type: {kind} [json-pointer:/view/type]"]
    at = At("/view", kind)
    (MODAL if kind == "modal" else HOME)(view, at)
    check_blocks(view.get("blocks"), at.into("blocks"), without)
    inputs = [one for one in items(view.get("blocks")) if isinstance(one, dict) and one.get("type") == "input"]
    if kind == "modal" and inputs and not view.get("submit"):
        at.into("submit").fault("missing required field: a modal with input blocks needs submit")
    return at.faults


def check_blocks(blocks: Any, at: At, without: Collection[str]) -> None:
    """All blocks, one by one and together."""
    if not isinstance(blocks, list):
        at.fault("must be an array")
        return
    if len(blocks) > MOST[at.surface]:
        at.fault(f"no more than {MOST[at.surface]} items allowed")
    for index, one in enumerate(blocks):
        if without and isinstance(one, dict) and one.get("type") in without:
            at.into(index).fault(f"unsupported type: {one['type']}")
        else:
            block(one, at.into(index))
    known = [one for one in blocks if isinstance(one, dict)]
    _unique_ids(known, at)
    _sums(known, at)


def _unique_ids(blocks: list[dict[str, Any]], at: At) -> None:
    for repeated in _repeated(one.get("block_id") for one in blocks):
        at.fault(f"block_id {repeated} already exists")
    for index, one in enumerate(blocks):
        for repeated in _repeated(part.get("action_id") for part in _dicts(one.get("elements"))):
            at.into(index).fault(f"action_id {repeated} already exists")
    focused = [part for part in _inside(blocks) if part.get("focus_on_load") is True]
    if len(focused) > 1:
        at.fault("only one element may have focus_on_load")


def _sums(blocks: list[dict[str, Any]], at: At) -> None:
    """Limits that hold for all blocks of a kind together."""
    limits: list[tuple[str, Callable[[dict[str, Any]], int], int, str]] = [
        ("markdown", lambda one: len(str(one.get("text", ""))), MARKDOWN_CHARACTERS, "characters of markdown"),
        ("data_table", lambda one: len(str(one.get("rows", ""))), DATA_TABLE_CHARACTERS, "characters of data_table"),
        ("table", lambda _: 1, 1, "table"),
        ("data_visualization", lambda _: 1, CHARTS, "charts"),
    ]
    for kind, weight, most, name in limits:
        if sum(weight(one) for one in blocks if one.get("type") == kind) > most:
            at.fault(f"no more than {most} {name} allowed")


def _repeated(ids: Iterator[Any]) -> list[str]:
    named = [one for one in ids if isinstance(one, str)]
    if len(named) == len(set(named)):
        return []
    return [one for one, times in Counter(named).items() if times > 1]


def _inside(blocks: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for one in blocks:
        yield from _dicts([one.get("element"), one.get("accessory"), *items(one.get("elements"))])


def _dicts(value: Any) -> list[dict[str, Any]]:
    return [one for one in items(value) if isinstance(one, dict)]
