"""One person's rights: what is kept about them can be exported, and goes; the proof stays."""

from __future__ import annotations

import json

from sqlalchemy import func, select

from governance.rules.poll.answer import Choice
from governance.store import ledger
from governance.store.database import Database
from governance.store.models import Elector, LaterObjection, OpenBallot, Workspace
from governance.store.schema import Base
from governance.usecases.evidence import export_and_erasure
from governance.usecases.poll import later_objection
from tests.conftest import WORKSPACE, Cast
from tests.question_keys import KEYS, close_question
from tests.usecases.poll.test_question import MONDAY, asked, give


def test_an_export_shows_what_is_kept_but_no_secret_choice(
    database: Database, workspace: Workspace, cast: Cast
) -> None:
    with asked(database, cast) as (session, poll):
        give(session, poll, cast.bob, Choice.OBJECT, MONDAY)
        kept = export_and_erasure.export(session, WORKSPACE, "U0BOB")
        assert kept["members"][0]["name"] == "Bob Stone"
        assert kept["participation"][0]["answered"] is True
        assert "object" not in json.dumps(kept)


def test_nothing_leads_to_an_erased_person(database: Database, workspace: Workspace, cast: Cast) -> None:
    with asked(database, cast) as (session, poll):
        for who in (cast.bob, cast.alice):
            give(session, poll, who, Choice.OBJECT, MONDAY)
        export_and_erasure.erase(session, WORKSPACE, "U0BOB", KEYS, MONDAY)
        session.flush()
        session.expire_all()
        for table in Base.metadata.sorted_tables:
            assert "U0BOB" not in str(session.execute(select(table)).all()), table.name
        assert session.scalar(select(func.count()).select_from(OpenBallot)) == 1
        assert session.scalar(select(func.count()).select_from(Elector)) == poll.electorate
        close_question(session, poll, poll.closes_at)
        assert (poll.object, poll.electorate) == (1, 6)
        session.flush()
        assert ledger.verify(session, WORKSPACE).fault is None


def test_a_later_objection_goes_too(database: Database, workspace: Workspace, cast: Cast) -> None:
    with asked(database, cast) as (session, poll):
        close_question(session, poll, poll.closes_at)
        later_objection.object_later(session, cast.bob, poll.id, KEYS)
        export_and_erasure.erase(session, WORKSPACE, "U0BOB", KEYS, MONDAY)
        assert session.scalar(select(func.count()).select_from(LaterObjection)) == 0
