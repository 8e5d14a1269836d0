"""Reads `mailto:` links as a mail client does (RFC 6068), with the five fields that a stranger may safely fill."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import unquote


class BadMailto(ValueError):
    """The text is no `mailto:` link."""


@dataclass(frozen=True)
class Draft:
    """What stands in a client's compose window before somebody presses Send."""

    to: list[str] = field(default_factory=list)
    cc: list[str] = field(default_factory=list)
    bcc: list[str] = field(default_factory=list)
    subject: str = ""
    body: str = ""


def parse_mailto(link: str) -> Draft:
    """The draft that a link opens. `+` is itself, not a space; `%0D%0A` ends a line; a name counts in any case."""
    scheme, colon, rest = link.strip().partition(":")
    if not colon or scheme.lower() != "mailto":
        raise BadMailto("not a mailto link")
    path, _, query = rest.partition("#")[0].partition("?")
    fields = _fields(query)
    return Draft(
        to=_addresses(path) + _addresses(fields.get("to", "")),
        cc=_addresses(fields.get("cc", "")),
        bcc=_addresses(fields.get("bcc", "")),
        subject=_one_line(unquote(fields.get("subject", ""))),
        body=_lines(unquote(fields.get("body", ""))),
    )


def _fields(query: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for pair in query.split("&"):
        name, _, value = pair.partition("=")
        name = unquote(name).lower()
        if name in ("to", "cc", "bcc") and name in found:
            found[name] += "," + value
        elif name:
            found.setdefault(name, value)
    return found


def _addresses(raw: str) -> list[str]:
    """A comma that belongs to an address is written %2C, so the list is split before it is decoded."""
    return [one for piece in raw.split(",") if (one := _one_line(unquote(piece)).strip())]


def _one_line(text: str) -> str:
    return " ".join(text.split("\n")).replace("\r", "") if "\n" in text or "\r" in text else text


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")
