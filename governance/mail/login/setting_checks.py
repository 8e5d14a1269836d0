"""What the settings of mail must be, one by one and together; each fault says what to write and repeats no value."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Protocol
from urllib.parse import urlsplit

from governance.mail.login.account import PORTS, Account, check_signs, is_local, read_account, scheme_of

WAYS = "docs/operations.md, Mail, says how to get them"


def inbox_url(value: str) -> str:
    """A mailbox on this machine, or an account with its user; what logs in may stand elsewhere."""
    check_signs(value)
    if scheme_of(value) != "maildir" and not read_account(value).user:
        raise ValueError("must name user and host: imaps://user:password@host/Folder")
    return value


def smtp_url(value: str) -> str:
    """A mail server that takes letters."""
    read_account(value)
    return value


def one_address(value: str) -> str:
    if value.count("@") != 1:
        raise ValueError("must be one mail address")
    return value


def secret(value: str) -> str:
    """A password or token."""
    if any(ord(sign) < 32 for sign in value):
        raise ValueError("must be one line, without control signs")
    return value


def tenant(value: str) -> str:
    """Microsoft's tenant, or the whole address of one in a national cloud."""
    if not re.fullmatch(r"(https://[\w.-]+(:\d+)?/)?[\w.-]+", value):
        raise ValueError("must be the Directory (tenant) ID that Microsoft shows with your app's registration")
    return value


class MailSettings(Protocol):
    """The settings that this looks at."""

    @property
    def smtp_url(self) -> str | None: ...
    @property
    def smtp_password(self) -> str: ...
    @property
    def inbox_url(self) -> str | None: ...
    @property
    def inbox_password(self) -> str: ...
    @property
    def oauth_client_id(self) -> str: ...
    @property
    def oauth_client_secret(self) -> str: ...
    @property
    def oauth_tenant(self) -> str: ...
    @property
    def oauth_refresh_token(self) -> str: ...
    @property
    def oauth_token_url(self) -> str: ...


def faults_between(settings: MailSettings) -> Iterator[str]:
    """What does not belong together."""
    servers = [
        ("INBOX_URL", _account(settings.inbox_url), settings.inbox_password),
        ("SMTP_URL", _account(settings.smtp_url), settings.smtp_password),
    ]
    for name, account, password in servers:
        yield from _of_server(name, account, password, settings.oauth_client_id)
    if settings.oauth_client_id:
        yield from _of_registration(settings)
        if not any(account and account.user and not account.password and not given for _, account, given in servers):
            yield "OAUTH_CLIENT_ID is for an INBOX_URL or SMTP_URL with a user and without a password: write one so"
    else:
        for name in ("oauth_client_secret", "oauth_tenant", "oauth_refresh_token"):
            if getattr(settings, name):
                yield f"{name.upper()} belongs to an OAUTH_CLIENT_ID: set both ({WAYS}) or neither"


def _account(url: str | None) -> Account | None:
    return read_account(url) if url and scheme_of(url) in PORTS else None


def _of_server(name: str, account: Account | None, password: str, client_id: str) -> Iterator[str]:
    alone = name.replace("_URL", "_PASSWORD")
    if password and not (account and account.user):
        yield f"{alone} is for a user, and {name} names none: write the user there, as in user@host, or remove it"
    elif password and account and account.password:
        yield f"{alone} is set, and {name} holds a password as well: keep one of them"
    elif account and account.user and not (password or account.password or client_id):
        yield (
            f"{name} names a user and no password: set {alone}, or OAUTH_CLIENT_ID where the server takes no passwords,"
            " as Microsoft 365"
        )


def _of_registration(settings: MailSettings) -> Iterator[str]:
    tenant, refresh_token, url = settings.oauth_tenant, settings.oauth_refresh_token, settings.oauth_token_url
    if bool(tenant) == bool(refresh_token):
        both = "not both" if tenant else WAYS
        yield f"OAUTH_CLIENT_ID needs OAUTH_TENANT (Microsoft) or OAUTH_REFRESH_TOKEN (others): {both}"
    elif tenant and not settings.oauth_client_secret:
        yield f"OAUTH_TENANT needs OAUTH_CLIENT_SECRET: {WAYS}"
    if not url.startswith("https:") and not is_local(urlsplit(url).hostname or ""):
        yield "OAUTH_TOKEN_URL must start with https: unless it is this machine"
