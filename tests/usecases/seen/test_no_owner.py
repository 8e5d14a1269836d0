"""Where no owner answers, admins read what can be done; the app never lets them send instead."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import update

from governance import pages
from governance.store.database import Database
from governance.store.models import Member, Workspace
from governance.usecases.case.letter.sending import MailSetup
from governance.usecases.poll.draft import House
from governance.usecases.seen import home
from tests.conftest import Cast
from tests.question_keys import KEYS
from tests.usecases.case.case_story import DECIDED, opted_out


def silent(database: Database, cast: Cast, now: datetime) -> pages.OwnerSilent | None:
    with database.reading() as session:
        return home.home_page(session, cast.ada, KEYS, House("Tom", "Karim"), MailSetup(), now).owner_silent


def test_an_owner_who_sends_nothing_for_seventeen_working_days(
    database: Database, workspace: Workspace, cast: Cast
) -> None:
    opted_out(database, cast)
    assert silent(database, cast, DECIDED + timedelta(days=22)) is None
    found = silent(database, cast, DECIDED + timedelta(days=23))
    assert found is not None
    assert found.help_url.startswith("https://slack.com/help/")
    assert found.workspace_url.startswith("https://exemple.slack.com")


def test_no_active_owner_is_said_at_once(database: Database, workspace: Workspace, cast: Cast) -> None:
    assert silent(database, cast, DECIDED) is None
    with database.writing() as session:
        session.execute(update(Member).where(Member.role.in_(("owner", "primary_owner"))).values(role="deactivated"))
    assert silent(database, cast, DECIDED) is not None
