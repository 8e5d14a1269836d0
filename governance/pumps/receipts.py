"""Sends the receipt of a press straight after its transaction, which has claimed it already: no lane looks for it.

What is done is settled some at a time, well within the claims' lease. A process that dies before leaves its claims in
the outbox, and they are painted once more. A row is never sent twice side by side: of two presses in one message the
newer one's receipt comes last.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import structlog

from governance import send_gate
from governance.errors import Fault
from governance.pumps.outgoing_calls import Calls, count_call
from governance.rate_limit import InHand
from governance.store import outbox
from governance.store.outbox_row import Row

SIDE_BY_SIDE = 4
ROOM = 400  # receipts in hand; more are left to the lanes, so that a flood lies in the database and not in memory
LONGEST_WAY = 0.1  # seconds: while people press without a pause, a few rows leave ten times a second
SETTLED_EVERY = 0.2  # seconds
log = structlog.get_logger("delivery")


class Receipts:
    """`calls` makes each call, and knows what a lane is sending just now. Makes way for gestures in `first`."""

    def __init__(self, calls: Calls, first: InHand) -> None:
        self._making, self._first = calls, first
        self._calls = ThreadPoolExecutor(max_workers=SIDE_BY_SIDE, thread_name_prefix="receipt")
        self._lock, self._settling = threading.Lock(), threading.Lock()
        self._ours: dict[int, Row] = {}
        self._in_hand: dict[int, Row | None] = {}  # with the newer row of the same message that came meanwhile
        self._done: list[Row] = []
        self._stopped = False

    def has_room(self) -> bool:
        """Whether one more would be taken."""
        return not self._stopped and len(self._in_hand) < ROOM

    def take(self, rows: Sequence[Row]) -> None:
        """Send these, which were claimed for us and are committed."""
        for row in rows:
            with self._lock:
                waits, stopped = row.id in self._in_hand, self._stopped
                elsewhere = not waits and row.id in self._making.in_hand()
                if not stopped and not elsewhere:
                    self._in_hand[row.id] = row if waits else None
                    self._ours[row.id] = row
                    self._making.hold(row)
            if stopped or elsewhere:
                self._hand_back(row.id)
            elif not waits:
                self._calls.submit(self._send, row)

    def busy(self) -> bool:
        """Whether something is sent or not settled."""
        with self._lock:
            return bool(self._in_hand or self._done)

    def stop(self) -> None:
        """Finish the calls in flight, settle what is done, and put back what was not begun."""
        with self._lock:
            self._stopped = True
        self._calls.shutdown(wait=True, cancel_futures=True)
        self._settle()
        self._hand_back(*list(self._in_hand))

    def _send(self, row: Row) -> None:
        self._first.give_way(LONGEST_WAY)
        came = self._making.called(self._making.transports[row.kind], row)
        count_call(row, came)
        with self._lock:
            newer, self._in_hand[row.id] = self._in_hand.get(row.id), None
        if newer is not None:
            self._send(newer)
        elif isinstance(came, Fault):
            self._failed(row, came)
        else:
            self._sent(row)

    def _sent(self, row: Row) -> None:
        with self._lock:
            newer = self._let_go(row.id)
            self._done.append(row)
            alone = len(self._done) == 1 and not self._stopped
        if newer is not None:
            self.take([newer])
        if alone:
            soon = threading.Timer(SETTLED_EVERY, self._settle)
            soon.daemon = True
            soon.start()

    def _settle(self) -> None:
        with self._settling:  # by its timer, or by a stop
            with self._lock:
                done = list(self._done)
            if done:
                self._settle_all(done)
            with self._lock:
                self._done = self._done[len(done) :]
                more = bool(self._done)
        if more:
            self._settle()

    def _settle_all(self, done: list[Row]) -> None:
        now = self._making.clock()
        with self._making.database.writing(durable=False) as session:
            outbox.settle_claimed(session, [(row.id, row.created_at) for row in done])
            for row in {row.workspace_id: row for row in done}.values():
                send_gate.record_sent(session, row.kind, row, "", "", now)
        log.info("left", kind="receipt", number=len(done))

    def _failed(self, row: Row, fault: Fault) -> None:
        try:
            with self._making.database.writing() as session:
                send_gate.settle_fault(session, row, fault, self._making.clock())
        finally:
            with self._lock:
                newer = self._let_go(row.id)
            if newer is not None:
                self._hand_back(newer.id)

    def _hand_back(self, *numbers: int) -> None:
        """A lane takes these, after what it is sending."""
        with self._lock:
            for number in numbers:
                self._let_go(number)
        if numbers:
            now = self._making.clock()
            with self._making.database.writing(durable=False) as session:
                for number in numbers:
                    outbox.put_back(session, number, now, counts=False)

    def _let_go(self, number: int) -> Row | None:
        """It is in hand no more; returns the newer row of the same message, if one has come meanwhile."""
        if (row := self._ours.pop(number, None)) is not None:
            self._making.let_go(row)
        return self._in_hand.pop(number, None)
