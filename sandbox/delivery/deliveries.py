"""Sends one delivery to the app, with the faults that were ordered for it, and logs it."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

from ..errors import Json
from ..traffic.faults import Fault
from ..workspace.state import Workspace

KEPT = 500
HELD_SECONDS = 2.0  # a delivery that shall come after the next one waits no longer than this


@dataclass(frozen=True)
class Ack:
    """What came back. `reason` is why it is sent again, as retry headers say it; `retry` False: the app wants none.

    `slow`: nothing came in time over a link that is good, and nobody had ordered that.
    """

    acked: bool
    payload: Json | None = None
    ms: float = 0.0
    reason: str = ""
    retry: bool = True
    slow: bool = False


Send = Callable[[], Awaitable[Ack]]


class Deliveries:
    """The log of deliveries, and the faults on their way."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.next = 0
        self._newest: deque[Json] = deque(maxlen=KEPT)
        self._held: list[asyncio.Event] = []
        workspace.on_reset(self._newest.clear)

    async def through(self, kind: str, payload: Json, retry: Json, send: Send) -> Ack:
        """Send one delivery as the ordered faults have it; answers the first ack."""
        faults = self.workspace.faults.take(kind, "deliveries")
        started = time.perf_counter()
        ack = replace(await self._hindered(faults, send), slow=False) if faults else await send()
        self._release()
        ms = round((time.perf_counter() - started) * 1000, 3)
        self._log(kind, payload, retry, ack, ms, sorted(faults))
        return ack

    def since(self, number: int) -> list[Json]:
        """The kept deliveries from this number on."""
        return [delivery for delivery in self._newest if delivery["n"] >= number]

    async def _hindered(self, faults: dict[str, Fault], send: Send) -> Ack:
        if "delay" in faults:
            await asyncio.sleep(faults["delay"].seconds)
        if "lose" in faults:
            await asyncio.sleep(self.workspace.manner.ack)
            return Ack(acked=False, reason="timeout")
        if "reorder" in faults:
            await self._after_the_next()
        if "duplicate" not in faults:
            return await send()
        first, _ = await asyncio.gather(send(), send())
        return first

    async def _after_the_next(self) -> None:
        held = asyncio.Event()
        self._held.append(held)
        try:
            await asyncio.wait_for(held.wait(), HELD_SECONDS)
        except TimeoutError:
            self._held.remove(held)

    def _release(self) -> None:
        for held in self._held:
            held.set()
        self._held.clear()

    def _log(self, kind: str, payload: Json, retry: Json, ack: Ack, ms: float, faults: list[str]) -> None:
        user = payload.get("user_id") or (payload.get("user") or {}).get("id")
        entry = {
            "n": self.next,
            "at": self.workspace.now().isoformat(),
            "kind": kind,
            "type": (payload.get("event") or payload).get("type") or payload.get("command"),
            "user": user,
            "acked": ack.acked,
            "ms": ms,
            "retry": retry.get("retry_attempt", 0),
            "faults": faults,
            "payload": payload,
            "answer": ack.payload,
        }
        self.next += 1
        self._newest.append(entry)
        if self.workspace.watched:
            brief = {key: entry[key] for key in ("n", "at", "type", "user", "acked", "ms", "retry")}
            self.workspace.publish("delivery", delivery=kind, **brief)
