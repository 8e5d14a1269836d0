"""Whose messages are painted anew when a role changes: all where an owner comes or goes, else those of the person."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from governance.rules.people.permissions import Role
from governance.store.database import Database
from governance.store.models import Outgoing, Workspace
from governance.store.outbox import Kind
from governance.usecases.people import appointments, members
from tests.conftest import FRIDAY, WORKSPACE, Cast
from tests.store.test_repaints import stands

SIX = ("U0OLGA", "U0OSCAR", "U0ADA", "U0ALICE", "U0BOB", "U0DORA")


def everybody_has_one(database: Database) -> None:
    for user in SIX:
        stands(database, Kind.NEWS, user)
    stands(database, Kind.BALLOT, "U0BOB")
    with database.writing() as session:
        session.execute(update(Outgoing).where(Outgoing.kind == Kind.BALLOT.value).values(bulk=True))


def marked(database: Database) -> set[str]:
    """Whose messages are to be painted anew; of the question, which is the same for all roles, none ever is."""
    with database.reading() as session:
        found = session.execute(select(Outgoing.user_id, Outgoing.kind).where(Outgoing.repaint_at.is_not(None))).all()
    assert {kind for _, kind in found} <= {Kind.NEWS}
    return {user or "" for user, _ in found}


@pytest.mark.parametrize(
    ("who", "role", "expected"),
    [
        ("oscar", Role.MEMBER, SIX),
        ("oscar", Role.DEACTIVATED, SIX),
        ("bob", Role.OWNER, SIX),
        ("ada", Role.MEMBER, ["U0ADA"]),
        ("bob", Role.ADMIN, ["U0BOB"]),
        ("dora", Role.MEMBER, ["U0DORA"]),
        ("bob", Role.DEACTIVATED, []),
        ("bob", Role.MEMBER, []),
        ("oscar", Role.PRIMARY_OWNER, ["U0OSCAR"]),
    ],
)
def test_who_gets_another_role(
    database: Database, workspace: Workspace, cast: Cast, who: str, role: Role, expected: list[str]
) -> None:
    everybody_has_one(database)
    with database.writing() as session:
        members.record_people(session, WORKSPACE, [replace(getattr(cast, who), role=role)], FRIDAY)
    assert marked(database) == set(expected)


def test_a_reading_that_changes_nothing_marks_nothing(database: Database, workspace: Workspace, cast: Cast) -> None:
    everybody_has_one(database)
    with database.writing() as session:
        members.record_people(session, WORKSPACE, cast.directory, FRIDAY)
        members.finish_sync(session, WORKSPACE, FRIDAY)
    assert marked(database) == set()


def test_an_owner_whom_slack_lists_no_more(database: Database, workspace: Workspace, cast: Cast) -> None:
    everybody_has_one(database)
    later = FRIDAY + timedelta(hours=6)
    with database.writing() as session:
        members.record_people(session, WORKSPACE, [one for one in cast.directory if one != cast.bob], later)
        members.finish_sync(session, WORKSPACE, later)
    assert marked(database) == set()
    with database.writing() as session:
        members.record_people(session, WORKSPACE, [one for one in cast.directory if one != cast.oscar], later)
        members.finish_sync(session, WORKSPACE, later + timedelta(seconds=1))
    assert marked(database) == set(SIX)


def test_whom_an_owner_appoints(database: Database, workspace: Workspace, cast: Cast) -> None:
    everybody_has_one(database)
    with database.writing() as session:
        appointments.appoint(session, cast.olga, {"organiser": [cast.bob], "observer": [cast.alice]}, FRIDAY)
    assert marked(database) == {"U0BOB", "U0ALICE"}
