"""A Bolt app of the older shapes, served over HTTP: dialogs, buttons in attachments; and of seldom ones: metadata,
pins, menus that begin with the current conversation, details of a thing below a link.

It names no address of the Web API.
"""

import sys

from slack_bolt import App

app = App(ignoring_self_events_enabled=False)  # it hears of the metadata that it sent itself
RIDES = [{"label": "Bus", "value": "bus"}, {"label": "Taxi", "value": "taxi"}]


@app.command("/ride")
def ride(ack, body, client):
    ack()
    elements = [
        {"type": "text", "label": "From", "name": "origin"},
        {"type": "textarea", "label": "Why", "name": "why", "optional": True},
        {"type": "select", "label": "With", "name": "means", "data_source": "external"},
    ]
    dialog = {"callback_id": "ride", "title": "A ride", "submit_label": "Ask", "state": "kept", "elements": elements}
    client.dialog_open(trigger_id=body["trigger_id"], dialog=dialog | {"notify_on_cancel": True})


@app.action({"type": "dialog_submission", "callback_id": "ride"})
def asked(ack, body, client):
    origin = body["submission"]["origin"]
    if len(origin) < 3:
        ack(errors=[{"name": "origin", "error": "Too short"}])
        return
    ack()
    metadata = {"event_type": "ride", "event_payload": {"state": body["state"]}}
    text = f"{origin} by {body['submission']['means']}"
    client.chat_postMessage(channel=body["channel"]["id"], text=text, metadata=metadata)


@app.action({"type": "dialog_cancellation", "callback_id": "ride"})
def given_up(ack, respond):
    ack()
    respond("Another time")


@app.options({"type": "dialog_suggestion", "callback_id": "ride"})
def means(ack, body):
    ack(options=[one for one in RIDES if body["value"] in one["value"]])


@app.event("message_metadata_posted")
def posted(event, client):
    words = f"Noted: {event['metadata']['event_payload']['state']}"
    client.chat_postMessage(channel=event["channel_id"], text=words, thread_ts=event["message_ts"])


@app.command("/game")
def game(ack, say):
    ack()
    sizes = [{"text": "Small", "value": "s"}, {"text": "Large", "value": "l"}]
    actions = [
        {"name": "play", "text": "Chess", "type": "button", "value": "chess"},
        {"name": "play", "text": "Go", "type": "button", "value": "go"},
        {"name": "size", "text": "Size", "type": "select", "options": sizes},
    ]
    attachment = {"text": "Choose", "fallback": "Choose", "callback_id": "game", "actions": actions}
    say(text="A game?", attachments=[attachment])


@app.action("game")
def chosen(ack, body, respond):
    action = body["actions"][0]
    if action["type"] == "select":
        ack()
        respond(text=f"Size {action['selected_options'][0]['value']}", replace_original=False)
        return
    ack(text=f"{body['original_message']['text']} {action['value']}")


@app.shortcut("report")
def report(ack, shortcut, client):
    ack()
    client.chat_postEphemeral(
        channel=shortcut["channel"]["id"], user=shortcut["user"]["id"], text=f"Reported: {shortcut['message']['text']}"
    )


@app.command("/where")
def where(ack, body, client):
    ack()
    menu = {"type": "conversations_select", "action_id": "where", "default_to_current_conversation": True}
    block = {"type": "input", "block_id": "where", "label": plain("Where"), "element": menu}
    view = {"type": "modal", "callback_id": "where", "title": plain("Where"), "submit": plain("Go"), "blocks": [block]}
    client.views_open(trigger_id=body["trigger_id"], view=view)


@app.view("where")
def there(ack, view, client):
    ack()
    chosen = view["state"]["values"]["where"]["where"]["selected_conversation"]
    client.chat_postMessage(channel=chosen, text="Here I am")


def plain(text):
    return {"type": "plain_text", "text": text}


@app.event("pin_added")
def pinned(event, client):
    text = event["item"]["message"]["text"]
    client.chat_postMessage(channel=event["channel_id"], text=f"<@{event['user']}> pinned: {text}")


@app.event("link_shared")
def shared(event, client):
    entities = [entity(link["url"]) for link in event["links"]]
    client.chat_unfurl(channel=event["channel"], ts=event["message_ts"], metadata={"entities": entities})


@app.event("entity_details_requested")
def details(event, client):
    found = entity(event["entity_url"])
    client.api_call("entity.presentDetails", json={"trigger_id": event["trigger_id"], "metadata": found})


def entity(address):
    return {
        "entity_type": "slack#/entities/item",
        "url": address,
        "app_unfurl_url": address,
        "external_ref": {"id": address.rsplit("/", 1)[1]},
        "entity_payload": {"attributes": {"title": {"text": "A thing"}}},
    }


@app.event("message")
def anything_else():
    pass


if __name__ == "__main__":
    app.start(int(sys.argv[1]))
