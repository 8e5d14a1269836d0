"""Claims what is due in the outbox, sends it, and settles it.

Three lanes per workspace: screens, which somebody is waiting for; messages, which are paced; and, once none of these is
due, sent messages to be painted anew. A claim is committed before its call goes out and settled after it; at most four
calls of a workspace are in flight.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime

import structlog
from sqlalchemy.orm import Session

from governance import send_gate
from governance.clock import Clock
from governance.errors import Fault
from governance.rate_limit import HIGHEST, InHand, Pace
from governance.receipts import LONGEST_WAY, Receipts, Transport, called
from governance.store import abandoned, lanes, outbox, repaints
from governance.store.database import Database
from governance.store.lanes import Lane
from governance.store.models import Outgoing
from governance.store.outbox import Kind
from governance.store.outbox_row import Posted, Row
from governance.store.schema import new_id

IN_FLIGHT = 4
REPAINTS_PER_SECOND = 40 / 60  # Slack allows 50 a minute, of which answers to old presses need some
LONGEST_TURN = 6.0  # seconds that a claimed row waits for its turn; four of them and a call are within the lease
log = structlog.get_logger("delivery")


class Delivery:
    """Sends the outbox of all workspaces by `transports`, which raise Fault; it makes way for gestures in `first`."""

    def __init__(
        self, database: Database, transports: Mapping[Kind, Transport], clock: Clock, first: InHand | None = None
    ) -> None:
        self._database = database
        self.repaint: Transport = lambda row, now: None
        self._first = first or InHand()
        self.transports = transports
        self._clock = clock
        self._lanes = ThreadPoolExecutor(max_workers=16, thread_name_prefix="lane")
        self._calls = ThreadPoolExecutor(max_workers=16, thread_name_prefix="call")
        self._lock = threading.Lock()
        self._running: dict[tuple[str, Lane], bool] = {}  # lane -> look again when done
        self._paces: dict[tuple[str, Lane], Pace] = {}
        self._in_hand: set[int] = set()  # rows that are claimed and not settled: only a dead process loses its claim
        self.receipts = Receipts(
            database, lambda row: self.transports[row.kind], clock, self._first, self._in_hand.__contains__
        )
        self._stopping = threading.Event()

    def pace(self, workspace_id: str, lane: Lane = Lane.MESSAGES) -> Pace:
        """The pace of messages in one workspace, or of painting them anew."""
        with self._lock:
            highest = REPAINTS_PER_SECOND if lane is Lane.REPAINTS else HIGHEST
            return self._paces.setdefault((workspace_id, lane), Pace(highest=highest))

    def nudge(self, workspace_ids: Iterable[str]) -> None:
        """Start the lanes of these workspaces, for which something was queued, unless they run already."""
        for workspace_id in workspace_ids:
            for lane in Lane:
                self._start(workspace_id, lane)

    def take_over(self) -> int:
        """Take back at once what a killed process left unfinished; call it only where no other process can be alive."""
        now = self._clock()
        with self._database.writing() as session:
            return abandoned.reclaim_all(session, now)

    def run_due(self) -> None:
        """Take back what a dead process left, and start the lanes of every workspace that has something due."""
        now = self._clock()
        with self._database.reading() as session:
            waiting = outbox.workspaces_with_work(session, now)
            others = repaints.workspaces_with_work(session, now)
        with self._lock:
            ours = frozenset(self._in_hand) | self.receipts.in_hand()
        for workspace_id in waiting:
            with self._database.writing() as session:
                abandoned.reclaim(session, workspace_id, now, ours)
        self.nudge([*waiting, *others])

    def _start(self, workspace_id: str, lane: Lane) -> None:
        with self._lock:
            if self._stopping.is_set():
                return
            if (workspace_id, lane) in self._running:
                self._running[workspace_id, lane] = True
                return
            self._running[workspace_id, lane] = False
            job = self._lanes.submit(self._run_lane, workspace_id, lane)
        job.add_done_callback(lambda ended: self._lane_ended(workspace_id, lane, ended))

    def _run_lane(self, workspace_id: str, lane: Lane) -> None:
        while not self._stopping.is_set():
            some = self._repaint_one(workspace_id) if lane is Lane.REPAINTS else self._send_some(workspace_id, lane)
            if some:
                continue
            with self._lock:
                if not self._running[workspace_id, lane]:
                    return
                self._running[workspace_id, lane] = False

    def _lane_ended(self, workspace_id: str, lane: Lane, run: Future[None]) -> None:
        """The lane is free again. A bug leaves its rows as they are, and the next tick starts the lane again."""
        with self._lock:
            again = self._running.pop((workspace_id, lane), False)
        error = run.exception()
        if error is not None:
            log.error("lane stopped", workspace=workspace_id, code=new_id(), exc_info=error)
        elif again:
            self._start(workspace_id, lane)

    def _send_some(self, workspace_id: str, which: Lane) -> bool:
        """Claim up to four rows and send them side by side; False when nothing is due, or no more is to be sent.

        While something stands in the way of messages only letters go, and after it has rested one message at a time.
        """
        self._first.give_way(LONGEST_WAY)
        screens, pace, now = which is Lane.SCREENS, self.pace(workspace_id), self._clock()
        with self._database.reading() as session:
            lane = None if screens else lanes.look(session, workspace_id, Lane.MESSAGES)
            resting, most = lanes.is_resting(lane, now), send_gate.most_at_once(lane, IN_FLIGHT)
            if not outbox.is_any_due(session, workspace_id, now, screens=screens, letters_only=resting):
                return False
        if not screens and (pause := pace.blocked()):
            return not self._stopping.wait(pause)
        rows: list[Row] = []
        try:
            with self._database.writing(durable=not screens) as session:
                candidates = outbox.due(session, workspace_id, now, most, screens=screens, letters_only=resting)
                rows = self._claim(session, candidates, now)
                self._hold(rows)
            self._send_all(rows, None if screens else pace)
        finally:
            self._let_go(rows)
        return len(candidates) == most if screens else bool(candidates)  # a screen queued meanwhile nudges

    def _repaint_one(self, workspace_id: str) -> bool:
        """Paint one message anew, in its turn and only while nothing waits that must arrive; False: no more now."""
        pace = self.pace(workspace_id, Lane.REPAINTS)
        if not self._may_repaint(workspace_id, self._clock()) or self._stopping.wait(pace.take()):
            return False
        with self._database.writing(durable=False) as session:
            claimed = repaints.claim(session, workspace_id, self._clock())
        if claimed is None:
            return False
        done = called(self.repaint, claimed[0], self._clock)
        if isinstance(done, Fault) and done.retry_after is not None:
            pace.limited(done.retry_after)
        with self._database.writing(durable=False) as session:
            send_gate.settle_repaint(session, *claimed, done, self._clock())
        return True

    def _may_repaint(self, workspace_id: str, now: datetime) -> bool:
        with self._database.reading() as session:
            rests = lanes.is_resting(lanes.look(session, workspace_id, Lane.REPAINTS), now)
            waits = [outbox.is_any_due(session, workspace_id, now, screens=screens) for screens in (True, False)]
            return not rests and not any(waits) and repaints.is_any_due(session, workspace_id, now)

    def _hold(self, rows: list[Row]) -> None:
        with self._lock:
            self._in_hand.update(row.id for row in rows)

    def _let_go(self, rows: list[Row]) -> None:
        with self._lock:
            self._in_hand.difference_update(row.id for row in rows)

    def _send_all(self, rows: list[Row], pace: Pace | None) -> None:
        """Send them side by side, each in its turn; rows that would wait too long, or past a stop, are put back."""
        calls: list[Future[None]] = []
        for row in rows:
            wait = pace.take() if pace else 0.0
            if wait > LONGEST_TURN or (wait and self._stopping.wait(wait)):
                self._hand_back(row)
                continue
            calls.append(self._calls.submit(self._send, row))
        for call in calls:
            call.result()

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

    def _hand_back(self, row: Row) -> None:
        now = self._clock()
        with self._database.writing() as session:
            outbox.put_back(session, row.id, now, counts=False)

    def _send(self, row: Row) -> None:
        posted = called(self.transports[row.kind], row, self._clock)
        if isinstance(posted, Fault):
            if posted.retry_after is not None and not row.interactive:  # a screen has a limit of its own
                self.pace(row.workspace_id).limited(posted.retry_after)
            with self._database.writing() as session:
                send_gate.settle_fault(session, row, posted, self._clock())
            return
        status, now = "sent" if posted else "dropped", self._clock()
        with self._database.writing(durable=not row.interactive) as session:
            became = Posted(*(posted or ()))
            outbox.settle(session, row.id, status, now, place=became[:2], painted=became.painted)
            if posted:
                send_gate.record_sent(session, row.kind, row, *became[:2], now)
            else:
                send_gate.record_dropped(session, row.kind, row)
        log.info(
            "left", workspace=row.workspace_id, kind=row.kind.value, poll=row.poll_id, case=row.case_id, status=status
        )

    def busy(self) -> bool:
        """Whether a lane is running."""
        with self._lock:
            return bool(self._running) or self.receipts.busy()

    def stop(self) -> None:
        """Take no more work, finish the calls in flight, and put back what was claimed but not sent."""
        with self._lock:  # a lane starts before this, or never
            self._stopping.set()
        self.receipts.stop()
        self._lanes.shutdown(wait=True)
        self._calls.shutdown(wait=True)
