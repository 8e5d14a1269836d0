"""Every screen, in every language and at every extreme, is one that Slack accepts and that people can use."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from governance.slack.ids import ANSWERS, Action, Callback, ballot_press
from governance.slack.views.poll import ballot
from governance.texts import LANGUAGES, texts_for
from sandbox.blockkit import message_faults, view_faults
from tests.slack.views.cast import MANY, NOBODY, ONE, ORDINARY, Cast, at
from tests.slack.views.scene import Paint
from tests.slack.views.scenes import scenes
from tests.slack.views.scenes_case import request_scenes
from tests.slack.views.scenes_home import homes, odd_homes
from tests.slack.views.scenes_withdrawal import undoing_scenes
from tests.slack.views.slack_limits import faults

CASTS = {"ordinary": ORDINARY, "nobody": NOBODY, "one": ONE, "many": MANY}
ANSWER_IDS = {str(action) for action in ANSWERS}
EVERY = [(cast, language) for cast in CASTS for language in LANGUAGES]


def everything(cast: Cast) -> dict[str, Paint]:
    """All screens painted from this cast."""
    found = {**scenes(cast), **{f"odd {name}": paint for name, paint in odd_homes(cast).items()}}
    for stage, by_role in homes(cast).items():
        found |= {f"home {stage} {role}": paint for role, paint in by_role.items()}
    return found


def painted(cast: str, language: str) -> dict[str, dict[str, Any]]:
    t = texts_for(language)
    return {name: paint(t) for name, paint in everything(CASTS[cast]).items()}


def elements(view: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Every button, menu and input."""
    for block in view["blocks"]:
        yield from block.get("elements", []) if block["type"] == "actions" else []
        yield from [block[key] for key in ("accessory", "element") if key in block]


@pytest.mark.parametrize(("cast", "language"), EVERY)
def test_slack_accepts_it(cast: str, language: str) -> None:
    wrong = {name: found for name, view in painted(cast, language).items() if (found := faults(view))}
    assert wrong == {}


@pytest.mark.parametrize(("cast", "language"), EVERY)
def test_the_sandbox_accepts_it(cast: str, language: str) -> None:
    for name, view in painted(cast, language).items():
        found = view_faults(view) if "type" in view else message_faults(view["blocks"])
        assert (name, list(found)) == (name, [])


@pytest.mark.parametrize("language", LANGUAGES)
def test_labels_are_short_enough_to_be_read(language: str) -> None:
    long = {
        (name, element["text"]["text"])
        for name, view in painted("ordinary", language).items()
        for element in elements(view)
        if element["type"] == "button"
        and len(element["text"]["text"]) > (20 if element["action_id"] in ANSWER_IDS else 34)
    }
    assert long == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_never_more_than_four_in_a_row(language: str) -> None:
    for name, view in painted("ordinary", language).items():
        for block in view["blocks"]:
            if block["type"] == "actions":
                assert len(block["elements"]) <= 4, name


def marked_up(view: dict[str, Any]) -> Iterator[str]:
    """Every text in which Slack reads marks."""
    for block in view["blocks"]:
        painted = block["type"] in {"section", "context"}
        texts = [block.get("text"), *block.get("fields", []), *block.get("elements", [])] if painted else []
        yield from [text["text"] for text in texts if text and text["type"] == "mrkdwn"]


@pytest.mark.parametrize(("cast", "language"), EVERY)
def test_nobody_breaks_out_of_their_name(cast: str, language: str) -> None:
    for name, view in painted(cast, language).items():
        words = json.dumps(list(marked_up(view)))
        assert "<!channel>" not in words, name
        assert "<@U0>" not in words, name
        assert "</a>" not in words, name
        assert "<!channel>" not in view.get("text", ""), name


def test_a_ballot_is_fair() -> None:
    t = texts_for("en")
    for name, paint in everything(ORDINARY).items():
        answers = [element for element in elements(paint(t)) if element["action_id"] in ANSWER_IDS]
        assert [element["action_id"] for element in answers] in ([], sorted(ANSWER_IDS)), name
        assert all("style" not in element for element in answers), name
        assert [ballot_press(element["value"]) for element in answers] in (
            [],
            [("p1", 1), ("p1", 2), ("p1", 3)],
        ), name


