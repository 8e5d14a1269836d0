"""The scopes that the app needs in a workspace. manifest.yml asks for exactly these; a test compares them."""

from __future__ import annotations

NEEDED = frozenset({"chat:write", "commands", "files:write", "users:read"})
UPLOAD = "files:read"  # a mail brought in as a file; it opens no message, and only files that are given to the app
# Without `users:read.email` an owner types the address that the letter leaves from.
OPTIONAL = frozenset({"users:read.email", UPLOAD})


def missing(granted: frozenset[str]) -> frozenset[str]:
    """Scopes that the app cannot work without and was not granted."""
    return NEEDED - granted


def needless(granted: frozenset[str]) -> frozenset[str]:
    """Granted scopes that the app does not use."""
    return granted - NEEDED - OPTIONAL


def may_upload(granted: str) -> bool:
    """Whether files of a window can be read, by the scopes that Slack named at the start, separated by commas."""
    return UPLOAD in {scope.strip() for scope in granted.split(",")}
