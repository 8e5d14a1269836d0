"""One request for a page over a connection of our own: to a checked address, bounded in time and size."""

from __future__ import annotations

import base64
import http.client
import socket
import ssl
import threading
import time
import urllib.request
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import NamedTuple
from urllib.parse import SplitResult, unquote, urlsplit

from governance.errors import Fault
from governance.web.public_address import public_address, refuse_private_literal

MOST_BYTES = 5_000_000  # of a page, before and after decompression
SECONDS = 20.0  # for one exchange, all of it
CONNECT_SECONDS = 8.0
CHUNK = 65_536
Connect = Callable[[str, int], socket.socket]


class Answer(NamedTuple):
    """What a server answered; header names in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class _Plain(http.client.HTTPConnection):
    """HTTP over a connection that was made elsewhere."""

    def __init__(self, host: str, port: int, connect: Connect) -> None:
        super().__init__(host, port, timeout=CONNECT_SECONDS)
        self._made = connect

    def connect(self) -> None:
        self.sock = self._made(self.host, self.port)
        if self._tunnel_host:  # type: ignore[attr-defined]  # http.client's own name, not in its stub
            self._tunnel()  # type: ignore[attr-defined]  # likewise


class _Encrypted(_Plain):
    """The same under TLS; the certificate must be that of the page's host, whatever address was connected to."""

    def __init__(self, host: str, port: int, connect: Connect, name: str) -> None:
        super().__init__(host, port, connect)
        self._name = name

    def connect(self) -> None:
        super().connect()
        # The default context reads SSL_CERT_FILE: an operator's own authority holds here too.
        self.sock = ssl.create_default_context().wrap_socket(self.sock, server_hostname=self._name)


class Exchange:
    """Asks for one URL. `loopback`: the one origin on this machine that may be asked, for the sandbox."""

    def __init__(self, loopback: str = "", resolve: Callable[..., str] = public_address) -> None:
        self._loopback = urlsplit(loopback) if loopback else None
        self._resolve = resolve

    def get(self, url: str, headers: Mapping[str, str], *, most: int = MOST_BYTES, seconds: float = SECONDS) -> Answer:
        """The answer, whatever its status; redirects are not followed. Raises Fault."""
        parts = _parts(url)
        deadline = time.monotonic() + seconds
        with _told(deadline), self._connection(parts) as connection:
            path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
            connection.connect()
            with _cut_off_at(connection, deadline):
                connection.request("GET", path, headers={**headers, "Accept-Encoding": "gzip"})
                with connection.getresponse() as answer:
                    said = {name.lower(): value for name, value in answer.getheaders()}
                    return Answer(answer.status, said, _body(answer, said.get("content-encoding", ""), most, deadline))

    def _is_ours(self, parts: SplitResult) -> bool:
        """Whether this is the sandbox's own site: scheme, host and port."""
        ours = self._loopback
        return ours is not None and (parts.scheme, parts.netloc) == (ours.scheme, ours.netloc)

    @contextmanager
    def _connection(self, parts: SplitResult) -> Iterator[_Plain]:
        """A connection for this URL, not yet made."""
        ours, host = self._is_ours(parts), parts.hostname or ""
        if not host or (parts.scheme != "https" and not ours) or parts.username or parts.password:
            raise Fault("not_https", permanent=True)
        port = _port(parts)
        proxy = None if ours else _proxy_for(parts)
        if ours:
            connection: _Plain = _Plain(host, port, _dial)
        elif proxy is not None:
            refuse_private_literal(host)
            connection = _Encrypted(proxy.hostname or "", proxy.port or 8080, _dial, host)
            connection.set_tunnel(host, port, _credentials(proxy))
        else:
            connection = _Encrypted(host, port, lambda name, number: _dial(self._resolve(name, number), number), host)
        try:
            yield connection
        finally:
            connection.close()


def _parts(url: str) -> SplitResult:
    try:
        return urlsplit(url)
    except ValueError as error:  # brackets that hold no address
        raise Fault("not_https", permanent=True) from error


def _port(parts: SplitResult) -> int:
    try:
        return parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError as error:
        raise Fault("not_https", permanent=True) from error


def _proxy_for(parts: SplitResult) -> SplitResult | None:
    """The operator's proxy for this host, from the environment."""
    if urllib.request.proxy_bypass(parts.hostname or ""):
        return None
    found = urllib.request.getproxies().get(parts.scheme)
    return urlsplit(found if "://" in found else f"http://{found}") if found else None


def _credentials(proxy: SplitResult) -> dict[str, str]:
    """The header by which a proxy knows its users."""
    if not proxy.username:
        return {}
    known = f"{unquote(proxy.username)}:{unquote(proxy.password or '')}"
    return {"Proxy-Authorization": f"Basic {base64.b64encode(known.encode()).decode()}"}


def _dial(host: str, port: int) -> socket.socket:
    return socket.create_connection((host, port), timeout=CONNECT_SECONDS)


@contextmanager
def _cut_off_at(connection: http.client.HTTPConnection, deadline: float) -> Iterator[None]:
    """Hang up at this moment: a server that sends a byte a minute would never run into a timeout of the socket."""
    link = connection.sock  # the connection itself lets go of it once the header has come

    def hang_up() -> None:
        with suppress(OSError):  # it may have ended meanwhile
            link.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(max(0.0, deadline - time.monotonic()), hang_up)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _body(answer: http.client.HTTPResponse, encoding: str, most: int, deadline: float) -> bytes:
    """The body, decompressed as far as it may go. Raises Fault for one that is too large or takes too long."""
    coded = encoding.strip().lower()
    if coded not in ("", "identity", "gzip", "x-gzip"):  # nobody asked for another one
        raise Fault("encoding", permanent=False)
    unpack = zlib.decompressobj(wbits=31) if "gzip" in coded else None
    whole = bytearray()
    while chunk := answer.read1(CHUNK):
        if time.monotonic() > deadline:
            raise Fault("too_slow", permanent=False)
        whole += unpack.decompress(chunk, most + 1 - len(whole)) if unpack else chunk
        if len(whole) > most or (unpack and unpack.unconsumed_tail):
            raise Fault("too_large", permanent=True)
    if unpack and (unpack.unused_data or (whole and not unpack.eof)):  # more than one part, or not all of one
        raise Fault("broken_off", permanent=False)
    if answer.length:  # what Content-Length promised and never came
        raise Fault("broken_off", permanent=False)
    return bytes(whole)


@contextmanager
def _told(deadline: float) -> Iterator[None]:
    """What the libraries raise, as Fault; whatever they say of an exchange that was cut off, it was too slow."""
    try:
        yield
    except (OSError, http.client.HTTPException, zlib.error, UnicodeError, Fault) as error:
        raise _fault(error, is_late=time.monotonic() >= deadline) from error


def _fault(error: Exception, *, is_late: bool) -> Fault:
    if is_late or isinstance(error, TimeoutError):
        return Fault("too_slow", permanent=False)
    if isinstance(error, Fault):
        return error
    if isinstance(error, ssl.SSLCertVerificationError):
        return Fault("certificate", permanent=False)
    broken = isinstance(error, (zlib.error, http.client.IncompleteRead))
    return Fault("broken_off" if broken else "connection", permanent=False)
