"""Erasing somebody while their question comes to its end: either before its answers are frozen, or not at all."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from governance.errors import Refusal
from governance.rules.poll.answer import Choice
from governance.store.database import Database
from governance.store.models import Poll, Workspace
from governance.usecases.evidence import export_and_erasure
from governance.usecases.poll import closing
from tests.conftest import WORKSPACE, Cast
from tests.question_keys import KEYS
from tests.usecases.poll.test_question import MONDAY, asked, give


def test_no_answer_is_erased_beside_its_counting(database: Database, workspace: Workspace, cast: Cast) -> None:
    """Else the opened answers would never again be as many as the sealed ones, and the question would not close."""
    with asked(database, cast) as (session, poll):
        give(session, poll, cast.bob, Choice.OBJECT, MONDAY)
        poll_id = poll.id
    if not database.is_sqlite:  # which has one writer at a time
        with database.writing() as erasing, database.writing() as freezing:
            export_and_erasure.erase(erasing, WORKSPACE, "U0BOB", KEYS, MONDAY)
            with pytest.raises(OperationalError, match="could not obtain lock"):
                freezing.scalars(select(Poll).with_for_update(nowait=True)).all()
            freezing.rollback()
            erasing.rollback()
    with database.writing() as session:
        closing.freeze(session, session.get_one(Poll, poll_id), MONDAY)
    with pytest.raises(Refusal, match="being counted"), database.writing() as session:
        export_and_erasure.erase(session, WORKSPACE, "U0BOB", KEYS, MONDAY)
