"""Reads the released documents, notices and letters, from their files.

A released file is immutable: a new wording is a new version. Its fingerprint is the SHA-256 of the file's bytes.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from hashlib import sha256
from math import ceil
from pathlib import Path

ROOT = Path(__file__).parents[2]
NOTICES = ROOT / "notices"
LETTERS = NOTICES / "letters"
WORDS_A_MINUTE = 220
FIRST = "en"  # the language that is always there

# What a notice's placeholders stand for; each is text in the language of the notice, dates as words.
NOTICE_FIELDS = {
    "organisation": "the workspace's organisation",
    "asker": "who asks, with their role: Olga Martin (owner)",
    "decider": "the owner who decides",
    "operator": "who runs the server",
    "contact": "whom to ask: name, role, address",
    "paragraph": "the organisation's own paragraph, with its legal basis",
    "rule": "the rule in one line (rules.poll.rule_sentence)",
    "electorate": "how many people are asked",
    "not_asked": "a sentence on those who are not asked; with the flag not_asked",
    "closes_on": "the day and hour of closing",
    "decision_due": "the announced day of the decision",
    "messages": "how many messages a member gets at most",
    "readers": "who sees names and answers; with the flag named",
    "reason": "why the question is not secret; with the flag named",
    "retention_days": "how long names are kept; with the flag named",
}
# What the general notice takes from the entry of the register, besides; kept with the question.
VENDOR_FIELDS = {
    "vendor": "the vendor's name",
    "question": "the question itself",
    "product": "the products and plans it is about",
    "trained_on": "what is trained on what",
    "defaults": "a list: what happens on each plan if nobody does anything",
    "since": "since when",
    "note": "what else a reader has to know",
    "who": "who may opt out",
    "steps": "a list: how",
    "backwards": "whether that undoes what was done before",
    "sources": "a list: where this comes from, with dates",
    "verified": "how well it is known on the whole",
}
# Which passages of a notice are shown: of each line exactly one, but small and not_asked as they apply.
NOTICE_FLAGS = (("secret", "named"), ("everyone", "share"), ("opinion", "consent"), ("small",), ("not_asked",))
VENDOR_FLAGS = (*NOTICE_FLAGS, ("for_all", "each_alone"))
# A letter: who writes, whether it carries a copy address, and what became of the request so far.
LETTER_FLAGS = (
    ("primary_owner", "owner", "org_owner"),
    ("copy", "no_copy"),
    ("one_of_several",),
    ("unconfirmed", "refused", "bounced"),
)

_NAME = re.compile(r"(\d+)\.([a-z]{2})\.md")
_PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")
_BLOCK = re.compile(r"^::: ?([a-z_]+)\n(.*?)^:::\n", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Document:
    """One released text in one language, with its placeholders. `digest`: SHA-256 of the file, hexadecimal."""

    slug: str
    version: int
    language: str
    released: date
    text: str
    digest: str


@dataclass(frozen=True)
class Filled:
    """A document with its values: what a person reads."""

    document: Document
    title: str
    markdown: str

    @property
    def minutes(self) -> int:
        """Reading time in whole minutes."""
        return max(1, ceil(len(self.markdown.split()) / WORDS_A_MINUTE))


def notice(slug: str, version: int, language: str) -> Document:
    """This version of a notice in this language, else in English."""
    return _exactly(NOTICES, slug, version, language)


def letter(slug: str, version: int, language: str) -> Document:
    """This version of a letter in this language, else in English."""
    return _exactly(LETTERS, slug, version, language)


def latest_notices(slug: str) -> tuple[Document, ...]:
    """The newest version of a notice in all its languages, English first."""
    return _latest(NOTICES, slug)


def latest_letter(slug: str, language: str = FIRST) -> Document:
    """The newest version of a letter in this language, else in English."""
    newest = _latest(LETTERS, slug)
    return letter(slug, newest[0].version, language)


def languages(slug: str, version: int) -> tuple[str, ...]:
    """The languages of one version of a notice, English first."""
    return tuple(document.language for document in _released(NOTICES, slug) if document.version == version)


def _exactly(folder: Path, slug: str, version: int, language: str) -> Document:
    found = {document.language: document for document in _released(folder, slug) if document.version == version}
    if FIRST not in found:
        raise LookupError(f"no released document {slug} {version}")
    return found.get(language, found[FIRST])


def _latest(folder: Path, slug: str) -> tuple[Document, ...]:
    released = _released(folder, slug)
    newest = max(document.version for document in released)
    return tuple(document for document in released if document.version == newest)


@cache
def _released(folder: Path, slug: str) -> tuple[Document, ...]:
    """All released texts of one name, by version, English first. Raises LookupError for an unknown name."""
    if slug not in {path.name for path in folder.iterdir() if path.is_dir()}:
        raise LookupError(f"no released document {slug}")
    files = [path for path in (folder / slug).iterdir() if _NAME.fullmatch(path.name)]
    documents = [_read(path, slug) for path in files]
    return tuple(sorted(documents, key=lambda found: (found.version, found.language != FIRST, found.language)))


def _read(path: Path, slug: str) -> Document:
    raw = path.read_bytes()
    version, language = path.name.split(".")[:2]
    _, head, text = raw.decode("utf-8").split("+++\n", 2)
    return Document(
        slug=slug,
        version=int(version),
        language=language,
        released=tomllib.loads(head)["released"],
        text=text,
        digest=sha256(raw).hexdigest(),
    )


def fill(document: Document, values: Mapping[str, object], flags: Collection[str]) -> Filled:
    """The notice as a person reads it. Raises KeyError for a missing value: no notice is shown with a gap.

    Values are inserted once and cannot add headings, passages or placeholders of their own.
    """
    shown = passages(document, flags)
    text = _PLACEHOLDER.sub(lambda match: _tame(str(values[match[1]])), shown)
    first, _, rest = text.partition("\n")
    return Filled(document, first.removeprefix("# "), rest.strip() + "\n")


def passages(document: Document, flags: Collection[str]) -> str:
    """The text with the passages that these flags show and its placeholders; of a letter, its template."""
    chosen = _BLOCK.sub(lambda match: match[2] if match[1] in flags else "", document.text)
    return re.sub(r"\n{3,}", "\n\n", chosen)


def _tame(value: str) -> str:
    """A value as plain paragraphs, in which no line begins like a heading and no words hide an address."""
    lines = value.replace("](", "] (").strip().splitlines()
    return "\n".join(re.sub(r"^\s*#{1,6}(?=\s)", "", line).strip() for line in lines)


def placeholders(document: Document) -> frozenset[str]:
    """The names of all placeholders of a document."""
    return frozenset(_PLACEHOLDER.findall(document.text))


def flags_of(document: Document) -> frozenset[str]:
    """The names of all passages of a document."""
    return frozenset(match[1] for match in _BLOCK.finditer(document.text))
