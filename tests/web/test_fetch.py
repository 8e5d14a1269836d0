"""Fetching a page: politeness, what a server may do wrong, and the addresses that are never connected to."""

from __future__ import annotations

import gzip
import socket
import ssl
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from governance.errors import Fault
from governance.web.exchange import Exchange
from governance.web.fetch import AGENT, Fetcher, Known
from governance.web.public_address import is_public, public_address, refuse_private_literal
from tests.mail import certificates
from tests.web.vendor_site import PRINCIPLES, Said, Site, bomb, served

NOW = datetime(2026, 12, 1, 9, tzinfo=UTC)


@pytest.fixture
def site() -> Iterator[Site]:
    with served() as found:
        found.put("/p", PRINCIPLES, ETag='"v1"', Content_Type="text/html; charset=utf-8")
        yield found


def fetcher(site: Site, **more: Any) -> Fetcher:
    return Fetcher(Exchange(site.origin, **more))


def code_of(site: Site, path: str) -> Fault:
    with pytest.raises(Fault) as caught:
        fetcher(site).fetch(f"{site.origin}{path}", Known(), NOW)
    return caught.value


def test_a_page_is_asked_for_politely(site: Site) -> None:
    asks = fetcher(site)
    page = asks.fetch(f"{site.origin}/p", Known(), NOW)
    assert (page.status, page.body, page.charset) == (200, PRINCIPLES.encode(), "utf-8")
    again = asks.fetch(f"{site.origin}/p#part", page.known, NOW)
    assert (again.status, again.body, again.known) == (304, None, page.known)
    assert site.paths() == ["/robots.txt", "/p", "/p"]
    assert all(AGENT in headers["user-agent"] for _, headers in site.asked)


def test_robots_are_heeded(site: Site) -> None:
    site.put("/robots.txt", f"User-agent: *\nDisallow:\n\nUser-agent: {AGENT}\nDisallow: /p")
    assert code_of(site, "/p").code == "robots"
    site.put("/robots.txt", "", 503)
    assert code_of(site, "/p").code == "http_503"
    assert "/p" not in site.paths()


def test_redirects_are_followed_and_end(site: Site) -> None:
    site.put("/old", "", 301, Location="/p")
    assert fetcher(site).fetch(f"{site.origin}/old", Known(), NOW).url == f"{site.origin}/p"
    site.put("/loop", "", 302, Location="/loop")
    assert code_of(site, "/loop").code == "redirects"


@pytest.mark.parametrize(
    ("said", "code"),
    [
        (Said(b"no", 403), "http_403"),
        (Said(b"slower", 429, (("Retry-After", "120"),)), "http_429"),
        (Said(b"gone", 404), "http_404"),
        (Said(b"", 200), "empty"),
        (Said(b"%PDF", 200, (("Content-Type", "application/pdf"),)), "not_html"),
        (Said(bomb(6), 200, (("Content-Encoding", "gzip"),)), "too_large"),
        (Said(b"x" * 5_000_001), "too_large"),
        (Said(b"broken", 200, (("Content-Encoding", "gzip"),)), "broken_off"),
        (Said(bomb(1)[:500], 200, (("Content-Encoding", "gzip"),)), "broken_off"),
        (Said(b"half", promised=4000), "broken_off"),
        (Said(gzip.compress(b"a") + gzip.compress(b"b"), 200, (("Content-Encoding", "gzip"),)), "broken_off"),
        (Said(gzip.compress(gzip.compress(b"a")), 200, (("Content-Encoding", "gzip, gzip"),)), "encoding"),
        (Said(b"\x1b\x00", 200, (("Content-Encoding", "br"),)), "encoding"),
        (Said(b"", 304), "http_304"),
        (Said(b"", 302, (("Location", "https://[::1"),)), "redirects"),
        (Said(b"", 302, (("Location", "//[no]/"),)), "redirects"),
    ],
)
def test_what_a_server_may_do_wrong(site: Site, said: Said, code: str) -> None:
    site.pages["/bad"] = said
    fault = code_of(site, "/bad")
    assert fault.code == code
    assert fault.retry_after == (120 if said.status == 429 else None)


def test_what_a_page_says_of_itself_is_kept_only_as_far_as_it_can_be_sent_back(site: Site) -> None:
    odd = "text/html; charset*=utf-8''a%00b"
    site.put("/odd", "<p>x</p>", ETag='"a\r\n b"', Last_Modified="x" * 400, Content_Type=odd)
    page = fetcher(site).fetch(f"{site.origin}/odd", Known(), NOW)
    assert (page.charset, page.known) == ("utf-8", Known())


def test_robots_that_lead_nowhere(site: Site) -> None:
    site.put("/robots.txt", "", 302, Location="https://[::1")
    assert code_of(site, "/p").code == "redirects"


