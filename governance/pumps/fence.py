"""One process's right to send what one workspace is sent of one kind; what it learns of the limit is kept with it."""

from __future__ import annotations

import time
from datetime import timedelta

from governance.clock import Clock
from governance.rate_limit import Learnt, Pace
from governance.store.database import Database
from governance.store.lanes import Lane
from governance.store.pumps import fences

LONGEST_PAUSE = 3600.0  # seconds
KEPT_FOR = fences.TERM.total_seconds() / 3  # then its end is put off


class Fence:
    """Taken before the first call, asked for before every other, and released when nothing is due."""

    def __init__(self, database: Database, clock: Clock, workspace_id: str, lane: Lane, owner: str, pace: Pace) -> None:
        self._database, self._clock, self._pace = database, clock, pace
        self._key = (workspace_id, lane, owner)
        self._is_ours = False
        self._keep_at = 0.0  # of the monotonic clock

    def take(self) -> bool:
        """Whether we may send now. Asked before every call."""
        if self._is_ours and time.monotonic() < self._keep_at:
            return True
        began = time.monotonic()
        self._is_ours = self._keep() if self._is_ours else self._take()
        self._keep_at = began + KEPT_FOR
        return self._is_ours

    def _keep(self) -> bool:
        now = self._clock()
        with self._database.writing(durable=False) as session:
            return fences.keep(session, *self._key, self._learnt(), now)

    def _take(self) -> bool:
        now = self._clock()
        with self._database.reading() as session:
            if fences.is_held_by_another(session, *self._key, now):
                return False
        with self._database.writing(durable=False) as session:
            taken = fences.take(session, *self._key, now)
        if taken is not None and (known := taken.learnt) is not None:
            left = (known.blocked_until - now).total_seconds() if known.blocked_until else 0.0
            self._pace.resume(Learnt(known.rate, min(max(left, 0.0), LONGEST_PAUSE), known.step))
        return taken is not None

    def learnt(self) -> None:
        """Something was: written down before the next call."""
        self._keep_at = 0.0

    def release(self) -> bool:
        """Let another process send; False: it was not ours."""
        was_ours, self._is_ours = self._is_ours, False
        if was_ours:
            now = self._clock()
            with self._database.writing(durable=False) as session:
                fences.release(session, *self._key, self._learnt(), now)
        return was_ours

    def _learnt(self) -> fences.Learnt:
        known, now = self._pace.learnt(), self._clock()
        return fences.Learnt(known.rate, now + timedelta(seconds=known.blocked) if known.blocked else None, known.step)
