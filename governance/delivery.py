"""Sends the outbox: finds the workspaces in which something is due, and starts their lanes.

Three lanes per workspace: screens, which somebody is waiting for; messages, which are paced; and, once none of these is
due, sent messages to be painted anew. A claim is committed before its call goes out and settled after it; at most four
calls of a lane are in flight. Messages and repaints are sent by one process at a time.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from governance.clock import Clock
from governance.pumps.fence import Fence
from governance.pumps.lane_pumps import Repaints, Rows
from governance.pumps.outgoing_calls import Calls, Transport
from governance.pumps.pump import Pump
from governance.pumps.receipts import Receipts
from governance.pumps.turns import Turns
from governance.rate_limit import HIGHEST, InHand, Pace
from governance.store.database import Database
from governance.store.lanes import Lane
from governance.store.outbox import Kind
from governance.store.pumps import abandoned, fences, waiting
from governance.store.schema import new_id

PACED = (Lane.MESSAGES, Lane.REPAINTS)
CALLS, CALLS_FOR_SCREENS = 32, 12  # of all workspaces together
REPAINTS_PER_SECOND = 40 / 60  # Slack allows 50 a minute, of which answers to old presses need some


class Delivery(Calls):
    """Sends the outbox of all workspaces by `transports`, which raise Fault; it makes way for gestures in `first`."""

    def __init__(
        self, database: Database, transports: Mapping[Kind, Transport], clock: Clock, first: InHand | None = None
    ) -> None:
        super().__init__(database, transports, clock)
        self._first = first or InHand()
        self._owner = new_id()
        self._turns = Turns(CALLS, "call")
        self._screens = Turns(CALLS_FOR_SCREENS, "screen")
        self._lock = threading.Lock()
        self._pumps: dict[tuple[str, Lane], Pump[Any]] = {}
        self._paces: dict[tuple[str, Lane], Pace] = {}
        self._stopping = threading.Event()
        self.receipts = Receipts(self, self._first)
        self.spread: Callable[[Iterable[str]], None] | None = None  # where several processes share the work

    def pace(self, workspace_id: str, lane: Lane = Lane.MESSAGES) -> Pace:
        """The pace of messages in one workspace, or of painting them anew."""
        with self._lock:
            return self._pace(workspace_id, lane)

    def _pace(self, workspace_id: str, lane: Lane) -> Pace:
        highest = REPAINTS_PER_SECOND if lane is Lane.REPAINTS else HIGHEST
        return self._paces.setdefault((workspace_id, lane), Pace(highest=highest))

    def nudge(self, workspace_ids: Iterable[str]) -> None:
        """Start the lanes of these workspaces, for which something was queued, unless they run already."""
        for workspace_id in (found := list(workspace_ids)):
            self._pump(workspace_id, Lane.SCREENS).nudge()
        if self.spread is None:
            self.start(found)
        else:
            self.spread(found)
            self._nudge_what_runs(found)

    def _nudge_what_runs(self, workspace_ids: list[str]) -> None:
        """Where this process sends already, whoever takes the job would find the fence taken."""
        for workspace_id in workspace_ids:
            for lane in PACED:
                if (pump := self._pump(workspace_id, lane)).busy():
                    pump.nudge()

    def start(self, workspace_ids: Iterable[str]) -> None:
        """Send what is due there from this process, unless another one does."""
        for workspace_id in workspace_ids:
            for lane in PACED:
                self._pump(workspace_id, lane).nudge()

    def _pump(self, workspace_id: str, lane: Lane) -> Pump[Any]:
        with self._lock:
            if (workspace_id, lane) not in self._pumps:
                self._pumps[workspace_id, lane] = self._new_pump(workspace_id, lane)
            return self._pumps[workspace_id, lane]

    def _new_pump(self, workspace_id: str, lane: Lane) -> Pump[Any]:
        if lane is Lane.SCREENS:  # whoever wrote one sends it at once, whichever process that is
            return Rows(self, self._first, workspace_id, lane, self._screens, self._stopping)
        pace = self._pace(workspace_id, lane)
        fence = Fence(self.database, self.clock, workspace_id, lane, self._owner, pace)
        if lane is Lane.REPAINTS:
            return Repaints(self, workspace_id, lane, self._turns, self._stopping, fence, pace)
        return Rows(self, self._first, workspace_id, lane, self._turns, self._stopping, fence, pace)

    def take_over(self) -> int:
        """Take back at once what a killed process left unfinished; call it only where no other process can be alive."""
        now = self.clock()
        with self.database.writing() as session:
            fences.end_all(session, now)
            return abandoned.reclaim_all(session, now)

    def run_due(self) -> None:
        """Take back what a dead process left, and start the lanes of every workspace that has something due."""
        now = self.clock()
        self._reclaim(now)
        sharing = self.spread is not None
        with self.database.reading() as session:
            screens = waiting.with_screens(session, now)
            paced = {
                Lane.MESSAGES: waiting.with_messages(session, now, "" if sharing else self._owner),
                Lane.REPAINTS: waiting.with_repaints(session, now, "" if sharing else self._owner),
            }
        for workspace_id in screens:
            self._pump(workspace_id, Lane.SCREENS).nudge()
        if self.spread is not None:
            self.spread({one for found in paced.values() for one in found})
            return
        for lane, found in paced.items():
            for workspace_id in found:
                self._pump(workspace_id, lane).nudge()

    def _reclaim(self, now: datetime) -> None:
        """In portions, each a transaction of its own."""
        ours = self.in_hand()
        with self.database.reading() as session:
            more = abandoned.is_any(session, now, ours)
        while more and not self._stopping.is_set():
            with self.database.writing() as session:
                more = abandoned.reclaim(session, now, ours) >= abandoned.PORTION

    def busy(self) -> bool:
        """Whether a lane is running."""
        return bool(self.running()) or self.receipts.busy()

    def running(self) -> list[tuple[str, Lane]]:
        """The lanes that run."""
        with self._lock:
            pumps = list(self._pumps.items())
        return [key for key, pump in pumps if pump.busy()]

    def stop(self) -> None:
        """Take no more work, finish the calls in flight, and put back what was claimed but not sent."""
        self._stopping.set()
        self.receipts.stop()
        self._turns.stop()
        self._screens.stop()
