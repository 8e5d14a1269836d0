"""Who left and is back is asked as before, or asked now; nobody is dismissed by a window that did not show them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from governance import pages, send_gate
from governance.errors import Refusal
from governance.rules.people.permissions import Person, Role
from governance.slack.views.people import roles as views
from governance.store import outbox, queries
from governance.store.database import Database
from governance.store.models import Elector, Outgoing, Workspace
from governance.texts import Texts
from governance.usecases.people import appointments, members
from governance.usecases.poll import reminders
from governance.usecases.poll import running as polls
from governance.usecases.seen import people
from tests.conftest import WORKSPACE, Cast
from tests.question_keys import open_question
from tests.usecases.poll.test_question import MONDAY, asked, prepare

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
        members.record_people(session, WORKSPACE, [gone(cast.carol)], MONDAY)
        assert elector_of(session, poll.id, "U0CAROL").state == "left"
        members.record_people(session, WORKSPACE, [cast.carol], MONDAY)
        assert (elector_of(session, poll.id, "U0CAROL").state, before) == ("asked", poll.opened_at)
        assert reminders.still_wanted(session, poll, "U0CAROL", MONDAY + timedelta(days=7))


def test_a_whole_reading_of_the_directory_brings_people_back_too(
    database: Database, workspace: Workspace, cast: Cast
) -> None:
    with asked(database, cast) as (session, poll):
        later = MONDAY + timedelta(hours=6)
        without = [person for person in cast.directory if person is not cast.carol]
        members.record_people(session, WORKSPACE, without, MONDAY)
        members.finish_sync(session, WORKSPACE, MONDAY)
        assert elector_of(session, poll.id, "U0CAROL").state == "left"
        members.record_people(session, WORKSPACE, cast.directory, later)
        members.finish_sync(session, WORKSPACE, later)
        assert elector_of(session, poll.id, "U0CAROL").state == "asked"


@pytest.mark.parametrize("lost", ["dropped", "failed"])
def test_who_was_not_asked_yet_gets_the_question_on_coming_back(
    database: Database, workspace: Workspace, cast: Cast, lost: str
) -> None:
    with database.writing() as session:
        poll = prepare(session, cast.ada, cast.olga)
        assert poll.opens_at is not None
        open_question(session, poll, poll.opens_at)
        session.flush()
        members.record_people(session, WORKSPACE, [gone(cast.carol)], MONDAY)
        row = ballot_of(session, "U0CAROL")
        assert send_gate.judge(session, row, MONDAY).drop == "left"
        outbox.claim(session, row, MONDAY)
        outbox.settle(session, row.id, lost, MONDAY, "user_disabled")
        members.record_people(session, WORKSPACE, [cast.carol], MONDAY)
        assert elector_of(session, poll.id, "U0CAROL").state == "waiting"
        row = ballot_of(session, "U0CAROL")
        assert (row.status, row.error, row.settled_at) == ("queued", None, None)
        assert send_gate.judge(session, row, MONDAY).drop is None
        polls.ballot_delivered(session, poll.id, "U0CAROL", "D1", "1.0", MONDAY)
        assert elector_of(session, poll.id, "U0CAROL").state == "asked"


def test_while_sending_is_paused_the_question_to_somebody_who_is_back_waits(
    database: Database, workspace: Workspace, cast: Cast
) -> None:
    with database.writing() as session:
        poll = prepare(session, cast.ada, cast.olga)
        assert poll.opens_at is not None
        open_question(session, poll, poll.opens_at)
        session.flush()
        members.record_people(session, WORKSPACE, [gone(cast.carol)], MONDAY)
        row = ballot_of(session, "U0CAROL")
        outbox.claim(session, row, MONDAY)
        outbox.settle(session, row.id, "dropped", MONDAY, "left")
        polls.pause(session, cast.ada, poll.id, MONDAY)
        session.flush()
        members.record_people(session, WORKSPACE, [cast.carol], MONDAY)
        session.expire_all()
        assert ballot_of(session, "U0CAROL").status == "held"


def test_who_left_while_the_question_was_on_its_way_has_it_and_is_asked_on_coming_back(
    database: Database, workspace: Workspace, cast: Cast
) -> None:
    with database.writing() as session:
        poll = prepare(session, cast.ada, cast.olga)
        assert poll.opens_at is not None
        open_question(session, poll, poll.opens_at)
        members.record_people(session, WORKSPACE, [gone(cast.carol)], MONDAY)
        polls.ballot_delivered(session, poll.id, "U0CAROL", "D1", "1.0", MONDAY)
        assert elector_of(session, poll.id, "U0CAROL").state == "left"
        members.record_people(session, WORKSPACE, [cast.carol], MONDAY)
        found = elector_of(session, poll.id, "U0CAROL")
        assert (found.state, found.message_ts) == ("asked", "1.0")


def test_an_old_window_dismisses_nobody_whom_it_did_not_show(
    database: Database, workspace: Workspace, cast: Cast
) -> None:
    with database.writing() as session:
        page = people.roles_page(session, cast.olga)
        seen = views.roles(page, Texts("en"))["private_metadata"]
        appointments.appoint(session, cast.oscar, {"observer": [cast.carol]}, MONDAY, seen)
        with pytest.raises(Refusal, match="changed this meanwhile"):
            appointments.appoint(session, cast.olga, {"organiser": [cast.bob]}, MONDAY, seen)
        assert [one.user_id for one in members.appointed(session, WORKSPACE, "observer")] == ["U0CAROL"]
        assert members.appointed(session, WORKSPACE, "organiser") == []
        again = people.roles_page(session, cast.olga).fingerprint
        appointments.appoint(session, cast.olga, {"organiser": [cast.bob], "observer": [cast.carol]}, MONDAY, again)
        assert isinstance(page, pages.RolesPage)
        assert [one.user_id for one in members.appointed(session, WORKSPACE, "organiser")] == ["U0BOB"]
