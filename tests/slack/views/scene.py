"""What a scene is: a screen that waits for its language."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from governance.texts import Texts

Paint = Callable[[Texts], dict[str, Any]]


def of(view: Callable[[Any, Texts], dict[str, Any]], page: object) -> Paint:
    """This page, painted by this view."""
    return lambda t: view(page, t)
