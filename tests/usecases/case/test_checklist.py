"""Vendors without a letter: chosen, decided on, their steps ticked, what shows it kept, and everybody's own setting."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from governance.errors import Refusal
from governance.rules.case.checklist import ProofKind, Standing
from governance.rules.people.permissions import Person
from governance.store import ledger, queries
from governance.store.database import Database
from governance.store.models import Case, Decision, LedgerEvent, Outgoing, OwnSetting, Proof, Workspace
from governance.store.register import vendors
from governance.store.register.entry import Mechanism
from governance.usecases.case import case as cases
from governance.usecases.case import checklist, decision, owner_prompts, recheck, succession, used_vendors
from governance.usecases.case.checklist import Given
from governance.usecases.poll.waiting.line import refuse_second_question
from governance.usecases.seen.vendors import lines, windows
from tests.conftest import FRIDAY, WORKSPACE, Cast
from tests.store.register.test_entries import SMALLEST
from tests.usecases.case.case_story import opted_out

LATER = FRIDAY + timedelta(days=40)
PICTURE = b"\x89PNG\r\n\x1a\nsmall"
ALL = frozenset({1, 2, 3, 4})
TO_DO, DONE = Given(frozenset(), Standing.TO_DO), Given(ALL, Standing.DONE)


def opt_out(database: Database, who: Person, vendor: str) -> None:
    with database.writing() as session:
        checklist.decide(session, who, vendor, "opt_out", "We prefer it.", FRIDAY)


def line(database: Database, who: Person, vendor: str) -> tuple[str, str, int]:
    with database.reading() as session:
        found = next(one for one in lines.lines(session, who, LATER) if one.slug == vendor).standing
    return found.how, found.known, found.done


def use(database: Database, who: Person, *chosen: str) -> None:
    with database.writing() as session:
        used_vendors.choose(session, who, chosen, FRIDAY)


def tags(database: Database) -> list[str]:
    with database.reading() as session:
        assert ledger.verify(session, WORKSPACE).fault is None
        return list(session.scalars(select(LedgerEvent.tag).order_by(LedgerEvent.seq)))


def refused(words: str) -> pytest.RaisesExc[Refusal]:
    return pytest.raises(Refusal, match=words)


def test_owners_and_admins_choose_and_slack_always_is_in_use(
    database: Database, workspace: Workspace, cast: Cast
) -> None:
    use(database, cast.ada, "zoom", "figma", "no-such-vendor", "slack")
    use(database, cast.olga, "zoom", "signal")
    use(database, cast.olga, "signal", "zoom")  # the same once more
    with database.writing() as session:
        assert [entry.slug for entry in used_vendors.used(session, WORKSPACE)] == ["slack", "signal", "zoom"]
        for nobody in (cast.alice, cast.gus, cast.xena):
            with pytest.raises(Refusal):
                used_vendors.choose(session, nobody, ["zoom"], FRIDAY)
    assert tags(database).count("workspace:vendors:chosen") == 2


def test_a_setting_from_the_decision_to_a_kept_picture(database: Database, workspace: Workspace, cast: Cast) -> None:
    use(database, cast.ada, "squarespace")
    assert line(database, cast.alice, "squarespace") == ("undecided", "", 0)
    with database.writing() as session, refused("has to decide to opt out first"):
        checklist.keep(session, cast.ada, "squarespace", TO_DO, FRIDAY)
    with database.writing() as session, pytest.raises(Refusal):
        checklist.decide(session, cast.ada, "squarespace", "opt_out", "", FRIDAY)
    opt_out(database, cast.olga, "squarespace")
    opt_out(database, cast.olga, "squarespace")  # submitted twice
    assert line(database, cast.alice, "squarespace") == ("to_do", "", 0)
    with database.writing() as session:
        checklist.keep(session, cast.ada, "squarespace", Given(frozenset({1, 99}), Standing.TO_DO), FRIDAY)
    assert line(database, cast.alice, "squarespace") == ("to_do", "", 1)
    with database.writing() as session, refused("not ticked yet"):
        checklist.keep(session, cast.ada, "squarespace", Given(frozenset({1, 2}), Standing.DONE), FRIDAY)
    with database.writing() as session:
        checklist.keep(session, cast.ada, "squarespace", DONE, FRIDAY)
    assert line(database, cast.alice, "squarespace") == ("done", "said", 3)
    proved = DONE._replace(note="Ticked by Eve.", files=[(ProofKind.PICTURE, PICTURE)])
    for _ in range(2):
        with database.writing() as session:
            case = checklist.keep(session, cast.ada, "squarespace", proved, LATER)
            assert (case.state, case.answer_grade, case.confirmed_at) == ("confirmed", "picture", FRIDAY)
            assert session.scalar(select(func.count()).select_from(Proof)) == 2
    assert line(database, cast.alice, "squarespace") == ("done", "picture", 3)
    assert tags(database)[-7:] == [
        "workspace:vendors:chosen", "decision:choice:recorded", "case:steps:ticked", "case:steps:ticked",
        "case:steps:said", "case:proof:kept", "case:proof:kept",
    ]  # fmt: skip
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Outgoing).where(Outgoing.kind != "home")) == 0
        assert "Eve" not in "".join(session.scalars(select(LedgerEvent.data)))


def test_steps_that_read_differently_now_are_not_ticked(database: Database, workspace: Workspace, cast: Cast) -> None:
    opt_out(database, cast.olga, "squarespace")
    with database.writing() as session:
        case = checklist.keep(session, cast.ada, "squarespace", Given(frozenset({1, 2}), Standing.TO_DO), FRIDAY)
        assert checklist.ticked(session, case, vendors.vendor("squarespace")) == {1, 2}
        assert checklist.ticked(session, case, vendors.vendor("figma")) == frozenset()


def test_a_support_case_is_opened_refused_and_answered_by_mail(
    database: Database, workspace: Workspace, cast: Cast
) -> None:
    use(database, cast.ada, "salesforce-einstein")
    opt_out(database, cast.olga, "salesforce-einstein")
    said: list[tuple[Given, tuple[str, str, int]]] = [
        (Given(frozenset({1, 2}), Standing.ASKED, "Number 4711"), ("case_open", "note", 2)),
        (Given(frozenset({1, 2}), Standing.REFUSED), ("refused", "note", 2)),
        (Given(ALL, Standing.ASKED), ("case_open", "note", 4)),
        (Given(ALL, Standing.DONE, files=[(ProofKind.MAIL, b"From: x@salesforce.com\n\nDone.")]), ("done", "mail", 4)),
    ]
    for given, shown in said:
        with database.writing() as session:
            checklist.keep(session, cast.ada, "salesforce-einstein", given, FRIDAY)
        assert line(database, cast.alice, "salesforce-einstein") == shown
    with database.reading() as session:
        assert windows.vendor_page(session, cast.ada, "salesforce-einstein", LATER).notes == ("Number 4711",)
        assert windows.vendor_page(session, cast.alice, "salesforce-einstein", LATER).notes == ()
        case = session.scalars(select(Case)).one()
        assert cases.state_of(session, case.id).value == case.state == "confirmed"


def test_each_person_ticks_their_own_setting_and_only_a_number_from_six_on_is_shown(
    database: Database, workspace: Workspace, cast: Cast
) -> None:
    use(database, cast.ada, "linkedin")
    with database.writing() as session, refused("nothing to tick"):
        checklist.tick_own(session, cast.alice, "linkedin", FRIDAY)
    opt_out(database, cast.olga, "linkedin")
    people = [cast.olga, cast.oscar, cast.ada, cast.alice, cast.bob, cast.carol]
    for number, person in enumerate(people, start=1):
        with database.writing() as session:
            assert checklist.tick_own(session, person, "linkedin", FRIDAY)
            assert not checklist.tick_own(session, person, "linkedin", FRIDAY)
        with database.reading() as session:
            (shown,) = (one for one in lines.lines(session, cast.olga, LATER) if one.slug == "linkedin")
            assert shown.standing.ticked == (6 if number == 6 else None)
            assert windows.vendor_page(session, person, "linkedin", LATER).ticked_own
    with database.writing() as session, pytest.raises(Refusal):
        checklist.tick_own(session, cast.xena, "linkedin", FRIDAY)
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(OwnSetting)) == 6
    assert not [tag for tag in tags(database) if "tick" in tag], "the record does not tell who did, or when"


@pytest.mark.parametrize("vendor", ["zoom", "reddit", "signal", "slack", "slack-ai"])
def test_where_no_steps_lead_there_is_nothing_to_decide_here(
    database: Database, workspace: Workspace, cast: Cast, vendor: str
) -> None:
    with database.writing() as session, refused("nothing to decide about this vendor"):
        checklist.decide(session, cast.olga, vendor, "opt_out", "", FRIDAY)
    with database.reading() as session:
        assert windows.vendor_page(session, cast.olga, vendor, FRIDAY).may_act == ()


def test_a_decision_about_another_vendor_leaves_slacks_alone(
    database: Database, workspace: Workspace, cast: Cast
) -> None:
    """Neither is Home's decision and request another one, nor is anybody reminded of a letter that nobody writes."""
    opt_out(database, cast.olga, "squarespace")
    opt_out(database, cast.olga, "linkedin")
    with database.writing() as session:
        checklist.keep(session, cast.ada, "squarespace", DONE, FRIDAY)
        assert decision.current(session, WORKSPACE, None) is None
        assert queries.current_case(session, WORKSPACE) is None
        refuse_second_question(session, WORKSPACE, "slack", LATER)
        for step in (owner_prompts.queue_case_prompts, recheck.notice_changes, succession.pass_on):
            step(session, WORKSPACE, LATER)
        assert session.scalar(select(func.count()).select_from(Outgoing).where(Outgoing.kind == "prompt")) == 0
        for case in session.scalars(select(Case)):
            with refused("takes no request by mail"):
                cases.case_of(session, WORKSPACE, case.id)


