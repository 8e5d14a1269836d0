"""A private port for whoever watches this process: /metrics, /healthz (does it live?), /readyz (may it serve?)."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from sqlalchemy.exc import SQLAlchemyError

from governance.monitoring.figures import Figures

Look = Callable[[], bool]


class Port:
    """`alive` and `ready` say what must hold, each with a word for it. ValueError where the port is taken."""

    def __init__(
        self, address: tuple[str, int], figures: Figures, alive: Mapping[str, Look], ready: Mapping[str, Look]
    ):
        registry = CollectorRegistry()
        registry.register(figures)
        pages = {
            "/metrics": lambda: (200, CONTENT_TYPE_LATEST, generate_latest(registry)),
            "/healthz": lambda: _said(alive),
            "/readyz": lambda: _said({**alive, **ready}),
        }
        try:
            self._server = ThreadingHTTPServer(address, _handler(pages))
        except OSError as error:
            raise ValueError(f"METRICS: {address[0]}:{address[1]} cannot be opened ({error.strerror})") from error
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, name="metrics", daemon=True).start()

    @property
    def number(self) -> int:
        """The port that is open."""
        return int(self._server.server_address[1])

    def close(self) -> None:
        """Answer no more."""
        self._server.shutdown()
        self._server.server_close()


def _said(looks: Mapping[str, Look]) -> tuple[int, str, bytes]:
    """200 if all holds, else 503 and what does not."""
    lacking = [name for name, holds in looks.items() if not _holds(holds)]
    words = f"not: {', '.join(lacking)}\n" if lacking else "ok\n"
    return (503 if lacking else 200), "text/plain; charset=utf-8", words.encode()


def _holds(look: Look) -> bool:
    try:
        return look()
    except (OSError, SQLAlchemyError):
        return False


def _handler(pages: Mapping[str, Callable[[], tuple[int, str, bytes]]]) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        """Answers GET for these pages, and logs nothing."""

        timeout = 10

        def do_GET(self) -> None:
            page = pages.get(self.path.partition("?")[0])
            try:
                status, kind, body = page() if page else (404, "text/plain", b"not found\n")
            except SQLAlchemyError:
                status, kind, body = 503, "text/plain", b"not: database\n"
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *given: Any) -> None:
            """Whoever watches asks often."""

    return Handler
