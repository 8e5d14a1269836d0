"""The vendor, and the use of our data, that a screen is about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

InWords = Mapping[str, str]  # by language, English always


def in_language(words: InWords, language: str) -> str:
    """The words in this language, else in English; empty where there are none."""
    return words.get(language, words.get("en", ""))


@dataclass(frozen=True)
class About:
    """One entry of the register, in words.

    `vendor`: its name. `models`: what it trains ("its global models"). `others`: who trains where it does not itself,
    but lets them ("others"); else empty. `does`: what it does by default, for the question. `limits`: what stays after
    it confirmed. `benefit`: what it says of those who opt out. `mechanism`: of store/register (`email`, ...).
    """

    slug: str
    vendor: str
    mechanism: str
    models: InWords
    others: InWords
    does: InWords
    limits: InWords
    benefit: InWords


@dataclass(frozen=True)
class Ask:
    """What the vendor says or wants, in our words, with the source, its date and how sure it is.

    `evidence`: read, second-hand, belief.
    """

    words: str
    source: str
    date: date
    evidence: str
