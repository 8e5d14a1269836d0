"""Reading the directory in one go, whatever the clock does meanwhile."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete, select

from governance.directory_sync import sync_directory
from governance.rules.people.permissions import Role
from governance.slack.people.directory import people_in, records_in
from governance.store.database import Database
from governance.store.models import Member, Outgoing, Workspace
from governance.store.upsert import changed
from governance.usecases.case.letter.sending import MailSetup
from governance.usecases.people import members
from governance.usecases.seen import home
from tests.conftest import FRIDAY, Cast
from tests.question_keys import KEYS
from tests.usecases.poll.test_question import HOUSE


def test_a_clock_that_is_set_back_makes_nobody_disappear(database: Database, workspace: Workspace, cast: Cast) -> None:
    moments = iter([FRIDAY + timedelta(hours=1), FRIDAY, FRIDAY - timedelta(days=1)])
    pages = [cast.directory[:4], cast.directory[4:]]
    sync_directory(database, workspace.id, lambda: iter(pages), lambda: next(moments))
    with database.reading() as session:
        gone = session.scalars(select(Member.user_id).where(Member.role == Role.DEACTIVATED.value)).all()
    assert gone == [cast.dora.user_id]


def test_home_of_owners_and_admins_says_how_many_could_not_be_read_as_long_as_it_lasts(
    database: Database, workspace: Workspace, cast: Cast
) -> None:
    def read(page: list[object]) -> tuple[int, int]:
        """How many are said on Ada's Home, and how many people's Home is painted because of this reading."""
        pages = [records_in(page, workspace.id), list(cast.directory)]
        sync_directory(database, workspace.id, lambda: iter(pages), lambda: FRIDAY)
        with database.writing() as session:
            told = changed(session, delete(Outgoing).where(Outgoing.kind == "home"))
            return home.home_page(session, cast.ada, KEYS, HOUSE, MailSetup(), FRIDAY).unreadable_people, told

    assert read([]) == (0, 0)
    assert read([None, {"id": "U0GOOD"}, {"id": ""}]) == (2, 3)
    assert read([None, "U0X"]) == (2, 0)
    assert read([]) == (0, 3)


def test_one_bad_record_stops_nothing(database: Database, workspace: Workspace) -> None:
    """Others are taken; a text that no database keeps is mended; what names nobody is left out."""
    odd: list[object] = [
        None, "U0X", [], {}, {"id": None}, {"id": ""}, {"id": "U\x00"},
        {"id": "U0NUL", "real_name": "A\x00\ud800B", "tz": "Europe/Paris\x00", "locale": "\udfff"},
        {"id": "U0KIND", "profile": [1], "real_name": 5, "tz": {}, "enterprise_user": "x", "team_id": 7, "locale": []},
        {"id": "U0GOOD", "real_name": "Zoë"},
    ]  # fmt: skip
    people = people_in(odd, workspace.id)
    with database.writing() as session:
        members.record_people(session, workspace.id, people, FRIDAY)
    with database.reading() as session:
        found = dict(session.execute(select(Member.user_id, Member.name).where(Member.user_id.like("U0%"))).all())
    assert found["U0NUL"] == "A\ufffd\ufffdB"
    assert found["U0KIND"] == "U0KIND"
    assert found["U0GOOD"] == "Zoë"
    assert "U0X" not in found
