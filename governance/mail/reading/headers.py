"""Reads a mail's header exactly as its signature sees it: split at LF or CRLF, and decoded only for people.

The signature check and the facts use this one reader, so that nothing counts that was not signed.
"""

from __future__ import annotations

import binascii
import quopri
import re
from base64 import b64decode
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from governance.store.text_cleaning import storable

MAX_HEADER_BLOCK = 128 * 1024
MAX_HEADER_LINES = 2_000
MAX_VALUE = 10_000
ONCE = frozenset(
    (
        *("from", "sender", "to", "cc", "subject", "date", "message-id", "in-reply-to", "references"),
        *("content-type", "content-transfer-encoding", "mime-version"),
    )
)
_ENCODED = re.compile(r"=\?([^?\s]{1,60})\?([bBqQ])\?([^?\s]*)\?=")
_ID = re.compile(r"<([^<>\s]{1,998})>")
_CALLED = {  # charsets by names that Python does not know, or that mean more in mail than what they say
    "iso-8859-1": "cp1252",
    "latin1": "cp1252",
    "us-ascii": "utf-8",
    "ascii": "utf-8",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "x-sjis": "cp932",
    "shift_jis": "cp932",
    "unicode-1-1-utf-7": "utf-7",
    "iso-8859-8-i": "iso-8859-8",
    "iso-8859-9": "cp1254",
    "x-mac-roman": "mac-roman",
    "ks_c_5601-1987": "cp949",
}
_HELPDESKS = ("x-zendesk", "x-freshdesk", "x-sfdc", "x-jira", "x-servicenow", "x-intercom", "x-helpscout")
_NOT_TEXT = frozenset(("punycode", "idna", "unicode_escape", "raw_unicode_escape", "undefined"))


class Headers:
    """The header fields of one mail in order, names in lower case, values as they stand."""

    def __init__(self, raw: bytes) -> None:
        self.fields: list[tuple[str, bytes]] = []
        self.whole = True  # False: a line that is no header, or more than we read
        self._read(raw)

    def _read(self, raw: bytes) -> None:
        closed, _ = header_ends(raw)
        lines = re.split(rb"\r?\n", raw[: min(closed, MAX_HEADER_BLOCK)].removesuffix(b"\n").removesuffix(b"\r"))
        self.whole = closed <= MAX_HEADER_BLOCK and len(lines) <= MAX_HEADER_LINES and b"\r" not in b"".join(lines)
        folded: list[list[bytes]] = []
        for line in lines[:MAX_HEADER_LINES]:
            if line[:1] in (b" ", b"\t"):
                self.whole = self.whole and bool(folded)
                if folded:
                    folded[-1].append(line)
            elif line:
                folded.append([line])
        for pieces in folded:
            self._add(pieces)

    def _add(self, pieces: list[bytes]) -> None:
        name, colon, first = pieces[0].partition(b":")
        if colon and re.fullmatch(rb"[\x21-\x7e]+", name):
            value, known = b"".join([first, *pieces[1:]]), name.decode("ascii").lower()
            self.fields.append((known, value[:MAX_VALUE]))
            self.whole = self.whole and (len(value) <= MAX_VALUE or known not in ONCE)
        elif not pieces[0].startswith(b"From "):
            self.whole = False

    def only(self, names: frozenset[str]) -> Headers:
        """The same mail with these headers alone."""
        found = Headers(b"")
        found.fields, found.whole = [field for field in self.fields if field[0] in names], self.whole
        return found

    def all(self, name: str) -> list[str]:
        """Every value of this header as text, unfolded and stripped but not decoded."""
        return [_text(value).strip() for field, value in self.fields if field == name]

    def first(self, name: str) -> str:
        """The first value of this header, or the empty string."""
        return next(iter(self.all(name)), "")

    def has(self, name: str) -> bool:
        """Whether the mail has this header, empty or not."""
        return any(field == name for field, _ in self.fields)

    def repeated(self, names: frozenset[str]) -> frozenset[str]:
        """Those of `names` that occur more than once."""
        return frozenset(name for name in names if sum(field == name for field, _ in self.fields) > 1)


def is_of_helpdesk(headers: Headers) -> bool:
    """Whether a header says that a ticket system sent the mail."""
    mailer = headers.first("x-mailer").lower()
    return any(name.startswith(_HELPDESKS) for name, _ in headers.fields) or "zendesk" in mailer


