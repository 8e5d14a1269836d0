"""Reduces HTML to the text a person reads, in one pass; quoted blocks become lines with `>`. Fetches nothing."""

from __future__ import annotations

import re
from html import unescape

MAX_HTML = 400_000
_RAW = re.compile(r"</(?:script|style|title)\b[^>]{0,20}>", re.IGNORECASE)
_RAW_NAMES = frozenset(("script", "style", "title"))
_LINE = frozenset(("br", "div", "tr", "hr", "section", "article", "header", "footer", "dt", "dd"))
_PARAGRAPH = frozenset(("p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "table", "pre", "body"))
_MAX_DEPTH = 5
_MAX_TAG = 4_000  # of a tag's own text that is looked at
_VOID = frozenset(("br", "hr", "img", "input", "meta", "link", "wbr", "col", "area", "base", "source"))
_HIDDEN = re.compile(  # what mail programs do not show: preview lines, and words that shall be read by machines only
    r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all|\shidden(?=[\s>/=])"
    r"|(?<![\w-])(?:font-size|opacity|max-height)\s*:\s*0(?:\.0+)?\s*(?:px|pt|em|rem|%)?\s*(?=[;\"'>!]|$)",
    re.IGNORECASE,
)


class _Page:
    def __init__(self) -> None:
        self.lines: list[str] = []
        self.open: list[str] = []
        self.depth = 0

    def say(self, text: str) -> None:
        self.open.append(_unescaped(text))

    def end_line(self, blank: bool = False) -> None:
        words = " ".join("".join(self.open).split())
        self.open = []
        quote = "> " * min(self.depth, _MAX_DEPTH)
        if words or (self.lines and self.lines[-1].strip("> ") and blank):
            self.lines.append((quote + words).rstrip())

    def tag(self, name: str, closing: bool) -> None:
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


def text_of(html: str) -> str:
    """The text of a page or mail that people see; comments, scripts, styles and hidden passages left out."""
    html = html[:MAX_HTML]
    page = _Page()
    position = 0
    while position < len(html):
        start = html.find("<", position)
        if start < 0:
            page.say(html[position:])
            break
        page.say(html[position:start])
        position = _after(html, start, page)
    page.end_line()
    return "\n".join(page.lines)


def _after(html: str, start: int, page: _Page) -> int:
    """Deal with what begins at this `<`, and say where to go on."""
    if html.startswith("<!--", start):
        return _next(html.find("-->", start + 4), 3, html)
    if not (html[start + 1 : start + 2].isalpha() or html[start + 1 : start + 2] in ("/", "!", "?")):
        page.say("<")
        return start + 1
    end = html.find(">", start)
    if end < 0:
        return len(html)
    name = re.match(r"/?([a-zA-Z0-9]{0,20})", html[start + 1 : start + 24])
    word = name.group(1).lower() if name else ""
    closing = html[start + 1] == "/"
    page.tag(word, closing)
    if word in _RAW_NAMES and not closing:
        found = _RAW.search(html, end)
        return found.end() if found else len(html)
    if not closing and word not in _VOID and html[end - 1] != "/" and _HIDDEN.search(html[start : end + 1][:_MAX_TAG]):
        return _behind(html, end + 1, word)
    return end + 1


def _behind(html: str, start: int, word: str) -> int:
    """Behind the end of the element whose content begins here; the end of the page where it is never closed."""
    depth = 1
    for found in re.compile(rf"<(/?){word}(?=[\s>/])", re.IGNORECASE).finditer(html, start):
        depth += -1 if found.group(1) else 1
        if depth == 0:
            return _next(html.find(">", found.end()), 1, html)
    return len(html)


def _next(found: int, length: int, html: str) -> int:
    return found + length if found >= 0 else len(html)


def _unescaped(text: str) -> str:
    try:
        return unescape(text)
    except ValueError:  # a number of thousands of digits
        return text
