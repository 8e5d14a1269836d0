"""Makes a text from outside storable in both databases."""

from __future__ import annotations

import re

_UNKEEPABLE = re.compile("[\x00\ud800-\udfff]")  # PostgreSQL keeps no NUL, UTF-8 no half of a pair


def storable(text: str) -> str:
    """The text with a mark in place of each character that cannot be stored."""
    return _UNKEEPABLE.sub("\ufffd", text)
