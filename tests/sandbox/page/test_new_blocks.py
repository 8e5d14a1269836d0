"""Blocks that Slack has added since 2024: painted, readable without seeing, and refused where they have not arrived."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.looks import faults_in_every_look
from tests.sandbox.desk import Desk
from tests.sandbox.page.small_app import action, button, look, modal, words

MONTHS = ("Oct", "Nov", "Dec")
ANSWERS = {"Agree": (12, 20, 31), "Object": (4, -3, 9)}
SERIES = [
    {"name": name, "data": [{"label": month, "value": value} for month, value in zip(MONTHS, values, strict=True)]}
    for name, values in ANSWERS.items()
]
PIE = {"type": "pie", "segments": [{"label": "Agree", "value": 31}, {"label": "Object", "value": 9}]}
TABLE = {
    "type": "table",
    "rows": [[{"type": "raw_text", "text": one} for one in row] for row in (("What", "Number"), ("Asked", "40"))],
    "column_settings": [{"is_wrapped": False}, {"align": "right"}],
}
CARD = {
    "type": "card",
    "title": words("Slack"),
    "subtitle": words("Our request"),
    "body": {"type": "mrkdwn", "text": "Slack *has answered*."},
    "hero_image": {"type": "image", "image_url": "https://x.example/a.png", "alt_text": "A letter"},
    "actions": [button("Read the notice", "notice")],
}


def plot(kind: str) -> dict[str, Any]:
    axis = {"categories": list(MONTHS), "x_label": "Month", "y_label": "Answers"}
    chart = {"type": kind, "series": SERIES, "axis_config": axis}
    return {"type": "data_visualization", "title": f"Answers, as {kind}", "chart": chart}


def pie() -> dict[str, Any]:
    return {"type": "data_visualization", "title": "Answers", "chart": PIE}


def test_they_are_painted(page: Page, desk: Desk) -> None:
    look(page, "U0OLGA")
    desk.client.chat_postMessage(channel="U0OLGA", text="Two", blocks=[pie(), plot("bar"), TABLE, CARD])
    desk.client.chat_postMessage(channel="U0OLGA", text="Two more", blocks=[plot("line"), plot("area")])
    expect(page.get_by_role("img", name="Answers. Agree: 31; Object: 9.")).to_be_visible()
    for kind, shape, count in (("bar", "rect", 6), ("line", "polyline", 2), ("area", "polygon", 2)):
        described = f"Answers, as {kind}. Oct: 12, 4; Nov: 20, -3; Dec: 31, 9."
        expect(page.get_by_role("img", name=described).locator(shape)).to_have_count(count)
    page.get_by_text("Chiffres de ce graphique").nth(1).click()
    numbers = page.get_by_role("figure", name="Answers, as bar").get_by_role("row")
    assert [row.split("\t") for row in numbers.all_inner_texts()] == [
        ["Month / Answers", "Agree", "Object"], ["Oct", "12", "4"], ["Nov", "20", "-3"], ["Dec", "31", "9"],
    ]  # fmt: skip
    expect(page.get_by_role("cell", name="40")).to_have_class("right")
    expect(page.get_by_role("region", name="Slack")).to_contain_text("has answered")
    assert faults_in_every_look(page) == {}
    action(page, "notice").click()
    expect(page.get_by_test_id("modal")).to_contain_text("How secret is it?")


def test_an_alert_says_its_level(page: Page, desk: Desk) -> None:
    look(page, "U0ADA")
    page.get_by_test_id("composer").fill("/ai-consent form")
    page.get_by_test_id("composer").press("Enter")
    expect(page.get_by_test_id("modal")).to_be_visible()
    (view,) = desk.get("control/views?user=ada")["views"]
    alerts = [{"type": "alert", "text": words("Mind this."), "level": one} for one in ("info", "warning", "error")]
    desk.client.views_update(view_id=view["id"], view={**modal("Alerts", "x"), "blocks": alerts})
    expect(page.get_by_role("note")).to_have_text(["InformationMind this.", "WarningMind this.", "ErrorMind this."])
    assert faults_in_every_look(page) == {}


def test_an_older_slack_refuses_them(page: Page, desk: Desk) -> None:
    look(page, "U0OLGA")
    page.get_by_test_id("inspector").locator("summary").first.click()
    page.get_by_test_id("older-slack").check()
    expect(page.get_by_test_id("older-slack")).to_be_checked()
    page.wait_for_function("async () => !(await (await fetch('/control/workspace')).json()).new_blocks")
    for block in (pie(), TABLE, CARD):
        answer = desk.refused("chat.postMessage", channel="U0OLGA", text="x", blocks=[block])
        assert answer["error"] == "invalid_blocks"
        assert f"unsupported type: {block['type']}" in answer["response_metadata"]["messages"][0]
    page.get_by_test_id("older-slack").uncheck()
    page.wait_for_function("async () => (await (await fetch('/control/workspace')).json()).new_blocks")
    assert desk.client.chat_postMessage(channel="U0OLGA", text="x", blocks=[TABLE])["ok"]