def prompted(database: Database) -> list[tuple[str, str]]:
    with database.reading() as session:
        rows = session.scalars(select(Outgoing).where(Outgoing.kind == "prompt").order_by(Outgoing.id))
        return [(row.user_id or "", row.about["what"]) for row in rows]


def walk_days(database: Database, first: int, last: int, step: int = 1) -> None:
    """The clock looks on each of these days after the decision."""
    with database.writing() as session:
        for number in range(first, last, step):
            owner_prompts.queue_case_prompts(session, WORKSPACE, FRIDAY + timedelta(days=number))
            session.flush()


@pytest.mark.parametrize("vendor", ["squarespace", "salesforce-einstein"])
def test_who_decided_is_reminded_of_steps_as_of_a_letter(
    database: Database, workspace: Workspace, cast: Cast, vendor: str
) -> None:
    """On working days 3 and 7 until it is done; once it is asked, of the answer."""
    opt_out(database, cast.olga, vendor)
    walk_days(database, 0, 14)
    assert prompted(database) == [("U0OLGA", "send_day_3"), ("U0OLGA", "send_day_7")]
    if vendor == "salesforce-einstein":
        with database.writing() as session:
            checklist.keep(
                session, cast.ada, vendor, Given(frozenset({1}), Standing.ASKED), FRIDAY + timedelta(days=14)
            )
        walk_days(database, 14, 40)
        assert prompted(database)[2:] == [("U0OLGA", f"answer_day_{day}") for day in (3, 7, 14)]
    with database.writing() as session:
        checklist.keep(session, cast.ada, vendor, DONE, FRIDAY + timedelta(days=41))
    before = prompted(database)
    walk_days(database, 41, 100)
    assert prompted(database) == before


