"""Sentences in the reader's language, from the gettext catalogues; the translator is always an argument, never global."""

from __future__ import annotations

import gettext
from functools import cache
from pathlib import Path

from governance.errors import N_

__all__ = ["LANGUAGES", "N_", "Texts", "language_of", "texts_for"]

LOCALE_DIR = Path(__file__).parent / "locale"
LANGUAGES = ("en", "fr")


def language_of(locale: str | None) -> str:
    """The language we speak to somebody with this Slack locale (`fr-FR`): theirs where we have it, else English."""
    language = (locale or "en").replace("_", "-").split("-")[0].lower()
    return language if language in LANGUAGES else "en"


class Texts:
    """One language. `t("Hello {name}", name=...)` and `t.n("{n} person", "{n} people", n)`."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._catalogue: gettext.NullTranslations = (
            gettext.NullTranslations()
            if language == "en"
            else gettext.translation("governance", LOCALE_DIR, languages=[language])
        )

    def __call__(self, msgid: str, /, **values: object) -> str:
        return self._catalogue.gettext(msgid).format(**values)

    def n(self, one: str, many: str, n: int, /, **values: object) -> str:
        """The plural form for `n` by the language's own rule; `{n}` in the sentence is the number."""
        return self._catalogue.ngettext(one, many, n).format(n=n, **values)


@cache
def texts_for(locale: str | None) -> Texts:
    """The texts for a Slack locale such as `fr-FR`; an unknown or missing one gives English."""
    return Texts(language_of(locale))
