"""Cursors of paged answers; one that was not given out here, or too long ago, is refused."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping, Sequence

from ..errors import Json, SlackError
from ..workspace.state import Workspace


def next_cursor(workspace: Workspace, kind: str, items: Sequence[str], end: int) -> Json:
    """`response_metadata` with the cursor of the page that begins at `end`; empty after the last one."""
    given = f"{kind}:{items[end]}:{int(workspace.clock.seconds())}" if end < len(items) else ""
    return {"next_cursor": base64.b64encode(given.encode()).decode()}


def position_of(workspace: Workspace, kind: str, cursor: str, positions: Mapping[str, int]) -> int:
    """Where the page of this cursor begins. Raises `invalid_cursor`, for an expired one too."""
    if not cursor:
        return 0
    try:
        name, item, born = base64.b64decode(cursor, validate=True).decode().rsplit(":", 2)
        age = workspace.clock.seconds() - int(born)
    except (binascii.Error, UnicodeDecodeError, ValueError):
        raise SlackError("invalid_cursor") from None
    if name != kind or item not in positions or age > workspace.manner.cursor:
        raise SlackError("invalid_cursor")
    return positions[item]


def page_of(
    workspace: Workspace, kind: str, items: Sequence[str], args: Json, *, size: int, most: int
) -> tuple[int, int]:
    """Begin and end of the page that is asked for: `size` items unless `limit` says otherwise.

    Raises `invalid_limit` for a limit below 1 or above `most`.
    """
    limit = args.get("limit") or size
    if not 1 <= limit <= most:
        raise SlackError("invalid_limit")
    cursor = args.get("cursor", "")
    positions = {item: index for index, item in enumerate(items)} if cursor else {}
    start = position_of(workspace, kind, cursor, positions)
    return start, start + limit
