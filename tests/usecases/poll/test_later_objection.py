"""Who objects after closing is heard: by the owners, until Slack has confirmed, as a number of the last midnight."""

from __future__ import annotations

from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from governance import pages
from governance.rules.people.permissions import Person, Role
from governance.rules.poll.answer import Choice
from governance.rules.poll.tally import Basis, Rule
from governance.slack.case import painters as edge
from governance.slack.views.home import home as home_view
from governance.slack.views.poll import member_modals
from governance.store.database import Database
from governance.store.models import LedgerEvent, Outgoing, Workspace
from governance.texts import Texts
from governance.usecases.case import decision
from governance.usecases.case.letter.sending import MailSetup
from governance.usecases.people import members
from governance.usecases.poll import later_objection
from governance.usecases.seen import home
from tests.conftest import WORKSPACE, Cast
from tests.question_keys import KEYS, close_question
from tests.usecases.case.case_story import CLOSED, DECIDED
from tests.usecases.poll.test_question import HOUSE, MONDAY, asked, give

NEXT_DAY = CLOSED + timedelta(hours=8)  # past midnight in Paris
EN, FR = Texts("en"), Texts("fr")


def closed(database: Database, cast: Cast, rule: Rule | None = None) -> str:
    """A closed question in which six people agreed."""
    with asked(database, cast) as (session, poll):
        if rule is not None:
            poll.rule = rule.to_data()
        for person in (cast.alice, cast.bob, cast.carol, cast.ada, cast.oscar, cast.olga):
            give(session, poll, person, Choice.CONSENT, MONDAY)
        close_question(session, poll, CLOSED)
        return poll.id


def object_now(session: Session, cast: Cast, poll_id: str, now: datetime, people: int = 1) -> None:
    everybody = [cast.alice, cast.bob, cast.carol, cast.ada, cast.oscar, cast.gus]
    for person in everybody[:people]:
        assert later_objection.object_later(session, person, poll_id, KEYS)
    session.flush()


def prompts(session: Session) -> list[Outgoing]:
    session.flush()
    found = session.scalars(select(Outgoing).where(Outgoing.kind == "prompt", Outgoing.status == "queued"))
    return [row for row in found if row.about["what"] == "unanimity_lost"]


def owners_home(session: Session, who: Person, now: datetime) -> str:
    page = home.home_page(session, who, KEYS, HOUSE, MailSetup(), now)
    return str(home_view.home(page, EN))


def painted(session: Session, who: Person, row: Outgoing, now: datetime) -> dict[str, Any] | None:
    return edge.paint_prompt(session, SimpleNamespace(mail=MailSetup()), who, row, EN, now)  # type: ignore[arg-type]  # no more of it is used


UNANIMOUS = Rule(kind=Basis.UNANIMOUS)


def test_owners_see_a_number_of_the_last_midnight_and_from_six_on(
    database: Database, workspace: Workspace, cast: Cast
) -> None:
    poll_id = closed(database, cast)
    with database.writing() as session:
        object_now(session, cast, poll_id, CLOSED, people=5)
        later_objection.count_objections(session, NEXT_DAY, KEYS)
        assert "objected since closing" not in owners_home(session, cast.olga, NEXT_DAY)
        assert later_objection.object_later(session, cast.gus, poll_id, KEYS)
        session.flush()
        later_objection.count_objections(session, NEXT_DAY + timedelta(hours=1), KEYS)
        assert "objected since closing" not in owners_home(session, cast.olga, NEXT_DAY + timedelta(hours=1))
        later_objection.count_objections(session, NEXT_DAY + timedelta(days=1), KEYS)
        assert "6 people have objected since closing." in owners_home(session, cast.olga, NEXT_DAY + timedelta(days=1))
        assert "objected since closing" not in owners_home(session, cast.ada, NEXT_DAY + timedelta(days=1))


