"""The timetable: what is looked at and how often. The database says each time what is due."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TypeAlias

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from governance.background import Background, attempt
from governance.clock import Clock
from governance.delivery import Delivery
from governance.keys import key_fingerprint
from governance.rules.people.permissions import Person
from governance.store.database import Database
from governance.store.models import Poll, Workspace
from governance.usecases import received_events
from governance.usecases.case import decision_prompts, owner_prompts, recheck
from governance.usecases.case.letter import outcome
from governance.usecases.people import members
from governance.usecases.poll import announcement, closing, draft, later_objection, opening, reminders

SYNC_EVERY = timedelta(hours=6)
SYNC_RETRY_SECONDS = 60.0
Ask: TypeAlias = Callable[[Session, datetime], list[str]]  # the ids of the questions that are due
Change: TypeAlias = Callable[[Session, Poll, datetime], object]
log = structlog.get_logger("jobs")


@dataclass(frozen=True)
class Outside:
    """The steps that wait for other servers, each run in the background. Each raises Fault."""

    sync_directory: Callable[[datetime], None]
    fetch_mail: Callable[[datetime], None]
    judge_mail: Callable[[datetime], None]


class Timetable:
    """`tick` does whatever is due now; called twice, late, beside another process or after a crash, it does no more.

    Every step is a transaction of its own, and so is every question within one, so that a failure stops nothing else.
    """

    def __init__(
        self,
        database: Database,
        clock: Clock,
        delivery: Delivery,
        outside: Outside,
        app_key: bytes,
        heartbeat: Path | None = None,
    ) -> None:
        self._database = database
        self._app_key = app_key
        self._clock = clock
        self._delivery = delivery
        self._outside = outside
        self._heartbeat = heartbeat
        self._one_at_a_time = threading.Lock()
        self._stopping = threading.Event()
        self._directory = Directory(database, clock, outside)
        self._fetching = Background(self._fetch_mail, "inbox")
        self._judging = Background(self._judge_mail, "judging")

    def tick(self) -> bool:
        """Do everything that is due. True: there is more to do at once."""
        steps: tuple[Callable[[], object], ...] = (
            self._fill, self._open, self._close, self._clean, self._announce, self._remind, self._prompt,
            self._forget, self._mail, self._sync, self._delivery.run_due,
        )  # fmt: skip
        with self._one_at_a_time:
            more = [self._run(step) is True for step in steps if not self._stopping.is_set()]
            if self._heartbeat is not None:
                attempt(self._heartbeat.touch, "sign of life")
        return any(more)

    def _run(self, step: Callable[[], object]) -> object:
        return attempt(step, step.__name__.strip("_"))

    def stop(self) -> None:
        """Begin no further step, and return when those under way have ended."""
        self._stopping.set()
        with self._one_at_a_time:
            self._fetching.stop()
            self._judging.stop()

    def _due(self, ask: Ask) -> list[str]:
        now = self._clock()
        with self._database.reading() as session:
            return ask(session, now)

    def _each(self, ask: Ask, do: Change, what: str, due: list[str] | None = None) -> None:
        due = attempt(partial(self._due, ask), what) if due is None else due
        for poll_id in due or ():
            attempt(partial(self._one, poll_id, ask, do, what), what)

    def _one(self, poll_id: str, ask: Ask, do: Change, what: str) -> None:
        """Take one question, unless another process was quicker: its state is looked at again once its row is ours."""
        now = self._clock()
        with self._database.writing() as session:
            found = session.get(Poll, poll_id, with_for_update=True)
            if found is None or poll_id not in ask(session, now):
                return
            do(session, found, now)
        log.info("done", step=what, workspace=found.workspace_id, poll=poll_id)

    def _write(self, *changes: Callable[[Session, datetime], object]) -> None:
        for change in changes:
            attempt(partial(self._write_one, change), change.__name__)

    def _write_one(self, change: Callable[[Session, datetime], object]) -> None:
        now = self._clock()
        with self._database.writing() as session:
            change(session, now)

    def _fill(self) -> bool:
        """Add one batch of people, so that presses and other questions get their turn. True: there are more."""
        due = self._due(lambda session, _: opening.due_to_fill(session))
        return True in [attempt(partial(self._fill_one, poll_id), "fill") for poll_id in due]

    def _fill_one(self, poll_id: str) -> bool:
        now = self._clock()
        with self._database.writing() as session:
            found = session.get(Poll, poll_id, with_for_update=True)
            return found is not None and opening.fill(session, found, now)

    def _open(self) -> None:
        fingerprint = key_fingerprint(self._app_key)
        self._each(opening.due_to_open, partial(opening.open_poll, key_fingerprint=fingerprint), "open")

    def _close(self) -> None:
        self._each(closing.due_to_close, partial(closing.close, app_key=self._app_key), "close")

    def _clean(self) -> None:
        due = self._due(_to_clean)
        if due and self._database.clean_files(closing.CLEANED, time.sleep):
            self._each(_to_clean, closing.note_cleaned, "clean", due)

    def _announce(self) -> None:
        self._each(announcement.due_to_announce, announcement.announce_missed, "announce")

    def _remind(self) -> None:
        self._write(closing.count_answers, reminders.queue_due_reminders)

    def _prompt(self) -> None:
        self._write(later_objection.count_objections, decision_prompts.queue_decision_prompts)
        self._write(outcome.settle_lost_letters, recheck.notice_changes, owner_prompts.queue_case_prompts)

    def _forget(self) -> None:
        self._each(closing.due_to_clear, closing.clear_traces, "clear traces")
        self._each(closing.due_to_forget, closing.forget_later_objectors, "forget tags")
        self._write(draft.drop_old_drafts, received_events.forget_old)

    def _mail(self) -> None:
        """Fetch and judge in the background, each apart: a slow mailbox does not delay mail brought in by hand."""
        if not self._fetching.begin():
            self._judging.begin()

    def _fetch_mail(self) -> None:
        try:
            self._outside.fetch_mail(self._clock())
        finally:
            self._judging.begin()

    def _judge_mail(self) -> None:
        """Judge what waits, and send at once what follows from it."""
        self._outside.judge_mail(self._clock())
        self._delivery.run_due()

    def _sync(self) -> None:
        self._directory.read_if_stale()


def _to_clean(session: Session, _now: datetime) -> list[str]:
    return closing.due_to_clean(session)


class Directory:
    """Keeps our copy of Slack's directory up to date, in the background, since a large one takes minutes."""

    def __init__(self, database: Database, clock: Clock, outside: Outside) -> None:
        self._database = database
        self._clock = clock
        self._outside = outside
        self._background = Background(self._read, "directory")
        self._read_by_us = False
        self._not_before = 0.0  # of the monotonic clock

    def read_if_stale(self) -> None:
        """Begin to read the directory unless our copy is fresh, it is being read, or it just failed."""
        if self._is_stale() and time.monotonic() >= self._not_before:
            self._background.begin()

    def _is_stale(self) -> bool:
        """Always after a start: while the app was down nobody told us who joined or left."""
        now = self._clock()
        with self._database.reading() as session:
            seen = session.scalars(select(Workspace.synced_at).where(Workspace.removed_at.is_(None))).all()
        old = [moment for moment in seen if moment is None or not timedelta() <= now - moment < SYNC_EVERY]
        return bool(old or (seen and not self._read_by_us))

    def _read(self) -> None:
        self._not_before = time.monotonic() + SYNC_RETRY_SECONDS  # unless it succeeds
        self._outside.sync_directory(self._clock())
        self._read_by_us, self._not_before = True, 0.0


def sync_directory(
    database: Database, workspace_id: str, pages: Callable[[], Iterator[list[Person]]], clock: Clock
) -> None:
    """Read the whole directory at once, a transaction per page; at its end settle who was not seen."""
    started = clock()
    for people in pages():
        now = max(clock(), started)  # a clock that is set back meanwhile must not make everybody disappear
        with database.writing() as session:
            members.record_people(session, workspace_id, people, now)
    with database.writing() as session:
        members.finish_sync(session, workspace_id, started)
    log.info("directory read", workspace=workspace_id)
