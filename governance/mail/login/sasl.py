"""What is said to a mail server to log in with an access token (XOAUTH2, and OAUTHBEARER of RFC 7628)."""

from __future__ import annotations

from collections.abc import Callable, Iterable

PREFERRED = ("XOAUTH2", "OAUTHBEARER")
NOT_TAKEN = "token_not_taken"  # by the server that it was made for


def offered(mechanisms: Iterable[str]) -> str | None:
    """The mechanism of ours that a server offers, if any."""
    known = {name.upper() for name in mechanisms}
    return next((name for name in PREFERRED if name in known), None)


def speaker(mechanism: str, user: str, token: str, host: str, port: int) -> Callable[[], str]:
    """What answers the server's challenges, one after the other: the login, then to an error only its end."""
    if mechanism == "XOAUTH2":
        login, end = f"user={user}\x01auth=Bearer {token}\x01\x01", ""
    else:
        name = user.replace("=", "=3D").replace(",", "=2C")
        login, end = f"n,a={name},\x01host={host}\x01port={port}\x01auth=Bearer {token}\x01\x01", "\x01"
    words = iter((login,))
    return lambda: next(words, end)
