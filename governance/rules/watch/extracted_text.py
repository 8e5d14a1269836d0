"""The text of a policy page as sentences, without what changes while the policy does not: marks, links, menus."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

from governance.rules.watch.page_furniture import FURNITURE

LONGEST_FURNITURE = 90  # characters of a line that can be a menu or a hint
MENU_LINKS = 3  # links in a line that holds hardly anything else

_BLOCKS = re.compile(r"\n[ \t\u00a0]*\n|\n(?=[ \t]*(?:[*+•-]|\d{1,3}\\?[.)]|\||#{1,6} )[ \t])")
_COMMENT = re.compile(r"<!--.*?-->", re.S)
_IMAGE = re.compile(r"!\[[^\]\n]{0,500}\]\([^)\s]{0,4000}[^)\n]{0,500}\)")
_LINK = re.compile(r"\[([^\[\]]{0,2000})\]\((?:[^()\s]|\([^()\s]{0,200}\)){0,4000}(?:\s+\"[^\"]{0,500}\")?\s*\)")
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,400}>")
_ADDRESS = re.compile(r"https?://[^\s<>()\[\]\"]{1,4000}")
_MAIL = re.compile(r"[\w.+-]{1,64}@(?:[\w-]{1,63}\.){1,5}[a-z]{2,24}", re.I)
_HIDDEN_MAIL = re.compile(r"\[email(?:\s|&#160;)?protected\]", re.I)
_RULER = re.compile(r"[\s*_=\-–—#|:.·•~+]*")
_HEAD = re.compile(r"^(?:[#>*+•·-]\s+|\(?(?:\d{1,2}(?:\.\d{1,2}){0,3}|[a-z]|[ivx]{1,5})(?:\\?[.)]|\s)\s*)+", re.I)
_UNDERLINE = re.compile(r"\n[=-]{3,}\s*$")
_END = re.compile(r"(?<=[.!?;:])[\"'”’)*_]{0,3}\s+(?=\S)|(?<=[。！？])")
_SHORTENED = re.compile(r"\b(?:e\.g|i\.e|inc|corp|ltd|no|u\.s|etc|art|sec|vs|mr|ms|dr|st|co)\.$", re.I)
_MONTHS = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_DATE = re.compile(
    rf"\b(?:{_MONTHS} \d{{1,2}}(?:st|nd|rd|th)?,? \d{{4}}|\d{{1,2}}(?:st|nd|rd|th)? {_MONTHS},? \d{{4}}"
    r"|\d{4}-\d{2}-\d{2}|\d{1,2}[/.]\d{1,2}[/.]\d{4})\b"
)
_REFERENCE = re.compile(r"\b(sections?|clauses?|paragraphs?|articles?|exhibit|§+) \d+(?:\.\d+)*(?: ?\([a-z0-9]+\))*")
_WORDS = re.compile(r"[\w.+-]+@[\w.-]+\w|\d+(?:[.,]\d+)+|\w+")
_FOLD = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "\\": "", "`": "", "\u00ad": ""})
_SAID_SHORT = re.compile(r"(n't|'ve|'re|'ll|'m)\b")
_IN_FULL = {"n't": " not", "'ve": " have", "'re": " are", "'ll": " will", "'m": " am"}
DATE = "date0"  # stands for any date


class Line(NamedTuple):
    """One sentence, table row or heading. `key`: its words in plain form; `shown`: as a person reads it."""

    key: str
    shown: str

    @property
    def words(self) -> list[str]:
        return self.key.split(" ")


def blocks(text: str) -> list[str]:
    """Paragraphs, list items, table rows and headings as they stand."""
    text = _COMMENT.sub("", text.replace("\r\n", "\n"))
    return [block for block in _BLOCKS.split(text) if block and not block.isspace()]


class Reader:
    """Reads blocks into sentences, each block once: versions of one page have most of them in common."""

    def __init__(self) -> None:
        self._read: dict[str, tuple[Line, ...]] = {}

    def lines(self, block: str) -> tuple[Line, ...]:
        """The sentences of a block; none for rulers, menus and hints."""
        found = self._read.get(block)
        if found is None:
            found = self._read[block] = tuple(_lines(block))
        return found

    def words(self, text: str) -> str:
        """All sentences of a text in plain form, in their order."""
        return " ".join(line.key for block in blocks(text) for line in self.lines(block))

    def keys(self, text: str) -> set[str]:
        """The sentences of a text in plain form."""
        return {line.key for block in set(blocks(text)) for line in self.lines(block)}


def _lines(block: str) -> Iterator[Line]:
    for part in block.split("\n") if block.lstrip().startswith("|") else (block,):
        bare, links = _bare(part)
        if _RULER.fullmatch(bare) or _is_menu(bare, links):
            continue
        for sentence in _sentences(bare):
            line = _line(sentence)
            if line.key and not (len(line.key) <= LONGEST_FURNITURE and FURNITURE.fullmatch(line.key)):
                yield line


def _bare(block: str) -> tuple[str, list[str]]:
    """The block without marks, and the words of its links."""
    if "](" in block:
        bare = _IMAGE.sub(" ", block)  # before links, since an image may be one
        links = _LINK.findall(bare)
        bare = _LINK.sub(r"\1", bare)
    else:
        links, bare = [], block
    bare = _ADDRESS.sub(lambda found: found[0].partition("?")[0].partition("#")[0].rstrip("/"), bare)
    bare = _HIDDEN_MAIL.sub("hidden-address", _TAG.sub(" ", bare))
    return bare, [link for link in links if link.strip()]


def _is_menu(bare: str, links: list[str]) -> bool:
    """Whether a block holds links and hardly anything else."""
    if len(links) < MENU_LINKS or "|" in bare:
        return False
    return sum(map(len, links)) > 0.85 * len("".join(bare.split()))


def _sentences(bare: str) -> Iterator[str]:
    """The sentences of a block without marks; an abbreviation ends none."""
    whole = ""
    for part in _END.split(" ".join(_UNDERLINE.sub("", bare).split())):
        whole = f"{whole} {part}" if whole else part
        if not _SHORTENED.search(part):
            yield whole
            whole = ""
    if whole:
        yield whole


def _line(sentence: str) -> Line:
    """A sentence in both forms."""
    shown = sentence.replace("**", "").replace("__", "").replace("\\", "").replace(" | ", " · ").strip("|*_# \t>")
    return Line(plain(_HEAD.sub("", shown)), _HEAD.sub("", shown))


def plain(text: str) -> str:
    """The words in lower case, without marks; dates and numbers of sections are all alike."""
    folded = unicodedata.normalize("NFKC", text).casefold().translate(_FOLD)
    if not folded.isascii():
        folded = "".join(sign for sign in folded if unicodedata.category(sign) not in ("Cf", "So", "Co"))
    folded = _SAID_SHORT.sub(lambda found: _IN_FULL[found[1]], folded.replace("can't", "cannot"))
    folded = _REFERENCE.sub(r"\1", _DATE.sub(f" {DATE} ", folded))
    return " ".join(_WORDS.findall(folded.replace("_", " ")))


def mail_addresses(text: str) -> set[str]:
    """The mail addresses in a text."""
    return {found.casefold() for found in _MAIL.findall(text)}
