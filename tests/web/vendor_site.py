"""A vendor's site on this machine, with the faults of real ones."""

from __future__ import annotations

import gzip
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple

PRINCIPLES = """<html><head><title>Principles</title><script>var visitor = 4711</script></head><body>
<nav><a href="/">Home</a></nav><main><h1>Privacy principles</h1><p>We do <b>not</b> train models on Customer Data.</p>
<ul><li>Files</li><li>Messages</li></ul><table><tr><th>Who</th><th>How long</th></tr><tr><td>Us</td>
<td>30 days</td></tr></table><p hidden>A hidden word</p></main><footer>2026</footer></body></html>"""


class Said(NamedTuple):
    """What a path answers. `slowly`: seconds between its bytes; `promised`: the length that the header claims."""

    body: bytes = b""
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    slowly: float = 0.0
    promised: int | None = None


class Site:
    """What it answers by path, and what it was asked."""

    def __init__(self) -> None:
        self.pages: dict[str, Said] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.origin = ""

    def put(self, path: str, body: str | bytes = b"", status: int = 200, **headers: str) -> None:
        raw = body.encode() if isinstance(body, str) else body
        named = tuple((name.replace("_", "-"), value) for name, value in headers.items())
        self.pages[path] = Said(raw, status, named)

    def paths(self) -> list[str]:
        return [path for path, _ in self.asked]


def bomb(megabytes: int) -> bytes:
    """A page of this size in a few kilobytes."""
    return gzip.compress(b"0" * (megabytes * 1_000_000))


@contextmanager
def served(context: Any = None) -> Iterator[Site]:
    """The site while it runs; `context`: its TLS."""
    site = Site()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            site.asked.append((self.path, {name.lower(): value for name, value in self.headers.items()}))
            said = site.pages.get(self.path, Said(b"none", 404))
            etag = dict(said.headers).get("ETag")
            if etag and self.headers.get("If-None-Match") == etag:
                said = Said(b"", 304)
            self.send_response(said.status)
            for name, value in said.headers:
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(said.body) if said.promised is None else said.promised))
            self.end_headers()
            self._write(said)

        def _write(self, said: Said) -> None:
            for at in range(0, len(said.body), 1) if said.slowly else ():
                self.wfile.write(said.body[at : at + 1])
                self.wfile.flush()
                time.sleep(said.slowly)
            if not said.slowly:
                self.wfile.write(said.body)

        def log_message(self, *_: object) -> None:
            return

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: object) -> None:
            return  # the app hung up on what is too large or too slow

    with Server(("127.0.0.1", 0), Handler) as server:
        if context is not None:
            server.socket = context.wrap_socket(server.socket, server_side=True)
        site.origin = f"{'https' if context else 'http'}://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield site
        finally:
            server.shutdown()
            thread.join()
