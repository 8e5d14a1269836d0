"""Which addresses that Slack hands to us are Slack's own, so that nobody can send us, or our token, to another host."""

from __future__ import annotations

import urllib.request
from enum import StrEnum
from http.client import HTTPMessage
from typing import IO
from urllib.parse import urlsplit

CLOUDS = ("slack.com", "slack-gov.com")


class Host(StrEnum):
    """The subdomain of Slack's own host for such addresses, before the domain of its API."""

    HOOKS = "hooks"
    FILES = "files"


def is_slacks(url: str, host: Host, api_url: str) -> bool:
    """Whether this is Slack's own host for it, over HTTPS; with an API elsewhere, exactly the server of that API."""
    try:
        api, found = urlsplit(api_url), urlsplit(url)
        port = found.port
    except ValueError:
        return False
    if api.hostname in CLOUDS:
        slacks = found.scheme == "https" and found.hostname == f"{host}.{api.hostname}" and port in (None, 443)
        return slacks and found.username is None
    return (found.scheme, found.netloc) == (api.scheme, api.netloc)


class NoRedirects(urllib.request.HTTPRedirectHandler):
    """An answer that points elsewhere is a failure."""

    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> None:
        return None


WITHOUT_REDIRECTS = urllib.request.build_opener(NoRedirects)
