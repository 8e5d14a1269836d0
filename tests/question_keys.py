"""A key store for tests that work on the database without the app, and the steps of closing in one session."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from governance.rules.people.permissions import Person
from governance.store.models import Poll
from governance.store.poll.app_key import key_fingerprint
from governance.store.poll.key_store import KeyStore, Use
from governance.store.poll.opened_answers import OpenedAnswers
from governance.usecases.poll import closing, key_destruction, opening

KEY = b"k" * 32
_FOLDER = tempfile.mkdtemp(prefix="question-keys-")
atexit.register(shutil.rmtree, _FOLDER, ignore_errors=True)
KEYS = KeyStore(Path(_FOLDER), KEY)


def open_question(session: Session, poll: Poll, now: datetime) -> None:
    """As the timetable opens one: its keys first."""
    KEYS.make(poll.id)
    opening.open_poll(session, poll, now, key_fingerprint(KEY))


def close_question(
    session: Session, poll: Poll, now: datetime, by: Person | None = None, reason: str | None = None
) -> None:
    """Every step of closing, in the session of the test."""
    closing.freeze(session, poll, now, by, reason)
    count_question(session, poll, now)


def count_question(session: Session, poll: Poll, now: datetime) -> None:
    """The steps after the answers are frozen."""
    key = KEYS.key(poll.id, Use.ANSWERS)
    if key is not None and poll.kind == "secret":
        opened = OpenedAnswers(poll.id, key)
        while opened.read(session):
            pass
        for rows in opened.portions(3):
            closing.write_portion(session, poll, rows)
    session.flush()
    closing.end_sending(session, poll, now, 1000)
    closing.finish(session, poll, now, closing.totals_of(session, poll))
    KEYS.destroy(poll.id, Use.ANSWERS)
    key_destruction.note_destroyed(session, poll, Use.ANSWERS, now)
