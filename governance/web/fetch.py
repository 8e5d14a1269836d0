"""Fetches a policy page politely: says who asks, heeds robots.txt, asks only for what is new, follows few redirects."""

from __future__ import annotations

import email.utils
import re
from datetime import UTC, datetime
from email.message import Message
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit, urlunsplit
from urllib.robotparser import RobotFileParser

from governance.errors import Fault
from governance.web.exchange import Answer, Exchange

AGENT = "AI-Consent-policy-watch"
WHO = f"{AGENT}/1 (looks once a day whether this page changed; run by a customer for its own members)"
MOST_REDIRECTS = 5
MOST_ROBOTS = 500_000
REDIRECTS = (301, 302, 303, 307, 308)
CHARSET = re.compile(r"[a-z0-9][a-z0-9._:-]{0,39}")
MARKER = re.compile(r"[\x20-\x7e]{0,300}")
LONGEST_WAIT = 7 * 24 * 3600  # seconds that a server can put us off


class Known(NamedTuple):
    """What the page said of itself when it was read last; empty where it said nothing."""

    etag: str = ""
    modified: str = ""


class Page(NamedTuple):
    """A page as it came. `body` is None where the server says that it has not changed."""

    url: str
    status: int
    body: bytes | None
    charset: str
    known: Known


class Fetcher:
    """Fetches pages one after another; each host's robots.txt is asked for once in its life."""

    def __init__(self, exchange: Exchange, loopback: str = "") -> None:
        self._exchange = exchange
        self._loopback = loopback
        self._robots: dict[str, RobotFileParser] = {}

    def fetch(self, url: str, known: Known, now: datetime) -> Page:
        """The page at this address or where it leads. Raises Fault; `retry_after` as the server says."""
        address = self._placed(url)
        headers = {"User-Agent": WHO, "Accept": "text/html,text/plain;q=0.8", "Accept-Language": "en"}
        asks = {"If-None-Match": known.etag, "If-Modified-Since": known.modified}
        headers |= {name: value for name, value in asks.items() if value}
        for _ in range(MOST_REDIRECTS + 1):
            self._demand_allowed(address)
            answer = self._exchange.get(address, headers)
            if answer.status not in REDIRECTS or "location" not in answer.headers:
                return _page(address, answer, known, now)
            address = self._placed(_led_to(address, answer))
        raise Fault("redirects", permanent=False)

    def _placed(self, url: str) -> str:
        """The address to ask: in a sandbox a vendor's page is looked for on the sandbox's own site, by its path."""
        parts, ours = urlsplit(url), urlsplit(self._loopback)
        if not self._loopback or parts.netloc == ours.netloc:
            return urlunsplit(parts._replace(fragment=""))
        return urlunsplit((ours.scheme, ours.netloc, f"/{parts.netloc}{parts.path}", parts.query, ""))

    def _demand_allowed(self, address: str) -> None:
        """Raise Fault where robots.txt forbids this page; a site without one forbids nothing."""
        parts = urlsplit(address)
        origin = f"{parts.scheme}://{parts.netloc}"
        if origin not in self._robots:
            self._robots[origin] = self._read_robots(origin)
        if not self._robots[origin].can_fetch(AGENT, address):
            raise Fault("robots", permanent=False)

    def _read_robots(self, origin: str) -> RobotFileParser:
        rules = RobotFileParser()
        answer = self._exchange.get(f"{origin}/robots.txt", {"User-Agent": WHO}, most=MOST_ROBOTS)
        for _ in range(MOST_REDIRECTS):
            if answer.status not in REDIRECTS or "location" not in answer.headers:
                break
            where = _led_to(f"{origin}/robots.txt", answer)
            answer = self._exchange.get(where, {"User-Agent": WHO}, most=MOST_ROBOTS)
        if answer.status >= 500 or answer.status == 429:  # RFC 9309 s. 2.3.1.4: as if everything were forbidden
            raise Fault(f"http_{answer.status}", permanent=False)
        rules.parse(answer.body.decode("utf-8", "replace").splitlines() if answer.status == 200 else [])
        return rules


def _led_to(address: str, answer: Answer) -> str:
    """Where a redirect leads. Raises Fault where that is no address."""
    try:
        return urlsplit(urljoin(address, answer.headers["location"])).geturl()
    except ValueError as error:
        raise Fault("redirects", permanent=False) from error


def _marker(said: str) -> str:
    """What a page says of its edition, to be sent back and kept; nothing where that could not be sent as it came."""
    return said if MARKER.fullmatch(said) else ""


def _page(url: str, answer: Answer, known: Known, now: datetime) -> Page:
    """The answer as a page. Raises Fault for every status but *here it is* and *not changed*."""
    if answer.status == 304 and (known.etag or known.modified):
        return Page(url, 304, None, "", known)
    if answer.status != 200:
        raise Fault(f"http_{answer.status}", permanent=False, retry_after=_wait(answer, now))
    kind = Message()
    kind["content-type"] = answer.headers.get("content-type", "text/html")
    if kind.get_content_type() not in ("text/html", "application/xhtml+xml", "text/plain"):
        raise Fault("not_html", permanent=False)
    if not answer.body.strip():
        raise Fault("empty", permanent=False)
    said = Known(*(_marker(answer.headers.get(name, "")) for name in ("etag", "last-modified")))
    charset = kind.get_content_charset("utf-8")
    return Page(url, 200, answer.body, charset if CHARSET.fullmatch(charset) else "utf-8", said)


def _wait(answer: Answer, now: datetime) -> float | None:
    """Seconds that the server asks to wait, if any (RFC 9110 s. 10.2.3: seconds or a date)."""
    said = answer.headers.get("retry-after", "").strip()
    if said.isdecimal():
        return float(min(int(said[:9]), LONGEST_WAIT))
    try:
        until = email.utils.parsedate_to_datetime(said)
    except ValueError:
        return None
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return min(max((until - now).total_seconds(), 0.0), float(LONGEST_WAIT))
