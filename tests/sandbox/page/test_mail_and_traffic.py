"""Around the messages: the mail desk, the clock, and the list of traffic."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.sandbox.desk import Desk
from tests.sandbox.page.small_app import action, command, look, tokens_in


def test_the_mail_desk_from_link_to_forgery(page: Page) -> None:
    look(page, "U0OLGA")
    command(page, "ask")
    page.get_by_role("link", name="Open in my mail app").click()
    expect(page.get_by_test_id("compose-to")).to_have_value("feedback@slack.com")
    expect(page.get_by_test_id("compose-body")).to_have_value("Hello,\n\nPlease exclude us.\nhttps://exemple.slack.com")
    expect(page.get_by_test_id("compose-send")).to_have_text("Send as the owner, Olga Martin")
    page.get_by_test_id("compose-send").click()
    page.get_by_test_id("tab-mail").click()
    expect(page.get_by_test_id("letter")).to_contain_text("Slack Global model opt-out request")
    page.locator(".answer summary").click()
    page.get_by_test_id("answer-own_words").click()  # without words the field is pointed at, and nothing leaves
    expect(page.get_by_test_id("own-words")).to_be_focused()
    page.get_by_test_id("own-words").fill("All done on our side.")
    page.get_by_test_id("answer-own_words").click()
    page.get_by_test_id("box-owner").click()
    expect(page.get_by_test_id("letter")).to_contain_text("All done on our side.")
    page.get_by_test_id("box-vendor").click()
    page.get_by_test_id("answer-confirm").click()
    page.get_by_test_id("forged-how").select_option("stranger")
    page.get_by_test_id("answer-forged").click()
    page.get_by_test_id("box-bot").click()
    expect(page.get_by_test_id("mail-list").locator("[data-kind]")).to_have_count(4)
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


def test_the_inspector_shows_the_traffic_of_both_ways(page: Page, desk: Desk) -> None:
    look(page, "U0BOB")
    page.get_by_test_id("inspector").locator("summary").first.click()
    command(page, "ask")
    asked = page.locator("[data-kind=command]")
    expect(asked).to_contain_text("Command/ai-consentBob Bernard · “ask”acknowledged")
    posted = page.locator("[data-name='chat.postMessage']")
    expect(posted).to_contain_text("Bob Bernard · “May Slack?”ok")
    desk.post("control/faults", method="interactive", kind="lose", times=1)
    desk.post("control/socket", ack_seconds=0.2)
    action(page, "answer_no").click()
    lost = page.locator("[data-kind=interaction]")
    expect(lost).to_contain_text("Bob Bernard · answer_no · loseFailed: not acknowledged")
    page.get_by_test_id("show-failed").click()
    expect(page.get_by_test_id("entry").filter(visible=True)).to_have_count(1)
    page.get_by_test_id("show-call").click()
    expect(lost).to_be_hidden()
    posted.locator("summary").click()
    expect(posted).to_contain_text("From the app to the workspace")
    expect(posted.locator("pre")).to_contain_text('"block_id": "answers"')


def test_the_inspector_shows_no_token(page: Page, desk: Desk) -> None:
    look(page, "U0BOB")
    command(page, "ask")
    page.get_by_test_id("inspector").locator("summary").first.click()
    expect(page.locator("[data-kind=command]")).to_have_count(1)
    assert "token" in str(desk.get("control/deliveries")["deliveries"])
    shown = page.get_by_test_id("inspector").text_content() or ""
    assert '"token": "(left out)"' in shown
    assert "xoxb-" not in shown
    assert not [one for one in tokens_in(desk.get("control/deliveries")) if one in shown]
