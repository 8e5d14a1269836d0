"""Cursors of paged answers. A cursor that was not given out here is refused."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping, Sequence

from .errors import SlackError


def cursor_after(kind: str, items: Sequence[str], end: int) -> str:
    """The cursor of the page that begins at `end`; empty after the last one."""
    return base64.b64encode(f"{kind}:{items[end]}".encode()).decode() if end < len(items) else ""


def position_of(kind: str, cursor: str, positions: Mapping[str, int]) -> int:
    """Where the page of this cursor begins."""
    if not cursor:
        return 0
    try:
        name, _, item = base64.b64decode(cursor, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        raise SlackError("invalid_cursor") from None
    if name != kind or item not in positions:
        raise SlackError("invalid_cursor")
    return positions[item]
