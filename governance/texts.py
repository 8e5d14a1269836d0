"""Sentences in the reader's language, from the gettext catalogues; the translator is always an argument, never global.

The `.po` files are read directly: nothing is compiled.
"""

from __future__ import annotations

import gettext
import io
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from governance.errors import N_

__all__ = ["LANGUAGES", "LOCALE_DIR", "N_", "Texts", "language_of", "texts_for"]

LOCALE_DIR = Path(__file__).parent / "locale"
LANGUAGES = ("en", "fr")
ELIDING = ("fr",)  # where small words lose their "e" before a vowel
VOWELS = "aeiouéèêàâîôû"


def language_of(locale: str | None) -> str:
    """The language for somebody with this Slack locale (`fr-FR`): theirs where there is a catalogue, else English."""
    language = (locale or "en").replace("_", "-").split("-")[0].lower()
    return language if language in LANGUAGES else "en"


@cache
def catalogue(language: str) -> gettext.NullTranslations:
    """The sentences of one language; English is in the code and needs none."""
    if language == "en":
        return gettext.NullTranslations()
    with (LOCALE_DIR / language / "LC_MESSAGES" / "governance.po").open("rb") as source:
        sentences = read_po(source, locale=language)
    compiled = io.BytesIO()
    write_mo(compiled, sentences)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


class Texts:
    """One language. `t("Hello {name}", name=...)` and `t.n("{n} person", "{n} people", n)`.

    `known`: values that every sentence may use besides its own, such as the vendor that a screen is about.
    """

    def __init__(self, language: str, known: Mapping[str, object] | None = None) -> None:
        self.language = language
        self.known = known or {}
        self._catalogue = catalogue(language)

    def knowing(self, **values: object) -> Texts:
        """The same language, with values that every sentence may use."""
        return Texts(self.language, {**self.known, **values})

    def __call__(self, msgid: str, /, **values: object) -> str:
        return self._filled(self._catalogue.gettext(msgid), values)

    def n(self, one: str, many: str, n: int, /, **values: object) -> str:
        """The plural form for `n` by the language's own rule; `{n}` in the sentence is the number."""
        return self._filled(self._catalogue.ngettext(one, many, n), {"n": n, **values})

    def _filled(self, words: str, values: Mapping[str, object]) -> str:
        every = {**self.known, **values}
        filled = words.format(**every)
        return _elided(filled, str(every.get("vendor", ""))) if self.language in ELIDING else filled


def _elided(words: str, name: str) -> str:
    """The sentence with "de" and "que" shortened before this name where it begins with a vowel: "d'Atlassian"."""
    if not name or name[0].lower() not in VOWELS or name not in words:
        return words
    return re.sub(rf"\b([Dd]|[Qq]u|[Ll]orsqu|[Pp]uisqu|[Jj]usqu)e (?={re.escape(name)})", r"\1'", words)


@cache
def texts_for(locale: str | None) -> Texts:
    """The texts for a Slack locale such as `fr-FR`; an unknown or missing one gives English."""
    return Texts(language_of(locale))
