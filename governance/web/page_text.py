"""The text of the declared part of a page, as Markdown: headings, paragraphs, lists, tables; nothing that is hidden."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from governance.errors import Fault

# Raised whenever the same page would give another text: what is stored is then read anew, and no change is told.
EXTRACTOR = 1
DEEPEST = 2_000  # open elements; a parser's time grows with their square
MOST_TEXT = 1_000_000  # characters; a longer one is no policy
DROPPED = (
    "script, style, noscript, template, svg, iframe, form, button, nav, header, footer, aside, dialog, "
    "[hidden], [aria-hidden='true'], [role='navigation'], [role='dialog'], [role='search'], .visually-hidden, .sr-only"
)
HEADINGS = {f"h{level}": "#" * level for level in range(1, 7)}
BLOCKS = frozenset(
    (
        "address", "article", "blockquote", "body", "br", "center", "dd", "details", "div", "dl", "dt", "fieldset",
        "figcaption", "figure", "hr", "html", "li", "main", "ol", "p", "pre", "section", "summary", "table", "tbody",
        "tfoot", "thead", "tr", "ul", *HEADINGS,
    )
)  # fmt: skip


def text_of(body: bytes, charset: str, parts: Sequence[str]) -> str:
    """The text of the first of `parts` (CSS selectors) that the page has; of all of it where none are declared.

    Raises Fault where the page has none of them, or where there is no text.
    """
    page = _decoded(body, charset)
    _demand_shallow(page)
    tree = LexborHTMLParser(page)
    for node in tree.css(DROPPED):
        node.decompose()
    try:
        found = next((part for part in map(tree.css_first, parts) if part is not None), None)
    except SelectolaxError:  # an operator's own entry may hold what is no selector
        found = None
    if found is None and parts:
        raise Fault("no_such_part", permanent=False)
    text = "\n\n".join(_blocks(found or tree.body or tree.root))
    if not text.strip():
        raise Fault("empty", permanent=False)
    if len(text) > MOST_TEXT:
        raise Fault("too_large", permanent=False)
    return text + "\n"


_NESTING = re.compile(r"<(/?)(?!(?:p|li|td|th|tr|dt|dd|option|br|hr|img|input|meta|link|wbr|col)\b)[a-z][^\s/>]*", re.I)


def _demand_shallow(page: str) -> None:
    """Raise Fault for a page whose elements are nested without end."""
    depth = 0
    for found in _NESTING.finditer(page):
        depth = max(0, depth - 1) if found[1] else depth + 1
        if depth > DEEPEST:
            raise Fault("too_deep", permanent=False)


def _decoded(body: bytes, charset: str) -> str:
    try:
        return body.decode(charset, "replace")
    except (LookupError, ValueError):  # a charset that nobody knows, or that decodes no pages
        return body.decode("utf-8", "replace")


def _blocks(top: LexborNode | None) -> Iterator[str]:
    """The blocks of text below a node, in their order. A loop, not a recursion: pages may be nested without end."""
    words: list[str] = []
    mark = ""
    stack: list[tuple[LexborNode, bool]] = [(top, False)] if top else []
    while stack:
        node, is_end = stack.pop()
        tag = node.tag or ""
        if tag == "-text":
            words.append(node.text_content or "")
            continue
        if tag in ("td", "th") and words:
            words.append(" | ")
        if tag in BLOCKS:
            if text := " ".join("".join(words).split()):
                yield f"{mark}{text}"
                mark = ""
            words = []
        if not is_end:
            mark = _mark(tag) or mark
            stack += [(node, True)] if tag in BLOCKS else []
            stack += [(child, False) for child in reversed(list(node.iter(include_text=True)))]
    if text := " ".join("".join(words).split()):
        yield f"{mark}{text}"


def _mark(tag: str) -> str:
    if tag in HEADINGS:
        return f"{HEADINGS[tag]} "
    return "* " if tag == "li" else ""