@pytest.mark.parametrize("choice", ["allow", "opt_out"])
def test_the_number_stays_on_home_after_the_decision(
    database: Database, workspace: Workspace, cast: Cast, choice: str
) -> None:
    poll_id = closed(database, cast)
    with database.writing() as session:
        object_now(session, cast, poll_id, CLOSED, people=6)
        decision.record_decision(session, cast.olga, poll_id, choice, "So be it.", DECIDED)
        session.flush()
        later_objection.count_objections(session, DECIDED + timedelta(days=1), KEYS)
        assert "6 people have objected" in owners_home(session, cast.oscar, DECIDED + timedelta(days=1))


def test_where_everyone_must_agree_the_owner_is_told_even_after_the_decision(
    database: Database, workspace: Workspace, cast: Cast
) -> None:
    poll_id = closed(database, cast, UNANIMOUS)
    with database.writing() as session:
        decision.record_decision(session, cast.olga, poll_id, "allow", "", DECIDED)
        object_now(session, cast, poll_id, DECIDED)
        later = DECIDED + timedelta(days=1)
        later_objection.count_objections(session, later, KEYS)
        (row,) = prompts(session)
        view = painted(session, cast.olga, row, later)
        assert view is not None
        assert "not everyone agrees any more" in view["text"]
        assert "Decision of" in view["text"]
        assert "not everyone agrees any more" in owners_home(session, cast.oscar, later)


def test_the_prompt_neither_names_the_moment_nor_goes_to_somebody_who_is_no_owner(
    database: Database, workspace: Workspace, cast: Cast
) -> None:
    poll_id = closed(database, cast, UNANIMOUS)
    with database.writing() as session:
        members.record_people(
            session, WORKSPACE, [Person(WORKSPACE, "U0OLGA", "Olga Martin", Role.MEMBER, zone="Europe/Paris")], CLOSED
        )
        object_now(session, cast, poll_id, CLOSED)
        assert prompts(session) == []
        later_objection.count_objections(session, CLOSED + timedelta(hours=1), KEYS)  # before midnight
        assert prompts(session) == []
        later_objection.count_objections(session, NEXT_DAY, KEYS)
        (row,) = prompts(session)
        assert (row.user_id, row.zone, row.created_at) == ("U0OSCAR", "Europe/Paris", NEXT_DAY)
        view = painted(session, cast.oscar, row, NEXT_DAY)
        assert view is not None
        assert "case:decide:opt_out" in str(view["blocks"])


def test_the_record_says_once_and_of_nobody_that_not_everyone_agrees(
    database: Database, workspace: Workspace, cast: Cast
) -> None:
    poll_id = closed(database, cast, UNANIMOUS)
    with database.writing() as session:
        object_now(session, cast, poll_id, CLOSED, people=2)
        for day in range(3):
            later_objection.count_objections(session, NEXT_DAY + timedelta(days=day), KEYS)
            session.flush()
        events = session.scalars(select(LedgerEvent).where(LedgerEvent.tag == "poll:unanimity:lost")).all()
        assert [(event.object_id, event.actor) for event in events] == [(poll_id, None)]
        assert len(prompts(session)) == 1


def test_a_decision_does_not_drop_the_news_that_somebody_objected(
    database: Database, workspace: Workspace, cast: Cast
) -> None:
    poll_id = closed(database, cast, UNANIMOUS)
    with database.writing() as session:
        object_now(session, cast, poll_id, CLOSED)
        later_objection.count_objections(session, NEXT_DAY, KEYS)
        session.flush()
        decision.record_decision(session, cast.oscar, poll_id, "allow", "", DECIDED)
        assert [row.status for row in prompts(session)] == ["queued"]


def test_every_text_says_from_six_on(database: Database, workspace: Workspace, cast: Cast) -> None:
    decider = pages.Person("U0OLGA", "Olga Martin", "owner")
    for state in ("ask", "recorded"):
        page = pages.ObjectNowPage("Europe/Paris", "p1", decider, state)
        assert "from 6 on" in str(member_modals.object_now(page, EN))
        assert "à partir de 6" in str(member_modals.object_now(page, FR))
