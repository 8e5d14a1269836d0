"""Checks of single settings: each gives the value, or raises ValueError with what it must be."""

from __future__ import annotations

from collections.abc import Callable
from ipaddress import ip_address
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

SMTP = "smtp+starttls://user:password@host:587"
IMAP = "imaps://user:password@host/Folder"
Check = Callable[[str], Any]


def is_loopback(url: str) -> bool:
    """Whether the host of this URL is this machine itself."""
    host = urlsplit(url).hostname or ""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def starts(prefix: str, where: str) -> Check:
    def check(value: str) -> str:
        if not value.startswith(prefix):
            raise ValueError(f"must start with {prefix} — {where}")
        return value

    return check


def scheme(*allowed: str) -> Check:
    def check(value: str) -> str:
        if urlsplit(value).scheme not in allowed:
            raise ValueError("must be a URL that starts with " + " or ".join(f"{one}:" for one in allowed))
        return value

    return check


def is_port(parts: SplitResult) -> bool:
    """Whether the port is absent or valid."""
    try:
        return parts.port != 0
    except ValueError:
        return False


def mail_server(plain: str, encrypted: str, example: str = "") -> Check:
    """Check a mail server's URL: no password may leave unencrypted. `example`: user and password are needed."""

    def check(value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme == "maildir":
            return value
        if not parts.hostname or (example and not (parts.username and parts.password)):
            raise ValueError(f"must name {'user, password and host' if example else 'the host'}: {example or SMTP}")
        if not is_port(parts):
            raise ValueError("must have a number as its port")
        if any(ord(sign) < 32 for sign in unquote(value)):
            raise ValueError("must hold no line breaks or other control signs")
        if parts.scheme == plain and parts.password and not is_loopback(value):
            raise ValueError(f"must start with {encrypted} unless the mail server is this machine")
        return value

    return check


def origin_here(value: str) -> str:
    if not is_loopback(value) or urlsplit(value).path not in ("", "/"):
        raise ValueError("must be the address of a site on this machine, without a path")
    return value.rstrip("/")
