"""Sends the receipt of a press straight after its transaction, which has claimed it already: no lane looks for it.

What is done is settled some at a time, well within the claims' lease. A process that dies before leaves its claims in
the outbox, and they are painted once more. A row is never sent twice side by side: of two presses in one message the
newer one's receipt comes last.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import structlog

from governance import send_gate
from governance.clock import Clock
from governance.errors import Fault
from governance.rate_limit import InHand
from governance.store import outbox
from governance.store.database import Database
from governance.store.outbox_row import Posted, Row
from governance.store.schema import new_id

Transport = Callable[[Row, datetime], Posted | None]  # None: there was nothing to send any more
SIDE_BY_SIDE = 4
ROOM = 400  # receipts in hand; more are left to the lanes, so that a flood lies in the database and not in memory
LONGEST_WAY = 0.1  # seconds: while people press without a pause, a few rows leave ten times a second
SETTLED_EVERY = 0.2  # seconds
log = structlog.get_logger("delivery")


def called(send: Transport, row: Row, clock: Clock) -> Posted | Fault | None:
    """What came of this call."""
    try:
        return send(row, clock())
    except Fault as fault:
        log.warning("fault", workspace=row.workspace_id, kind=row.kind.value, row=row.id, code=fault.code)
        return fault
    except Exception:  # the delivery loop: shown as a code, logged in full, and never sent again by itself
        code = new_id()
        log.exception("row failed", workspace=row.workspace_id, kind=row.kind.value, row=row.id, code=code)
        return Fault(f"bug:{code}", permanent=True)


class Receipts:
    """`transport` sends one row; `elsewhere` says whether a lane is sending it just now. Makes way for gestures."""

    def __init__(
        self,
        database: Database,
        transport: Callable[[Row], Transport],
        clock: Clock,
        first: InHand,
        elsewhere: Callable[[int], bool],
    ) -> None:
        self._database, self._transport, self._clock, self._first = database, transport, clock, first
        self._elsewhere = elsewhere
        self._calls = ThreadPoolExecutor(max_workers=SIDE_BY_SIDE, thread_name_prefix="receipt")
        self._lock, self._settling = threading.Lock(), threading.Lock()
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
                waits = row.id in self._in_hand
                self._in_hand[row.id] = row if waits else None
                stopped = self._stopped
            if stopped or self._elsewhere(row.id):
                self._hand_back(row.id)
            elif not waits:
                self._calls.submit(self._send, row)

    def in_hand(self) -> frozenset[int]:
        """The rows that are claimed and not sent."""
        with self._lock:
            return frozenset(self._in_hand)

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
        self._hand_back(*self.in_hand())

    def _send(self, row: Row) -> None:
        self._first.give_way(LONGEST_WAY)
        came = called(self._transport(row), row, self._clock)
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
            newer = self._in_hand.pop(row.id, None)
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
        now = self._clock()
        with self._database.writing(durable=False) as session:
            outbox.settle_claimed(session, [(row.id, row.created_at) for row in done])
            for row in {row.workspace_id: row for row in done}.values():
                send_gate.record_sent(session, row.kind, row, "", "", now)
        log.info("left", kind="receipt", number=len(done))

    def _failed(self, row: Row, fault: Fault) -> None:
        try:
            with self._database.writing() as session:
                send_gate.settle_fault(session, row, fault, self._clock())
        finally:
            with self._lock:
                newer = self._in_hand.pop(row.id, None)
            if newer is not None:
                self._hand_back(newer.id)

    def _hand_back(self, *numbers: int) -> None:
        """A lane takes these, after what it is sending."""
        with self._lock:
            for number in numbers:
                self._in_hand.pop(number, None)
        if numbers:
            now = self._clock()
            with self._database.writing(durable=False) as session:
                for number in numbers:
                    outbox.put_back(session, number, now, counts=False)
