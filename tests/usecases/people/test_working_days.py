"""An owner's weekend and holidays: what they move, what they do not, and whose they are."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from governance import send_gate
from governance.errors import Refusal
from governance.rules.people.holidays import Holidays
from governance.rules.people.working_days import MONDAY_TO_FRIDAY
from governance.slack.views.people import working_days as views
from governance.store import outbox
from governance.store.database import Database
from governance.store.models import Elector, LedgerEvent, Outgoing, Workspace
from governance.store.outbox import Kind
from governance.store.people import public_holidays
from governance.texts import Texts
from governance.usecases.case import decision_prompts, owner_prompts
from governance.usecases.case.letter import next_letter
from governance.usecases.people import working_days
from governance.usecases.poll import announcement, opening, reminders
from governance.usecases.poll.draft import House, new_draft, save_basics
from governance.usecases.seen import case as case_pages
from governance.usecases.seen import organiser
from tests.conftest import FRIDAY, WORKSPACE, Cast
from tests.question_keys import close_question, open_question
from tests.usecases.case.case_story import SENT, case_in, closed_question, poll_in, prompts_of, said_sent
from tests.usecases.poll.test_question import prepare, reach

WEEKEND = ("5", "6")
CHRISTMAS = {date(2026, 12, 21) + timedelta(days=day): "Closed" for day in range(14)}  # to 3 January
NINE = datetime(2026, 12, 21, 8, 5, tzinfo=UTC)  # Monday, the third working day after the letter, 9:05 in Paris


@pytest.fixture
def set_days(database: Database, workspace: Workspace, cast: Cast) -> Callable[..., None]:
    """Olga sets the days off."""

    def to(holidays: Holidays, weekend: Sequence[str] = WEEKEND, now: datetime = FRIDAY) -> None:
        with database.writing() as session:
            working_days.set_working_days(session, cast.olga, weekend, holidays, now)

    return to


def tick(database: Database, now: datetime) -> list[str]:
    """Which prompts about the request wait once its clock has been looked at."""
    with database.writing() as session:
        owner_prompts.queue_case_prompts(session, WORKSPACE, now)
        return [what for what, _ in prompts_of(session)]


def leave(database: Database, now: datetime) -> list[str]:
    """What leaves now, of prompts and news."""
    gone = []
    with database.writing() as session:
        rows = select(Outgoing).where(Outgoing.kind.in_(("prompt", "news")), Outgoing.status == "queued")
        for row in session.scalars(rows.where(Outgoing.not_before <= now)).all():
            verdict = send_gate.judge(session, row, now)
            assert outbox.claim(session, row, now)
            if verdict.later:
                outbox.put_back(session, row.id, verdict.later, counts=False)
            else:
                outbox.settle(session, row.id, "sent", now)
                gone.append(row.about["what"])
    return gone


def silence(session: Session, case_id: str, now: datetime) -> tuple[int | None, list[str]]:
    """Working days without an answer, once they are many; the letters that may be written."""
    case = case_in(session, case_id)
    return case_pages.no_reply_days(session, case, now), list(next_letter.possible(session, case, now))


def test_a_letter_sent_before_christmas_is_unanswered_later(
    database: Database, cast: Cast, set_days: Callable[..., None]
) -> None:
    case_id, fourteenth = said_sent(database, cast), datetime(2027, 1, 5, 12, tzinfo=UTC)
    with database.reading() as session:
        assert silence(session, case_id, fourteenth) == (14, ["follow_up", "next_step"])
    set_days(CHRISTMAS)
    with database.reading() as session:
        assert silence(session, case_id, fourteenth) == (None, [])
        assert silence(session, case_id, fourteenth + timedelta(days=6)) == (None, ["follow_up"])
        assert silence(session, case_id, fourteenth + timedelta(days=14)) == (14, ["follow_up", "next_step"])
        case = case_in(session, case_id)
        found = owner_prompts.next_prompt(session, case, SENT)
        assert found is not None and found.at == datetime(2027, 1, 4, 8, tzinfo=UTC)


def test_a_prompt_does_not_leave_on_a_holiday(database: Database, cast: Cast, set_days: Callable[..., None]) -> None:
    said_sent(database, cast)
    assert tick(database, NINE) == ["answer_day_3"]
    with database.writing() as session:
        session.scalars(select(Outgoing).where(Outgoing.kind == "prompt")).one().attempts = 1  # it was tried, in vain
    set_days({NINE.date(): "", date(2026, 12, 22): ""}, now=NINE)
    assert leave(database, NINE) == []
    assert leave(database, NINE + timedelta(days=1)) == []
    assert leave(database, NINE + timedelta(days=2)) == ["answer_day_3"]


SUNDAY_TO_THURSDAY, SUNDAY = ("4", "5"), datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize("kind", [Kind.BALLOT, Kind.REMINDER, Kind.RESULT, Kind.LATE_DECISION, Kind.PROMPT, Kind.NEWS])
def test_no_message_leaves_on_a_day_off_whoever_it_is_for(
    kind: Kind, database: Database, cast: Cast, set_days: Callable[..., None]
) -> None:
    set_days({date(2026, 11, 23): "Monday off"}, SUNDAY_TO_THURSDAY)
    with database.writing() as session:
        poll = prepare(session, cast.ada, cast.olga)
        poll.state, poll.closes_at, poll.reminders = "open", datetime(2026, 12, 31, tzinfo=UTC), 2
        user, kinds = cast.bob.user_id, (Outgoing.kind == kind.value, Outgoing.user_id == cast.bob.user_id)
        session.execute(update(Elector).values(state="asked", asked_at=FRIDAY - timedelta(days=5)))
        session.execute(update(Outgoing).values(status="queued"))
        if kind is not Kind.BALLOT:
            outbox.queue(
                session, kind, f"{kind}:1", FRIDAY, workspace_id=WORKSPACE, user_id=user, zone=cast.bob.zone,
                poll_id=poll.id,
            )  # fmt: skip
        row = session.scalars(select(Outgoing).where(*kinds)).one()
        opening_hour = {day: datetime(2026, 11, day, 14, tzinfo=UTC) for day in (22, 24)}  # 9:00 in New York
        assert send_gate.judge(session, row, FRIDAY + timedelta(hours=8)).later == opening_hour[22]
        assert send_gate.judge(session, row, opening_hour[22]) == send_gate.Clearance()
        assert send_gate.judge(session, row, opening_hour[22] + timedelta(days=1)).later == opening_hour[24]


def test_a_question_goes_by_the_calendar_from_its_first_message_to_its_result(
    database: Database, cast: Cast, set_days: Callable[..., None]
) -> None:
    free = [date(2026, 11, 23), date(2026, 11, 30), date(2026, 12, 23)]
    set_days(dict.fromkeys(free, ""), SUNDAY_TO_THURSDAY)
    with database.writing() as session:
        poll = new_draft(session, cast.ada, House("Tom", "Karim"), FRIDAY)
        page = organiser.opening_page(session, cast.ada, poll, FRIDAY)
        assert (page.first_day, page.draft.closes_on) == (date(2026, 11, 22), date(2026, 12, 9))
        assert poll.decision_due == datetime(2026, 12, 24, 15, tzinfo=UTC)  # the tenth day, past the one that is free
        chosen = {"guests": False, "owner_id": "U0OLGA", "now": FRIDAY}
        for day in (date(2026, 12, 11), date(2026, 12, 23)):  # a Friday, a holiday
            faults = save_basics(session, cast.ada, poll.id, closes_on=day, **chosen)
            assert faults["closes"].msgid == "This is not a working day of this workspace. Choose another day."
        assert save_basics(session, cast.ada, poll.id, closes_on=date(2026, 12, 13), **chosen) == {}
    with database.writing() as session:
        poll = prepare(session, cast.ada, cast.olga)
        assert poll.opens_at == SUNDAY - timedelta(hours=1)
        open_question(session, poll, poll.opens_at)
        assert moments(session, Kind.BALLOT) == {SUNDAY - timedelta(hours=1), SUNDAY + timedelta(hours=5)}
        reach(session, poll, poll.opens_at)
        week = SUNDAY + timedelta(days=8)  # Monday 30 November is free
        reminders.queue_due_reminders(session, WORKSPACE, week)
        tuesday = datetime(2026, 12, 1, 8, tzinfo=UTC)
        assert moments(session, Kind.REMINDER) == {tuesday, tuesday + timedelta(hours=6)}
        close_question(session, poll, datetime(2026, 12, 10, 16, tzinfo=UTC))  # Thursday, 17:00
        announcement.announce(session, poll, datetime(2026, 12, 11, 10, tzinfo=UTC))
        sunday = datetime(2026, 12, 13, 8, tzinfo=UTC)
        assert moments(session, Kind.RESULT) == {sunday, sunday + timedelta(hours=6)}


def moments(session: Session, kind: Kind) -> set[datetime]:
    """When messages of this kind may leave."""
    session.flush()
    return set(session.scalars(select(Outgoing.not_before).where(Outgoing.kind == kind.value)))


def test_another_calendar_moves_a_prepared_question_and_what_waits_for_members(
    database: Database, cast: Cast, set_days: Callable[..., None]
) -> None:
    with database.writing() as session:
        poll = prepare(session, cast.ada, cast.olga)
        poll_id, monday = poll.id, datetime(2026, 11, 23, 8, tzinfo=UTC)
        assert poll.opens_at == monday

    def changed(now: datetime, *days: date) -> tuple[str, datetime | None]:
        set_days(dict.fromkeys(days, ""), now=now)
        with database.writing() as session:
            opening.follow_calendar(session, WORKSPACE, now)
            return poll_in(session, poll_id).state, poll_in(session, poll_id).opens_at

    assert changed(FRIDAY, monday.date()) == ("scheduled", monday + timedelta(days=1))
    assert changed(FRIDAY) == ("scheduled", monday)
    with database.writing() as session:
        open_question(session, poll_in(session, poll_id), monday)
    assert changed(monday, monday.date())[0] == "open"
    with database.writing() as session:
        assert moments(session, Kind.BALLOT) == {monday + timedelta(days=1), monday + timedelta(days=1, hours=6)}


def test_a_prepared_question_that_a_calendar_makes_too_late_goes_back_to_its_author(
    database: Database, cast: Cast, set_days: Callable[..., None]
) -> None:
    with database.writing() as session:
        poll_id = prepare(session, cast.ada, cast.olga).id
    set_days({date(2026, 11, 20) + timedelta(days=day): "" for day in range(30)})
    with database.writing() as session:
        opening.follow_calendar(session, WORKSPACE, FRIDAY)
        assert poll_in(session, poll_id).state == "draft"
        session.flush()
        told = session.scalars(select(Outgoing).where(Outgoing.kind == "prepared")).all()
        assert [row.user_id for row in told if row.about.get("what") == "too_late"] == [cast.ada.user_id]


def test_another_calendar_moves_what_was_not_said_and_says_nothing_twice(
    database: Database, cast: Cast, set_days: Callable[..., None]
) -> None:
    said_sent(database, cast)
    assert tick(database, NINE) == ["answer_day_3"]
    set_days({date(2026, 12, 18): "", NINE.date(): ""}, now=NINE)  # taken back before it left
    assert tick(database, NINE) == []
    third = datetime(2026, 12, 23, 8, 5, tzinfo=UTC)
    assert tick(database, third - timedelta(days=1)) == []
    assert tick(database, third) == ["answer_day_3"]
    assert leave(database, third) == ["answer_day_3"]
    set_days(CHRISTMAS, now=third)
    for day in range(40):
        set_days(CHRISTMAS if day % 2 else {}, now=third + timedelta(days=day, minutes=1))
        tick(database, third + timedelta(days=day, hours=1))
        leave(database, third + timedelta(days=day, hours=2))
    with database.reading() as session:
        sent = [row.about["what"] for row in session.scalars(select(Outgoing).where(Outgoing.kind == "prompt"))]
    assert sorted(sent) == ["answer_day_14", "answer_day_3", "answer_day_7"]


def test_where_friday_and_saturday_are_free_sunday_is_worked_on(
    database: Database, cast: Cast, set_days: Callable[..., None]
) -> None:
    set_days({}, weekend=("4", "5"))
    said_sent(database, cast)  # on a Wednesday: Thursday, Sunday and Monday follow
    sunday = datetime(2026, 12, 20, 10, tzinfo=UTC)
    with database.writing() as session:
        outbox.queue(
            session, Kind.NEWS, "case:x", sunday, workspace_id=WORKSPACE, user_id="U0OLGA", zone="Europe/Paris",
            about={"what": "confirmed"},
        )  # fmt: skip
    assert leave(database, sunday - timedelta(days=2)) == []
    assert leave(database, sunday) == ["confirmed"]
    assert tick(database, NINE - timedelta(minutes=10)) == []
    assert tick(database, NINE) == ["answer_day_3"]


def test_a_decision_is_asked_for_on_working_days(database: Database, cast: Cast, set_days: Callable[..., None]) -> None:
    poll_id, fifteenth = closed_question(database, cast), datetime(2026, 12, 15, 9, tzinfo=UTC)
    with database.reading() as session:
        due = poll_in(session, poll_id).decision_due
    set_days({date(2026, 12, 14): "", date(2026, 12, 15): ""})
    for moment, expected in ((fifteenth, False), (fifteenth + timedelta(days=2), True)):
        with database.writing() as session:
            decision_prompts.queue_decision_prompts(session, WORKSPACE, moment)
            assert (("day_3", "U0OLGA") in prompts_of(session)) is expected
            assert poll_in(session, poll_id).decision_due == due  # announced: no calendar moves it


def test_a_decision_is_announced_by_the_calendar_at_opening(
    database: Database, cast: Cast, set_days: Callable[..., None]
) -> None:
    with database.writing() as session:
        usual = new_draft(session, cast.olga, House("Tom", "Karim"), FRIDAY).decision_due
    set_days(CHRISTMAS)
    with database.writing() as session:
        assert new_draft(session, cast.olga, House("Tom", "Karim"), FRIDAY).decision_due > usual


def test_the_operators_file_holds_until_an_owner_gives_a_list(
    database: Database, workspace: Workspace, cast: Cast, set_days: Callable[..., None]
) -> None:
    first, second = date(2026, 12, 24), date(2026, 12, 25)

    def take(holidays: Holidays) -> frozenset[date]:
        with database.writing() as session:
            working_days.take_operators_holidays(session, WORKSPACE, holidays, FRIDAY)
            return working_days.working_days_of(session, WORKSPACE).holidays

    assert take({}) == MONDAY_TO_FRIDAY.holidays
    assert take({first: "Eve"}) == {first}
    set_days({}, weekend=("4", "5"))
    assert take({first: "Eve"}) == {first}
    set_days({second: ""})
    assert take({first: "Eve"}) == {second}
    set_days({})
    assert take({first: "Eve"}) == {first}
    assert take({}) == frozenset()


class TestThePage:
    """What the window shows, and what it takes."""

    def page(self, database: Database, cast: Cast, now: datetime = FRIDAY) -> working_days.pages.DaysOffPage:
        with database.reading() as session:
            return working_days.days_off_page(session, cast.olga, now)

    def test_how_many_are_known_and_until_when(
        self, database: Database, cast: Cast, set_days: Callable[..., None]
    ) -> None:
        assert self.page(database, cast).last is None
        set_days({date(2026, 11, 11): "Armistice", date(2026, 12, 25): "Noël"}, weekend=("4", "5"))
        page = self.page(database, cast)
        assert (page.weekend, page.ahead, page.last, page.run_out) == ((4, 5), 1, date(2026, 12, 25), False)
        assert page.text == "2026-11-11 Armistice\n2026-12-25 Noël"
        assert self.page(database, cast, datetime(2026, 12, 26, 12, tzinfo=UTC)).run_out

    def test_the_operators_days_are_not_the_owners_list(
        self, database: Database, workspace: Workspace, cast: Cast
    ) -> None:
        with database.writing() as session:
            working_days.take_operators_holidays(session, WORKSPACE, {date(2026, 12, 25): "Noël"}, FRIDAY)
        page = self.page(database, cast)
        assert (page.operators, page.text, page.ahead) == (True, "", 1)

    def test_names_stay_where_only_dates_come_back(
        self, database: Database, cast: Cast, set_days: Callable[..., None]
    ) -> None:
        many = {date(2027, 1, 1) + timedelta(days=day): f"A day with a long name, number {day}" for day in range(240)}
        set_days(many)
        text = self.page(database, cast).text
        assert len(text) <= working_days.LONGEST_TEXT
        set_days(working_days.read_typed(text, FRIDAY))
        with database.reading() as session:
            kept = session.get_one(working_days.DaysOff, WORKSPACE)
            assert kept.holidays == {day.isoformat(): name for day, name in many.items()}

    def test_what_is_refused(self, database: Database, cast: Cast, set_days: Callable[..., None]) -> None:
        with pytest.raises(Refusal, match="At least one day"):
            set_days({}, weekend=[str(day) for day in range(7)])
        with pytest.raises(Refusal, match="can be kept here"):
            working_days.read_typed(
                "\n".join(str(date(2027, 1, 1) + timedelta(days=day)) for day in range(251)), FRIDAY
            )
        with database.writing() as session, pytest.raises(Refusal, match="Only an owner"):
            working_days.set_working_days(session, cast.ada, WEEKEND, {}, FRIDAY)
        with database.reading() as session, pytest.raises(Refusal, match="Only an owner"):
            working_days.days_off_page(session, cast.ada, FRIDAY)

    def test_the_record_holds_numbers_only(self, database: Database, set_days: Callable[..., None]) -> None:
        set_days({date(2026, 12, 25): "Noël"}, weekend=("4",))
        with database.reading() as session:
            event = session.scalars(select(LedgerEvent).where(LedgerEvent.tag == "workspace:days:set")).one()
            assert event.data == '{"holidays":1,"weekend":1}'


class TestACountry:
    """Its public holidays count beside an owner's own."""

    def place(self, database: Database, cast: Cast, country: str, region: str = "") -> frozenset[date]:
        with database.writing() as session:
            working_days.choose_place(session, cast.olga, country, region, FRIDAY, "fr")
            return working_days.working_days_of(session, WORKSPACE).holidays

    def test_its_days_and_an_owners_own_hold_and_the_operators_no_more(
        self, database: Database, cast: Cast, set_days: Callable[..., None]
    ) -> None:
        with database.writing() as session:
            working_days.take_operators_holidays(session, WORKSPACE, {date(2027, 3, 3): ""}, FRIDAY)
        whole, moselle = self.place(database, cast, "FR"), self.place(database, cast, "FR", "57")
        assert date(2027, 5, 1) in whole and date(2027, 3, 3) not in whole
        assert moselle - whole >= {date(2026, 12, 26), date(2027, 3, 26)}  # and Good Friday
        set_days({date(2026, 12, 24): "Pont"})
        with database.reading() as session:
            assert working_days.working_days_of(session, WORKSPACE).holidays == moselle | {date(2026, 12, 24)}
            page = working_days.days_off_page(session, cast.olga, FRIDAY)
            kept = session.get_one(working_days.DaysOff, WORKSPACE).public
        assert (page.text, page.country, page.region) == ("2026-12-24 Pont", "FR", "57")
        assert kept["2027-07-14"] == "Fête nationale" and max(kept) > "2029-10"
        assert self.place(database, cast, "") == {date(2026, 12, 24)}

    def test_at_start_it_is_looked_up_again_and_goes_on_ahead(
        self, database: Database, workspace: Workspace, cast: Cast
    ) -> None:
        self.place(database, cast, "FR")
        later = FRIDAY + timedelta(days=900)
        with database.writing() as session:
            working_days.look_up_again(session, WORKSPACE, later)
            assert max(working_days.working_days_of(session, WORKSPACE).holidays) > date(2032, 1, 1)

    @pytest.mark.parametrize("place", [("XX", ""), ("FR", "BY"), ("fr; DROP", ""), ("FR", "../57")])
    def test_a_place_that_is_none_is_refused(
        self, place: tuple[str, str], database: Database, workspace: Workspace, cast: Cast
    ) -> None:
        with pytest.raises(Refusal, match="choose a country"):
            self.place(database, cast, *place)

    def test_without_the_library_nothing_can_be_chosen_and_what_was_chosen_stays(
        self, database: Database, workspace: Workspace, cast: Cast, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        chosen = self.place(database, cast, "FR")
        monkeypatch.setattr(public_holidays, "LIBRARY", "no_such_library")
        public_holidays.countries.cache_clear()
        with database.reading() as session:
            page = working_days.days_off_page(session, cast.olga, FRIDAY)
        assert page.countries == () and "can add them, by the extra" in str(views.working_days(page, Texts("en")))
        with pytest.raises(Refusal, match="not installed here"):
            self.place(database, cast, "DE")
        with database.writing() as session:
            working_days.look_up_again(session, WORKSPACE, FRIDAY + timedelta(days=900))
            assert working_days.working_days_of(session, WORKSPACE).holidays == chosen


def test_every_country_and_region_can_be_looked_up() -> None:
    for country in public_holidays.countries():
        named = public_holidays.regions(country)
        assert all(code and 0 < len(name) <= 75 for code, name in named.items()), country
        assert isinstance(public_holidays.days(country, "", FRIDAY.date(), "fr"), dict)


def test_countries_are_listed_without_a_look_at_any_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first look at one imports all: a second or more, while Slack waits for the window of working days."""
    for name in [name for name in sys.modules if name.startswith("holidays.countries")]:
        monkeypatch.delitem(sys.modules, name)
    public_holidays.countries.cache_clear()
    assert len(public_holidays.countries()) > 100
    assert "holidays.countries" not in sys.modules
