"""Takes each question from its end to the point where its keys are destroyed, a transaction a step.

Every step may be repeated after a crash, and by another process beside this one.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any, TypeVar

import structlog
from sqlalchemy.orm import Session

from governance.background import attempt
from governance.clock import Clock
from governance.rules.poll.opening import BallotKind
from governance.store.database import Database
from governance.store.models import Poll
from governance.store.poll.key_store import KeyStore, Use
from governance.store.poll.opened_answers import OpenedAnswers
from governance.usecases.poll import clearing, closing, key_destruction, later_objection

PORTION = 2_000  # rows written in one transaction, so that no press waits long for it
LONGEST_WAY = 0.1  # seconds
T = TypeVar("T")
log = structlog.get_logger("questions")


class QuestionEnds:
    """Closing is: freeze, open and write the answers, commit the tally, destroy the key, record that."""

    def __init__(
        self, database: Database, clock: Clock, keys: KeyStore, give_way: Callable[[float], None] = lambda _: None
    ) -> None:
        self._database = database
        self._give_way = give_way
        self._clock = clock
        self._keys = keys
        self._cleaning_put_off = False

    def void_what_lost_its_key(self) -> None:
        """Secret questions whose key is not in the key store; a key store that is not there itself raises OSError."""
        for poll_id in self._due(key_destruction.needs_key):
            if self._keys.key(poll_id, Use.ANSWERS) is None:
                log.warning("void: the key of an open question is lost, nobody can read its answers", poll=poll_id)
                self._write(poll_id, key_destruction.make_void)

    def count_what_is_frozen(self) -> None:
        """Questions that no longer take answers: counted as a whole, in portions of a bounded size."""
        for poll_id in self._due(closing.due_to_count):
            attempt(partial(self._count, poll_id), "count")

    def _count(self, poll_id: str) -> None:
        with self._database.reading() as session:
            secret = session.get_one(Poll, poll_id).kind == BallotKind.SECRET
        key = self._keys.key(poll_id, Use.ANSWERS) if secret else None
        if key is not None:
            self._write_answers(poll_id, OpenedAnswers(poll_id, key))
        self._while_more(poll_id, lambda session, poll, now: closing.end_sending(session, poll, now, PORTION))
        try:
            with self._database.reading() as session:
                totals = closing.totals_of(session, session.get_one(Poll, poll_id))
        except ValueError:
            if poll_id in self._due(closing.due_to_count):
                raise
            return  # another process was quicker, and the seals went meanwhile
        self._write(poll_id, partial(closing.finish, totals=totals))
        log.info("done", step="close", poll=poll_id)

    def _write_answers(self, poll_id: str, opened: OpenedAnswers) -> None:
        more = True
        while more:
            with self._database.reading() as session:
                more = opened.read(session)
        for rows in opened.portions(PORTION):
            self._write(poll_id, partial(_write_portion, rows))

    def _while_more(self, poll_id: str, do: Callable[[Session, Poll, datetime], bool]) -> None:
        while self._write(poll_id, do):
            pass

    def destroy_what_is_over(self) -> None:
        """First the key, then the record that it is destroyed."""
        for poll_id in self._due(partial(key_destruction.due_to_destroy, use=Use.ANSWERS)):
            attempt(partial(self._destroy, poll_id, Use.ANSWERS), "destroy key")
        for poll_id in self._due(partial(key_destruction.due_to_destroy, use=Use.OBJECTIONS)):
            attempt(partial(self._end_objections, poll_id), "destroy key")
        for poll_id in self._keys.waiting():
            self._clear_noted(poll_id)

    def _destroy(self, poll_id: str, use: Use) -> None:
        self._keys.destroy(poll_id, use)
        self._while_more(poll_id, lambda session, poll, _: key_destruction.clear_sealed(session, poll, use, PORTION))
        self._write(poll_id, lambda session, poll, now: key_destruction.note_destroyed(session, poll, use, now))
        log.info("done", step="destroy key", poll=poll_id, use=use.value)

    def _end_objections(self, poll_id: str) -> None:
        """What waited since midnight still counts."""
        self._write(poll_id, lambda session, poll, _: later_objection.take_noted(session, poll, self._keys))
        self._clear_noted(poll_id)
        self._destroy(poll_id, Use.OBJECTIONS)

    def _clear_noted(self, poll_id: str) -> None:
        """Objections that the database holds by now wait no longer."""
        with self._database.reading() as session:
            known = later_objection.known_by_now(session, poll_id, self._keys)
        self._keys.clear_noted(poll_id, known)

    def clean(self) -> None:
        """Said once when it has to wait, since it is tried at every tick; when it is done, of each question."""
        due = self._due(clearing.due_to_clean)
        put_off = bool(due) and not self._database.clean_files(clearing.CLEANED)
        if put_off and not self._cleaning_put_off:
            log.info("cleaning of the database's files put off: somebody reads or writes there", polls=len(due))
        self._cleaning_put_off = put_off
        for poll_id in [] if put_off else due:
            if attempt(partial(self._write, poll_id, clearing.note_cleaned), "clean"):
                log.info("done", step="clean", poll=poll_id)

    def remove_what_reappeared(self) -> None:
        """Keys that were destroyed and lie in the key store again, from a backup; and those that nothing needs."""
        with self._database.reading() as session:
            found = key_destruction.reappeared(session, self._keys)
        for question, use in found:
            self._keys.destroy(question, use)
            log.warning("a key that nothing needs lay in the key store and was removed", poll=question, use=use.value)

    def _due(self, ask: Callable[[Session], list[str]]) -> list[str]:
        with self._database.reading() as session:
            return ask(session)

    def _write(self, poll_id: str, do: Callable[[Session, Poll, datetime], T]) -> T | None:
        """One step, once no gesture waits for the database."""
        self._give_way(LONGEST_WAY)
        now = self._clock()
        with self._database.writing() as session:
            found = session.get(Poll, poll_id, with_for_update=True)
            return do(session, found, now) if found is not None else None


def _write_portion(rows: list[dict[str, Any]], session: Session, poll: Poll, _now: datetime) -> None:
    closing.write_portion(session, poll, rows)
