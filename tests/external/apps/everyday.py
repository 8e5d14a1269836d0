"""An ordinary Bolt app: a command with a modal, buttons, menus, Home, messages, events, shortcuts.

It knows nothing of any sandbox: the address of the Web API is a setting like the tokens. Its arguments are `socket`, or
a port for Bolt's own HTTP server, or `wsgi` and a port.
"""

from __future__ import annotations

import os
import re
import sys
import time
from wsgiref.simple_server import make_server

from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_bolt.adapter.wsgi import SlackRequestHandler
from slack_sdk import WebClient

app = App(
    client=WebClient(os.environ["SLACK_BOT_TOKEN"], base_url=os.environ["SLACK_API_URL"]),
    signing_secret=os.environ.get("SLACK_SIGNING_SECRET"),
)


def plain(text):
    return {"type": "plain_text", "text": text, "emoji": True}


def section(text, **more):
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}, **more}


def option(text, value):
    return {"text": plain(text), "value": value}


def entry(block_id, label, element, **more):
    return {"type": "input", "block_id": block_id, "label": plain(label), "element": element, **more}


def order_modal():
    return {
        "type": "modal",
        "callback_id": "order",
        "title": plain("Order lunch"),
        "submit": plain("Order"),
        "close": plain("Cancel"),
        "notify_on_close": True,
        "private_metadata": "lunch",
        "blocks": [
            entry("dish", "Dish", {"type": "plain_text_input", "action_id": "text"}),
            entry("day", "Day", {"type": "datepicker", "action_id": "date", "initial_date": "2026-12-01"}),
            entry("guest", "Guest", {"type": "users_select", "action_id": "user"}, optional=True),
            entry(
                "place",
                "Place",
                {"type": "external_select", "action_id": "city", "min_query_length": 2},
                optional=True,
            ),
            entry(
                "where",
                "Tell",
                {"type": "conversations_select", "action_id": "channel", "response_url_enabled": True},
                optional=True,
            ),
            {
                "type": "actions",
                "block_id": "more",
                "elements": [{"type": "button", "action_id": "details", "text": plain("Details")}],
            },
        ],
    }


@app.command("/lunch")
def lunch(ack, command, client, respond):
    if command["text"] == "help":
        ack("Type /lunch to order")
        return
    if command["text"] == "later":
        ack()
        respond(text="Working on it", response_type="ephemeral")
        respond(text="Lunch is served", response_type="in_channel")
        return
    if command["text"] == "slow":
        return  # never acknowledged
    ack()
    client.views_open(trigger_id=command["trigger_id"], view=order_modal())


@app.view("order")
def ordered(ack, body, view, client, logger):
    values = view["state"]["values"]
    dish, user = values["dish"]["text"]["value"], body["user"]["id"]
    if len(dish) < 3:
        ack(response_action="errors", errors={"dish": "That is too short"})
        return
    if dish == "menu":
        ack(response_action="push", view={**order_modal(), "title": plain("Menu"), "callback_id": "menu"})
        return
    if dish == "preview":
        preview = {"type": "modal", "title": plain("Preview"), "blocks": [section(f"*{dish}*")]}
        ack(response_action="update", view=preview)
        return
    if dish == "nothing":
        ack(response_action="clear")
        return
    ack()
    day = values["day"]["date"]["selected_date"]
    client.chat_postMessage(
        channel=user, text=f"Ordered {dish} for {day}", attachments=[{"text": "Enjoy", "color": "good"}]
    )
    for one in body.get("response_urls", []):
        client.chat_postMessage(channel=one["channel_id"], text=f"<@{user}> ordered {dish}")


@app.view("menu")
def menu_chosen(ack):
    ack(response_action="clear")


@app.view_closed("order")
def closed(ack, body, client):
    ack()
    client.chat_postMessage(channel=body["user"]["id"], text="No lunch then")


@app.action("details")
def details(ack, body, client):
    ack()
    view = order_modal()
    view["blocks"].append(section("Everything is organic"))
    client.views_update(view_id=body["view"]["id"], hash=body["view"]["hash"], view=view)


@app.options("city")
def cities(ack, payload):
    found = [city for city in ("Paris", "Palermo", "Porto") if city.lower().startswith(payload["value"].lower())]
    ack(options=[option(city, city.lower()) for city in found])


@app.message(re.compile("^(hi|hello)", re.I))
def hello(message, say):
    button = {"type": "button", "action_id": "click", "text": plain("Click me"), "value": "1", "style": "primary"}
    say(blocks=[section(f"Hey there <@{message['user']}>!", accessory=button)], text=f"Hey there <@{message['user']}>!")


