"""Finds the sentences that stand in the code, and brings the catalogues of their translations up to date.

The code is read as a syntax tree: a tokeniser takes the translator `t`, given as an argument, for a call of it.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

FOLDER = Path(__file__).parent
SOURCE = FOLDER.parent
LANGUAGES = ("fr",)
# `t(...)`, `t.n(one, many, n)`, and what marks a sentence for later: how many leading strings are the sentence.
KEYWORDS = {"t": 1, "n": 2, "N_": 1, "Refusal": 1, "Sentence": 1}
WRITTEN = datetime(2026, 11, 20, tzinfo=UTC)

Message = str | tuple[str, ...]


def sentences(code: str) -> Iterator[Message]:
    """Every sentence marked in one module."""
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Call):
            found = [_text(argument) for argument in node.args[: KEYWORDS.get(_name(node.func), 0)]]
            if found and all(found):
                yield found[0] if len(found) == 1 else tuple(found)


def _name(function: ast.expr) -> str:
    if isinstance(function, ast.Name):
        return function.id
    return function.attr if isinstance(function, ast.Attribute) else ""


def _text(argument: ast.expr) -> str:
    known = isinstance(argument, ast.Constant) and isinstance(argument.value, str)
    return str(argument.value) if known and isinstance(argument, ast.Constant) else ""


def template() -> Catalog:
    """Every sentence of the code, with the files it stands in."""
    found = Catalog(project="AI Consent", version="1", creation_date=WRITTEN, charset="utf-8")
    for path in sorted(SOURCE.rglob("*.py")):
        place = str(path.relative_to(SOURCE.parent))
        for message in sentences(path.read_text(encoding="utf-8")):
            found.add(message, locations=[(place, 1)])
    return found


def path_of(language: str) -> Path:
    """The path of a language's catalogue."""
    return FOLDER / language / "LC_MESSAGES" / "governance.po"


def read(language: str) -> Catalog:
    """A catalogue as it is stored."""
    with path_of(language).open("rb") as source:
        return read_po(source, locale=language)


def updated(language: str, found: Catalog) -> Catalog:
    """The catalogue with new sentences added, untranslated, and those no longer in the code left out."""
    catalogue = Catalog(
        locale=language,
        project="AI Consent",
        version="1",
        copyright_holder="AI Consent",
        last_translator="AI Consent",
        language_team=language,
        msgid_bugs_address="-",
        creation_date=WRITTEN,
        revision_date=WRITTEN,
        fuzzy=False,
        header_comment=f"# Translations of AI Consent ({language}).",
    )
    known = read(language) if path_of(language).exists() else catalogue
    for message in found:
        words = known.get(message.id) if message.id else None
        if message.id:
            catalogue.add(message.id, words.string if words else "", locations=message.locations)
    return catalogue


def untranslated(catalogue: Catalog) -> list[str]:
    """Sentences without a translation, or without one of their plural forms."""
    missing = []
    for message in catalogue:
        words = message.string if isinstance(message.string, (list, tuple)) else (message.string,)
        if message.id and not all(words):
            missing.append(message.id if isinstance(message.id, str) else message.id[0])
    return missing


def write(language: str, catalogue: Catalog) -> None:
    """Write the catalogue, sorted by file, without line numbers, so that a diff shows only real changes."""
    with path_of(language).open("wb") as target:
        write_po(target, catalogue, sort_by_file=True, include_lineno=False, width=100)
