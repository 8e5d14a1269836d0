"""Every state of the page, in light and dark, wide and narrow: no grave fault of accessibility, nothing is cut off."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.looks import NARROW, faults, faults_in_every_look
from tests.sandbox.desk import Desk
from tests.sandbox.page.small_app import LETTER, action, command, look

STORY = {
    "steps": [
        {
            "user": "U0BOB", "tab": "home", "press": "menu", "label": "Menu", "say": "Be {person}, press “{button}”.",
            "done": {"message": {"user": "U0BOB", "action": "answer_no"}},
        },
    ],
    "end": {"user": "U0BOB", "tab": "home", "say": "That was all."},
    "windows": {"form": "fill it in, and press “{submit}”."},
}  # fmt: skip


def messages(page: Page, desk: Desk) -> None:
    """A question, a receipt, words for one person alone, a file, a person's own words."""
    look(page, "U0OLGA")
    command(page, "ask")
    action(page, "answer_no").click()
    expect(page.get_by_test_id("message")).to_contain_text("recorded")
    command(page, "ask")
    command(page, "help")
    page.get_by_test_id("composer").fill("Hello")
    page.get_by_test_id("composer").press("Enter")
    desk.client.files_upload_v2(channel="D0OLGA", content="code,choice", filename="codes.csv", title="Codes")
    expect(page.get_by_test_id("file")).to_be_visible()


def nothing(page: Page, desk: Desk) -> None:
    """An empty conversation, and a toast of each kind."""
    look(page, "U0DORA")
    command(page, "help")
    expect(page.get_by_test_id("toast")).to_be_visible()


def home(page: Page, desk: Desk) -> None:
    """A Home tab with its menu open."""
    look(page, "U0ALICE", "home")
    action(page, "menu").click()
    expect(page.get_by_role("menuitem", name="Help")).to_be_visible()


def empty_home(page: Page, desk: Desk) -> None:
    """The Home tab of somebody for whom nothing was painted."""
    look(page, "U0XENA", "home")
    expect(page.get_by_test_id("home")).to_contain_text("has not painted")


def form_with_faults(page: Page, desk: Desk) -> None:
    """A window of every kind of field, with faults beside them, and the guide's hint."""
    look(page, "U0ADA")
    command(page, "form")
    page.get_by_test_id("modal-submit").click()
    expect(page.get_by_test_id("field-error").first).to_be_visible()


def stacked(page: Page, desk: Desk) -> None:
    """A window over a window."""
    look(page, "U0ADA")
    command(page, "form")
    action(page.get_by_test_id("modal"), "push").click()
    expect(page.get_by_test_id("modal-title")).to_have_text("Defaults")


def confirmation(page: Page, desk: Desk) -> None:
    """A question before a press counts."""
    look(page, "U0OLGA")
    command(page, "ask")
    action(page, "stop").click()
    expect(page.get_by_test_id("confirm")).to_be_visible()


def channels(page: Page, desk: Desk) -> None:
    """A channel with words of a person and of the app, one of them new."""
    desk.post("control/say", user="U0ADA", channel="product", text="Hello everybody")
    look(page, "U0BOB", "channels")
    page.get_by_test_id("room-product").click()
    page.get_by_test_id("room-general").click()
    desk.client.chat_postMessage(channel="C0PRODUCT", text="A word from the app.")
    expect(page.get_by_test_id("room-product")).to_contain_text("1 new")
    page.get_by_test_id("room-product").click()
    expect(page.get_by_test_id("message")).to_have_count(2)


def mail_desk(page: Page, desk: Desk) -> None:
    """A letter on the vendor's desk, with all that can be answered."""
    desk.post("control/mail/send", **{"from": "olga.martin@exemple.example", "mailto": LETTER})
    look(page, "U0OLGA", "mail")
    page.locator(".answer summary").click()
    expect(page.get_by_test_id("own-words")).to_be_visible()


def mail_boxes(page: Page, desk: Desk) -> None:
    """The mailbox of a person with every kind of answer in it."""
    sent = desk.post("control/mail/send", **{"from": "olga.martin@exemple.example", "mailto": LETTER})
    for kind in ("acknowledge", "confirm", "ask", "refuse", "bounce", "out_of_office", "forged"):
        desk.post("control/mail/answer", mail_id=sent["id"], kind=kind, reply_all=True)
    look(page, "U0OLGA", "mail")
    page.get_by_test_id("box-owner").click()
    expect(page.get_by_test_id("mail-list").locator("[data-kind=forged]")).to_be_visible()


def bots_inbox(page: Page, desk: Desk) -> None:
    """A mailbox without mail."""
    look(page, "U0OLGA", "mail")
    page.get_by_test_id("box-bot").click()
    expect(page.get_by_test_id("mail-list")).to_contain_text("No mail here yet")


def composing(page: Page, desk: Desk) -> None:
    """A person's mail program with a letter in it."""
    look(page, "U0OLGA")
    command(page, "ask")
    page.get_by_role("link", name="Open in my mail app").click()
    expect(page.get_by_test_id("compose")).to_be_visible()


def inspector(page: Page, desk: Desk) -> None:
    """The traffic, with a failed call, one entry unfolded."""
    look(page, "U0BOB")
    command(page, "ask")
    desk.refused("chat.postMessage", channel="U0NOBODY", text="x")
    page.get_by_test_id("inspector").locator("summary").first.click()
    failed = page.locator(".entry.failed")
    expect(failed).to_contain_text("Failed: refused: channel_not_found")
    failed.locator("summary").click()


STATES = (
    messages, nothing, home, empty_home, form_with_faults, stacked, confirmation, channels, mail_desk, mail_boxes,
    bots_inbox, composing, inspector,
)  # fmt: skip


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
def test_nobody_is_kept_out(page: Page, desk: Desk, state: Callable[[Page, Desk], None]) -> None:
    page.route("**/guide.json", lambda route: route.fulfill(body=json.dumps(STORY), content_type="application/json"))
    state(page, desk)
    assert faults_in_every_look(page) == {}


def test_nobody_is_kept_out_by_the_list_of_people(page: Page) -> None:
    page.set_viewport_size(NARROW)
    look(page, "U0GUS")
    page.get_by_test_id("people-toggle").click()
    expect(page.get_by_test_id("person-U0GUS")).to_be_focused()
    assert faults(page) == []
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("people-toggle")).to_be_focused()


def test_every_control_has_a_name(page: Page) -> None:
    look(page, "U0ADA")
    command(page, "ask")
    command(page, "form")
    expect(page.get_by_test_id("modal")).to_be_visible()
    for control in page.locator("button, input, select, textarea").all():
        if control.is_visible():
            expect(control).to_have_accessible_name(re.compile(r"\S"))
