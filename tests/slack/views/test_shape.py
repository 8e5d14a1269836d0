"""How screens are built: one thing to do, few buttons, styles where they belong; read from every golden screen."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from governance.pages import DecisionRequestPage
from governance.rules.poll.advice import floor_view
from governance.rules.poll.rule_in_words import rule_sentence
from governance.rules.poll.tally import HALF, Base, Basis, Rule, Tally
from governance.slack.ids import ANSWERS, Action
from governance.slack.views.case.decision import decision_request
from governance.slack.views.poll import ballot
from governance.slack.views.words import plain
from governance.store.register.vendors import vendors
from governance.texts import LANGUAGES, texts_for
from governance.usecases.register.vendor_facts import is_askable
from governance.usecases.seen.about import about_vendor
from tests.slack.views.cast import ORDINARY

GOLDEN = Path(__file__).parent / "golden"
LISTS = ("mail_to_sort", "verdicts", "timeline")  # a line and its own button for each mail
ANSWER_IDS = {str(action) for action in ANSWERS}
DECISIONS = {str(Action.DECIDE_OPT_OUT), str(Action.DECIDE_ALLOW)}
ENDS = {str(action) for action in (Action.STOP, Action.WITHDRAW, Action.CLOSE)}  # each opens a window that asks again
Blocks = list[dict[str, Any]]


def parts(view: dict[str, Any]) -> Iterator[Blocks]:
    """A message or window as a whole; Home by its parts, which begin with a heading or a line."""
    part: Blocks = []
    for block in view["blocks"]:
        if view.get("type") == "home" and block["type"] in {"header", "divider"}:
            yield part
            part = []
        part.append(block)
    yield part


def pressed_in(part: Blocks) -> list[dict[str, Any]]:
    """Every button and menu that can be pressed there."""
    rows = [block["elements"] for block in part if block["type"] == "actions"]
    beside = [block["accessory"] for block in part if "accessory" in block]
    return [*(element for row in rows for element in row), *beside]


def golden() -> Iterator[tuple[str, Blocks]]:
    """Every part of every golden screen, with its name."""
    for path in sorted(GOLDEN.rglob("*.json")):
        if path.stem.startswith(LISTS):
            continue
        kept = json.loads(path.read_text(encoding="utf-8"))
        for role, view in ({"": kept} if "blocks" in kept else kept).items():
            for at, part in enumerate(parts(view)):
                yield f"{path.parent.name} {path.stem} {role} {at}", part


def faults(part: Blocks) -> list[str]:
    """Everything in which this part is not built as it should be."""
    pressed = pressed_in(part)
    answers = [one for one in pressed if one["action_id"] in ANSWER_IDS]
    buttons = [one for one in pressed if one["type"] == "button" and one not in answers]
    labels, found = [one["text"]["text"] for one in buttons], []
    if len(buttons) > (1 if answers else 3):
        found.append(f"buttons: {labels}")
    if sum(one["type"] == "overflow" for one in pressed) > 1:
        found.append("two menus")
    if sum(one.get("style") == "primary" for one in buttons) > 1:
        found.append(f"more than one primary: {labels}")
    equal = [one for one in pressed if one["action_id"] in {*ANSWER_IDS, *DECISIONS}]
    if any("style" in one for one in equal):
        found.append("a choice has a style")
    found += [f"not danger: {one['action_id']}" for one in buttons if one["action_id"] in ENDS and not _warns(one)]
    return found


def _warns(button: dict[str, Any]) -> bool:
    return button.get("style") == "danger"


def test_every_golden_screen_has_few_buttons_and_styles_where_they_belong() -> None:
    assert {name: found for name, part in golden() if (found := faults(part))} == {}


def button(action: Action, **more: Any) -> dict[str, Any]:
    return {"type": "button", "action_id": str(action), "text": {"text": str(action)}, **more}


@pytest.mark.parametrize(
    ("buttons", "fault"),
    [
        ([button(Action.LETTER)] * 4, "buttons"),
        ([button(Action.ANSWER_1), button(Action.NOTICE), button(Action.MINE)], "buttons"),
        ([{"type": "overflow", "action_id": "a"}] * 2, "two menus"),
        ([button(Action.LETTER, style="primary"), button(Action.SENT, style="primary")], "more than one primary"),
        ([button(Action.DECIDE_ALLOW, style="primary")], "a choice has a style"),
        ([button(Action.ANSWER_1, style="danger")], "a choice has a style"),
        ([button(Action.STOP)], "not danger"),
        ([button(Action.ANSWER_1), button(Action.ANSWER_2), button(Action.ANSWER_3), button(Action.NOTICE)], None),
        ([button(Action.STOP, style="danger"), button(Action.LETTER, style="primary")], None),
    ],
)
def test_what_is_built_otherwise_is_found(buttons: list[dict[str, Any]], fault: str | None) -> None:
    found = faults([{"type": "actions", "elements": buttons}])
    assert [one.partition(":")[0] for one in found] == ([fault] if fault else [])


TWO_THIRDS = Fraction(2, 3)
RULES = [
    Rule(kind=Basis.UNANIMOUS),
    Rule(),
    Rule(quorum=TWO_THIRDS),
    *[
        Rule(base=base, share=share, more_than=more_than, quorum=HALF)
        for base in (Base.ANSWERS, Base.VOTES)
        for share, more_than in ((HALF, True), (TWO_THIRDS, True), (TWO_THIRDS, False))
    ],
]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_question_is_read_in_less_than_a_minute_whatever_its_rule(language: str) -> None:
    """Under 120 words, its buttons aside; also where an administrator asks, and about every vendor."""
    t = texts_for(language)
    asked = [(rule, asker, ORDINARY.about) for rule in RULES for asker in (ORDINARY.olga, ORDINARY.ada)]
    others = [about_vendor(entry.slug) for entry in vendors() if is_askable(entry)]
    for rule, asker, about in (*asked, *((Rule(), ORDINARY.ada, about) for about in others)):
        page = ORDINARY.ballot(rule=rule_sentence(rule, 900), asker=asker, about=about)
        text = "\n".join(
            plain(block["text"]["text"], [ORDINARY.olga, ORDINARY.ada])
            for block in ballot.ballot_blocks(page, t)
            if "text" in block
        )
        assert words_of(text) < 120, (words_of(text), text)


def words_of(text: str) -> int:
    """How many words it has; marks that stand alone are none."""
    return sum(bool(re.search(r"\w", word)) for word in re.split(r"\s+", text))


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_an_owner_decides_on_is_read_in_a_minute_whatever_the_rule(language: str) -> None:
    """Under 140 words, its buttons aside."""
    counted = Tally(900, consent=244, object=306, abstain=62)
    for rule in RULES:
        result = ORDINARY.result(sentences=floor_view(rule, counted).sentences[1:-1])
        due = ORDINARY.poll().decision_due
        page = DecisionRequestPage(ORDINARY.zone, "p1", result, due, "reminder", about=ORDINARY.about)
        text = decision_request(page, texts_for(language))["text"]
        assert words_of(text) < 140, (words_of(text), text)
