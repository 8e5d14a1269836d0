"""A real Bolt app lives in the sandbox over Socket Mode, with Slack's own client, and over signed HTTP."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from slack_bolt import Ack, App, BoltRequest, Respond
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient

from tests.sandbox.desk import Desk, until

BUTTON = {"type": "button", "action_id": "choose", "value": "yes", "text": {"type": "plain_text", "text": "Yes"}}
QUESTION = [{"type": "actions", "block_id": "answers", "elements": [BUTTON]}]
HOME = {"type": "home", "blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": "Nothing to do"}}, *QUESTION]}
MODAL = {
    "type": "modal",
    "callback_id": "ask",
    "title": {"type": "plain_text", "text": "A question"},
    "submit": {"type": "plain_text", "text": "Send"},
    "blocks": [
        {
            "type": "input",
            "block_id": "why",
            "label": {"type": "plain_text", "text": "Why?"},
            "element": {"type": "plain_text_input", "action_id": "text"},
        }
    ],
}
LARGE = {
    "type": "modal",
    "title": {"type": "plain_text", "text": "All of it"},
    "blocks": [{"type": "section", "text": {"type": "plain_text", "text": str(number) * 2900}} for number in range(10)]
    * 4,
}


class Bot:
    """The bot, and what it heard."""

    def __init__(self, desk: Desk) -> None:
        self.heard: list[dict[str, Any]] = []
        self.failing = False
        client = WebClient(token=desk.addresses["SLACK_BOT_TOKEN"], base_url=desk.addresses["SLACK_API_URL"])
        self.app = App(
            client=client,
            signing_secret=desk.addresses["SLACK_SIGNING_SECRET"],
            process_before_response=True,
            raise_error_for_unhandled_request=False,
        )
        self.app.command("/ai-consent")(self.command)
        self.app.action("choose")(self.pressed)
        self.app.view("ask")(self.submitted)
        self.app.event("app_home_opened")(self.home_opened)
        self.app.event("team_join")(self.event)
        self.app.event("user_change")(self.event)
        self.app.event("tokens_revoked")(self.event)
        self.app.event("app_uninstalled")(self.event)

    def command(self, ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        self.heard.append(body)
        if body["text"] == "ask":
            client.views_open(trigger_id=body["trigger_id"], view=MODAL)
            ack()
        else:
            ack(f"You said {body['text']}")

    def pressed(self, ack: Ack, body: dict[str, Any], respond: Respond) -> None:
        self.heard.append(body)
        if "response_url" in body:
            respond(replace_original=True, text="Thank you", blocks=[])
        ack()

    def submitted(self, ack: Ack, body: dict[str, Any]) -> None:
        self.heard.append(body)
        value = body["view"]["state"]["values"]["why"]["text"]["value"]
        if value == "all of it":
            ack(response_action="update", view=LARGE)
            return
        ack(response_action="errors", errors={"why": "Too short"}) if len(value) < 3 else ack()

    def home_opened(self, event: dict[str, Any], client: WebClient) -> None:
        client.views_publish(user_id=event["user"], view=HOME)

    def event(self, body: dict[str, Any], request: BoltRequest) -> None:
        self.heard.append({**body, "headers": request.headers})
        if self.failing:
            raise RuntimeError("the bot fails")


@pytest.fixture(scope="module")
def connected(served: Desk) -> Iterator[Bot]:
    """The bot, connected by Socket Mode."""
    bot = Bot(served)
    handler = SocketModeHandler(bot.app, served.addresses["SLACK_APP_TOKEN"], ping_interval=1)
    handler.connect()
    until(lambda: served.get("control/socket")["links"] == 1)
    yield bot
    handler.close()


@pytest.fixture
def bot(connected: Bot, desk: Desk) -> Bot:
    """The bot in a fresh workspace, having heard nothing."""
    connected.heard.clear()
    connected.failing = False
    return connected


def test_a_command_is_answered_to_one_person(desk: Desk, bot: Bot) -> None:
    answer = desk.post("control/command", user="alice", command="/ai-consent", text="hello @bob.bernard <b>")
    assert answer["acked"] is True
    payload = bot.heard[0]
    assert payload["text"] == "hello <@U0BOB|bob.bernard> &lt;b&gt;"
    assert (payload["user_id"], payload["team_id"], payload["team_domain"]) == ("U0ALICE", "T0EXEMPLE", "exemple")
    (message,) = desk.messages("alice")
    assert (message["ephemeral"], message["text"]) == (True, "You said hello <@U0BOB|bob.bernard> &lt;b&gt;")


def test_a_window_larger_than_a_frame_of_64_kilobytes_arrives_and_the_link_lives(desk: Desk, bot: Bot) -> None:
    desk.post("control/command", user="alice", command="/ai-consent", text="ask")
    assert desk.post("control/submit", user="alice", values={"why": {"text": "all of it"}})["acked"] is True
    (view,) = desk.get("control/views?user=alice")["views"]
    assert len(str(view["blocks"])) > 2**16
    assert desk.post("control/command", user="alice", command="/ai-consent", text="again")["acked"] is True


def test_a_press_in_a_message(desk: Desk, bot: Bot) -> None:
    posted = desk.client.chat_postMessage(channel="U0BOB", text="Well?", blocks=QUESTION)
    where = {"channel": posted["channel"], "ts": posted["ts"]}
    assert desk.post("control/press", user="bob", **where, action_id="choose")["acked"] is True
    payload = bot.heard[0]
    assert payload["container"] == {
        "type": "message",
        "message_ts": posted["ts"],
        "channel_id": "D0BOB",
        "is_ephemeral": False,
    }
    assert payload["actions"][0]["value"] == "yes"
    assert payload["message"]["ts"] == posted["ts"]
    assert (payload["user"]["id"], payload["user"]["team_id"], payload["team"]["id"]) == (
        "U0BOB",
        "T0EXEMPLE",
        "T0EXEMPLE",
    )
    (message,) = desk.messages("bob")
    assert (message["text"], message["blocks"]) == ("Thank you", [])
    status, refused = desk.ask("POST", "control/press", {"user": "bob", **where, "action_id": "choose"})
    assert (status, refused["error"]) == (404, "no_such_element")
    forced = desk.post("control/press", user="dora", **where, action_id="choose", force=BUTTON, action_ts="1.000001")
    assert forced["acked"] is True
    assert (bot.heard[1]["user"]["id"], bot.heard[1]["actions"][0]["action_ts"]) == ("U0DORA", "1.000001")


def test_an_external_person_presses_in_a_shared_channel(desk: Desk, bot: Bot) -> None:
    posted = desk.client.chat_postMessage(channel="C0GENERAL", text="Well?", blocks=QUESTION)
    desk.post("control/press", user="xena", channel="C0GENERAL", ts=posted["ts"], action_id="choose")
    assert bot.heard[0]["user"]["team_id"] == "T0FOREIGN"
    status, refused = desk.ask("POST", "control/command", {"user": "xena", "command": "/ai-consent"})
    assert (status, refused["error"]) == (400, "not_allowed")


def test_home_is_painted_when_it_is_opened_and_can_be_pressed(desk: Desk, bot: Bot) -> None:
    assert desk.get("control/home?user=alice")["view"] is None
    desk.post("control/home", user="alice")
    home = desk.get("control/home?user=alice")
    assert (home["view"]["type"], home["published"]) == ("home", 1)
    desk.post("control/press", user="alice", home=True, action_id="choose")
    payload = bot.heard[0]
    assert payload["container"] == {"type": "view", "view_id": home["view"]["id"]}
    assert "response_url" not in payload
    assert payload["view"]["hash"] == home["hash"]


def test_a_modal_is_opened_refused_and_accepted(desk: Desk, bot: Bot) -> None:
    desk.post("control/command", user="carol", command="/ai-consent", text="ask")
    (view,) = desk.get("control/views?user=carol")["views"]
    status, refused = desk.ask("POST", "control/submit", {"user": "carol", "view_id": view["id"], "values": {}})
    assert (status, refused["error"]) == (400, "client_validation")
    short = desk.post("control/submit", user="carol", view_id=view["id"], values={"why": {"text": "x"}})
    assert (short["errors"], short["view"]["id"]) == ({"why": "Too short"}, view["id"])
    typed = {"type": "plain_text_input", "value": "because"}
    done = desk.post("control/submit", user="carol", view_id=view["id"], values={"why": {"text": typed}})
    assert (done["acked"], done["view"]) == (True, None)
    assert bot.heard[-1]["view"]["state"]["values"]["why"]["text"] == typed


def test_events_of_people_and_their_redelivery(desk: Desk, bot: Bot) -> None:
    person = desk.post("control/people", name="Nina New", role="member", locale="de-DE", tz="Europe/Berlin")
    until(lambda: bot.heard)
    assert (bot.heard[0]["event"]["type"], bot.heard[0]["event"]["user"]["id"]) == ("team_join", person["id"])
    desk.post("control/people", id=person["id"], deleted=True)
    until(lambda: len(bot.heard) == 2)
    assert (bot.heard[1]["event"]["type"], bot.heard[1]["event"]["user"]["deleted"]) == ("user_change", True)
    desk.post("control/redeliver")
    assert bot.heard[2]["event_id"] == bot.heard[1]["event_id"]
    assert bot.heard[2]["headers"]["x-slack-retry-num"] == ["1"]


def test_an_event_without_answer_comes_again(desk: Desk, bot: Bot) -> None:
    desk.post("control/socket", ack_seconds=0.3)
    bot.failing = True
    assert desk.post("control/event", event={"type": "team_join", "user": {"id": "U0X"}})["acked"] is False
    bot.failing = False
    until(lambda: len(bot.heard) == 2)
    assert bot.heard[1]["headers"]["x-slack-retry-reason"] == ["timeout"]
    desk.post("control/socket", ack_seconds=3)


def test_uninstalling_ends_the_tokens(desk: Desk, bot: Bot) -> None:
    answer = desk.post("control/uninstall")
    assert [one["acked"] for one in answer["events"]] == [True, True]
    assert [one["event"]["type"] for one in bot.heard] == ["tokens_revoked", "app_uninstalled"]
    assert desk.refused("auth.test")["error"] == "account_inactive"


@pytest.mark.parametrize("reason", ["refresh_requested", "link_disabled", "warning", "dead"])
def test_links_come_back(desk: Desk, bot: Bot, reason: str) -> None:
    assert desk.post("control/socket", disconnect=reason, warning_seconds=1)["links"] >= 1
    if reason == "dead":
        desk.post("control/socket", ack_seconds=0.2)
        assert desk.post("control/command", user="bob", text="lost")["acked"] is False
        desk.post("control/socket", ack_seconds=3)
    until(lambda: desk.get("control/socket") == {"ok": True, "links": 1, "dead": 0, "leaving": 0}, 12)
    assert desk.post("control/command", user="bob", text="back")["acked"] is True


def test_a_command_without_answer_is_not_acked(desk: Desk, bot: Bot) -> None:
    desk.post("control/socket", ack_seconds=0.3)
    answer = desk.post("control/command", user="bob", command="/unknown", text="x")
    assert (answer["acked"], answer["ack"]) == (False, None)
    assert answer["ms"] >= 300
    desk.post("control/socket", ack_seconds=3)


def test_the_same_over_signed_http(desk: Desk, bot: Bot) -> None:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            answer = bot.app.dispatch(BoltRequest(body=body, headers=dict(self.headers.items())))
            self.send_response(answer.status)
            self.end_headers()
            self.wfile.write((answer.body or "").encode())

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    desk.post("control/socket", request_url=f"http://127.0.0.1:{server.server_port}/slack/events")
    assert desk.post("control/command", user="bob", text="hello")["ack"] == {"text": "You said hello"}
    desk.post("control/home", user="bob")
    assert desk.post("control/press", user="bob", home=True, action_id="choose")["acked"] is True
    desk.post("control/socket", request_url=None)
    server.shutdown()
    thread.join()
    server.server_close()
    assert desk.ask("POST", "control/socket", {"request_url": "http://example.com/"})[1]["error"] == "invalid_url"
