"""The program's source as trees, each read once in a test process."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path


@cache
def parsed(path: Path) -> ast.Module:
    """The tree of this module. Nobody changes it."""
    return ast.parse(path.read_text(encoding="utf-8"))
