"""The catalogues hold exactly the sentences of the code, well formed, in words that people use on screens."""

from __future__ import annotations

import ast
import re
import string
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Message

from governance.locale.extract import LANGUAGES as TRANSLATED
from governance.locale.extract import SOURCE, read, sentences, template, untranslated
from governance.texts import LANGUAGES, Texts, language_of, texts_for
from tests.sources import parsed

# Words of the field that stay in the code: what they mean is said otherwise on screens.
FORBIDDEN = {
    "en": (
        "abstention", "ballot", "case", "cases", "digest", "elector", "electors", "electorate", "grade", "grades",
        "holding pen", "ledger", "opinion poll", "outcome", "overdue", "quorum", "seal", "sealed", "turnout",
        "unreachable", "withdrawal",
    ),
    "fr": (
        "affaire", "bulletin", "consultation", "dossier", "électeur", "électeurs", "électorat", "en retard", "grade",
        "participation", "quorum", "registre", "scellé", "sceller", "scrutin", "sondage", "injoignable", "retrait",
    ),
}  # fmt: skip
TUTOIEMENT = ("tu", "toi", "ton", "ta", "tes", "te")
NO_BREAK = "\u00a0\u202f"
VIEWS = SOURCE / "slack" / "views"


def entries(language: str) -> Iterator[tuple[Message, tuple[str, ...], tuple[str, ...]]]:
    """Each sentence with its forms in the code and in the catalogue."""
    for message in read(language):
        if message.id:
            ids = (message.id,) if isinstance(message.id, str) else tuple(message.id)
            words = (message.string,) if isinstance(message.string, str) else tuple(message.string)
            yield message, ids, words


def fields(text: str) -> set[str]:
    """The named placeholders of a sentence."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def shown(language: str) -> list[str]:
    """Everything that people read in this language."""
    if language == "en":
        return [text for message in template() if message.id for text in _forms(message.id)]
    return [text for _, _, words in entries(language) for text in words]


def _forms(found: object) -> tuple[str, ...]:
    return (found,) if isinstance(found, str) else tuple(found)  # type: ignore[arg-type]  # a message id is one or two strings


@pytest.mark.parametrize("language", TRANSLATED)
def test_the_catalogue_is_up_to_date(language: str) -> None:
    """If this fails: `make texts`, then translate what it names."""
    code = {_forms(message.id) for message in template() if message.id}
    kept = {ids for _, ids, _ in entries(language)}
    assert code - kept == set()
    assert kept - code == set()


@pytest.mark.parametrize("language", TRANSLATED)
def test_everything_is_translated_and_nothing_is_guessed(language: str) -> None:
    catalogue = read(language)
    assert untranslated(catalogue) == []
    assert [message.id for message in catalogue if message.fuzzy and message.id] == []
    assert catalogue.obsolete == {}


@pytest.mark.parametrize("language", TRANSLATED)
def test_placeholders_are_those_of_the_sentence(language: str) -> None:
    for _, ids, words in entries(language):
        for text in words:
            assert fields(text) in [fields(found) for found in ids], text


@pytest.mark.parametrize("language", TRANSLATED)
def test_plural_forms(language: str) -> None:
    catalogue = read(language)
    assert catalogue.num_plurals == 2
    for _, ids, words in entries(language):
        assert len(words) == (catalogue.num_plurals if len(ids) == 2 else 1), ids


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_that_must_not_stand_on_screens(language: str) -> None:
    words = re.compile(r"\b(?:" + "|".join(map(re.escape, FORBIDDEN[language])) + r")\b", re.IGNORECASE)
    said = [re.sub(r"\{[^}]*\}", "", text) for text in shown(language)]
    assert [(found.group(), text) for text in said if (found := words.search(text))] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_poll_is_only_the_name_of_the_command(language: str) -> None:
    for text in shown(language):
        assert not re.search(r"\bpolls?\b", text.replace("`/ai-consent poll`", ""), re.IGNORECASE), text


def test_french_has_no_break_spaces() -> None:
    """Before ? ! : ; % and », after «; never an ordinary space there, nor none at all."""
    for text in shown("fr"):
        bare = re.sub(r"`[^`]*`|\{[^}]*\}|https?://\S+|/\w+|\.\w+\b|9:00|\d:\d", "x", text)
        for found in re.finditer(r"[?!;%»]|:(?!\w)", bare):
            before = bare[found.start() - 1]
            assert before in NO_BREAK, f"{text!r} at {found.group()!r}"
        assert not re.search(r"«(?![\u00a0\u202f])", bare), text
        assert not re.search(r"\d h\b", bare), text


def test_french_never_says_tu() -> None:
    words = re.compile(r"\b(?:" + "|".join(TUTOIEMENT) + r")\b", re.IGNORECASE)
    assert [text for text in shown("fr") if words.search(text)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_sentences_of_messages_are_short_enough_to_be_understood(language: str) -> None:
    for text in shown(language):
        for sentence in re.split(r"(?<=[.?!])\s", text):
            assert len(sentence.split()) <= 45, sentence


def test_no_view_holds_words_outside_the_translator() -> None:
    """A string with a space in it is a sentence: it stands in a docstring, or in `t(...)`, `t.n(...)`, `N_(...)`."""
    for path in sorted(VIEWS.glob("*.py")):
        assert list(_untranslated_words(path)) == [], path.name


def _untranslated_words(path: Path) -> Iterator[str]:
    tree = parsed(path)
    marked = {text for found in sentences(ast.unparse(tree)) for text in _forms(found)}
    documented = {
        ast.get_docstring(node, clean=False)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
    }
    pieces = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in pieces:
            text = node.value
            if re.search(r"[A-Za-z]{2,} [A-Za-z]", text) and text not in marked | documented:
                yield text


def test_languages() -> None:
    assert [language_of(locale) for locale in ("fr-FR", "fr_CA", "en-GB", "de-DE", None, "")] == [
        "fr", "fr", "en", "en", "en", "en",
    ]  # fmt: skip
    assert texts_for("fr-FR").language == "fr"


def test_a_sentence_in_two_languages() -> None:
    assert texts_for("en")("Your answer is recorded.") == "Your answer is recorded."
    assert texts_for("fr")("Your answer is recorded.") == "Votre réponse est enregistrée."


@pytest.mark.parametrize(
    ("language", "n", "words"),
    [
        ("en", 0, "Not asked: 0 guests."),
        ("en", 1, "Not asked: 1 guest."),
        ("en", 2, "Not asked: 2 guests."),
        ("fr", 0, "Non interrogé\u00a0: 0 invité."),
        ("fr", 1, "Non interrogé\u00a0: 1 invité."),
        ("fr", 2, "Non interrogés\u00a0: 2 invités."),
    ],
)
def test_plurals_follow_the_language(language: str, n: int, words: str) -> None:
    assert Texts(language).n("Not asked: {figure} guest.", "Not asked: {figure} guests.", n, figure=n) == words
