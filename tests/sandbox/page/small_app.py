"""A small Slack app for the tests of the page, and how a test looks at the page."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import Locator, Page
from slack_bolt import App
from slack_bolt.adapter.socket_mode.builtin import SocketModeHandler
from slack_sdk import WebClient

LETTER = (
    "mailto:feedback@slack.com?cc=ai-consent%2B7f3k@exemple.example&subject=Slack%20Global%20model%20opt-out%20request"
    "&body=Hello%2C%0D%0A%0D%0APlease%20exclude%20us.%0D%0Ahttps%3A%2F%2Fexemple.slack.com"
)
Json = dict[str, Any]


def words(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def button(text: str, action: str, **more: Any) -> Json:
    return {"type": "button", "text": words(text), "action_id": action, **more}


def option(text: str, value: str) -> Json:
    return {"text": words(text), "value": value}


def asking(block: str, label: str, kind: str, **more: Any) -> Json:
    optional = bool(more.pop("optional", False))
    element = {"type": kind, "action_id": "given", **more}
    return {"type": "input", "block_id": block, "label": words(label), "element": element, "optional": optional}


def section(text: str, **more: Any) -> Json:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}, **more}


STOP = {
    "title": words("Stop it?"),
    "text": words("Nobody will be asked."),
    "confirm": words("Stop"),
    "deny": words("Keep"),
}
MENU = {
    "type": "overflow",
    "action_id": "menu",
    "options": [option("Who may do what", "roles"), option("Help", "help")],
}
ANSWERS = {
    "type": "actions",
    "block_id": "answers",
    "elements": [
        button("Yes, I agree", "answer_yes", accessibility_label="Yes, I agree that Slack trains its models"),
        button("No, I object", "answer_no"),
        button("Stop", "stop", style="danger", confirm=STOP),
        button("Read the notice", "notice"),
    ],
}
WRITE = section(f"<{LETTER.replace('&', '&amp;')}|Open in my mail app>")
FORM: Json = {
    "type": "modal",
    "callback_id": "form",
    "title": words("Prepare a question"),
    "submit": words("Next"),
    "close": words("Cancel"),
    "blocks": [
        asking(
            "who", "Who is asked", "radio_buttons", options=[option("Members", "members"), option("Guests", "guests")]
        ),
        asking("until", "Until when", "datepicker", initial_date="2026-12-10"),
        asking("decides", "Who decides", "users_select"),
        asking("watch", "Who may watch", "multi_users_select", optional=True),
        asking("flags", "Flags", "checkboxes", options=[option("Employer", "employer")], optional=True),
        asking("rule", "Rule", "static_select", options=[option("More than half", "half"), option("Everyone", "all")]),
        asking("mail", "Address", "email_text_input", optional=True),
        asking("why", "Why", "plain_text_input", multiline=True, optional=True),
        asking("dish", "Dish", "external_select", optional=True, min_query_length=2),
        asking("sides", "Sides", "multi_external_select", optional=True, min_query_length=2),
        asking("note", "Note", "rich_text_input", optional=True),
        {
            "type": "actions",
            "block_id": "more",
            "elements": [button("Change defaults", "push"), button("Count", "count")],
        },
    ],
}


class Bot:
    """A small Slack app: a question, a form, a Home tab. `seen` holds what reached it."""

    def __init__(self, addresses: dict[str, str]) -> None:
        self.seen: list[tuple[str, Any]] = []
        client = WebClient(token=addresses["SLACK_BOT_TOKEN"], base_url=addresses["SLACK_API_URL"])
        app = App(client=client, process_before_response=True)
        app.command("/ai-consent")(self.command)
        app.view("form")(self.submitted)
        app.event("app_home_opened")(self.home)
        app.action(re.compile(".*"))(self.pressed)
        app.options("given")(self.offered)
        self.handler: Any = SocketModeHandler(app, addresses["SLACK_APP_TOKEN"])

    def command(self, ack: Any, body: Json, client: WebClient) -> None:
        if body["text"] == "ask":
            blocks = [section("*May Slack?* <@U0OLGA> asks until <!date^1796918400^{date_long}|then>."), ANSWERS, WRITE]
            client.chat_postMessage(channel=body["user_id"], text="May Slack?", blocks=blocks)
            ack()
        elif body["text"] == "form":
            client.views_open(trigger_id=body["trigger_id"], view=FORM)
            ack()
        else:
            ack("*What you can do here*\n&gt; `/ai-consent status` &amp; more")

    def offered(self, ack: Any, body: Json) -> None:
        ack(options=[option(f"{body['value']} {number}", f"{body['block_id']}-{number}") for number in (1, 2)])

    def pressed(self, ack: Any, body: Json, client: WebClient) -> None:
        action = body["actions"][0]
        self.seen.append((action["action_id"], action.get("selected_option", {}).get("value")))
        if action["action_id"].startswith("answer"):
            place = {"channel": body["channel"]["id"], "ts": body["message"]["ts"]}
            client.chat_update(**place, text="Recorded.", blocks=[section("*Your answer is recorded.*"), ANSWERS])
        elif action["action_id"] == "push":
            client.views_push(trigger_id=body["trigger_id"], view=modal("Defaults", "Reminders: *2*"))
        elif action["action_id"] == "notice":
            client.views_open(trigger_id=body["trigger_id"], view=modal("Notice", "How secret is it?"))
        elif action["action_id"] == "count":
            view = {**FORM, "blocks": [*FORM["blocks"], section("900 people")]}
            client.views_update(view_id=body["view"]["id"], view=view)
        ack()

    def submitted(self, ack: Any, view: Json) -> None:
        values = view["state"]["values"]
        self.seen.append(("form", values))
        if values["who"]["given"]["selected_option"]["value"] == "guests":
            ack(response_action="errors", errors={"who": "Guests cannot be asked."})
        else:
            ack(response_action="update", view=modal("Done", "Prepared."))

    def home(self, event: Json, client: WebClient) -> None:
        blocks = [section(f"Home of <@{event['user']}>", accessory=MENU), {"type": "divider"}]
        client.views_publish(user_id=event["user"], view={"type": "home", "blocks": blocks})


def modal(title: str, text: str) -> Json:
    return {"type": "modal", "title": words(title), "close": words("Back"), "blocks": [section(text)]}


def look(page: Page, user: str, tab: str = "messages") -> None:
    page.goto(f"/?user={user}&tab={tab}")
    page.wait_for_selector("body[data-ready]")


def command(page: Page, text: str) -> None:
    page.get_by_test_id("composer").fill(f"/ai-consent {text}")
    page.get_by_test_id("composer").press("Enter")


def action(page: Page | Locator, action_id: str) -> Locator:
    return page.locator(f"[data-action-id='{action_id}']").last


def tokens_in(content: Any) -> list[str]:
    """Every token that stands in this content."""
    if isinstance(content, list):
        return [token for one in content for token in tokens_in(one)]
    if not isinstance(content, dict):
        return []
    own = [value for key, value in content.items() if key == "token" and isinstance(value, str)]
    return own + tokens_in(list(content.values()))
