"""Around the messages: mail desk, clock, list of calls, mrkdwn, widths and names of controls."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.sandbox.page.page_bot import LETTER, action, command, look


def test_the_mail_desk_from_link_to_forgery(page: Page) -> None:
    look(page, "U0OLGA")
    command(page, "ask")
    action(page, "mail").click()
    expect(page.get_by_test_id("compose-to")).to_have_value("feedback@slack.com")
    expect(page.get_by_test_id("compose-body")).to_have_value("Hello,\n\nPlease exclude us.\nhttps://exemple.slack.com")
    expect(page.get_by_test_id("compose-send")).to_have_text("Send as the owner, Olga Martin")
    page.get_by_test_id("compose-send").click()
    page.get_by_test_id("tab-mail").click()
    expect(page.get_by_test_id("letter")).to_contain_text("Slack Global model opt-out request")
    page.get_by_test_id("answer-confirm").click()
    page.get_by_test_id("forged-how").select_option("stranger")
    page.get_by_test_id("answer-forged").click()
    page.get_by_test_id("box-bot").click()
    expect(page.get_by_test_id("mail-list").locator("[data-kind]")).to_have_count(3)
    expect(page.get_by_test_id("letter")).to_contain_text("made in the name of evil.example")
    page.get_by_test_id("box-owner").click()
    page.get_by_test_id("mail-list").locator("[data-kind=confirm]").click()
    page.get_by_test_id("forward").click()
    expect(page.get_by_test_id("toast")).to_contain_text("ai-consent+7f3k@exemple.example")
    with page.expect_download() as download:
        page.get_by_test_id("download").first.click()
    assert b"DKIM-Signature: " in download.value.path().read_bytes()


def test_the_clock_moves(page: Page) -> None:
    look(page, "U0OLGA")
    clock = page.get_by_test_id("clock-now")
    expect(clock).to_contain_text("Fri, 20 Nov 2026, 09:0")
    page.get_by_test_id("advance-day").click()
    expect(clock).to_contain_text("Sat, 21 Nov 2026")
    page.get_by_test_id("advance-weekday").click()
    expect(clock).to_have_text(re.compile("Mon, 23 Nov 2026, 09:00"))
    page.get_by_test_id("person-U0ALICE").click()
    expect(clock).to_have_text(re.compile("Mon, 23 Nov 2026, 03:00"))


def test_the_inspector_lists_calls(page: Page) -> None:
    look(page, "U0BOB")
    page.get_by_test_id("inspector").locator("summary").first.click()
    command(page, "ask")
    expect(page.get_by_test_id("call").first).to_contain_text("chat.postMessage")


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("*b* _i_ ~s~ snake_case 2*3*4", "<strong>b</strong> <em>i</em> <s>s</s> snake_case 2*3*4"),
        ("*_both_*", "<strong><em>both</em></strong>"),
        ("`*raw* <b>`", "<code>*raw* &lt;b&gt;</code>"),
        ("&lt;b&gt; &amp;amp;", "&lt;b&gt; &amp;amp;"),
        ("*<@U0BOB>*", '<strong><span class="mention">@Bob Bernard</span></strong>'),
        ("<javascript:alert(1)|x>", "<span>x</span>"),
        ("<b>x</b>", "<span>b</span>x<span>/b</span>"),
        ("a\n&gt; q\nb", "a<blockquote>q</blockquote>b"),
        ("<!date^1796918400^{date_num} {time}|f>", '<time title="f">2026-12-10 17:00</time>'),
    ],
)
def test_mrkdwn(page: Page, text: str, html: str) -> None:
    look(page, "U0OLGA")
    script = """async (text) => {
        const { mrkdwn } = await import("/mrkdwn.js");
        const { loadPeople } = await import("/state.js");
        await loadPeople();
        const box = document.createElement("div");
        box.append(mrkdwn(text));
        return box.innerHTML;
    }"""
    assert page.evaluate(script, text) == html


@pytest.mark.parametrize("width", [360, 768, 1600])
@pytest.mark.parametrize("tab", ["messages", "home", "mail"])
def test_nothing_is_wider_than_the_window(page: Page, width: int, tab: str) -> None:
    page.set_viewport_size({"width": width, "height": 740})
    page.request.post("/control/command", data={"user": "U0OLGA", "command": "/ai-consent", "text": "ask"})
    page.request.post("/control/mail/send", data={"from": "olga.martin@exemple.example", "mailto": LETTER})
    look(page, "U0OLGA", tab)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_every_control_has_a_name(page: Page) -> None:
    look(page, "U0ADA")
    command(page, "ask")
    command(page, "form")
    expect(page.get_by_test_id("modal")).to_be_visible()
    for control in page.locator("button, input, select, textarea").all():
        if control.is_visible():
            expect(control).to_have_accessible_name(re.compile(r"\S"))
