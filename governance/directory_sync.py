"""Reads Slack's directory of people in step, beside the tick: a large one takes minutes."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta

import structlog
from sqlalchemy import false, func, select

from governance.background import Aside, Background
from governance.clock import Clock
from governance.rules.people.permissions import Person
from governance.store.database import Database
from governance.store.models import Workspace
from governance.usecases.people import directory_faults, members

log = structlog.get_logger("directory")
SYNC_EVERY = timedelta(hours=6)
SYNC_RETRY_SECONDS = 60.0


class Directory:
    """Keeps our copy of Slack's directory in step, beside the tick: a large one takes minutes."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        read: Callable[[datetime], None],
        aside: Callable[[Callable[[], object], str], Aside] = Background,
    ) -> None:
        self._database = database
        self._clock = clock
        self._read_all = read
        self._background = aside(self._read, "directory")
        self._read_by_us = aside is not Background  # else whichever of several processes ticks would read it anew
        self._not_before = 0.0  # of the monotonic clock

    def read_if_stale(self) -> None:
        """Begin to read it unless it is fresh, being read, or could not be read just now."""
        if self._is_stale() and time.monotonic() >= self._not_before:
            self._background.begin()

    def read(self) -> None:
        """Begin to read it, however fresh it is."""
        self._background.begin()

    def _is_stale(self) -> bool:
        """After a start always: while the app was down nobody told us who came and went.

        Also where the app was removed: reading begins with the question whether its token works again.
        """
        now, some = self._clock(), select(Workspace.id).limit(1)
        fresh = Workspace.removed_at.is_(None) & (Workspace.synced_at > now - SYNC_EVERY) & (Workspace.synced_at <= now)
        old = some.where(~func.coalesce(fresh, false()))
        with self._database.reading() as session:
            return session.scalar(old if self._read_by_us else some) is not None

    def _read(self) -> None:
        self._not_before = time.monotonic() + SYNC_RETRY_SECONDS  # unless it succeeds
        self._read_all(self._clock())
        self._read_by_us, self._not_before = True, 0.0


def sync_directory(
    database: Database, workspace_id: str, pages: Callable[[], Iterator[Sequence[Person | None]]], clock: Clock
) -> None:
    """Read the whole directory in one go, a transaction per page; at its end settle who was not seen.

    None in a page stands for a record that could not be read.
    """
    started, unreadable = clock(), 0
    for page in pages():
        people = [person for person in page if person is not None]
        unreadable += len(page) - len(people)
        now = max(clock(), started)  # a clock that is set back meanwhile must not make everybody disappear
        with database.writing() as session:
            members.record_people(session, workspace_id, people, now)
    with database.writing() as session:
        members.finish_sync(session, workspace_id, started)
        directory_faults.note(session, workspace_id, unreadable, started)
    log.info("directory read", workspace=workspace_id)
