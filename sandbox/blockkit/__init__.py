"""Block Kit's rules for messages, modals and Home."""

from __future__ import annotations

from typing import Any


def message_faults(blocks: list[Any]) -> list[str]:
    return []


def view_faults(view: dict[str, Any]) -> list[str]:
    return []
