"""A Bolt app of the newer shapes: an assistant that streams, a workflow step, links that unfurl, news for all.

It names no address of the Web API.
"""

import os

from slack_bolt import App, Assistant
from slack_bolt.adapter.socket_mode import SocketModeHandler

app = App(token=os.environ["SLACK_BOT_TOKEN"])
assistant = Assistant()


@assistant.thread_started
def started(say, set_suggested_prompts):
    say("How may I help?")
    set_suggested_prompts(prompts=[{"title": "A joke", "message": "Tell me a joke"}])


@assistant.user_message
def asked(payload, client, context, set_status, set_title):
    set_title(payload["text"])
    set_status(status="thinking", loading_messages=["Looking it up", "Nearly there"])
    stream = client.chat_stream(
        channel=payload["channel"],
        thread_ts=payload["thread_ts"],
        recipient_team_id=context.team_id,
        recipient_user_id=payload["user"],
    )
    for word in ("You ", "said: ", payload["text"]):
        stream.append(markdown_text=word)
    stream.append(chunks=[{"type": "task_update", "id": "look", "title": "Looked", "status": "complete"}])

    def thumb(text, value):
        return {"text": {"type": "plain_text", "text": text}, "value": value}

    buttons = {
        "type": "feedback_buttons",
        "action_id": "feedback",
        "positive_button": thumb("Good", "good"),
        "negative_button": thumb("Bad", "bad"),
    }
    stream.stop(blocks=[{"type": "context_actions", "elements": [buttons]}])


app.use(assistant)


@app.action("feedback")
def feedback(ack, body, client):
    ack()
    client.chat_postEphemeral(
        channel=body["channel"]["id"],
        user=body["user"]["id"],
        thread_ts=body["message"]["ts"],
        text=f"Thanks: {body['actions'][0]['value']}",
    )


@app.function("approve")
def approve(inputs, client, fail):
    if not inputs.get("user"):
        fail("Nobody to ask")
        return
    button = {"type": "button", "action_id": "agree", "text": {"type": "plain_text", "text": "Agree"}}
    client.chat_postMessage(
        channel=inputs["user"], text="Please agree", blocks=[{"type": "actions", "elements": [button]}]
    )


@app.action("agree")
def agree(ack, complete, context, client, body):
    ack()
    complete({"user": context.actor_user_id, "by": body["function_data"]["inputs"]["user"]})
    client.chat_update(channel=body["channel"]["id"], ts=body["message"]["ts"], text="Agreed", blocks=[])


@app.event("link_shared")
def unfurl(event, client):
    shown = {link["url"]: {"blocks": [section(f"About {link['domain']}")]} for link in event["links"]}
    client.chat_unfurl(channel=event["channel"], ts=event["message_ts"], unfurls=shown)
    client.conversations_mark(channel=event["channel"], ts=event["message_ts"])


def section(text):
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


@app.event("app_mention")
def mentioned(event, say):
    say("To all", thread_ts=event["ts"], reply_broadcast=True)


@app.event({"type": "message", "subtype": "message_changed"})
def changed(event, client):
    if event["message"].get("user") == "U0BOB" and not event["message"].get("attachments"):
        client.chat_postMessage(channel=event["channel"], text=f"Now: {event['message']['text']}")


@app.event("message")
def anything_else():
    pass


if __name__ == "__main__":
    SocketModeHandler(app, os.environ["SLACK_APP_TOKEN"]).start()
