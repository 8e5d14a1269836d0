"""Whatever is written in a workspace brings its next look forward, and nothing else does."""

from __future__ import annotations

import gc
from datetime import timedelta
from importlib import import_module
from pkgutil import walk_packages
from typing import Any

import pytest
from sqlalchemy import Table, delete, select, update

import governance.store
from governance.store.database import Database
from governance.store.models import Appointment, Case, CaseEvent, Member, NextLook, Poll, Workspace
from governance.store.outbox import Kind, queue
from governance.store.prepared import Prepared
from governance.store.schema import Base
from governance.store.timetable import next_looks
from governance.usecases.case import decision
from governance.usecases.people import members
from governance.usecases.poll import answer
from tests.conftest import FRIDAY, WORKSPACE, Cast
from tests.usecases.case.case_story import approved
from tests.usecases.poll.test_question import asked

LATER = FRIDAY + timedelta(days=30)


@pytest.fixture
def quiet(database: Database, workspace: Workspace) -> Database:
    """Exemple SA and another workspace, in neither of which anything is due for a month."""
    with database.writing() as session:
        members.record_installation(
            session, workspace_id="T0OTHER", name="Other", url="https://other.slack.com/", enterprise_id=None,
            bot_user_id="U0BOT", scopes="", now=FRIDAY,
        )  # fmt: skip
    rest(database)
    return database


def rest(database: Database) -> None:
    with database.writing() as session:
        session.execute(update(NextLook).values(at=LATER))


def due(database: Database) -> list[str]:
    with database.reading() as session:
        return [look.workspace_id for look in next_looks.due(session, FRIDAY)]


def test_every_table_leads_to_a_workspace_or_is_left_out() -> None:
    tables = Base.metadata.tables
    assert tables.keys() > next_looks.LEFT_OUT, "a table that is no more"
    for name in tables.keys() - next_looks.LEFT_OUT:
        assert next_looks.leads_by(tables[name])
    with pytest.raises(ValueError, match="lead to no workspace"):
        next_looks.leads_by(tables["seen_events"])


def test_what_is_given_to_the_driver_alone_is_left_out() -> None:
    """Of these statements nothing hears."""
    for module in walk_packages(governance.store.__path__, "governance.store."):
        import_module(module.name)
    made = [
        one._build(name) for one in gc.get_objects() if isinstance(one, Prepared) for name in ("sqlite", "postgresql")
    ]
    written = {one.table.name for one in made if isinstance(getattr(one, "table", None), Table)}
    assert "outbox" in written <= next_looks.LEFT_OUT


def test_what_is_written_is_heard_of(quiet: Database, cast: Cast) -> None:
    """By objects, by statements, of a request too; only in that workspace."""
    case_id = approved(quiet, cast)
    here = Member.workspace_id == WORKSPACE
    writes: list[Any] = [
        update(Member).where(here, Member.user_id == "U0BOB").values(name="Robert"),
        update(Case).where(Case.id == case_id).values(state="drafted"),
        update(CaseEvent).where(CaseEvent.case_id == case_id).values(note="x"),
        delete(Member).where(here, Member.user_id == "U0CAROL"),
    ]
    for write in writes:
        rest(quiet)
        with quiet.writing() as session:
            session.execute(write)
        assert due(quiet) == [WORKSPACE], str(write)
    rows = [
        Appointment(workspace_id=WORKSPACE, user_id="U0ADA", role="observer", appointed_by="x", appointed_at=FRIDAY),
        CaseEvent(case_id=case_id, event="changed", at=FRIDAY, note=""),
    ]
    for row in rows:
        rest(quiet)
        with quiet.writing() as session:
            session.add(row)
        assert due(quiet) == [WORKSPACE]
    rest(quiet)
    with quiet.writing() as session:
        session.scalars(select(Case)).one().remind_owner_at = LATER
    assert due(quiet) == [WORKSPACE]


def test_what_makes_nothing_due_is_not(quiet: Database, cast: Cast) -> None:
    with asked(quiet, cast) as (_, poll):
        poll_id = poll.id
    rest(quiet)
    with quiet.writing() as session:
        queue(session, Kind.HOME, "home:U0BOB", FRIDAY, workspace_id=WORKSPACE, user_id="U0BOB", interactive=True)
        answer.note_notice_read(session, cast.bob, poll_id, FRIDAY)
        session.execute(select(Poll)).all()
        session.execute(update(Member).where(Member.user_id == "U0NOBODY").values(name="x"))
        session.execute(update(Member).values(name="x"))
        session.rollback()
    assert due(quiet) == []


def test_a_change_during_a_look_is_looked_at(quiet: Database, cast: Cast) -> None:
    """The look may have read what was before it."""
    with quiet.writing() as session:
        next_looks.look_everywhere(session, FRIDAY)
    with quiet.reading() as session:
        looks = next_looks.due(session, FRIDAY)
    assert [look.workspace_id for look in looks] == [WORKSPACE, "T0OTHER"]
    with quiet.writing() as session:
        decision.record_decision(session, cast.olga, None, "allow", "", FRIDAY)
    for look in looks:
        with quiet.writing() as session:
            next_looks.put_off(session, look, FRIDAY, [LATER, FRIDAY + timedelta(hours=1)])
    assert due(quiet) == [WORKSPACE]
    with quiet.reading() as session:
        other = session.get_one(NextLook, "T0OTHER")
        assert other.at == FRIDAY + timedelta(hours=1)
        assert session.get_one(NextLook, WORKSPACE).changes > looks[0].changes