def test_a_choice_stands_only_in_modals() -> None:
    t = texts_for("en")
    for name, paint in everything(ORDINARY).items():
        view = paint(t)
        if view.get("type") != "modal":
            assert "You answered: " not in json.dumps(view), name
            assert "K7QF-2M9X" not in json.dumps(view), name


@pytest.mark.parametrize("yes_first", [True, False])
def test_the_receipt_is_the_same_whatever_was_pressed(yes_first: bool) -> None:
    t = texts_for("fr")
    before = ballot.ballot(ORDINARY.ballot(yes_first=yes_first), t)
    after = ballot.ballot(ORDINARY.ballot(yes_first=yes_first, recorded_at=at(11, 27, 9)), t)
    order = [[e["text"]["text"] for e in elements(view) if e["action_id"] in ANSWER_IDS] for view in (before, after)]
    assert order[0] == order[1]
    assert order[0][2] == "Je m'abstiens"


def test_a_message_says_everything_in_its_text() -> None:
    t = texts_for("en")
    for name, paint in everything(ORDINARY).items():
        view = paint(t)
        if "type" in view:
            continue
        assert "<@" not in view["text"], name
        assert "<!date" not in view["text"], name
        first = next(block for block in view["blocks"] if block["type"] in {"header", "section", "context"})
        text = first["text"]["text"] if "text" in first else first["elements"][0]["text"]
        assert view["text"].startswith(text.replace("*", "")[:20].split("<")[0]), name
        shown = [one["text"].partition("\n")[2] for block in view["blocks"] for one in block.get("fields", [])]
        assert [figure for figure in shown if figure not in view["text"]] == [], name


def test_every_id_is_known() -> None:
    t = texts_for("en")
    actions, callbacks = {str(action) for action in Action}, {str(callback) for callback in Callback}
    for name, paint in everything(ORDINARY).items():
        view = paint(t)
        for element in elements(view):
            assert element["action_id"] in {*actions, "input"}, name
        assert view.get("callback_id", "show") in callbacks, name


def test_every_gesture_has_a_button_somewhere() -> None:
    t = texts_for("en")
    shown = {action for paint in everything(ORDINARY).values() for action in offered(paint(t))}
    older = {Action.LINK}  # in windows that are still open
    assert {str(action) for action in Action} - shown == older


def offered(view: dict[str, Any]) -> Iterator[str]:
    """What can be pressed here, also as an entry of the menu beside it."""
    for element in elements(view):
        yield element["action_id"]
        if element["action_id"] == Action.MORE:
            yield from (entry["value"].split(".")[0] for entry in element["options"])


LISTS = ("verdicts", "mail_to_sort")  # a row of buttons for each mail


@pytest.mark.parametrize("cast", CASTS)
def test_at_most_three_buttons_are_in_sight_and_one_menu(cast: str) -> None:
    """Of our request and of a prepared question: in a message or window as a whole, on Home in a part."""
    t, crowded = texts_for("en"), {}
    requests = {**request_scenes(CASTS[cast]), **undoing_scenes(CASTS[cast]), **decisions(CASTS[cast])}
    painted_ones = {name: paint(t) for name, paint in requests.items() if not name.startswith(LISTS)}
    for view in painted_ones.items():
        crowded |= too_many(*view)
    for stage, by_role in homes(CASTS[cast]).items():
        for block in by_role["owner"](t)["blocks"]:
            crowded |= too_many(f"home {stage}", {"blocks": [block]})
    assert crowded == {}


def decisions(cast: Cast) -> dict[str, Paint]:
    return {name: paint for name, paint in scenes(cast).items() if name.startswith(("decision_", "prepared", "owner_"))}


def too_many(name: str, view: dict[str, Any]) -> dict[str, list[str]]:
    """The buttons in sight, if they are too many, or if there are two menus. The row of answers counts as one."""
    seen = [one for one in elements(view) if one["type"] == "button" and one["action_id"] not in ANSWER_IDS]
    menus = [one for one in elements(view) if one["type"] == "overflow"]
    return {name: [one["text"]["text"] for one in seen]} if len(seen) > 3 or len(menus) > 1 else {}
