"""Opens an address and follows no redirect: nobody leads us, or our token, to another host."""

from __future__ import annotations

import urllib.request
from http.client import HTTPMessage
from typing import IO


class NoRedirects(urllib.request.HTTPRedirectHandler):
    """An answer that points elsewhere is a failure."""

    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> None:
        return None


WITHOUT_REDIRECTS = urllib.request.build_opener(NoRedirects)
