"""Reading the directory in one go, whatever the clock does meanwhile."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import delete, select

from governance.directory_sync import sync_directory
from governance.rules.people.permissions import Role
from governance.rules.people.working_days import zone_of
from governance.slack.people.directory import people_in, records_in
from governance.slack.views.words import plain_when
from governance.store.database import Database
from governance.store.models import Member, Outgoing, Workspace
from governance.store.upsert import changed
from governance.texts import Texts
from governance.usecases.case.letter.sending import MailSetup
from governance.usecases.people import members
from governance.usecases.poll import release_time
from governance.usecases.seen import home
from tests.conftest import FRIDAY, Cast
from tests.question_keys import KEYS
from tests.usecases.poll.test_question import HOUSE, prepare


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


ODD_ZONES = [
    ({"tz": None, "tz_offset": 19800}, "2026-11-20T09:00+05:30"),
    ({"tz": "", "tz_offset": -12600}, "2026-11-20T09:00-03:30"),
    ({"tz_offset": 0}, "2026-11-20T09:00+00:00"),
    ({"tz": "Mars/Olympus", "tz_offset": 49500}, "2026-11-20T09:00+13:45"),
    ({"tz": "America/New_York", "tz_offset": 3600}, "2026-11-20T09:00-05:00"),
    ({"tz": None, "tz_offset": None}, "2026-11-20T09:00+01:00"),  # nothing is known: as most people here
    ({"tz": 7, "tz_offset": "3600"}, "2026-11-20T09:00+01:00"),
    ({"tz": "UTC+99:00", "tz_offset": 10**9}, "2026-11-20T09:00+01:00"),
    ({"tz": "../etc/passwd", "tz_offset": True}, "2026-11-20T09:00+01:00"),
]


@pytest.mark.parametrize(("odd", "nine"), ODD_ZONES)
def test_who_has_an_offset_only_is_written_to_by_it(
    odd: dict[str, object], nine: str, database: Database, workspace: Workspace, cast: Cast
) -> None:
    (person,) = people_in([{"id": "U0ODD", "real_name": "Odd", **odd}], workspace.id)
    with database.writing() as session:
        members.record_people(session, workspace.id, [person], FRIDAY)
        poll = prepare(session, cast.ada, cast.olga)
        zone = session.scalars(select(Outgoing.zone).where(Outgoing.user_id == "U0ODD")).one()
        poll.starts_at_once, poll.starts_from = True, datetime.fromisoformat(nine) - timedelta(hours=3)
        moment = release_time.release_moment(session, poll)(zone_of(zone))
    assert moment == datetime.fromisoformat(nine)
    words_of_day = plain_when(moment, zone or "", Texts("en"))
    assert words_of_day == "20 November, 9:00"


@pytest.mark.parametrize(
    ("names", "shown"),
    [
        ({"profile": {"real_name": "", "display_name": ""}, "real_name": None, "name": "zoe.m"}, "zoe.m"),
        ({"profile": {"real_name": " ", "display_name": " "}, "name": "zoe.m"}, "zoe.m"),
        ({"profile": {"display_name": "Zoë"}, "name": "zoe.m"}, "Zoë"),
        ({"profile": {"real_name": "Zoë Martin"}, "name": "zoe.m"}, "Zoë Martin"),
        ({"profile": None, "name": ""}, "U0ZOE"),
    ],
)
def test_who_shows_no_name_goes_by_their_handle(names: dict[str, object], shown: str) -> None:
    assert [person.name for person in people_in([{"id": "U0ZOE", **names}], "T0EXEMPLE")] == [shown]


def test_who_has_no_language_is_written_to_in_that_of_most_and_an_event_takes_none_away(
    database: Database, workspace: Workspace, cast: Cast
) -> None:
    mute = replace(cast.carol, user_id="U0MUTE", locale=None)
    people = [*cast.directory, mute]
    sync_directory(database, workspace.id, lambda: iter([people]), lambda: FRIDAY)
    with database.writing() as session:
        members.record_people(session, workspace.id, [replace(cast.ada, locale=None)], FRIDAY)  # as an event has it
    with database.reading() as session:
        found = [members.person(session, workspace.id, user).locale for user in ("U0MUTE", "U0ADA")]
    assert found == ["fr-FR", "en-GB"]
