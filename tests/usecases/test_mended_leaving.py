"""Who left and is back is asked as before, or asked now; nobody is dismissed by a window that did not show them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from governance import pages
from governance.errors import Refusal
from governance.rules.member import Person, Role
from governance.slack.views import roles as views
from governance.store import outbox, queries
from governance.store.database import Database
from governance.store.models import Elector, Outgoing, Workspace
from governance.texts import Texts
from governance.usecases import appointing, leaving, member, opening, reminder, shown
from governance.usecases import poll as polls
from tests.conftest import WORKSPACE, Cast
from tests.usecases.test_question import MONDAY, asked, prepare

PRINT = "0" * 16


def elector_of(session: Session, poll_id: str, user_id: str) -> Elector:
    session.flush()
    session.expire_all()
    found = queries.elector_of(session, poll_id, user_id)
    assert found is not None
    return found


def ballot_of(session: Session, user_id: str) -> Outgoing:
    return session.scalars(select(Outgoing).where(Outgoing.kind == "ballot", Outgoing.user_id == user_id)).one()


def gone(person: Person) -> Person:
    return Person(WORKSPACE, person.user_id, person.name, Role.DEACTIVATED)


def test_who_was_asked_and_is_back_is_asked_as_before(database: Database, workspace: Workspace, cast: Cast) -> None:
    with asked(database, cast) as (session, poll):
        before = elector_of(session, poll.id, "U0CAROL").asked_at
        member.record_people(session, WORKSPACE, [gone(cast.carol)], MONDAY)
        assert elector_of(session, poll.id, "U0CAROL").state == "left"
        member.record_people(session, WORKSPACE, [cast.carol], MONDAY)
        assert (elector_of(session, poll.id, "U0CAROL").state, before) == ("asked", poll.opened_at)
        assert reminder.still_wanted(session, poll, "U0CAROL", MONDAY + timedelta(days=7))


def test_a_whole_reading_of_the_directory_brings_people_back_too(
    database: Database, workspace: Workspace, cast: Cast
) -> None:
    with asked(database, cast) as (session, poll):
        later = MONDAY + timedelta(hours=6)
        without = [person for person in cast.directory if person is not cast.carol]
        member.record_people(session, WORKSPACE, without, MONDAY)
        member.finish_sync(session, WORKSPACE, MONDAY)
        assert elector_of(session, poll.id, "U0CAROL").state == "left"
        member.record_people(session, WORKSPACE, cast.directory, later)
        member.finish_sync(session, WORKSPACE, later)
        assert elector_of(session, poll.id, "U0CAROL").state == "asked"


@pytest.mark.parametrize("lost", ["dropped", "failed"])
def test_who_was_not_asked_yet_gets_the_question_on_coming_back(
    database: Database, workspace: Workspace, cast: Cast, lost: str
) -> None:
    with database.writing() as session:
        poll = prepare(session, cast.ada, cast.olga)
        member.record_people(session, WORKSPACE, [gone(cast.carol)], MONDAY)
        assert poll.opens_at is not None
        opening.open_poll(session, poll, poll.opens_at, PRINT)
        session.flush()
        row = ballot_of(session, "U0CAROL")
        assert leaving.judge(session, row, MONDAY).drop == "left"
        outbox.claim(session, row, MONDAY)
        outbox.settle(session, row.id, lost, MONDAY, "user_disabled")
        member.record_people(session, WORKSPACE, [cast.carol], MONDAY)
        assert elector_of(session, poll.id, "U0CAROL").state == "waiting"
        row = ballot_of(session, "U0CAROL")
        assert (row.status, row.error, row.settled_at) == ("queued", None, None)
        assert leaving.judge(session, row, MONDAY).drop is None
        polls.ballot_delivered(session, poll.id, "U0CAROL", "D1", "1.0", MONDAY)
        assert elector_of(session, poll.id, "U0CAROL").state == "asked"


def test_while_sending_is_paused_the_question_to_somebody_who_is_back_waits(
    database: Database, workspace: Workspace, cast: Cast
) -> None:
    with database.writing() as session:
        poll = prepare(session, cast.ada, cast.olga)
        assert poll.opens_at is not None
        opening.open_poll(session, poll, poll.opens_at, PRINT)
        session.flush()
        member.record_people(session, WORKSPACE, [gone(cast.carol)], MONDAY)
        row = ballot_of(session, "U0CAROL")
        outbox.claim(session, row, MONDAY)
        outbox.settle(session, row.id, "dropped", MONDAY, "left")
        polls.pause(session, cast.ada, poll.id, MONDAY)
        session.flush()
        member.record_people(session, WORKSPACE, [cast.carol], MONDAY)
        session.expire_all()
        assert ballot_of(session, "U0CAROL").status == "held"


def test_who_left_while_the_question_was_on_its_way_has_it_and_is_asked_on_coming_back(
    database: Database, workspace: Workspace, cast: Cast
) -> None:
    with database.writing() as session:
        poll = prepare(session, cast.ada, cast.olga)
        assert poll.opens_at is not None
        opening.open_poll(session, poll, poll.opens_at, PRINT)
        member.record_people(session, WORKSPACE, [gone(cast.carol)], MONDAY)
        polls.ballot_delivered(session, poll.id, "U0CAROL", "D1", "1.0", MONDAY)
        assert elector_of(session, poll.id, "U0CAROL").state == "left"
        member.record_people(session, WORKSPACE, [cast.carol], MONDAY)
        found = elector_of(session, poll.id, "U0CAROL")
        assert (found.state, found.message_ts) == ("asked", "1.0")


def test_an_old_window_dismisses_nobody_whom_it_did_not_show(
    database: Database, workspace: Workspace, cast: Cast
) -> None:
    with database.writing() as session:
        page = shown.roles_page(session, cast.olga)
        seen = views.roles(page, Texts("en"))["private_metadata"]
        appointing.appoint(session, cast.oscar, {"observer": ["U0CAROL"]}, MONDAY, seen)
        with pytest.raises(Refusal, match="changed this meanwhile"):
            appointing.appoint(session, cast.olga, {"organiser": ["U0BOB"]}, MONDAY, seen)
        assert [one.user_id for one in member.appointed(session, WORKSPACE, "observer")] == ["U0CAROL"]
        assert member.appointed(session, WORKSPACE, "organiser") == []
        again = shown.roles_page(session, cast.olga).fingerprint
        appointing.appoint(session, cast.olga, {"organiser": ["U0BOB"], "observer": ["U0CAROL"]}, MONDAY, again)
        assert isinstance(page, pages.RolesPage)
        assert [one.user_id for one in member.appointed(session, WORKSPACE, "organiser")] == ["U0BOB"]
