"""The timetable: what is looked at and how often. The database says each time what is due."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, TypeAlias, TypeVar

import structlog
from sqlalchemy.orm import Session

from governance.background import Aside, Background, attempt, give_sign_of_life
from governance.clock import Clock
from governance.closing_job import QuestionEnds
from governance.delivery import Delivery
from governance.directory_sync import Directory
from governance.measured import MEASURED
from governance.store import repaints
from governance.store.database import Database
from governance.store.models import Poll
from governance.store.outbox import Kind
from governance.store.poll import at_rest, mailings
from governance.store.poll.key_store import KeyStore
from governance.store.timetable import next_looks
from governance.usecases import received_events
from governance.usecases.case import decision_prompts, owner_prompts, recheck, succession
from governance.usecases.case.letter import lapse, outcome
from governance.usecases.poll import announcement, clearing, closing, later_objection, opening, release_time, reminders
from governance.usecases.poll.waiting import line, turn

T = TypeVar("T")
Ask: TypeAlias = Callable[[Session, datetime], list[str]]  # the ids of the questions that are due
Change: TypeAlias = Callable[[Session, Poll, datetime], object]
LONGEST_WAY = 0.1  # seconds that a portion waits for presses
MAILINGS = {
    Kind.REMINDER.value: reminders.queue_part,
    Kind.RESULT.value: announcement.queue_part,
    Kind.LATE_DECISION.value: announcement.queue_part,
    **{f"{repaints.ANEW}{kind.value}": at_rest.wake_part for kind in repaints.PLACES},
}
LOOKS = (  # each says from when on it may find more, if nothing is written there before
    reminders.queue_due_reminders, succession.pass_on, lapse.lapse_approvals, decision_prompts.queue_decision_prompts,
    recheck.notice_changes, owner_prompts.queue_case_prompts,
)  # fmt: skip
log = structlog.get_logger("jobs")


@dataclass(frozen=True)
class Outside:
    """The steps that wait for other servers, each run in the background. Each raises Fault."""

    sync_directory: Callable[[datetime], None]
    fetch_mail: Callable[[datetime], None]
    judge_mail: Callable[[datetime], None]
    watch_pages: Callable[[datetime], None] = lambda _: None  # nothing is watched from a sandbox without a site


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
        keys: KeyStore,
        heartbeat: Path | None = None,
        aside: Callable[[Callable[[], object], str], Aside] = Background,
        give_way: Callable[[float], None] = lambda _: None,
    ) -> None:
        self._database = database
        self._keys = keys
        self._ends = QuestionEnds(database, clock, keys, give_way)
        self._clock = clock
        self._delivery = delivery
        self._outside = outside
        self._heartbeat = heartbeat
        self._one_at_a_time, self._stopping = threading.Lock(), threading.Event()
        self._give_way = give_way
        self._directory = Directory(database, clock, outside.sync_directory, aside)
        self._fetching = aside(self._fetch_mail, "inbox")
        self._judging = aside(self._judge_mail, "judging")
        self._watching = aside(lambda: outside.watch_pages(clock()), "watch")

    def tick(self) -> bool:
        """Do everything that is due. True: there is more to do at once."""
        steps: tuple[Callable[[], object], ...] = (
            self._call, self._fill, self._open, self._close, self._ends.clean, self._announce, self._prompt,
            self._queue, self._forget, self._mark, self._mail, self._watch, self._sync, self._delivery.run_due,
        )  # fmt: skip
        MEASURED.count("ticks")
        with self._one_at_a_time:
            more = [self._run(step) is True for step in steps if not self._stopping.is_set()]
            if self._heartbeat is not None:
                attempt(partial(give_sign_of_life, self._heartbeat), "sign of life")
        return any(more)

    def begin_anew(self) -> None:
        """After a start: while the app was down nobody told us who came and went."""
        self._write(next_looks.look_everywhere)
        self._directory.read()

    def _run(self, step: Callable[[], object]) -> object:
        return attempt(step, step.__name__.strip("_"))

    def stop(self) -> None:
        """Begin no further step, and return when those under way have ended."""
        self._stopping.set()
        with self._one_at_a_time:
            for beside in (self._fetching, self._judging, self._watching):
                beside.stop()

    def _due(self, ask: Callable[[Session, datetime], T]) -> T:
        now = self._clock()
        with self._database.reading() as session:
            return ask(session, now)

    def _each(self, ask: Ask, do: Change, what: str, due: list[str] | None = None) -> None:
        """`do` says True where it did a portion and there is more: that is done at once, letting gestures through."""
        due = attempt(partial(self._due, ask), what) if due is None else due
        for poll_id in due or ():
            while attempt(partial(self._one, poll_id, ask, do, what), what) and not self._stopping.is_set():
                self._give_way(LONGEST_WAY)

    def _one(self, poll_id: str, ask: Ask, do: Change, what: str) -> bool:
        """Take one question, unless another process was quicker: its state is looked at again once its row is ours."""
        now = self._clock()
        with self._database.writing() as session:
            found = session.get(Poll, poll_id, with_for_update=True)
            if found is None or poll_id not in ask(session, now):
                return False
            more = do(session, found, now) is True
        if not more:
            log.info("done", step=what, workspace=found.workspace_id, poll=poll_id)
        return more

    def _write(self, *changes: Callable[[Session, datetime], object]) -> None:
        for change in changes:
            attempt(partial(self._write_one, change), getattr(change, "__name__", "write"))

    def _write_one(self, change: Callable[..., Any], *where: str) -> Any:
        now = self._clock()
        with self._database.writing() as session:
            return change(session, *where, now)

    def _call(self) -> None:
        for workspace_id in self._due(line.due_to_call):
            attempt(partial(self._write_one, turn.call, workspace_id), "call")

    def _fill(self) -> bool:
        """One batch of people at a time, so that presses get theirs. True: there are more."""
        return True in [attempt(partial(self._fill_one, one), "fill") for one in self._due(opening.due_to_fill)]

    def _fill_one(self, poll_id: str) -> bool:
        now = self._clock()
        with self._database.writing() as session:
            found = session.get(Poll, poll_id, with_for_update=True)
            return found is not None and opening.fill(session, found, now)

    def _open(self) -> None:
        """The keys of a question are written and synced before it opens."""
        due = self._due(opening.due_to_open)
        ready = [poll_id for poll_id in due if attempt(partial(self._make_keys, poll_id), "keys")]
        with self._database.reading() as session:
            lists = opening.lists_of(session, ready)
        opens = partial(opening.open_poll, key_fingerprint=self._keys.app_fingerprint, lists=lists)
        self._each(opening.due_to_open, opens, "open", ready)
        self._each(release_time.due_to_release, release_time.release, "release")
        self._each(release_time.due_to_hold, release_time.hold, "hold")

    def _make_keys(self, poll_id: str) -> bool:
        self._keys.make(poll_id)
        return True

    def _close(self) -> None:
        self._ends.void_what_lost_its_key()
        self._each(closing.due_to_freeze, closing.freeze, "freeze")
        self._ends.count_what_is_frozen()
        self._ends.destroy_what_is_over()

    def _announce(self) -> None:
        self._each(announcement.due_to_announce, announcement.announce_missed, "announce")

    def _queue(self) -> bool:
        """Queue some of the many messages of one occasion. True: there are more."""
        if not self._due(lambda session, _: mailings.is_any_left(session)):
            return False
        self._give_way(LONGEST_WAY)
        return bool(self._write_one(lambda session, _: mailings.go_on(session, MAILINGS)))

    def _prompt(self) -> None:
        """What comes by the day or by the calendar, in the workspaces whose moment has come."""
        self._write(closing.count_answers, partial(later_objection.count_objections, keys=self._keys))
        self._write(outcome.settle_lost_letters)
        for look in self._due(next_looks.due):
            if not self._stopping.is_set():
                attempt(partial(self._look, look), "look")

    def _look(self, look: next_looks.Look) -> None:
        """Each a transaction of its own; where one fails, the next tick looks again."""
        now = self._clock()
        found: list[Any] = [attempt(partial(self._write_one, what, look.workspace_id), what.__name__) for what in LOOKS]
        if None not in found:
            self._write(lambda session, _: next_looks.put_off(session, look, now, found))

    def _forget(self) -> None:
        self._each(clearing.due_to_clear, clearing.clear_traces, "clear traces")
        self._each(later_objection.due_to_end, later_objection.end, "end objections")
        self._each(at_rest.due_to_rest, at_rest.rest, "rest")
        self._each(clearing.due_to_clear_names, clearing.clear_names, "clear names")
        self._each(clearing.due_to_clear_people, clearing.clear_people, "clear people")
        self._write(clearing.drop_old_drafts, clearing.end_turns, received_events.forget_old)

    def _mark(self) -> bool:
        """Mark some of a question's many messages that are to be painted anew. True: there are more."""
        if not self._due(lambda session, _: repaints.unmarked(session)):
            return False
        return bool(self._write_one(lambda session, _: repaints.mark_some(session)))

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

    def _watch(self) -> None:
        """Read the vendors' pages that are due, once a day; what follows from it leaves with the next tick."""
        self._watching.begin()

    def _sync(self) -> None:
        self._directory.read_if_stale()
