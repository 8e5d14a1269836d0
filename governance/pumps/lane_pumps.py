"""The lanes of a workspace: what is due in each, how it is claimed, sent, and put back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from governance import send_gate
from governance.errors import Fault
from governance.pumps.outgoing_calls import Calls
from governance.pumps.pump import Pump
from governance.rate_limit import InHand
from governance.store import lanes, outbox
from governance.store.lanes import Lane
from governance.store.models import Outgoing
from governance.store.outbox import Kind
from governance.store.outbox_row import Row
from governance.store.pumps import marked

IN_FLIGHT = 4
LONGEST_WAY = 0.1  # seconds: while people press without a pause, a few rows leave ten times a second


class Rows(Pump[Row]):
    """Screens, or messages: while something stands in their way only letters go, and after a rest one at a time."""

    def __init__(self, calls: Calls, first: InHand, *given: Any) -> None:
        super().__init__(*given)
        self._calls, self._first = calls, first
        self._screens = self.lane is Lane.SCREENS
        self._letters_only = False

    def look(self) -> int:
        """See Pump."""
        self._first.give_way(LONGEST_WAY)
        now, here = self._calls.clock(), self.workspace_id
        with self._calls.database.reading() as session:
            lane = None if self._screens else lanes.look(session, here, Lane.MESSAGES)
            self._letters_only = lanes.is_resting(lane, now)
            due = outbox.is_any_due(session, here, now, screens=self._screens, letters_only=self._letters_only)
        return send_gate.most_at_once(lane, IN_FLIGHT) if due else 0

    def claim(self, most: int) -> tuple[Sequence[Row], bool]:
        """See Pump. A screen queued meanwhile nudges."""
        now, rows = self._calls.clock(), []
        committed = False
        try:
            with self._calls.database.writing(durable=not self._screens) as session:
                candidates = outbox.due(
                    session, self.workspace_id, now, most, screens=self._screens, letters_only=self._letters_only
                )
                rows = self._claim(session, candidates, now)
                for row in rows:
                    self._calls.hold(row)
            committed = True
        finally:
            for row in () if committed else rows:
                self._calls.let_go(row)
        return rows, len(candidates) == most if self._screens else bool(candidates)

    def _claim(self, session: Session, candidates: list[Outgoing], now: datetime) -> list[Row]:
        rows = []
        for candidate in candidates:
            verdict = send_gate.judge(session, candidate, now)
            if verdict.drop:
                outbox.claim(session, candidate, now)
                outbox.settle(session, candidate.id, "dropped", now, verdict.drop)
            elif verdict.hold:
                candidate.status = "held"
            elif verdict.later:
                candidate.not_before = verdict.later
            elif outbox.claim(session, candidate, now):
                rows.append(Row.of(candidate, candidate.attempts + 1))
        return rows

    def send(self, claimed: Row) -> bool:
        """See Pump. A screen has a limit of its own, and a letter goes to another server."""
        done = self._calls.send(claimed)
        if isinstance(done, Fault) and done.retry_after is not None:
            self.limited(done.retry_after)
        elif done is not None and claimed.kind is not Kind.LETTER:
            self.passed()
        return not isinstance(done, Fault)

    def hand_back(self, claimed: Row) -> None:
        """See Pump."""
        now = self._calls.clock()
        with self._calls.database.writing() as session:
            outbox.put_back(session, claimed.id, now, counts=False)

    def let_go(self, claimed: Row) -> None:
        """See Pump."""
        self._calls.let_go(claimed)


class Repaints(Pump[tuple[Row, datetime]]):
    """Messages to be painted anew, one at a time, and only while nothing waits that must arrive."""

    def __init__(self, calls: Calls, *given: Any) -> None:
        super().__init__(*given)
        self._calls = calls

    def look(self) -> int:
        """See Pump."""
        now, here = self._calls.clock(), self.workspace_id
        with self._calls.database.reading() as session:
            rests = lanes.is_resting(lanes.look(session, here, Lane.REPAINTS), now)
            waits = [outbox.is_any_due(session, here, now, screens=screens) for screens in (True, False)]
            return int(not rests and not any(waits) and marked.is_any_due(session, here, now))

    def claim(self, most: int) -> tuple[Sequence[tuple[Row, datetime]], bool]:
        """See Pump."""
        with self._calls.database.writing(durable=False) as session:
            claimed = marked.claim(session, self.workspace_id, self._calls.clock())
        return ([claimed], True) if claimed else ([], False)

    def send(self, claimed: tuple[Row, datetime]) -> bool:
        """See Pump."""
        done = self._calls.called(self._calls.repaint, claimed[0])
        if isinstance(done, Fault) and done.retry_after is not None:
            self.limited(done.retry_after)
        elif done is not None:
            self.passed()
        with self._calls.database.writing(durable=False) as session:
            send_gate.settle_repaint(session, *claimed, done, self._calls.clock())
        return not isinstance(done, Fault)

    def hand_back(self, claimed: tuple[Row, datetime]) -> None:
        """See Pump."""
        now = self._calls.clock()
        with self._calls.database.writing(durable=False) as session:
            marked.put_back(session, claimed[0].id, claimed[1], now)
