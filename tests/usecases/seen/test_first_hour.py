"""Home before anything has happened: whether anybody was written to, and which settings a question still needs."""

from __future__ import annotations

import pytest

from governance import pages
from governance.rules.people.permissions import Person
from governance.store.database import Database
from governance.store.models import Outgoing, Workspace
from governance.usecases.case.letter.sending import MailSetup
from governance.usecases.poll import running
from governance.usecases.poll.draft import House
from governance.usecases.seen import home
from tests.conftest import FRIDAY, Cast
from tests.question_keys import KEYS
from tests.usecases.poll.test_question import HOUSE, asked, prepare


def seen(database: Database, reader: Person, house: House = HOUSE) -> pages.HomePage:
    with database.reading() as session:
        return home.home_page(session, reader, KEYS, house, MailSetup(), FRIDAY)


@pytest.mark.parametrize(
    ("house", "unset"),
    [
        (HOUSE, ()),
        (House("", "Karim Weber"), ("operator",)),
        (House("Tom Keller, IT", " "), ("contact",)),
        (House("", ""), ("operator", "contact")),
    ],
)
def test_what_a_question_needs_and_nobody_has_set(
    database: Database, workspace: Workspace, cast: Cast, house: House, unset: tuple[str, ...]
) -> None:
    page = seen(database, cast.ada, house)
    assert (page.stage, page.unset, page.has_written) == ("nothing", unset, False)


def test_while_a_question_runs_its_own_words_count(database: Database, workspace: Workspace, cast: Cast) -> None:
    with asked(database, cast):
        pass
    assert seen(database, cast.ada, House("", "")).unset == ()


def test_who_was_told_of_a_stopped_question_was_written_to(
    database: Database, workspace: Workspace, cast: Cast
) -> None:
    with database.writing() as session:
        poll = prepare(session, cast.ada, cast.olga)
        running.stop(session, cast.olga, poll.id, FRIDAY)
    assert (seen(database, cast.ada).stage, seen(database, cast.ada).has_written) == ("nothing", False)  # none has left
    with database.writing() as session:
        for row in session.query(Outgoing).filter_by(kind="prepared"):
            row.status = "sent"
    assert seen(database, cast.ada).has_written
