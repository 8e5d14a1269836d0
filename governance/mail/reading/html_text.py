"""Reduces HTML to the text a person reads, in one pass; quoted blocks become lines with `>`.

Text that cannot be seen, such as `display:none` or white on white, is kept apart.
"""

from __future__ import annotations

import re
from html import unescape
from typing import NamedTuple

MAX_HTML = 400_000
_RAW = re.compile(
    r"</(?:script|style|title|template|noscript|xmp|textarea|select|svg|math|object|iframe)\b[^>]{0,20}>", re.IGNORECASE
)
_RAW_NAMES = frozenset(("script", "style", "title"))
_UNSEEN_NAMES = frozenset(
    ("template", "s", "del", "strike", "noscript", "textarea", "select", "svg", "math", "object", "iframe")
)
_LINE = frozenset(("br", "div", "tr", "hr", "section", "article", "header", "footer", "dt", "dd"))
_PARAGRAPH = frozenset(("p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "table", "pre", "body"))
_MAX_DEPTH = 5
# What can neither hide nor change a word. Everything else is read, but not relied upon.
_HARMLESS = frozenset(
    ("html", "head", "body", "p", "br", "div", "span", "b", "strong", "i", "em", "a", "pre", "blockquote", "!doctype")
)
_HARMLESS_ATTRIBUTES = re.compile(
    r"(?:\s{1,9}(?:href=\"(?:https?://|mailto:)[^\"<>\s]{0,500}\"|dir=\"?ltr\"?|lang=\"?[\w-]{2,9}\"?|class=\"gmail_(?!quote|extra|attr)\w{1,20}\"|type=\"cite\"))"
    r"{0,6}\s{0,9}/?"
)

_VOID = frozenset(("br", "hr", "img", "input", "link", "meta", "area", "base", "col", "embed", "source", "wbr"))
_HIDES = re.compile(
    r"display:none|visibility:(?:hidden|collapse)|font-size:(?:[0-3](?:\.\d{1,9})?(?:px|pt|%)|0?\.[0-4]\d{0,9}r?em|0(?![.\d]*[1-9]))"
    r"|opacity:0?(?:\.[0-3]\d{0,9})?(?![.\d])|mso-hide:all|clip(?:-path)?:|scale[xy3d]{0,2}\(0?(?:\.[0-3])?|color:transparent|line-through"
    r"|rgba\([^()]{1,40},0?(?:\.[0-2]\d{0,9})?\)|(?:^|[;\"'])(?:max-)?(?:height|width):[01](?:px|pt|%)?(?![.\d]*[1-9])|text-indent:-\d{2}"
    r"|(?:left|top|right|bottom|margin[a-z-]{0,7}):-\d{2}|zoom:0?\.|-webkit-text-fill|filter:|mask|transform:rotate[xy]"
)
_WHITE = re.compile(r"(?:^|[;\"'\s])color[:=][\"']?(?:#fff\b|#ffffff\b|white\b|rgb\(255,255,255\))")
_STYLE_RULE = re.compile(r"\.([\w-]{1,60})\s{0,9}\{[^{}]{0,300}display\s{0,9}:\s{0,9}none")
_CLASS = re.compile(r"\bclass\s{0,9}=\s{0,9}(?:\"([^\"]{0,300})\"|'([^']{0,300})'|([\w-]{1,60}))", re.IGNORECASE)
_MAX_ATTRIBUTES = 2_000
_BLANKS = re.compile(r"[ \t\n\f\r\xa0]+")


class Page(NamedTuple):
    """`text`: what a person reads, line by line; `unseen`: hidden text; `faithful`: nothing can hide a word."""

    text: str
    unseen: str
    faithful: bool = False


class _Reader:
    def __init__(self) -> None:
        self.lines: list[str] = []
        self.open: list[str] = []
        self.unseen: list[str] = []
        self.depth = 0
        self.hidden_in: tuple[str, int] | None = None  # the element that hides, and how many of its name are open
        self.hiding_classes: frozenset[str] = frozenset()
        self.faithful = True

    def say(self, text: str) -> None:
        (self.unseen if self.hidden_in else self.open).append(_unescaped(text))

    def end_line(self, blank: bool = False) -> None:
        words = " ".join(filter(None, _BLANKS.split("".join(self.open))))
        self.open = []
        quote = "> " * min(self.depth, _MAX_DEPTH)
        if words or (self.lines and self.lines[-1].strip("> ") and blank):
            self.lines.append((quote + words).rstrip())

    def element(self, name: str, closing: bool, attributes: str) -> None:
        """Begin or end an element, hidden or not."""
        self.faithful = self.faithful and name in _HARMLESS and bool(_HARMLESS_ATTRIBUTES.fullmatch(attributes))
        if self.hidden_in and not (name == "p" == self.hidden_in[0] and not closing):
            self._within_hidden(name, closing)
            return
        hides = not closing and name not in _VOID and (name in _UNSEEN_NAMES or self._hides(attributes))
        self.hidden_in = (name, 1) if hides else None
        if not self.hidden_in:
            self.tag(name, closing)

    def _within_hidden(self, name: str, closing: bool) -> None:
        hides, count = self.hidden_in or ("", 0)
        self.unseen.append(" ")
        count += (name == hides) * (-1 if closing else 1)
        self.hidden_in = (hides, count) if count > 0 else None

    def _hides(self, attributes: str) -> bool:
        if not attributes or len(attributes) > _MAX_ATTRIBUTES:
            return False
        low = re.sub(r"/\*.{0,200}?\*/", "", _unescaped(attributes).lower())
        if re.search(r"(?:^|\s)hidden(?:\s|=|/|$)", low):
            return True
        style = re.sub(r"\s*([:;=,])\s*", r"\1", low)
        if _HIDES.search(style) or (_WHITE.search(style) and "background" not in style and "bgcolor" not in style):
            return True
        named = _CLASS.search(low) if self.hiding_classes else None
        return bool(named and set("".join(filter(None, named.groups())).split()) & self.hiding_classes)

    def tag(self, name: str, closing: bool) -> None:
        """What an element means for the lines."""
        if name == "blockquote":
            self.end_line(blank=True)
            self.depth = max(0, self.depth + (-1 if closing else 1))
        elif name == "li" and not closing:
            self.end_line()
            self.open.append("- ")
        elif name in _PARAGRAPH:
            self.end_line()
            self.end_line(blank=True)
        elif name in _LINE or name == "li":
            self.end_line()
        elif name in ("td", "th"):
            self.open.append(" ")


def page_of(html: str) -> Page:
    """The text of a page or mail without comments, scripts and styles, hidden text apart."""
    html = html[:MAX_HTML]
    reader = _Reader()
    position = 0
    while position < len(html):
        start = html.find("<", position)
        if start < 0:
            reader.say(html[position:])
            break
        reader.say(html[position:start])
        position = _after(html, start, reader)
    reader.end_line()
    return Page("\n".join(reader.lines), " ".join("".join(reader.unseen).split()), reader.faithful)


def text_of(html: str) -> str:
    """The text of a page or mail that a person reads."""
    return page_of(html).text


def _after(html: str, start: int, reader: _Reader) -> int:
    """Deal with what begins at this `<`, and say where to go on."""
    if html.startswith("<!--", start):
        reader.faithful = False
        return _next(html.find("-->", start + 2), 3, html)
    if not (html[start + 1 : start + 2].isalpha() or html[start + 1 : start + 2] in ("/", "!", "?")):
        reader.say("<")
        return start + 1
    end = _end_of_tag(html, start)
    if end < 0:
        reader.faithful = False
        return len(html)
    name = re.match(r"/?([a-zA-Z0-9]{0,20})", html[start + 1 : start + 24])
    word = name.group(1).lower() if name else ""
    closing = html[start + 1] == "/"
    reader.element(word, closing, html[start + 1 + len(name.group() if name else "") : end])
    if word in _RAW_NAMES and not closing:
        return _after_raw(html, end, word, reader)
    return end + 1


def _end_of_tag(html: str, start: int) -> int:
    """Where this tag ends; a `>` within a quoted value does not end it."""
    end = html.find(">", start)
    for quote in "\"'":
        if end > 0 and html.count(quote, start, min(end, start + _MAX_ATTRIBUTES)) % 2:
            closed = html.find(quote, end, end + _MAX_ATTRIBUTES)
            end = html.find(">", closed) if closed > 0 else end
            break
    return end


def _after_raw(html: str, end: int, word: str, reader: _Reader) -> int:
    found = _RAW.search(html, end)
    if word == "style" and found:
        always = html[end : min(found.start(), end + 20_000)].partition("@media")[0]
        reader.hiding_classes |= {name.lower() for name in _STYLE_RULE.findall(always)}
    if reader.hidden_in and reader.hidden_in[0] == word:
        reader.hidden_in = None
    return found.end() if found else len(html)


def _next(found: int, length: int, html: str) -> int:
    return found + length if found >= 0 else len(html)


def _unescaped(text: str) -> str:
    try:
        return unescape(text)
    except ValueError:  # a number of thousands of digits
        return text
