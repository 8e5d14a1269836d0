"""One label for one action: on Home, in messages, windows and menus. What a text says to press is there to press."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from governance.locale.extract import template
from governance.slack.ids import ANSWERS, Action
from governance.texts import LANGUAGES, texts_for
from tests.slack.views.cast import ORDINARY
from tests.slack.views.test_limits import elements, everything

ROOT = Path(__file__).parents[3]
# Actions with more than one label, and why.
REASONS = {
    **dict.fromkeys(ANSWERS, "each person's order is their own, and a yes is called consent where it may be"),
    Action.ADDRESS: "there is none yet, or there is one to correct",
    Action.LETTER: "the window approves while the letter is a draft; a menu's entry says what else its window offers",
    Action.MAIL: "an owner sorts, an admin reads",
    Action.ORG_WIDE: "the letter is for this workspace, or for a list to change",
    Action.SAYS_NOT: "nothing is said yet of a forged mail that could be denied",
    Action.VERDICT: "a question of the vendor's is called one",
    Action.SENT: "the owner's own word, or what is said of another owner's letter",
}
PRESS = {
    "en": re.compile(r"\b[Pp]ress(?:es|ed|ing)? \*([^*\n]+)\*"),
    "fr": re.compile(r"\b[Aa]ppuy(?:ez|er|ant) sur \*([^*\n]+)\*"),
}


def pressed(view: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """The action and the label of everything that can be pressed here, entries of menus and of Home's foot too."""
    for element in elements(view):
        if element["type"] == "button":
            yield element["action_id"], element["text"]["text"]
        for option in element.get("options", []) if element["type"] == "overflow" else []:
            named, _, _ = option["value"].partition(".")
            yield named if element["action_id"] == Action.MORE else f"menu {named}", option["text"]["text"]
    for key in ("submit", "close"):
        if key in view:
            yield f"{key} of {view['callback_id']}", view[key]["text"]


@cache
def labels(language: str) -> dict[str, set[str]]:
    """Action -> its labels, over all screens."""
    t, found = texts_for(language), defaultdict(set)
    for paint in everything(ORDINARY).values():
        for action, label in pressed(paint(t)):
            found[action].add(label)
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_action_has_one_label_or_a_reason_for_two(language: str) -> None:
    known = {str(action) for action in Action} | {f"menu {entry}" for entry in ("notice", "kept", "contact", "roles")}
    several = {action for action, named in labels(language).items() if len(named) > 1 and action in known}
    assert several - {str(action) for action in REASONS} == set()
    assert several >= {str(action) for action in REASONS} - {str(Action.ANSWER_3)}, "a reason that is needed no more"


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_text_says_to_press_is_there(language: str) -> None:
    t = texts_for(language)
    there = set().union(*labels(language).values())
    sentences = [one for message in template() if message.id for one in _forms(message.id)]
    said = {label for sentence in sentences for label in PRESS[language].findall(_in(language, sentence, t))}
    assert said
    assert said - there == set()


def _forms(message: str | tuple[str, ...] | list[str]) -> tuple[str, ...]:
    return (message,) if isinstance(message, str) else tuple(message)


def _in(language: str, sentence: str, t: Any) -> str:
    """A sentence in this language; of one with plural forms, its first."""
    found = t._catalogue.gettext(sentence) if language != "en" else sentence
    return str(found)


@pytest.mark.parametrize(
    "page", ["README.md", "docs/operations.md", "docs/mail.md", "docs/policy-watch.md", "docs/security.md"]
)
def test_what_a_page_says_to_press_is_there(page: str) -> None:
    there = set().union(*labels("en").values())
    said = set(PRESS["en"].findall((ROOT / page).read_text(encoding="utf-8")))
    assert said - there == set()


def test_the_guide_of_the_sandbox_calls_buttons_by_their_names() -> None:
    guide = json.loads((ROOT / "sandbox" / "demo_guide.json").read_text(encoding="utf-8"))
    for step in [*guide["steps"], *guide["end"]]:
        if "press" in step:
            there = labels("fr" if step["user"] == "U0OLGA" else "en")
            named = step["press"].rstrip("*")
            assert step["label"] in set().union(*(there[action] for action in there if action.startswith(named)))