def test_reminders_of_steps_end_with_another_decision_and_after_a_year(
    database: Database, workspace: Workspace, cast: Cast
) -> None:
    opt_out(database, cast.olga, "squarespace")
    opt_out(database, cast.olga, "figma")
    with database.writing() as session:
        checklist.decide(session, cast.oscar, "figma", "allow", "We changed our mind.", FRIDAY + timedelta(hours=1))
    walk_days(database, 0, 30)
    walk_days(database, 30, 800, 5)
    told = [what for _, what in prompted(database)]
    assert told == ["send_day_3", "send_day_7", *(f"send_month_{number}" for number in range(1, 12))]


def test_slacks_request_is_a_line_like_the_others(database: Database, workspace: Workspace, cast: Cast) -> None:
    assert line(database, cast.alice, "slack") == ("undecided", "", 0)
    opted_out(database, cast)
    assert line(database, cast.alice, "slack")[0] == "drafted"


def test_an_owner_decides_anew(database: Database, workspace: Workspace, cast: Cast) -> None:
    use(database, cast.ada, "figma")
    opt_out(database, cast.olga, "figma")
    with database.writing() as session:
        checklist.decide(session, cast.oscar, "figma", "allow", "We changed our mind.", LATER)
    assert line(database, cast.alice, "figma")[0] == "allowed"
    with database.writing() as session:
        newest = checklist.newest_decision(session, WORKSPACE, "figma")
        assert newest and newest.replaces
        assert session.get(Decision, newest.replaces)
        with refused("has to decide to opt out first"):
            checklist.keep(session, cast.ada, "figma", TO_DO, LATER)


def test_what_was_decided_stays_readable_when_the_operator_takes_the_entry_away(
    database: Database, workspace: Workspace, cast: Cast, tmp_path: Path
) -> None:
    (tmp_path / "example.toml").write_text(SMALLEST, encoding="utf-8")
    vendors.take_own(tmp_path)
    try:
        use(database, cast.ada, "example")
        opt_out(database, cast.olga, "example")
        assert line(database, cast.alice, "example") == ("to_do", "", 0)
    finally:
        vendors.take_own(None)
    with database.writing() as session:
        assert [one.slug for one in lines.lines(session, cast.alice, LATER)] == ["slack"]
        with refused("no entry on this vendor any more"):
            checklist.keep(session, cast.ada, "example", TO_DO, LATER)
        decided = checklist.newest_decision(session, WORKSPACE, "example")
        assert decided and checklist.case_of(session, decided)
        assert not checklist.goes_by_letter("example")


def entries_by(mechanisms: Iterable[Mechanism]) -> list[str]:
    return [entry.slug for entry in vendors.vendors() if entry.mechanism in mechanisms]


@pytest.mark.parametrize("vendor", entries_by(checklist.BY_STEPS))
def test_every_setting_and_support_case_goes_to_its_end(
    database: Database, workspace: Workspace, cast: Cast, vendor: str
) -> None:
    use(database, cast.ada, vendor)
    opt_out(database, cast.olga, vendor)
    with database.writing() as session:
        page = windows.steps_page(session, cast.ada, vendor, FRIDAY, may_upload=True)
        assert page.choices[-1] in ("done", "refused") and page.vendor.steps
        checklist.keep(session, cast.ada, vendor, Given(frozenset(range(1, 11)), Standing.DONE), FRIDAY)
    assert line(database, cast.alice, vendor)[:2] == ("done", "said")
