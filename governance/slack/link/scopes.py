"""What the app may do in a workspace: the smallest scopes. manifest.yml asks for exactly these; a test compares."""

from __future__ import annotations

NEEDED = frozenset({"chat:write", "commands", "files:write", "users:read"})
UPLOAD = "files:read"  # a mail brought in as a file; it opens no message, and only files that are given to the app
# Without `users:read.email` an owner types the address that the letter leaves from.
OPTIONAL = frozenset({"users:read.email", UPLOAD})


def missing(granted: frozenset[str]) -> frozenset[str]:
    """What the app cannot work without."""
    return NEEDED - granted


def needless(granted: frozenset[str]) -> frozenset[str]:
    """What the token may do and nothing here uses."""
    return granted - NEEDED - OPTIONAL


def may_upload(granted: str) -> bool:
    """Whether files of a window can be read, by the scopes that Slack named at the start, parted by commas."""
    return UPLOAD in {scope.strip() for scope in granted.split(",")}
