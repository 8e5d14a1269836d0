"""A prepared question that is taken back to be changed: who is told, who finds it again, and how it ends."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from governance.errors import Refusal
from governance.pages import HomePage
from governance.rules.people.permissions import Act, Person
from governance.slack.gesture import read_command
from governance.store.database import Database
from governance.store.models import Outgoing, Poll, Workspace
from governance.usecases.case.letter.sending import MailSetup
from governance.usecases.poll import clearing, draft, opening
from governance.usecases.poll import running as polls
from governance.usecases.seen import home, organiser
from tests.conftest import FRIDAY, Cast
from tests.question_keys import KEYS
from tests.usecases.poll.test_question import HOUSE, prepare

LATER = FRIDAY + timedelta(minutes=5)


def told(session: Session, beginning: str) -> list[str]:
    rows = session.scalars(select(Outgoing).where(Outgoing.occasion.startswith(beginning)))
    return sorted(row.user_id or "" for row in rows)


def home_of(session: Session, who: Person) -> HomePage:
    return home.home_page(session, who, KEYS, HOUSE, MailSetup(), LATER)


def test_everybody_who_knew_is_told_and_author_and_owners_find_it_on_home(
    database: Database, workspace: Workspace, cast: Cast
) -> None:
    with database.writing() as session:
        poll = prepare(session, cast.ada, cast.olga)
        polls.change(session, cast.olga, poll.id, LATER)
        assert told(session, "changed:") == ["U0ADA", "U0OSCAR"]
        assert organiser.owner_notice_page(session, cast.ada, poll, FRIDAY).state == "changed"
        for who in (cast.ada, cast.olga, cast.oscar):
            assert getattr(home_of(session, who).changing, "poll_ref", "") == poll.id
        assert home_of(session, cast.bob).changing is None
        with pytest.raises(Refusal, match="Prepare it again"):
            polls.send_now(session, cast.ada, poll.id, LATER)


def test_it_does_not_go_by_itself_as_a_mere_draft_does(database: Database, workspace: Workspace, cast: Cast) -> None:
    with database.writing() as session:
        poll = prepare(session, cast.ada, cast.olga)
        polls.change(session, cast.ada, poll.id, LATER)
        mere = draft.new_draft(session, cast.oscar, HOUSE, LATER)
        clearing.drop_old_drafts(session, LATER + timedelta(days=30))
        assert set(session.scalars(select(Poll.id))) == {poll.id}
        assert mere.id != poll.id


def test_stopping_it_meanwhile_is_told_as_well(database: Database, workspace: Workspace, cast: Cast) -> None:
    with database.writing() as session:
        poll = prepare(session, cast.ada, cast.olga)
        polls.change(session, cast.ada, poll.id, LATER)
        polls.check_possible(session, cast.ada, poll, "stop", Act.CHANGE, True, LATER)
        polls.stop(session, cast.ada, poll.id, LATER)
        assert told(session, "stopped:") == ["U0OLGA", "U0OSCAR"]
        assert home_of(session, cast.ada).changing is None


def test_it_gives_way_to_another_question_that_is_prepared(
    database: Database, workspace: Workspace, cast: Cast
) -> None:
    with database.writing() as session:
        first = prepare(session, cast.ada, cast.olga)
        polls.change(session, cast.ada, first.id, LATER)
        second = draft.new_draft(session, cast.olga, HOUSE, LATER)
        closes = date(2026, 12, 10)
        draft.save_basics(session, cast.olga, second.id, guests=False, closes_on=closes, owner_id="U0OLGA", now=LATER)
        opening.submit(session, cast.olga, second.id, LATER)
        session.refresh(first)
        assert (first.state, second.state) == ("cancelled", "preparing")


def test_it_can_be_prepared_again(database: Database, workspace: Workspace, cast: Cast) -> None:
    with database.writing() as session:
        poll = prepare(session, cast.ada, cast.olga)
        polls.change(session, cast.ada, poll.id, LATER)
        opening.submit(session, cast.ada, poll.id, LATER + timedelta(minutes=1))
        opening.fill(session, poll, LATER + timedelta(minutes=1))
        assert poll.state == "scheduled"
        assert home_of(session, cast.ada).changing is None


def test_what_was_typed_after_a_command_is_read_as_it_was_typed() -> None:
    body = {
        "command": "/ai-consent",
        "text": "a &lt;b&gt; &amp;amp;",
        "user_id": "U1",
        "team_id": "T1",
        "trigger_id": "1",
    }
    assert read_command(body, "0").value == "a <b> &amp;"
