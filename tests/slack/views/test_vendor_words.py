"""The vendor whose models are in question is a value of every sentence: Slack is named where the platform is meant."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from governance.locale.extract import template
from governance.slack.views.poll.asking import ABSTAIN, ITSELF, THROUGH_OTHERS
from governance.slack.views.words import knowing
from governance.store.register.vendors import vendors
from governance.texts import LANGUAGES, Texts, texts_for
from governance.usecases.seen.about import about_vendor
from tests.slack.views.cast import ORDINARY
from tests.slack.views.scenes import scenes
from tests.slack.views.scenes_home import homes

LABEL_LENGTH = 75
# What the platform is meant by: the place where people have accounts, whose directory is read, and that answers calls.
PLATFORM = tuple(
    re.compile(pattern)
    for pattern in (
        r"Slack (?:workspace|organisation|account|profile|id)\b",
        r"Slack's (?:directory|support|limit of messages)",
        r"name in Slack\b|(?:address|recognise) that Slack has of you|Slack knows you by|Slack does not list you",
        r"(?:read from|read it from|uses?|reach|through to|Something else than) Slack\b",
        r"^\*?Slack (?:did not|refuses|refused|takes|withdrew|finds|asked for a pause|is moving)\b",
        r"^Slack on transferring ownership",
    )
)
FRENCH = (
    *(r"(?:compte|profil|organisation|espace de travail|Identifiant|identifiant) Slack\b", r"annuaire de Slack"),
    *(r"chez Slack\b|dans Slack\b|utilisen?t? Slack", r"assistance de Slack|aide de Slack", r"^\*?Slack n'a pas"),
)


def _forms(found: object) -> tuple[str, ...]:
    return (found,) if isinstance(found, str) else tuple(found)  # type: ignore[arg-type]  # one or two strings


def platform(sentence: str) -> bool:
    """Whether each mention of Slack in this English sentence means the platform."""
    left = sentence
    for pattern in PLATFORM:
        left = pattern.sub("", left)
    return "Slack" not in left


def test_every_sentence_that_says_slack_means_the_platform() -> None:
    named = [text for message in template() if message.id for text in _forms(message.id) if "Slack" in text]
    assert named
    assert [text for text in named if not platform(text)] == []


def texts_in(painted: Any) -> Iterator[str]:
    """Every text that somebody reads of a view."""
    if isinstance(painted, dict):
        for key, value in painted.items():
            if key in ("text", "accessibility_label", "title", "description", "hint") and isinstance(value, str):
                yield value
            else:
                yield from texts_in(value)
    elif isinstance(painted, list):
        for part in painted:
            yield from texts_in(part)


class WithoutPlatform(Texts):
    """Texts whose sentences leave the platform's name out, so that what is left of it came as the vendor's."""

    def _filled(self, words: str, values: Any) -> str:
        return super()._filled(re.sub(r"Slack\b", "", words), values)

    def knowing(self, **values: object) -> Texts:
        return WithoutPlatform(self.language, {**self.known, **values})


NAMING = ("notice_of_", "opening_of_")  # a released text, which means the platform; the choice between vendors
OTHER = replace(
    about_vendor("slack"),
    vendor="Atlantis",
    models={"en": "its models", "fr": "ses modèles"},
    does={"en": "By default it trains.", "fr": "Par défaut, il entraîne."},
    limits={"en": "Nothing else changes.", "fr": "Rien d'autre ne change."},
    benefit={},
)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_screen_about_another_vendor_does_not_speak_of_slack(language: str) -> None:
    """Every screen, painted with another vendor, with the platform's sentences apart."""
    cast, t = replace(ORDINARY, about=OTHER), WithoutPlatform(language)
    screens = {
        **scenes(cast),
        **{f"{stage}/{role}": paint for stage, by in homes(cast).items() for role, paint in by.items()},
    }
    screens = {name: paint for name, paint in screens.items() if not name.startswith(NAMING)}
    named = {
        (name, text)
        for name, paint in screens.items()
        for text in texts_in(paint(t))
        if re.search(r"\bSlack\b", _without_data(text))
    }
    assert named == set()


def _without_data(text: str) -> str:
    """The text without what is no sentence of ours: the letter, and the heads of the mails."""
    mail = ORDINARY.mail()
    for data in (
        ORDINARY.letter.body,
        ORDINARY.letter.reading or "",
        ORDINARY.letter.subject,
        mail.subject,
        mail.excerpt,
    ):
        text = text.replace(data.strip(), "")
    return re.sub(r"Slack &lt;\S+&gt;|<[^|>]*\|", "", text)


@pytest.mark.parametrize(
    ("words", "vendor", "sentence"),
    [
        ("la réponse de {vendor}", "Atlassian", "la réponse d'Atlassian"),
        ("la réponse de {vendor}", "Zoom", "la réponse de Zoom"),
        ("J'accepte que {vendor} entraîne", "Adobe", "J'accepte qu'Adobe entraîne"),
        ("De {vendor}, le 3 mars", "Element", "D'Element, le 3 mars"),
        ("dites-le à {vendor} ; de plus, une Adobe", "Adobe", "dites-le à Adobe ; de plus, une Adobe"),
    ],
)
def test_french_small_words_before_a_vowel(words: str, vendor: str, sentence: str) -> None:
    assert texts_for("fr").knowing(vendor=vendor)(words) == sentence


def test_english_has_no_elision() -> None:
    assert texts_for("en").knowing(vendor="Atlassian")("Ask {vendor}; que {vendor}") == "Ask Atlassian; que Atlassian"


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_asked_of_each_vendor_fits_the_labels_of_buttons(language: str) -> None:
    for entry in vendors():
        about = about_vendor(entry.slug)
        t = knowing(about, texts_for(language))
        said = THROUGH_OTHERS if about.others else ITSELF
        for what in ("consent", "consent_wording", "object"):
            assert len(t(said[what])) <= LABEL_LENGTH, (entry.slug, t(said[what]))
        assert len(t(ABSTAIN)) <= LABEL_LENGTH


def test_models_in_french_can_follow_de() -> None:
    """ "de {models}": "de ses modèles"; with an article it would have to be "des"."""
    for entry in vendors():
        words = entry.words.get("models", {})
        assert not words or (words["en"].startswith("its ") and words["fr"].startswith("ses ")), entry.slug
