"""Where the window is small, or enlarged: content keeps most of it, and one thing scrolls."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from tests.sandbox.desk import Desk
from tests.sandbox.page.small_app import LETTER, command, look
from tests.sandbox.page.test_accessibility import STORY

SIZES: dict[str, ViewportSize] = {
    "wide": {"width": 1280, "height": 860},
    "at 200 %": {"width": 640, "height": 430},
    "a phone": {"width": 375, "height": 667},
    "at 400 %": {"width": 320, "height": 256},
}
SCROLLING = """() => [...document.querySelectorAll("body, body *")].filter((one) => one.checkVisibility()
    && /auto|scroll/.test(getComputedStyle(one).overflowY) && one.scrollHeight > one.clientHeight + 1)
    .map((one) => one.outerHTML.slice(0, 80))"""
SHARE = """() => {
    const shown = document.querySelector(".panel:not([hidden])").getBoundingClientRect();
    return (Math.min(shown.bottom, innerHeight) - Math.max(shown.top, 0)) / innerHeight;
}"""


@pytest.mark.parametrize("tab", ["messages", "home", "mail"])
def test_content_keeps_most_of_the_window_and_one_thing_scrolls(page: Page, desk: Desk, tab: str) -> None:
    page.route("**/guide.json", lambda route: route.fulfill(body=json.dumps(STORY), content_type="application/json"))
    blocks = [{"type": "header", "text": {"type": "plain_text", "text": f"Part {part}"}} for part in range(30)]
    for kind in ("confirm", "ask", "refuse", "bounce"):
        sent = desk.post("control/mail/send", **{"from": "olga.martin@exemple.example", "mailto": LETTER})
        desk.post("control/mail/answer", mail_id=sent["id"], kind=kind)
    desk.client.chat_postMessage(channel="U0OLGA", text="Long", blocks=blocks)
    look(page, "U0OLGA", tab)
    if tab == "home":
        desk.client.views_publish(user_id="U0OLGA", view={"type": "home", "blocks": blocks})
    place = {"messages": "message-list", "home": "home-view", "mail": "mail-list"}[tab]
    expect(page.get_by_test_id(place)).to_contain_text("Part 29" if tab != "mail" else "Olga Martin")
    expect(page.get_by_test_id("guide")).to_be_visible()
    for name, size in SIZES.items():
        page.set_viewport_size(size)
        if name != "at 400 %":  # there the page itself scrolls
            assert page.evaluate(SHARE) > 0.6, name
        assert len(page.evaluate(SCROLLING)) <= 1, name


def test_the_clock_is_put_away_where_there_is_no_place_for_it(page: Page) -> None:
    page.set_viewport_size(SIZES["a phone"])
    look(page, "U0OLGA")
    expect(page.get_by_test_id("advance-day")).to_be_hidden()
    before = page.get_by_test_id("clock-now").inner_text()
    page.get_by_test_id("clock-toggle").click()
    page.get_by_test_id("advance-day").click()
    expect(page.get_by_test_id("clock-now")).not_to_have_text(before)
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("advance-day")).to_be_hidden()
    expect(page.get_by_test_id("clock-toggle")).to_be_focused()
    command(page, "help")
    expect(page.get_by_test_id("message-list")).to_contain_text("What you can do here")
