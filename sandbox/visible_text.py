"""What a person sees in messages and views: words, links, and what can be pressed."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

_MAIL = re.compile(r"<(mailto:[^|>]*\?[^|>]*)\|")
_DATE = re.compile(r"<!date\^[^|>]*\|([^>]*)>")


def elements(blocks: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Every interactive element in these blocks."""
    for block in blocks:
        yield from block.get("elements", [])
        if "accessory" in block:
            yield block["accessory"]
        if "element" in block:
            yield {**block["element"], "block_id": block.get("block_id")}


def words(blocks: list[dict[str, Any]]) -> str:
    """All text in these blocks as a person reads it, labels of buttons included: dates as words, ordinary spaces."""
    found: list[str] = []

    def collect(node: Any) -> None:
        if isinstance(node, dict):
            if isinstance(node.get("text"), str):
                found.append(node["text"])
            for value in node.values():
                collect(value)
        elif isinstance(node, list):
            for value in node:
                collect(value)

    collect(blocks)
    return readable("\n".join(found))


def readable(text: str) -> str:
    """Slack's date form as its fallback, no-break spaces as ordinary ones."""
    return _DATE.sub(r"\1", text).replace("\u00a0", " ").replace("\u202f", " ")


def mail_link(blocks: list[dict[str, Any]]) -> str:
    """The link in these blocks that opens a mail with its subject and words."""
    found = _MAIL.search(json.dumps(blocks))
    if found is None:
        raise LookupError("no link opens a mail there")
    return found.group(1).replace("&amp;", "&")


def plain(message: dict[str, Any]) -> str:
    """A message's whole text, with ordinary spaces."""
    return readable(f"{message.get('text') or ''}\n{words(message.get('blocks') or [])}")
