"""Reading the directory in one go, whatever the clock does meanwhile."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from governance.directory_reading import sync_directory
from governance.rules.people.permissions import Role
from governance.store.database import Database
from governance.store.models import Member, Workspace
from tests.conftest import FRIDAY, Cast


def test_a_clock_that_is_set_back_makes_nobody_disappear(database: Database, workspace: Workspace, cast: Cast) -> None:
    moments = iter([FRIDAY + timedelta(hours=1), FRIDAY, FRIDAY - timedelta(days=1)])
    pages = [cast.directory[:4], cast.directory[4:]]
    sync_directory(database, workspace.id, lambda: iter(pages), lambda: next(moments))
    with database.reading() as session:
        gone = session.scalars(select(Member.user_id).where(Member.role == Role.DEACTIVATED.value)).all()
    assert gone == [cast.dora.user_id]
