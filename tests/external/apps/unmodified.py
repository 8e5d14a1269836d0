"""A Bolt app as tutorials print it: no address of the Web API anywhere."""

import asyncio
import os

from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp

app = AsyncApp(token=os.environ.get("SLACK_BOT_TOKEN"))


@app.message("hello")
async def hello(message, say):
    await say(f"Hey there <@{message['user']}>!")


@app.command("/echo")
async def echo(ack, respond, command):
    await ack()
    await respond(f"{command['text']}")


async def main():
    await AsyncSocketModeHandler(app, os.environ["SLACK_APP_TOKEN"]).start_async()


if __name__ == "__main__":
    asyncio.run(main())
