"""The least that a bot needs of Slack, as a process of its own: presses go out over Socket Mode, acks are timed.

It reads orders as lines of JSON on standard input and answers each with one line. Everything else that the bot sends is
answered "ok" at once. It validates nothing: the sandbox does that, at a price that would be measured here.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import sys
import time
from typing import Any

from aiohttp import WSMsgType, web

ACK_SECONDS = 10.0
SCOPES = {"X-OAuth-Scopes": "chat:write,commands,users:read,files:write"}
IDENTITY = {
    "ok": True, "url": "https://exemple.slack.com/", "team": "Exemple SA", "team_id": "T0EXEMPLE", "user": "ai-consent",
    "user_id": "U0BOT", "bot_id": "B0BOT",
}  # fmt: skip


def user_of(number: int) -> str:
    """The member who makes press `number`."""
    return f"U{number:08d}"


def fill(press: str, number: int, base: str = "http://127.0.0.1") -> str:
    """Press `number` as JSON; later numbers are later presses, each of another member."""
    values = {
        "@N@": str(number),
        "@USER@": user_of(number),
        "@POSITION@": str(number % 3 + 1),
        "@TS@": f"{1790000000 + number}.000000",
        "@BASE@": base,
    }
    for name, value in values.items():
        press = press.replace(name, value)
    return press


class Slack:
    """One workspace with one link. Times are seconds of `time.perf_counter`."""

    def __init__(self) -> None:
        self.base = ""
        self.link: web.WebSocketResponse | None = None
        self.linked = asyncio.Event()
        self.waiting: dict[str, asyncio.Future[float]] = {}
        self.acked: dict[int, float] = {}
        self.receipts: dict[int, float] = {}

    async def call(self, request: web.Request) -> web.Response:
        """Any method of the Web API."""
        method = request.match_info["method"]
        if method == "auth.test":
            return web.json_response(IDENTITY, headers=SCOPES)
        if method == "apps.connections.open":
            return web.json_response({"ok": True, "url": self.base.replace("http", "ws", 1) + "/link/?ticket=1"})
        return web.json_response({"ok": True, "channel": "D0", "ts": "1.0"})

    async def receipt(self, request: web.Request) -> web.Response:
        """A message that was pressed is painted again."""
        await request.read()
        self.receipts.setdefault(int(request.match_info["number"]), time.perf_counter())
        return web.Response(text="ok")

    async def connect(self, request: web.Request) -> web.StreamResponse:
        """The link: acks come in."""
        link = web.WebSocketResponse()
        await link.prepare(request)
        await link.send_json({"type": "hello", "num_connections": 1, "connection_info": {"app_id": "A0"}})
        self.link = link
        self.linked.set()
        async for message in link:
            if message.type is WSMsgType.TEXT:
                waiting = self.waiting.get(json.loads(message.data).get("envelope_id"))
                if waiting is not None and not waiting.done():
                    waiting.set_result(time.perf_counter())
        if self.link is link:
            self.link = None
            self.linked.clear()
        return link

    async def press(self, number: int, payload: str) -> float | None:
        """Seconds from press to ack; None when none came."""
        waiting: asyncio.Future[float] = asyncio.get_running_loop().create_future()
        self.waiting[str(number)] = waiting
        started = time.perf_counter()
        try:
            if self.link is None:
                return None
            await self.link.send_str(payload)
            self.acked[number] = await asyncio.wait_for(waiting, ACK_SECONDS)
            return self.acked[number] - started
        except (TimeoutError, ConnectionError):
            return None
        finally:
            del self.waiting[str(number)]

    def envelope(self, press: str, number: int) -> str:
        """Press `number` as it goes over the link."""
        head = f'{{"envelope_id": "{number}", "type": "interactive", "accepts_response_payload": true, "payload": '
        return head + fill(press, number, self.base) + "}"


async def burst(slack: Slack, presses: dict[int, str], in_flight: int) -> list[float | None]:
    """As fast as acks come, with this many presses waiting for theirs."""
    times: list[float | None] = []
    left = iter(presses.items())

    async def one_after_another() -> None:
        for number, payload in left:
            times.append(await slack.press(number, payload))

    await asyncio.gather(*(one_after_another() for _ in range(in_flight)))
    return times


async def steady(slack: Slack, presses: dict[int, str], per_second: float) -> list[float | None]:
    """At a steady rate, whether acks come or not."""
    started, tasks = time.perf_counter(), []
    for turn, (number, payload) in enumerate(presses.items()):
        await asyncio.sleep(max(0.0, started + turn / per_second - time.perf_counter()))
        tasks.append(asyncio.create_task(slack.press(number, payload)))
    return list(await asyncio.gather(*tasks))


async def run(slack: Slack, order: dict[str, Any]) -> dict[str, Any]:
    """One order: presses `first` to `first + count`, in a burst or at a rate; then wait for their receipts."""
    numbers = range(order["first"], order["first"] + order["count"])
    presses = {number: slack.envelope(order["press"], number) for number in numbers}
    slack.acked.clear()
    slack.receipts.clear()
    started = time.perf_counter()
    if "per_second" in order:
        times = await steady(slack, presses, order["per_second"])
    else:
        times = await burst(slack, presses, order["in_flight"])
    ended = time.perf_counter()
    during = sum(number in slack.receipts for number in numbers)
    deadline = ended + order["patience"]
    while time.perf_counter() < deadline and not all(number in slack.receipts for number in numbers):
        await asyncio.sleep(0.01)
    arrived = [number for number in numbers if number in slack.receipts and number in slack.acked]
    return {
        "seconds": ended - started,
        "times": [taken for taken in times if taken is not None],
        "lost": sum(taken is None for taken in times),
        "receipts_during": during,
        "receipt_times": [slack.receipts[number] - slack.acked[number] for number in arrived],
        "receipts_missing": len(numbers) - len(arrived),
        "drained": max((slack.receipts[number] for number in arrived), default=ended) - ended,
    }


async def main() -> None:
    """Serve, and follow orders until standard input ends."""
    slack = Slack()
    app = web.Application()
    app.router.add_post("/api/{method}", slack.call)
    app.router.add_post("/receipt/{number}", slack.receipt)
    app.router.add_get("/link/", slack.connect)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    slack.base = f"http://127.0.0.1:{runner.addresses[0][1]}"
    print(json.dumps({"base": slack.base}), flush=True)
    for _ in itertools.count():
        line = await asyncio.to_thread(sys.stdin.readline)
        if not line:
            break
        order = json.loads(line)
        if order.get("await_link"):
            await asyncio.wait_for(slack.linked.wait(), 60)
            print(json.dumps({"linked": True}), flush=True)
        elif order.get("await_end"):
            while slack.link is not None:
                await asyncio.sleep(0.01)
            print(json.dumps({"linked": False}), flush=True)
        else:
            print(json.dumps(await run(slack, order)), flush=True)
    await runner.cleanup()


if __name__ == "__main__":
    asyncio.run(main())
