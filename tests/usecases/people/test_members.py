"""Who counts as a person: nobody is left out for having authorised the app, and no bot is asked."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select

from governance.rules.people.permissions import Role
from governance.slack.people.directory import person_from
from governance.store.database import Database
from governance.store.models import Elector, Member, Workspace
from governance.usecases.people import members
from tests.conftest import FRIDAY, WORKSPACE, Cast
from tests.usecases.poll.test_question import prepare

ZOE = {"id": "U0ZOE", "team_id": WORKSPACE, "real_name": "Zoe Blanc", "tz": "Europe/Paris"}


def test_somebody_who_authorised_the_app_is_asked(database: Database, workspace: Workspace, cast: Cast) -> None:
    with database.writing() as session:
        zoe = person_from({**ZOE, "is_app_user": True}, WORKSPACE)
        members.record_people(session, WORKSPACE, [zoe], FRIDAY)
        prepare(session, cast.ada, cast.olga)
        assert "U0ZOE" in session.scalars(select(Elector.user_id)).all()


@pytest.mark.parametrize(
    "flags", [{"is_bot": True}, {"is_workflow_bot": True}, {"is_connector_bot": True}, {"id": "USLACKBOT"}]
)
def test_bots_are_never_asked(database: Database, workspace: Workspace, cast: Cast, flags: dict[str, object]) -> None:
    found = person_from({**ZOE, **flags}, WORKSPACE)
    assert found.role is Role.BOT
    with database.writing() as session:
        members.record_people(session, WORKSPACE, [found], FRIDAY)
        assert session.get(Member, (WORKSPACE, found.user_id)) is None


def test_a_named_contact_who_left_is_noticed_unless_somebody_of_that_name_is_here(
    database: Database, workspace: Workspace, cast: Cast
) -> None:
    def gone(words: str) -> str:
        with database.reading() as session:
            return members.gone_in(session, WORKSPACE, words)

    assert gone("Dora Partie, works council") == "Dora Partie"
    assert gone(f"{cast.ada.name}, privacy officer") == gone("privacy@exemple.example") == gone("") == ""
    with database.writing() as session:
        members.record_people(session, WORKSPACE, [replace(cast.alice, name="Dora Partie")], FRIDAY)
    assert gone("Dora Partie, works council") == ""
