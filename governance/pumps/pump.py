"""Sends what one workspace is sent of one kind: a few calls in flight, each in its turn, by one process at a time."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Sequence
from concurrent.futures import Future
from typing import Generic, TypeVar

import structlog

from governance.pumps.fence import Fence
from governance.pumps.turns import Turns
from governance.rate_limit import Pace, Turn
from governance.store.lanes import Lane
from governance.store.schema import new_id

T = TypeVar("T")
log = structlog.get_logger("delivery")


class Pump(Generic[T]):
    """One turn at a time decides what is called next, and begins the next turn before it makes its own call.

    A subclass says what is due and how it is claimed and sent. Without `fence` and `pace`, calls go out at once.
    """

    def __init__(
        self, workspace_id: str, lane: Lane, turns: Turns, stopping: threading.Event,
        fence: Fence | None = None, pace: Pace | None = None,
    ) -> None:  # fmt: skip
        self.workspace_id, self.lane = workspace_id, lane
        self._turns, self._stopping, self._fence, self._pace = turns, stopping, fence, pace
        self._lock = threading.Lock()
        self._active = False  # a turn is given and has not ended
        self._again = False  # look again when this turn finds nothing
        self._waits_for_call = False
        self._in_flight = 0
        self._most = 1
        self._ready: deque[T] = deque()  # claimed, and not called yet
        self._turn: Turn | None = None
        self._doubtful = False  # a call failed: what is ready is put back, and looked at anew

    def look(self) -> int:
        """How many calls may be in flight now; 0: nothing is due."""
        raise NotImplementedError

    def claim(self, most: int) -> tuple[Sequence[T], bool]:
        """Claim up to so many; and whether it is of use to look again. Committed before it returns."""
        raise NotImplementedError

    def send(self, claimed: T) -> bool:
        """Make the call and settle it; False: something stands in the way, so what follows is looked at anew."""
        raise NotImplementedError

    def hand_back(self, claimed: T) -> None:
        """It is not called after all."""
        raise NotImplementedError

    def let_go(self, claimed: T) -> None:
        """It is in our hands no more, however its call ended."""

    def limited(self, retry_after: float) -> None:
        """Slack asks for a pause, of this lane alone."""
        if self._pace is not None and self._fence is not None:
            self._pace.limited(retry_after)
            self._fence.learnt()

    def passed(self) -> None:
        """A call was taken."""
        if self._pace is not None:
            self._pace.passed()

    def nudge(self) -> None:
        """Something may be due."""
        with self._lock:
            if self._stopping.is_set():
                return
            if self._active:
                self._again = True
                return
            self._active = True
        self._turns.at_once(self._take_turn, self._turn_ended)

    def busy(self) -> bool:
        """Whether something is being looked for or sent."""
        with self._lock:
            return self._active or self._in_flight > 0

    def _take_turn(self) -> None:
        decided = False
        try:
            claimed = self._next()
            decided = True
        finally:
            if not decided:
                self._give_up()
        if claimed is None:
            return
        try:
            self._doubtful = not self.send(claimed) or self._doubtful
        finally:
            self.let_go(claimed)
            self._call_ended()

    def _turn_ended(self, run: Future[None]) -> None:
        """A bug leaves its rows as they are, and the next tick starts anew."""
        if (error := run.exception()) is not None:
            log.error("lane stopped", workspace=self.workspace_id, code=new_id(), exc_info=error)

    def _next(self) -> T | None:
        """What is to be called now; None: later, when a call has ended, or not before somebody nudges."""
        if self._doubtful or self._stopping.is_set():
            self._put_back()
        if not self._ready and not self._stopping.is_set():
            self._again = False  # whoever nudges from here on is heard
            self._most = self.look()
        if self._stopping.is_set() or not self._most:
            self._rest()
        elif self._in_flight >= self._most:
            self._wait_for_call()
        elif self._fence is not None and not self._fence.take():
            self._put_back()
            self._rest()
        elif (wait := self._wait()) > 0:
            self._turns.after(wait, self._take_turn, self._turn_ended)
        else:
            return self._claimed()
        return None

    def _wait(self) -> float:
        """Seconds until our turn; after a pause that began meanwhile, another turn is taken."""
        if self._pace is None:
            return 0.0
        if self._turn is None or not self._pace.still(self._turn):
            self._turn = self._pace.take()
            return self._turn.wait
        return 0.0

    def _claimed(self) -> T | None:
        """The next one, which a call is made for; the turn after it begins beside that call."""
        more = True
        if not self._ready:
            ahead = self._most - self._in_flight
            most = ahead if self._pace is None else max(1, min(ahead, int(self._pace.rate)))
            claimed, more = self.claim(most)
            self._ready.extend(claimed)
        if not self._ready and not more:
            self._rest()
            return None
        found = None
        with self._lock:
            if self._ready:
                found, self._turn = self._ready.popleft(), None
                self._in_flight += 1
                self._active = more or bool(self._ready) or self._again
            goes_on = self._active
        if goes_on:
            self._turns.at_once(self._take_turn, self._turn_ended)
        return found

    def _rest(self) -> None:
        """Nothing is due; when the last call has ended, another process may send here.

        What was queued elsewhere just before found the fence taken: so we look once more when it is free.
        """
        with self._lock:
            if self._in_flight:
                self._active, self._waits_for_call = False, True
                return
        released = self._fence is not None and self._fence.release()
        came = released and not self._most and not self._stopping.is_set() and self.look() > 0
        with self._lock:
            self._active = (self._again or came) and not self._stopping.is_set()
            if not self._active:
                return
        self._turns.at_once(self._take_turn, self._turn_ended)

    def _wait_for_call(self) -> None:
        with self._lock:
            if self._in_flight:
                self._active, self._waits_for_call = False, True
                return
        self._turns.at_once(self._take_turn, self._turn_ended)

    def _call_ended(self) -> None:
        with self._lock:
            self._in_flight -= 1
            if self._active or not self._waits_for_call:
                return
            self._active, self._waits_for_call = True, False
        self._turns.at_once(self._take_turn, self._turn_ended)

    def _put_back(self) -> None:
        self._doubtful = False
        while self._ready:
            claimed = self._ready.popleft()
            self.hand_back(claimed)
            self.let_go(claimed)

    def _give_up(self) -> None:
        """An error came between: rows that are ready wait for the end of their lease."""
        while self._ready:
            self.let_go(self._ready.popleft())
        with self._lock:
            self._active = self._again = False