def header_ends(raw: bytes, start: int = 0, end: int | None = None) -> tuple[int, int]:
    """Where the header block ends and where the body begins, at the first empty line as RFC 6376 verifiers find it."""
    end = len(raw) if end is None else end
    for empty in (b"\n", b"\r\n"):
        if raw.startswith(empty, start, end):
            return start, start + len(empty)
    unix = raw.find(b"\n\n", start, end)
    found = raw.find(b"\n\r\n", start, unix + 2 if unix >= 0 else end)
    if found < 0 > unix:
        return end, end
    closed, length = (found, 3) if found >= 0 else (unix, 2)
    return (closed - 1 if raw[closed - 1 : closed] == b"\r" and closed > start else closed), closed + length


def split_mail(raw: bytes) -> tuple[bytes, bytes]:
    """The header block and the body."""
    closed, begun = header_ends(raw)
    return raw[:closed], raw[begun:]


def decoded(value: str) -> str:
    """A header value as people read it: RFC 2047 words decoded where possible, control signs removed."""
    value = re.sub(r"(\?=)[ \t]+(?==\?)", r"\1", value[:MAX_VALUE])
    value = _ENCODED.sub(_word, value)
    return "".join(letter if letter.isprintable() else " " for letter in value).strip()


def _word(found: re.Match[str]) -> str:
    charset, how, data = found.groups()
    try:
        if how in "bB":
            raw = b64decode(data + "=" * (-len(data) % 4))
        else:
            raw = quopri.decodestring(data.replace("_", " ").encode("ascii", "replace"))
    except (binascii.Error, ValueError):
        return found.group(0)
    return text_in(raw, charset.split("*")[0])


def text_in(raw: bytes, charset: str | None) -> str:
    """Bytes as text in the declared charset; UTF-8 where it is undeclared or unknown. Never raises.

    What no database could keep, a NUL or half of a surrogate pair, becomes a mark.
    """
    return storable(_in_charset(raw, charset))


def _in_charset(raw: bytes, charset: str | None) -> str:
    charset = _CALLED.get((charset or "").lower(), charset)
    if not charset and b"\x1b$" in raw[:2_000]:
        charset = "iso-2022-jp"
    try:
        if charset and charset.lower().replace("-", "_") not in _NOT_TEXT:
            return raw.decode(charset, "replace") if charset != "utf-8" else _text(raw)
    except (LookupError, ValueError):  # no such charset, or one that is not for text
        return _text(raw)
    return _text(raw)


def _text(raw: bytes) -> str:
    try:
        return storable(raw.decode("utf-8"))
    except UnicodeDecodeError:
        return storable(raw.decode("cp1252", "replace"))


def message_ids(value: str) -> tuple[str, ...]:
    """The Message-IDs in a header, without angle brackets, each where it stands last; at most the last 200.

    Some programs encode even these (RFC 2047).
    """
    value = decoded(value) if "=?" in value else value
    found = _ID.findall(value[:MAX_VALUE]) or [word for word in value[:998].split() if "@" in word]
    return tuple(dict.fromkeys(found[:-201:-1]))[::-1]


def date_of(value: str) -> datetime | None:
    """A header's date as aware UTC, or None where it is none."""
    try:
        moment = parsedate_to_datetime(value[:100])
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    try:
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except OverflowError:
        return None


def addresses(value: str) -> tuple[str, ...]:
    """Every address of a header in lower case, without names, comments and group names; read before decoding."""
    return tuple(address.lower() for element in _elements(value[:MAX_VALUE]) for address in element if address)


def _elements(value: str) -> Iterator[list[str]]:
    """The parts between commas: what stands in angle brackets, else the bare text."""
    bare: list[str] = []
    angled: list[str] = []
    inside = False
    for letter in _visible(value):
        if letter == "<":
            inside = True
            angled.append("")
        elif letter == ">":
            inside = False
        elif inside:
            angled[-1] += letter
        elif letter in ",;":
            yield [text.strip() for text in angled] or ["".join(bare).strip()]
            bare, angled = [], []
        elif letter == ":":
            bare = []
        else:
            bare.append(letter)
    yield [text.strip() for text in angled] or ["".join(bare).strip()]


def _visible(value: str) -> Iterator[str]:
    """The letters outside comments; a quoted string becomes one harmless letter. Depth is counted, never recursed."""
    depth, quoted, escaped = 0, False, False
    for letter in value:
        if escaped:
            escaped = False
        elif letter == "\\" and (quoted or depth):
            escaped = True
        elif quoted:
            quoted = letter != '"'
        elif letter == "(":
            depth += 1
        elif letter == ")" and depth:
            depth -= 1
        elif depth:
            continue
        elif letter == '"':
            quoted = True
            yield "_"
        else:
            yield letter
