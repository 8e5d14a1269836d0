"""What a setting's value must be: each check gives the value, or raises ValueError that says what it must be."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from governance.mail.login.account import is_local, scheme_of

Check = Callable[[str], Any]


def is_loopback(url: str) -> bool:
    """Whether the host of this URL is this machine itself."""
    return is_local(urlsplit(url).hostname or "")


def starts(prefix: str, where: str) -> Check:
    """That it begins so; `where` says where it is found."""

    def check(value: str) -> str:
        if not value.startswith(prefix):
            raise ValueError(f"must start with {prefix} — {where}")
        return value

    return check


def scheme(*allowed: str) -> Check:
    """That it is a URL of one of these schemes."""

    def check(value: str) -> str:
        if scheme_of(value) not in allowed:
            raise ValueError("must be a URL that starts with " + " or ".join(f"{one}:" for one in allowed))
        return value

    return check


def one_of(*allowed: str) -> Check:
    """A check that it is one of these words."""

    def check(value: str) -> str:
        if value not in allowed:
            raise ValueError(f"must be {' or '.join(allowed)}")
        return value

    return check


def host_and_port(value: str) -> tuple[str, int]:
    """An address to listen at."""
    host, _, port = value.rpartition(":")
    if not host or not port.isdecimal() or int(port) > 65535:
        raise ValueError("must be host:port, such as 127.0.0.1:9464")
    return host.strip("[]"), int(port)


def database(value: str) -> str:
    """The rest is judged where the database is opened; a second @ would make a part of the password the host's name."""
    if scheme_of(value) != "sqlite" and value.partition("?")[0].count("@") > 1:
        raise ValueError("must have @ in its user and password written %40")
    return value
