"""Makes the call for one claimed row of the outbox, and settles the row by what came of it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from datetime import datetime

import structlog

from governance import send_gate
from governance.clock import Clock
from governance.errors import Fault
from governance.measured import MEASURED
from governance.store import outbox
from governance.store.database import Database
from governance.store.outbox import Kind
from governance.store.outbox_row import Posted, Row
from governance.store.schema import new_id

log = structlog.get_logger("delivery")
Transport = Callable[[Row, datetime], Posted | None]  # None: there was nothing to send any more


class Calls:
    """`transports` and `repaint` raise Fault."""

    def __init__(self, database: Database, transports: Mapping[Kind, Transport], clock: Clock) -> None:
        self.database = database
        self.repaint: Transport = lambda row, now: None
        self.transports = transports
        self.clock = clock
        self._hands = threading.Lock()
        self._in_hand: set[int] = set()  # rows that are claimed and not settled: only a dead process loses its claim

    def in_hand(self) -> frozenset[int]:
        """Rows that we are sending just now."""
        with self._hands:
            return frozenset(self._in_hand)

    def hold(self, row: Row) -> None:
        """This row is in our hands."""
        with self._hands:
            self._in_hand.add(row.id)

    def let_go(self, row: Row) -> None:
        """It is no more."""
        with self._hands:
            self._in_hand.discard(row.id)

    def called(self, send: Transport, row: Row) -> Posted | Fault | None:
        """What came of this call."""
        try:
            return send(row, self.clock())
        except Fault as fault:
            log.warning("fault", workspace=row.workspace_id, kind=row.kind.value, row=row.id, code=fault.code)
            return fault
        except Exception:  # the delivery loop: shown as a code, logged in full, and never sent again by itself
            code = new_id()
            log.exception("row failed", workspace=row.workspace_id, kind=row.kind.value, row=row.id, code=code)
            return Fault(f"bug:{code}", permanent=True)

    def send(self, row: Row) -> Posted | Fault | None:
        """Send one claimed row and settle it."""
        posted = self.called(self.transports[row.kind], row)
        count_call(row, posted)
        if isinstance(posted, Fault):
            with self.database.writing() as session:
                send_gate.settle_fault(session, row, posted, self.clock())
            return posted
        status, now = "sent" if posted else "dropped", self.clock()
        with self.database.writing(durable=not row.interactive) as session:
            became = Posted(*(posted or ()))
            outbox.settle(session, row.id, status, now, place=became[:2], painted=became.painted)
            if posted:
                send_gate.record_sent(session, row.kind, row, *became[:2], now)
            else:
                send_gate.record_dropped(session, row.kind, row)
        log.info(
            "left", workspace=row.workspace_id, kind=row.kind.value, poll=row.poll_id, case=row.case_id, status=status
        )
        return posted


def count_call(row: Row, posted: Posted | Fault | None) -> None:
    """What came of it, for whoever watches."""
    kind = "screen" if row.interactive else row.kind.value
    if isinstance(posted, Fault) and posted.retry_after is not None:
        MEASURED.count("rate_limited", kind=kind)
    outcome = "fault" if isinstance(posted, Fault) else "sent" if posted else "dropped"
    MEASURED.count("sends", kind=kind, outcome=outcome)
