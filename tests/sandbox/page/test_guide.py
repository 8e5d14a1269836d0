"""The guide: it says the one next step, from what is there to be seen, and can be put away."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from governance.slack.ids import Action, Callback
from sandbox.__main__ import parser
from sandbox.errors import ControlError
from sandbox.run import GUIDE
from sandbox.server import read_guide
from tests.sandbox.desk import Desk
from tests.sandbox.page.small_app import LETTER, action, command, look


def step(say: Any, done: Any, **more: Any) -> dict[str, Any]:
    return {"user": "U0BOB", "tab": "messages", "say": say, "done": done, **more}


HOME = {"user": "U0BOB", "action": "menu"}
REFUSED = {"kinds": ["refuse"], "box": "bot"}
PLACES = re.compile(r"\{\w+\}")
STORY = {
    "steps": [
        step("Ask as {person}.", {"message": {"user": "U0BOB", "action": "answer_*"}}, focus="composer"),
        step(
            "Press “{button}” as {person}.",
            {
                "all": [
                    {"view": {"user": "U0BOB", "callback": "notice"}},
                    {"not": {"home": {"user": "U0BOB", "action": "x"}}},
                ]
            },
            press="notice",
            label="The notice",
        ),
        step("Write to Slack.", {"mail": {"kinds": ["letter"], "box": "vendor"}}, tab="mail", focus="write"),
    ],
    "end": {"user": "U0BOB", "tab": "home", "say": "That was all."},
}  # fmt: skip


@pytest.fixture
def guided(page: Page) -> Page:
    page.route("**/guide.json", lambda route: route.fulfill(body=json.dumps(STORY), content_type="application/json"))
    return page


def test_it_says_the_next_step_and_leads_there(guided: Page) -> None:
    look(guided, "U0ALICE", "home")
    said = guided.get_by_test_id("guide-text")
    expect(said).to_have_text("Step 1 of 3 Ask as Bob Bernard.")
    guided.get_by_test_id("guide-go").click()
    expect(guided.get_by_test_id("who")).to_have_text("Bob Bernard")
    expect(guided.get_by_test_id("composer")).to_be_focused()
    command(guided, "ask")
    expect(said).to_have_text("Étape 2 sur 3 Press “Read the notice” as Bob Bernard.")
    guided.get_by_test_id("guide-go").click()
    expect(action(guided, "notice")).to_be_focused()
    guided.reload()
    expect(said).to_have_text("Étape 2 sur 3 Press “Read the notice” as Bob Bernard.")


def test_who_is_led_on_is_not_pulled_back(page: Page) -> None:
    wait = step("Wait.", {"message": {"user": "U0BOB", "action": "notice"}}, tab="home", press="stop")
    story = json.dumps({**STORY, "steps": [wait, STORY["steps"][-1]]})
    page.route("**/guide.json", lambda route: route.fulfill(body=story, content_type="application/json"))
    look(page, "U0BOB")
    expect(page.get_by_test_id("guide-text")).to_have_text("Étape 1 sur 2 Wait.")
    page.get_by_test_id("guide-go").click()  # to what is not there yet, and will be there in another place
    expect(page.get_by_test_id("home")).to_be_visible()
    page.request.post("/control/command", data={"user": "U0BOB", "command": "/ai-consent", "text": "ask"})
    expect(page.get_by_test_id("guide-text")).to_have_text("Étape 2 sur 2 Write to Slack.")
    page.get_by_test_id("guide-go").click()
    expect(page.get_by_test_id("write")).to_be_focused()
    page.get_by_test_id("tab-messages").click()
    expect(action(page, "stop")).to_be_visible()
    page.wait_for_timeout(300)  # a place is looked for every 100 ms
    expect(page.locator(".pointed")).to_have_count(0)


def test_another_order_is_as_good(guided: Page, desk: Desk) -> None:
    look(guided, "U0BOB")
    desk.post("control/mail/send", **{"from": "olga.martin@exemple.example", "mailto": LETTER})
    expect(guided.get_by_test_id("guide-text")).to_have_text("Terminé That was all.")
    guided.get_by_test_id("guide-go").click()
    expect(guided.get_by_test_id("home")).to_be_visible()


BRANCHES = {
    "steps": [
        step("Write.", {"mail": {"kinds": ["letter"], "box": "vendor"}}, when={"not": {"home": HOME}}),
        step({"en": "Read “{button}”.", "fr": "Lisez « {button} »."}, {"mail": REFUSED}, press="menu", label="Menu"),
        step("Again.", {"mail": {"kinds": ["letter"], "box": "vendor", "after": REFUSED}}, when={"mail": REFUSED}),
    ],
    "end": [
        step({"en": "It stays.", "fr": "Rien ne change."}, None, when={"home": HOME}),
        step("That was all.", None),
    ],
}  # fmt: skip


def test_it_goes_on_as_it_was_decided_in_the_language_of_who_is_looked_at(page: Page, desk: Desk) -> None:
    page.route("**/guide.json", lambda route: route.fulfill(body=json.dumps(BRANCHES), content_type="application/json"))
    look(page, "U0ALICE")
    said = page.get_by_test_id("guide-text")
    expect(said).to_have_text("Step 1 of 2 Write.")
    sent = desk.post("control/mail/send", **{"from": "olga.martin@exemple.example", "mailto": LETTER})
    expect(said).to_have_text("Step 2 of 2 Read “Menu”.")
    page.get_by_test_id("person-U0OLGA").click()
    expect(said).to_have_text("Étape 2 sur 2 Lisez « Menu ».")
    expect(page.get_by_test_id("guide-go")).to_have_text("M'y conduire")
    expect(page.get_by_test_id("guide")).to_have_attribute("lang", "fr")
    desk.post("control/mail/answer", mail_id=sent["id"], kind="refuse", reply_all=True)
    expect(said).to_have_text("Étape 3 sur 3 Again.")
    desk.post("control/mail/send", **{"from": "olga.martin@exemple.example", "mailto": LETTER})
    expect(said).to_have_text("Terminé That was all.")
    desk.post("control/home", user="bob")
    expect(said).to_have_text("Terminé Rien ne change.")


def test_the_demo_speaks_both_languages_of_what_the_app_has() -> None:
    story = read_guide(GUIDE)
    spoken = [one["say"] for one in (*story["steps"], *story["end"])] + list(story["windows"].values())
    for words in spoken:
        assert set(words) == {"en", "fr"}
        assert PLACES.findall(words["en"]) == PLACES.findall(words["fr"])
    assert {one["press"].rstrip("*") for one in story["steps"] if "press" in one} <= {*Action, "consent:answer:"}
    assert set(story["windows"]) <= set(Callback)
    assert "when" not in story["end"][-1]


def test_it_is_put_away_and_stays_away(guided: Page) -> None:
    look(guided, "U0BOB")
    guided.get_by_test_id("guide-hide").focus()
    guided.keyboard.press("Enter")
    expect(guided.get_by_test_id("guide")).to_be_hidden()
    expect(guided.get_by_test_id("guide-open")).to_be_focused()
    guided.reload()
    guided.wait_for_selector("body[data-ready]")
    expect(guided.get_by_test_id("guide")).to_be_hidden()
    guided.get_by_test_id("guide-open").click()
    expect(guided.get_by_test_id("guide-go")).to_be_focused()


def test_without_a_story_there_is_no_guide(page: Page) -> None:
    look(page, "U0BOB")
    expect(page.get_by_test_id("guide")).to_be_hidden()
    expect(page.get_by_test_id("guide-open")).to_be_hidden()


@pytest.mark.parametrize("content", ["", "[]", '{"steps": 3}'])
def test_a_story_that_is_none_is_refused(tmp_path: Any, content: str) -> None:
    (tmp_path / "guide.json").write_text(content)
    options = parser().parse_args(["serve", "--data", str(tmp_path), "--guide", str(tmp_path / "guide.json")])
    with pytest.raises(ControlError) as refused:
        read_guide(options.guide)
    assert "guide.json" in refused.value.detail