@app.message("choose")
def choose(say):
    elements = [
        {"type": "static_select", "action_id": "size", "options": [option("Small", "s"), option("Large", "l")]},
        {"type": "multi_users_select", "action_id": "people"},
        {"type": "overflow", "action_id": "rest", "options": [option("Hide", "hide"), option("Keep", "keep")]},
        {"type": "datepicker", "action_id": "when"},
        {"type": "radio_buttons", "action_id": "one", "options": [option("A", "a"), option("B", "b")]},
        {"type": "checkboxes", "action_id": "many", "options": [option("X", "x"), option("Y", "y")]},
    ]
    blocks = [
        {
            "type": "actions",
            "block_id": "choices",
            "elements": [e for e in elements if e["type"] != "multi_users_select"],
        }
    ]
    say(text="Choose", blocks=[*blocks, section("People", block_id="who", accessory=elements[1])])


@app.action("click")
def clicked(ack, body, say, client):
    ack()
    say(f"<@{body['user']['id']}> clicked the button")
    client.reactions_add(channel=body["channel"]["id"], timestamp=body["message"]["ts"], name="thumbsup")


@app.action("size")
def sized(ack, action, respond):
    ack()
    respond(text=f"Size {action['selected_option']['value']}", replace_original=False)


@app.action("rest")
def rest(ack, action, respond):
    ack()
    if action["selected_option"]["value"] == "hide":
        respond(delete_original=True)


@app.action("when")
def dated(ack, action, body, client):
    ack()
    client.chat_update(
        channel=body["channel"]["id"], ts=body["message"]["ts"], text=f"On {action['selected_date']}", blocks=[]
    )


@app.action(re.compile("one|many|people"))
def noted(ack, action, body, client):
    ack()
    chosen = action.get("selected_option") or action.get("selected_options") or action.get("selected_users")
    client.chat_postEphemeral(channel=body["channel"]["id"], user=body["user"]["id"], text=f"Noted {chosen}")


@app.message("join")
def join(say, client, message):
    rooms = client.conversations_list(types="public_channel", limit=200)["channels"]
    room = next(one for one in rooms if one["name"] == message["text"].split()[1])
    client.conversations_join(channel=room["id"])
    members = client.conversations_members(channel=room["id"])["members"]
    past = client.conversations_history(channel=room["id"], limit=5)["messages"]
    profile = client.users_profile_get(user=members[0])["profile"]
    say(text=f"{len(members)} members, {len(past)} messages, {profile['real_name']}", thread_ts=message["ts"])


@app.message("remind")
def remind(say, client, message):
    planned = client.chat_scheduleMessage(channel=message["channel"], text="Now!", post_at=int(time.time()) + 3600)
    say(f"Planned {planned['scheduled_message_id']}")


@app.message("file")
def send_file(client, message):
    client.files_upload_v2(channel=message["channel"], content="a,b\n", filename="table.csv", initial_comment="Here")


@app.event("app_mention")
def mentioned(event, say):
    say(text=f"You called, <@{event['user']}>?", thread_ts=event.get("thread_ts") or event["ts"])


@app.event("team_join")
def welcome(event, client):
    client.chat_postMessage(channel="#general", text=f"Welcome, <@{event['user']['id']}>")


@app.event("reaction_added")
def reacted(event, say):
    say(text=f"Thanks for the :{event['reaction']}:", channel=event["item"]["channel"])


@app.event("member_joined_channel")
def joined(event, say):
    if event["user"] != "U0CONSENT":
        say(f"<@{event['user']}> is here")


@app.event({"type": "message", "subtype": "message_deleted"})
def deleted(event, say):
    say(f"Gone: {event['previous_message']['text']}")


@app.event("app_home_opened")
def home(event, client):
    if event["tab"] != "home":
        return
    button = {"type": "button", "action_id": "home_click", "text": plain("Count"), "value": "0"}
    view = {"type": "home", "blocks": [section("*Welcome home*"), {"type": "actions", "elements": [button]}]}
    client.views_publish(user_id=event["user"], view=view)


@app.action("home_click")
def counted(ack, body, action, client):
    ack()
    count = int(action["value"]) + 1
    button = {"type": "button", "action_id": "home_click", "text": plain("Count"), "value": str(count)}
    view = {"type": "home", "blocks": [section(f"Clicked {count}"), {"type": "actions", "elements": [button]}]}
    client.views_publish(user_id=body["user"]["id"], hash=body["view"]["hash"], view=view)


@app.shortcut("new_order")
def new_order(ack, shortcut, client):
    ack()
    client.views_open(trigger_id=shortcut["trigger_id"], view=order_modal())


@app.shortcut("quote")
def quote(ack, shortcut, respond):
    ack()
    respond(text=f"> {shortcut['message']['text']}", response_type="in_channel", replace_original=False)


@app.event("message")
def other_messages():
    pass


if __name__ == "__main__":
    if sys.argv[1] == "socket":
        SocketModeHandler(app, os.environ["SLACK_APP_TOKEN"]).start()
    elif sys.argv[1] == "wsgi":
        make_server("127.0.0.1", int(sys.argv[2]), SlackRequestHandler(app)).serve_forever()
    else:
        app.start(port=int(sys.argv[1]))
