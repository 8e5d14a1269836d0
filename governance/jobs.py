"""The timetable: what is looked at and how often. What is due is asked of the database; nothing is remembered here."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from governance.clock import Clock
from governance.delivery import Delivery
from governance.errors import Fault
from governance.rules.member import Person
from governance.store.database import Database
from governance.store.models import Poll, Workspace, new_id
from governance.usecases import case, closing, draft, event, member, poll, prompts, reminder

SYNC_EVERY = timedelta(hours=6)
log = structlog.get_logger("jobs")


@dataclass(frozen=True)
class Outside:
    """What the timetable does beyond the database: read the directory, read the inbox. Each raises Fault."""

    sync_directory: Callable[[datetime], None]
    read_mail: Callable[[datetime], None]


class Timetable:
    """`tick` does once whatever is due now; doing it twice, late or after a crash changes nothing."""

    def __init__(
        self, database: Database, clock: Clock, delivery: Delivery, outside: Outside, heartbeat: Path | None = None
    ) -> None:
        self._database = database
        self._clock = clock
        self._delivery = delivery
        self._outside = outside
        self._heartbeat = heartbeat
        self._one_at_a_time = threading.Lock()
        self._syncing = threading.Lock()

    def tick(self) -> None:
        """Everything that is due, each step in its own transaction, so that one failing step stops no other."""
        with self._one_at_a_time:
            for step in (
                self._fill, self._open, self._close, self._clean, self._announce, self._remind, self._prompt,
                self._forget, self._mail, self._sync, self._delivery.run_due,
            ):  # fmt: skip
                self._run(step)
            if self._heartbeat is not None:
                self._heartbeat.touch()

    def _run(self, step: Callable[[], None]) -> None:
        try:
            step()
        except Fault as fault:
            log.warning("fault", step=step.__name__, code=fault.code)
        except Exception:  # the job wrapper: logged with a code; the rows are still there at the next tick
            log.exception("step failed", step=step.__name__, code=new_id())

    def _each(self, due: list[str], do: Callable[[Session, Poll, datetime], object], what: str) -> None:
        for poll_id in due:
            with self._database.writing() as session:
                found = session.get(Poll, poll_id, with_for_update=True)
                if found is not None:
                    do(session, found, self._clock())
                    log.info(what, workspace=found.workspace_id, poll=poll_id)

    def _due(self, ask: Callable[[Session, datetime], list[str]]) -> list[str]:
        with self._database.reading() as session:
            return ask(session, self._clock())

    def _fill(self) -> None:
        for poll_id in self._due(lambda session, _: poll.due_to_fill(session)):
            more = True
            while more:
                with self._database.writing() as session:
                    found = session.get(Poll, poll_id, with_for_update=True)
                    more = found is not None and poll.fill(session, found, self._clock())

    def _open(self) -> None:
        self._each(self._due(poll.due_to_open), poll.open_poll, "opened")

    def _close(self) -> None:
        self._each(self._due(closing.due_to_close), closing.close, "closed")

    def _clean(self) -> None:
        due = self._due(lambda session, _: closing.due_to_clean(session))
        if due and self._database.clean_files(closing.CLEANED, time.sleep):
            self._each(due, closing.note_cleaned, "files cleaned")

    def _announce(self) -> None:
        self._each(self._due(closing.due_to_announce), closing.announce_missed, "announced")

    def _remind(self) -> None:
        with self._database.writing() as session:
            closing.count_answers(session, self._clock())
            reminder.queue_due_reminders(session, self._clock())

    def _prompt(self) -> None:
        with self._database.writing() as session:
            reminder.queue_decision_prompts(session, self._clock())
            case.settle_lost_letters(session, self._clock())
            prompts.queue_case_prompts(session, self._clock())

    def _forget(self) -> None:
        self._each(self._due(closing.due_to_clear), closing.clear_traces, "traces cleared")
        self._each(
            self._due(closing.due_to_forget),
            lambda session, found, _: closing.forget_later_objectors(session, found),
            "tags forgotten",
        )
        with self._database.writing() as session:
            draft.drop_old_drafts(session, self._clock())
            event.forget_old(session, self._clock())

    def _mail(self) -> None:
        self._outside.read_mail(self._clock())

    def _sync(self) -> None:
        """Keep the directory in step, beside the tick: a large one takes minutes."""
        now = self._clock()
        with self._database.reading() as session:
            workspaces = session.scalars(select(Workspace).where(Workspace.removed_at.is_(None))).all()
        stale = [w for w in workspaces if w.synced_at is None or now - w.synced_at >= SYNC_EVERY or w.synced_at > now]
        if stale and self._syncing.acquire(blocking=False):
            threading.Thread(target=self._sync_beside, name="directory", daemon=True).start()

    def _sync_beside(self) -> None:
        try:
            self._run(self._sync_now)
        finally:
            self._syncing.release()

    def _sync_now(self) -> None:
        self._outside.sync_directory(self._clock())


def sync_directory(
    database: Database, workspace_id: str, pages: Callable[[], Iterator[list[Person]]], clock: Clock
) -> None:
    """Read the whole directory in one go, a transaction per page; at its end settle who was not seen."""
    started = clock()
    for people in pages():
        with database.writing() as session:
            member.record_people(session, workspace_id, people, clock())
    with database.writing() as session:
        member.finish_sync(session, workspace_id, started)
    log.info("directory read", workspace=workspace_id)