def test_a_slow_body_ends_the_exchange(site: Site) -> None:
    site.pages["/slow"] = Said(b"slowly" * 100, slowly=0.05)
    with pytest.raises(Fault) as caught:
        Exchange(site.origin).get(f"{site.origin}/slow", {}, seconds=0.3)
    assert caught.value.code == "too_slow"


@pytest.mark.parametrize(
    ("wait", "seconds"),
    [("Tue, 01 Dec 2026 10:00:00 GMT", 3600.0), ("9999999999", 604800.0), ("soon", None), ("-5", None)],
)
def test_how_long_a_server_puts_us_off(site: Site, wait: str, seconds: float | None) -> None:
    site.put("/busy", "", 503, Retry_After=wait)
    assert code_of(site, "/busy").retry_after == seconds


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.0.0.1", "192.168.1.1", "172.16.0.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
        "255.255.255.255", "::1", "fe80::1%eth0", "fd00:ec2::254", "::ffff:127.0.0.1", "64:ff9b::7f00:1",
        "2002:7f00:1::", "ff02::1", "::",
    ],
)  # fmt: skip
def test_addresses_that_are_never_connected_to(address: str) -> None:
    assert not is_public(address)
    with pytest.raises(Fault, match="address_not_public"):
        public_address("a.example", 443, lambda *_, **__: [(0, 0, 0, "", (address, 443))])


def test_a_name_with_one_address_too_many() -> None:
    both = [(0, 0, 0, "", ("93.184.216.34", 443)), (0, 0, 0, "", ("127.0.0.1", 443))]
    with pytest.raises(Fault, match="address_not_public"):
        public_address("a.example", 443, lambda *_, **__: both)
    assert public_address("a.example", 443, lambda *_, **__: both[:1]) == "93.184.216.34"
    with pytest.raises(Fault, match="dns"):
        public_address("a.example", 443, lambda *_, **__: [])


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "[::1]", "metadata.google.internal", "printer.local"])
def test_what_not_even_a_proxy_is_asked_for(host: str) -> None:
    with pytest.raises(Fault, match="address_not_public"):
        refuse_private_literal(host)


@pytest.mark.parametrize(
    ("where", "code"),
    [
        ("https://169.254.169.254/latest/meta-data/", "address_not_public"),
        ("https://127.0.0.1/", "address_not_public"),
        ("https://[::1]/", "address_not_public"),
        ("https://2130706433/", "address_not_public"),
        ("http://93.184.216.34/", "not_https"),
        ("http://127.0.0.1:1/", "not_https"),
        ("https://user:secret@a.example/", "not_https"),
        ("file:///etc/passwd", "not_https"),
    ],
)
def test_a_redirect_to_where_nothing_is_asked(site: Site, where: str, code: str) -> None:
    site.put("/away", "", 302, Location=where)
    assert code_of(site, "/away").code == code


def test_a_name_is_resolved_once_and_that_address_connected_to(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A name that gives a public address first and this machine's afterwards gains nothing; TLS names the page."""
    file = certificates.write(tmp_path / "server.pem", "vendor.example")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    with served(context) as found:
        port = int(found.origin.rpartition(":")[2])
        found.put("/p", PRINCIPLES)
        asked: list[str] = []

        def once(host: str, _port: int) -> str:
            asked.append(host)
            return "127.0.0.1"

        exchange = Exchange(resolve=once)
        with pytest.raises(Fault, match="certificate"):
            exchange.get(f"https://vendor.example:{port}/p", {})
        monkeypatch.setenv("SSL_CERT_FILE", str(file))
        assert exchange.get(f"https://vendor.example:{port}/p", {}).status == 200
        with pytest.raises(Fault, match="certificate"):
            exchange.get(f"https://another.example:{port}/p", {})
    assert asked == ["vendor.example", "vendor.example", "another.example"]


def test_the_operators_proxy_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as proxy:
        monkeypatch.setenv("https_proxy", f"http://tom:secret@127.0.0.1:{proxy.getsockname()[1]}")
        said: list[bytes] = []

        def refuse() -> None:
            link, _ = proxy.accept()
            with link:
                said.append(link.recv(1000))
                link.sendall(b"HTTP/1.1 403 Forbidden\r\n\r\n")

        thread = threading.Thread(target=refuse)
        thread.start()
        with pytest.raises(Fault, match="connection"):
            Exchange().get("https://vendor.example/p", {})
        thread.join()
    assert said[0].startswith(b"CONNECT vendor.example:443")
    assert b"Proxy-Authorization: Basic dG9tOnNlY3JldA==" in said[0]


def test_in_a_sandbox_a_vendors_page_is_looked_for_on_its_site(site: Site) -> None:
    site.put("/vendor.example/p", PRINCIPLES)
    page = Fetcher(Exchange(site.origin), site.origin).fetch("https://vendor.example/p", Known(), NOW)
    assert (page.status, page.url) == (200, f"{site.origin}/vendor.example/p")
