"""The address of a mail server as somebody writes it into a setting: who logs in where."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from ipaddress import ip_address
from urllib.parse import unquote_to_bytes, urlsplit

PORTS = {"imaps": 993, "imap+starttls": 143, "imap": 143, "smtps": 465, "smtp+starttls": 587, "smtp": 25}
ENCRYPTED = {"imap": "imaps: or imap+starttls:", "smtp": "smtps: or smtp+starttls:"}
_LONE_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_SIGNS = "in names, passwords and folders #, ?, / and % are written %23, %3F, %2F and %25, @ in a folder %40"


@dataclass(frozen=True)
class Account:
    """What a URL says. `path`: still encoded, since a comma in it parts folders. Without a user nobody logs in."""

    scheme: str
    host: str
    port: int
    user: str = ""
    password: str = field(default="", repr=False)
    path: str = ""

    @property
    def is_local(self) -> bool:
        """Whether the server is this machine itself."""
        return is_local(self.host)


def is_local(host: str) -> bool:
    """Whether this name or address is this machine itself."""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def scheme_of(url: str) -> str:
    """What stands before the first colon, in lower case."""
    return url.partition(":")[0].lower()


def read_account(url: str) -> Account:
    """What a mail server's URL says. Raises ValueError with what it must be; it repeats nothing of the URL.

    A sign that parts a URL and stands in a password as it is would make another host or folder of what follows, so it
    is refused wherever it could be meant so.
    """
    check_signs(url)
    scheme, rest = scheme_of(url), url.partition("://")[2]
    before, _, path = rest.partition("/")
    login, _, server = before.rpartition("@")
    if "@" in path:
        raise ValueError(f"cannot be understood: {_SIGNS}. Or {_alone(scheme)}")
    user, _, password = login.partition(":")
    host, port = _server(server, PORTS[scheme])
    if not host:
        raise ValueError("must name the host")
    account = Account(scheme, host, port, decoded(user), decoded(password), path)
    if scheme in ENCRYPTED and account.user and not account.is_local:
        raise ValueError(f"must start with {ENCRYPTED[scheme]} unless the mail server is this machine")
    return account


def check_signs(url: str) -> None:
    """Raise ValueError with what to write if a sign in it ends the URL, or means another one, where none can."""
    if any(sign in url for sign in "#?") or _LONE_PERCENT.search(url):
        raise ValueError(f"cannot be understood: {_SIGNS}. Or {_alone(scheme_of(url))}")
    if any(ord(sign) < 32 or ord(sign) == 127 for sign in url + decoded(url)):
        raise ValueError("must hold no line breaks or other control signs")


def decoded(part: str) -> str:
    """The text behind the %-signs. Raises ValueError if they are no UTF-8."""
    try:
        return unquote_to_bytes(part).decode()
    except UnicodeDecodeError:
        raise ValueError("must have % in a password written %25") from None


def _alone(scheme: str) -> str:
    if scheme == "maildir":
        return "choose another folder"
    return f"write the password, as it is, into {'SMTP' if scheme.startswith('smtp') else 'INBOX'}_PASSWORD instead"


def _server(named: str, usual: int) -> tuple[str, int]:
    try:
        parts = urlsplit(f"//{named}")
        port = parts.port
    except ValueError:
        raise ValueError("must have a number as its port") from None
    if port == 0:
        raise ValueError("must have a number as its port")
    return parts.hostname or "", port or usual
