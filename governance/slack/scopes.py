"""What the app may do in a workspace: the smallest scopes. manifest.yml asks for exactly these; a test compares."""

from __future__ import annotations

NEEDED = frozenset({"chat:write", "commands", "files:write", "users:read"})
OPTIONAL = frozenset({"users:read.email"})  # without it an owner types the address that the letter leaves from


def missing(granted: frozenset[str]) -> frozenset[str]:
    """What the app cannot work without."""
    return NEEDED - granted


def needless(granted: frozenset[str]) -> frozenset[str]:
    """What the token may do and nothing here uses."""
    return granted - NEEDED - OPTIONAL
