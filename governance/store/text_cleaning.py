"""What both databases can keep of a text that came from outside."""

from __future__ import annotations

import re

_UNKEEPABLE = re.compile("[\x00\ud800-\udfff]")  # PostgreSQL keeps no NUL, UTF-8 no half of a pair


def storable(text: str) -> str:
    """The text, with a mark in the place of each sign that cannot be kept."""
    return _UNKEEPABLE.sub("\ufffd", text)
