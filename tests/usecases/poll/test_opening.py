"""A question that cannot reach everybody in time is given back or called off, in plain words, and never gets stuck."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import func, literal, select, update
from sqlalchemy.orm import Session

from governance import pages
from governance.errors import Refusal
from governance.rules.people.permissions import Person, Role
from governance.slack.poll import painters
from governance.slack.views.home import home as home_view
from governance.slack.views.poll import opening as opening_view
from governance.slack.views.poll import organiser as views
from governance.store.database import Database
from governance.store.models import Elector, LedgerEvent, Member, Outgoing, Poll, Workspace
from governance.texts import Texts
from governance.usecases.case import decision
from governance.usecases.case.letter.sending import MailSetup
from governance.usecases.people import members
from governance.usecases.poll import draft, electorate, opening
from governance.usecases.poll import running as polls
from governance.usecases.seen import home, organiser
from tests.conftest import FRIDAY, WORKSPACE, Cast
from tests.question_keys import KEYS, open_question
from tests.usecases.poll.test_question import HOUSE, prepare

EN = Texts("en")
TUESDAY = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
PRINT = "0" * 16


def begun(session: Session, who: Person, closes_on: date, now: datetime = FRIDAY) -> Poll:
    """A draft with its first screen filled in."""
    poll = draft.new_draft(session, who, HOUSE, now)
    faults = draft.save_basics(session, who, poll.id, guests=False, closes_on=closes_on, owner_id="U0OLGA", now=now)
    assert faults == {}
    return poll


def told(session: Session, what: str) -> list[Outgoing]:
    session.flush()
    found = session.scalars(select(Outgoing).where(Outgoing.kind == "prepared").order_by(Outgoing.user_id))
    return [row for row in found if row.about.get("what") == what]


def painted(session: Session, who: Person, row: Outgoing) -> dict[str, Any] | None:
    edge: Any = SimpleNamespace()
    return painters.prepared(session, edge, who, row, EN, FRIDAY)  # type: ignore[arg-type]  # a row of the outbox has all of it


def test_a_draft_of_last_week_is_judged_again_when_it_is_submitted(
    database: Database, workspace: Workspace, cast: Cast
) -> None:
    with database.writing() as session:
        poll = begun(session, cast.ada, date(2026, 11, 24))
        with pytest.raises(Refusal, match="over before the first messages leave"):
            opening.submit(session, cast.ada, poll.id, TUESDAY)
        assert poll.state == "draft"


def test_where_a_zone_would_be_asked_after_closing_a_later_day_is_asked_for(
    database: Database, workspace: Workspace, cast: Cast
) -> None:
    far = Person(WORKSPACE, "U0KAI", "Kai", Role.MEMBER, zone="Pacific/Honolulu")
    with database.writing() as session:
        members.record_people(session, WORKSPACE, [far], FRIDAY)
        poll = draft.new_draft(session, cast.ada, HOUSE, FRIDAY)
        asked = {"guests": False, "owner_id": "U0OLGA", "now": FRIDAY}
        faults = draft.save_basics(session, cast.ada, poll.id, closes_on=date(2026, 11, 23), **asked)  # type: ignore[arg-type]  # named above
        assert "In some time zones" in faults["closes"].msgid
        assert draft.save_basics(session, cast.ada, poll.id, closes_on=date(2026, 11, 24), **asked) == {}  # type: ignore[arg-type]  # the same


def test_a_question_whose_time_goes_by_while_the_list_is_made_goes_back_to_its_author(
    database: Database, workspace: Workspace, cast: Cast
) -> None:
    with database.writing() as session:
        poll = begun(session, cast.ada, date(2026, 11, 23))
        opening.submit(session, cast.ada, poll.id, FRIDAY)
        assert not opening.fill(session, poll, TUESDAY)
        assert (poll.state, poll.electorate) == ("draft", 0)
        assert session.scalars(select(Elector)).all() == []
        assert opening.due_to_fill(session, FRIDAY) == []
        (row,) = told(session, "too_late")
        assert row.user_id == "U0ADA"
        view = painted(session, cast.ada, row)
        assert view is not None
        assert "would close before everybody has got it" in view["text"]
        assert "poll:change" in str(view["blocks"])


def people_on_the_list(session: Session, poll: Poll) -> dict[str, str]:
    """Who is asked, with what became of their message so far."""
    rows = session.execute(
        select(Elector.user_id, Outgoing.status)
        .join(Outgoing, Outgoing.occasion == literal(f"ballot:{poll.id}:") + Elector.id)
        .where(Elector.poll_id == poll.id)
    )
    return {user_id or "": status for user_id, status in rows}


def test_the_list_is_that_of_the_moment_when_the_first_message_leaves(
    database: Database, workspace: Workspace, cast: Cast
) -> None:
    newcomer = Person(WORKSPACE, "U0NINA", "Nina Neu", Role.MEMBER, locale="de-DE", zone="Europe/Berlin")
    with database.writing() as session:
        poll = prepare(session, cast.ada, cast.olga)
        before = people_on_the_list(session, poll)
        changed = [newcomer, replace(cast.carol, role=Role.GUEST), replace(cast.bob, role=Role.DEACTIVATED)]
        members.record_people(session, WORKSPACE, changed, FRIDAY)
        assert people_on_the_list(session, poll) == before
        open_question(session, poll, poll.opens_at or FRIDAY)
        after = people_on_the_list(session, poll)
        assert set(after) == set(before) - {"U0CAROL", "U0BOB"} | {"U0NINA"}
        assert set(after.values()) == {"queued"}
        assert session.scalar(select(func.count()).where(Outgoing.kind == "ballot")) == len(after)
        assert (poll.electorate, poll.excluded_guests) == (len(after), 2)
        assert poll.electorate_digest == electorate.digest_of(session, poll.id)


def test_after_an_outage_past_closing_nobody_is_asked_and_everybody_concerned_is_told(
    database: Database, workspace: Workspace, cast: Cast
) -> None:
    with database.writing() as session:
        poll = prepare(session, cast.ada, cast.olga)
        open_question(session, poll, poll.closes_at + timedelta(days=1))
        assert (poll.state, poll.opened_at) == ("cancelled", None)
        assert session.scalars(select(Outgoing).where(Outgoing.kind.in_(("ballot", "result")))).all() == []
        rows = told(session, "lapsed")
        assert [row.user_id for row in rows] == ["U0ADA", "U0OLGA", "U0OSCAR"]
        view = painted(session, cast.olga, rows[1])
        assert view is not None
        assert "This app was not running" in view["text"]
        event = session.scalars(select(LedgerEvent).where(LedgerEvent.tag == "poll:question:stopped")).one()
        assert (event.object_id, event.actor) == (poll.id, None)


def test_a_late_opening_that_would_miss_a_time_zone_is_called_off(
    database: Database, workspace: Workspace, cast: Cast
) -> None:
    with database.writing() as session:
        poll = prepare(session, cast.ada, cast.olga)
        open_question(session, poll, poll.closes_at - timedelta(hours=3))  # 8:00 in New York
        assert poll.state == "open"
        poll.state = "scheduled"
        session.execute(update(Elector).where(Elector.user_id == "U0BOB").values(zone="Pacific/Honolulu"))
        open_question(session, poll, poll.closes_at - timedelta(hours=3))
        assert poll.state == "cancelled"


@pytest.mark.parametrize("who", ["olga", "ada"])
def test_home_offers_to_change_and_to_stop_while_the_list_is_made(
    database: Database, workspace: Workspace, cast: Cast, who: str
) -> None:
    with database.writing() as session:
        poll = begun(session, cast.ada, date(2026, 12, 10))
        opening.submit(session, cast.ada, poll.id, FRIDAY)
        session.flush()
        person = getattr(cast, who)
        view = str(home_view.home(home.home_page(session, person, KEYS, HOUSE, MailSetup(), FRIDAY), EN))
        assert "'poll:change'" in view
        assert "'poll:stop'" in view
        polls.stop(session, person, poll.id, FRIDAY)
        assert poll.state == "cancelled"


def test_the_notice_names_who_runs_the_server_or_there_is_no_question(
    database: Database, workspace: Workspace, cast: Cast
) -> None:
    with database.writing() as session:
        poll = draft.new_draft(session, cast.ada, draft.House(" ", ""), FRIDAY)
        assert "server of this app is not said yet" in _first_window(session, cast.ada, poll)
        draft.save_basics(
            session, cast.ada, poll.id, guests=False, closes_on=date(2026, 12, 10), owner_id="U0OLGA", now=FRIDAY
        )
        with pytest.raises(Refusal, match="Who runs the server"):
            opening.submit(session, cast.ada, poll.id, FRIDAY)
        assert set(draft.save_defaults(session, cast.ada, poll.id, pages.Draft())) == {"operator"}
        assert draft.save_defaults(session, cast.ada, poll.id, pages.Draft(operator="Tom Keller, IT")) == {}
        opening.submit(session, cast.ada, poll.id, FRIDAY)
        assert poll.operator == "Tom Keller, IT"
        assert "not said yet" not in _first_window(session, cast.ada, poll)


def _first_window(session: Session, who: Person, poll: Poll) -> str:
    return str(opening_view.opening(organiser.opening_page(session, who, poll, FRIDAY), EN))


def test_a_question_that_is_not_secret_is_neither_offered_nor_taken(
    database: Database, workspace: Workspace, cast: Cast
) -> None:
    with database.writing() as session:
        poll = draft.new_draft(session, cast.ada, HOUSE, FRIDAY)
        assert not organiser.opening_page(session, cast.ada, poll, FRIDAY).may_be_named
        forged = pages.Draft(operator="Tom", secret=False, open_reason="Because.")
        with pytest.raises(Refusal, match="not offered"):
            draft.save_defaults(session, cast.ada, poll.id, forged)
        assert poll.kind == "secret"


SATURDAY = FRIDAY + timedelta(days=1, hours=3)
MONDAY_MORNING = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


def test_send_now_on_a_saturday_says_monday(database: Database, workspace: Workspace, cast: Cast) -> None:
    with database.writing() as session:
        poll = prepare(session, cast.ada, cast.olga)
        page = organiser.confirm_page(session, cast.olga, poll, "send_now", 6, SATURDAY)
        words = str(views.confirm(page, EN))
        assert page.at == MONDAY_MORNING
        assert "Monday 23 November" in words
        assert "today" not in words
        assert polls.send_now(session, cast.olga, poll.id, SATURDAY).opens_at == MONDAY_MORNING


def test_owners_have_half_an_hour_unless_an_owner_lets_it_go(
    database: Database, workspace: Workspace, cast: Cast
) -> None:
    morning = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)  # a Tuesday, 10:00 in Paris
    with database.writing() as session:
        poll = prepare(session, cast.ada, cast.olga, now=morning)
        pressed = morning + timedelta(minutes=1)
        page = organiser.confirm_page(session, cast.ada, poll, "send_now", 6, pressed)
        assert page.at == morning + timedelta(minutes=30)
        polls.send_now(session, cast.ada, poll.id, pressed)
        assert poll.opens_at == morning + timedelta(minutes=30)
        polls.send_now(session, cast.olga, poll.id, pressed)
        assert poll.opens_at == pressed


@pytest.mark.parametrize(
    ("presser", "prepared", "pressed", "why", "first", "said"),
    [
        ("ada", TUESDAY, TUESDAY, "owners", TUESDAY + timedelta(minutes=30), "until then the owners have time"),
        ("olga", TUESDAY, TUESDAY, "", TUESDAY, "The first messages leave now."),
        ("ada", TUESDAY, TUESDAY + timedelta(minutes=31), "", TUESDAY + timedelta(minutes=31), "leave now."),
        ("olga", FRIDAY, SATURDAY, "hours", MONDAY_MORNING, "until then it is nobody's working hours."),
        ("ada", SATURDAY, SATURDAY, "hours", MONDAY_MORNING, "until then it is nobody's working hours."),
    ],
)
def test_send_now_says_when_the_first_messages_leave_and_why(
    presser: str,
    prepared: datetime,
    pressed: datetime,
    why: str,
    first: datetime,
    said: str,
    database: Database,
    workspace: Workspace,
    cast: Cast,
) -> None:
    who = getattr(cast, presser)
    with database.writing() as session:
        poll = prepare(session, cast.ada, cast.olga, now=prepared)
        page = organiser.confirm_page(session, who, poll, "send_now", 6, pressed)
        assert (page.waits, page.at) == (why, first) and said in str(views.confirm(page, EN))
        polls.send_now(session, who, poll.id, pressed)
        seen = home.home_page(session, cast.olga, KEYS, HOUSE, MailSetup(), pressed)
        shown = str(home_view.home(seen, EN))
        assert said in shown and "goes out by itself" not in shown
        assert ("Send now" in shown) is (why == "owners")  # an owner needs no time to look


def test_send_now_waits_until_owners_have_been_told(database: Database, workspace: Workspace, cast: Cast) -> None:
    with database.writing() as session:
        poll = begun(session, cast.ada, date(2026, 12, 10))
        opening.submit(session, cast.ada, poll.id, FRIDAY)
        with pytest.raises(Refusal, match="list of people is still being made"):
            polls.send_now(session, cast.ada, poll.id, FRIDAY)


def test_the_directory_may_name_no_zone_at_all(database: Database, workspace: Workspace, cast: Cast) -> None:
    with database.writing() as session:
        session.execute(update(Member).values(zone=None))
        assert prepare(session, cast.ada, cast.olga).state == "scheduled"


def test_a_draft_from_before_a_request_is_not_asked_beside_it(
    database: Database, workspace: Workspace, cast: Cast
) -> None:
    with database.writing() as session:
        poll = begun(session, cast.ada, date(2026, 12, 10))
        decision.record_decision(session, cast.olga, None, "opt_out", "We talked it over.", FRIDAY, inbox=None)
        with pytest.raises(Refusal, match="not settled yet"):
            opening.submit(session, cast.ada, poll.id, FRIDAY)
        assert poll.state == "draft"


@pytest.mark.parametrize("why", ["author_may_not", "nothing_to_ask", "not_known"])
def test_what_may_not_be_asked_any_more_does_not_open(
    database: Database, workspace: Workspace, cast: Cast, why: str
) -> None:
    with database.writing() as session:
        poll = prepare(session, cast.ada, cast.olga)
        if why == "author_may_not":
            session.get_one(Member, (WORKSPACE, cast.ada.user_id)).role = Role.DEACTIVATED.value
        else:
            poll.vendor = {"nothing_to_ask": "zoom", "not_known": "gone"}[why]
        session.flush()
        assert poll.opens_at is not None
        open_question(session, poll, poll.opens_at)
        assert (poll.state, poll.opened_at) == ("cancelled", None)
        assert session.scalar(select(func.count()).where(Elector.poll_id == poll.id)) == 0
        rows = told(session, why)
        assert {row.user_id for row in rows} >= {"U0OLGA", "U0OSCAR"}
        event = session.scalars(select(LedgerEvent).where(LedgerEvent.tag == "poll:question:stopped")).one()
        assert f'"why":"{why}"' in event.data.replace(" ", "")
