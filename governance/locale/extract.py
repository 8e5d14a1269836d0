"""Which sentences stand in the code, and the catalogues that hold their translations. Nothing is translated here."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

FOLDER = Path(__file__).parent
SOURCE = FOLDER.parent
LANGUAGES = ("fr",)
# `t(...)`, `t.n(one, many, n)`, and what marks a sentence for later.
KEYWORDS: dict[str, tuple[int, ...] | None] = {"t": None, "n": (1, 2), "N_": None, "Refusal": None, "Sentence": None}
EPOCH = datetime(2026, 11, 20, tzinfo=UTC)


def template() -> Catalog:
    """Every sentence of the code, with the files it stands in."""
    found = Catalog(project="AI Consent", creation_date=EPOCH, charset="utf-8")
    for path, _line, message, _comments, context in extract_from_dir(SOURCE, [("**.py", "python")], keywords=KEYWORDS):
        found.add(message, locations=[(f"governance/{path}", 1)], context=context)
    return found


def path_of(language: str) -> Path:
    """Where a language's catalogue lies."""
    return FOLDER / language / "LC_MESSAGES" / "governance.po"


def read(language: str) -> Catalog:
    """A catalogue as it is."""
    with path_of(language).open("rb") as source:
        return read_po(source, locale=language)


def updated(language: str, found: Catalog) -> Catalog:
    """The catalogue with new sentences added empty and those that are gone left out; nothing is guessed."""
    catalogue = read(language) if path_of(language).exists() else Catalog(locale=language)
    catalogue.update(found, no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    catalogue.revision_date = EPOCH
    return catalogue


def untranslated(catalogue: Catalog) -> list[str]:
    """Sentences without words, or with words missing for a plural."""
    missing = []
    for message in catalogue:
        words = message.string if isinstance(message.string, (list, tuple)) else (message.string,)
        if message.id and not all(words):
            missing.append(message.id if isinstance(message.id, str) else message.id[0])
    return missing


def write(language: str, catalogue: Catalog) -> None:
    """Write the catalogue, sorted by file, without line numbers, so that a change shows only what changed."""
    with path_of(language).open("wb") as target:
        write_po(target, catalogue, sort_by_file=True, include_lineno=False, width=100)
