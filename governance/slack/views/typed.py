"""What people type, painted as they typed it: nothing in it is a link, a mention, a mark, an emoji or a quotation.

Slack has no escape for its marks. But it paints the fallback of a date that cannot be shown without looking for marks
in it, so each mark becomes such a fallback. Long words stand as a quotation, their line breaks kept.
"""

from __future__ import annotations

import re

SHORT = 120  # what stands on a line of ours
QUOTE_LENGTH = 1500
SOFT_HYPHEN = "\u00ad"
OPENING = '“«"\u00a0 '
HERE = "\ue0ff"  # where somebody's words go in a sentence of ours
_INERT = "<!date^0^{{_}}|{}>"
_TURNING = dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A)))  # turn the direction of what follows them
# Marks that do not stand within a word, and the colons of an emoji's name.
_MARK = re.compile(r"(?<!\w)[*_~]|[*_~](?!\w)|`|:(?=[\w+-]+:)")
_QUOTE = "\ue0fe"
_FIRST = re.compile(f"^({_QUOTE}?)&gt;", re.MULTILINE)
_PAINTED = re.compile(r"<!date\^0\^\{_\}\|([^>])>")
_SPECIAL = "*_~`:#-+[]()<>&\n"
_SEALED = {ord(mark): chr(0xE000 + number) for number, mark in enumerate(_SPECIAL)}
_OPENED = {ord(sealed): chr(mark) for mark, sealed in _SEALED.items()}


def straight(text: str) -> str:
    """Somebody's words without marks that could reverse the direction of ours; letters of every script stay."""
    return text.translate(_TURNING)


def escape(text: str) -> str:
    """Text of ours for Slack, addresses and codes: no link, mention or command begins in it."""
    return straight(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def inert(text: str) -> str:
    """Somebody's words inside a sentence."""
    return _FIRST.sub(rf"\1{SOFT_HYPHEN}&gt;", _MARK.sub(lambda mark: _INERT.format(mark[0]), escape(text)))


def folded(text: str, length: int) -> str:
    """The text on one line, cut with an ellipsis."""
    line = " ".join(text.split())
    return line if len(line) <= length else line[: length - 1].rstrip() + "…"


def quotation(text: str, length: int = QUOTE_LENGTH) -> str:
    """Somebody's words as a quotation, line by line."""
    cut = text if len(text) <= length else text[: length - 1].rstrip() + "…"
    return "\n".join(f">{inert(line)}" for line in cut.strip().splitlines())


def with_words(sentence: str, text: str) -> str:
    """A sentence of ours that ends with somebody's words at `HERE`: on its line if short, else a quotation below."""
    if "\n" not in text.strip() and len(text) <= SHORT:
        return sentence.replace(HERE, inert(folded(text, SHORT)))
    return f"{sentence.partition(HERE)[0].rstrip(OPENING)}\n{quotation(text)}"


def joined(*parts: str) -> str:
    """Sentences one after the other; what follows a quotation begins a line."""
    text = ""
    for part in filter(None, parts):
        quoted = text.rpartition("\n")[2].startswith(">")
        text += ("\n" if quoted else " " if text else "") + part
    return text


def sealed(text: str) -> str:
    """Somebody's words inside a text that is read as Markdown afterwards: nothing in them is read; see `opened`."""
    return straight(text.strip()).translate(_SEALED)


def sealed_quotation(text: str) -> str:
    """The same for a paragraph, as a quotation where it is longer than a line."""
    lines = text.strip().splitlines()
    if len(lines) < 2 and len(text) <= SHORT:
        return sealed(text)
    return _SEALED[ord("\n")].join(_QUOTE + sealed(line) for line in lines)


def opened(text: str) -> str:
    """What `sealed` put away, painted."""
    special = re.compile(f"[{''.join(_SEALED.values())}]")
    painted = special.sub(lambda found: _paint(found[0].translate(_OPENED)), text)
    return _FIRST.sub(rf"\1{SOFT_HYPHEN}&gt;", painted).replace(_QUOTE, ">")


def _paint(mark: str) -> str:
    return _INERT.format(mark) if mark in "*_~`:" else escape(mark)


def opened_plain(text: str) -> str:
    """What `sealed` put away, for a text without marks."""
    return text.translate(_OPENED).replace(_QUOTE, "")


def put_away(text: str) -> str:
    """Painted text whose inert marks do not count as ours until `opened_plain`."""
    return _PAINTED.sub(lambda found: found[1].translate(_SEALED), text)
