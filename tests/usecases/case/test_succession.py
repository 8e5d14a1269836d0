"""An owner goes, or the workspace moves: another owner takes over, and no approval outlives its reason."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from governance.pages import CasePage
from governance.rules.people.permissions import Person, Role
from governance.slack.views.case import letter as letter_views
from governance.slack.views.case import request_prompts, sending_options
from governance.slack.views.home import home as home_views
from governance.store.database import Database
from governance.store.models import Case, Outgoing, Poll, Workspace
from governance.texts import texts_for
from governance.usecases.case import coverage, decision, decision_prompts, handover, succession
from governance.usecases.case.letter import lapse, sending
from governance.usecases.case.letter import letter as letters
from governance.usecases.case.letter.sending import MailSetup
from governance.usecases.people import members
from governance.usecases.poll import draft
from governance.usecases.seen import case as case_pages
from governance.usecases.seen import home as home_pages
from sandbox.client import words
from tests.conftest import WORKSPACE, Cast
from tests.question_keys import KEYS
from tests.usecases.case.case_story import (
    DECIDED,
    SENT,
    Mailbox,
    approved,
    case_in,
    closed_question,
    confirmation,
    letter_in,
    news_of,
    opted_out,
    poll_in,
    prompts_of,
    said_sent,
)

NOW = SENT + timedelta(days=1)
T = texts_for("en")
MAIL = MailSetup(smtp=True)
HOUSE = draft.House("Tom", "Karim")
GONE = [Role.DEACTIVATED, Role.MEMBER, Role.ADMIN]


def becomes(database: Database, who: Person, role: Role) -> Person:
    """Slack's directory says this from now on."""
    changed = replace(who, role=role)
    with database.writing() as session:
        members.record_people(session, WORKSPACE, [changed], NOW)
    return changed


def tick(database: Database) -> None:
    """What the clock does about it, twice: the second time nothing is left to do."""
    for _ in range(2):
        with database.writing() as session:
            succession.pass_on(session, WORKSPACE, NOW)
            lapse.lapse_approvals(session, WORKSPACE, NOW)


def home_of(database: Database, who: Person) -> str:
    with database.reading() as session:
        page = home_pages.home_page(session, replace(who, locale="en-GB"), KEYS, HOUSE, MAIL, NOW)
        return words(home_views.home(page, T)["blocks"])


def page_for(database: Database, who: Person, case_id: str) -> CasePage:
    with database.reading() as session:
        return case_pages.case_page(session, replace(who, locale="en-GB"), case_in(session, case_id), MAIL, NOW)


@pytest.mark.parametrize("role", GONE)
def test_the_decision_falls_to_another_owner_who_is_named_and_asked(
    database: Database, workspace: Workspace, cast: Cast, role: Role
) -> None:
    poll_id = closed_question(database, cast)
    with database.writing() as session:
        poll_in(session, poll_id).decider = "U0OLGA"
    with database.writing() as session:
        decision_prompts.queue_decision_prompts(session, WORKSPACE, DECIDED)
    becomes(database, cast.olga, role)
    assert "An owner decides by" in home_of(database, cast.bob)  # until the clock has found one
    tick(database)
    assert "Oscar Dupont decides by" in home_of(database, cast.bob)
    with database.reading() as session:
        assert session.scalars(select(Poll.decider)).one() == "U0OSCAR"
        assert prompts_of(session) == [("handed_over", "U0OSCAR")]


def test_without_any_owner_the_sentence_names_nobody(database: Database, workspace: Workspace, cast: Cast) -> None:
    closed_question(database, cast)
    for who in (cast.olga, cast.oscar):
        becomes(database, who, Role.DEACTIVATED)
    tick(database)
    seen = home_of(database, cast.ada)
    assert "An owner decides by" in seen
    assert "Olga" not in seen
    assert "Oscar" not in seen


@pytest.mark.parametrize("role", GONE)
@pytest.mark.parametrize("queued", [False, True])
def test_an_approval_of_who_is_no_owner_any_more_is_void(
    database: Database, workspace: Workspace, cast: Cast, role: Role, queued: bool
) -> None:
    case_id = approved(database, cast)
    with database.writing() as session:
        letter_id = letter_in(session, case_id).id
        if queued:
            sending.queue_smtp(session, cast.olga, case_id, DECIDED)
    becomes(database, cast.olga, role)
    with database.reading() as session:
        assert sending.outbound(session, WORKSPACE, letter_id, NOW) is None
    tick(database)
    seen = home_of(database, cast.oscar)
    assert "Olga Martin approved the letter and is no owner of this workspace any more" in seen
    assert "goes from their address" not in seen
    with database.writing() as session:
        case = case_in(session, case_id)
        assert (case.state, case.owner, case.from_address) == ("drafted", "U0OSCAR", cast.oscar.email)
        assert news_of(session, "lapsed") == {"U0OSCAR"}
        letters_left = select(Outgoing.status).where(Outgoing.kind == "letter")
        assert set(session.scalars(letters_left)) <= {"dropped"}
        assert "Oscar Dupont" in letters.draft(session, case).body
        letters.set_address(session, cast.oscar, case_id, "oscar@exemple.example", True, NOW)
        letters.approve(session, cast.oscar, case_id, NOW)
    tick(database)
    page = page_for(database, cast.oscar, case_id)
    assert (page.state, page.lapsed, page.is_mine) == ("approved", "", True)
    assert words(sending_options.ready(page, T)["blocks"]).startswith("The letter to Slack is ready")


def test_the_heir_is_not_told_that_they_decided(database: Database, workspace: Workspace, cast: Cast) -> None:
    case_id = opted_out(database, cast)
    becomes(database, cast.olga, Role.DEACTIVATED)
    tick(database)
    with database.reading() as session:
        assert news_of(session, "passed_on") == {"U0OSCAR"}
        case = case_in(session, case_id)
        page = case_pages.reminder_page(session, cast.oscar, case, "send_day_3", MAIL, NOW)
        told = words(request_prompts.reminder(page, T)["blocks"])
    assert "Olga Martin decided on" in told
    assert "You decided" not in told


@pytest.mark.parametrize("stage", ["sent", "confirmed"])
def test_a_request_that_has_left_goes_on_with_another_owner(
    database: Database, workspace: Workspace, cast: Cast, mailbox: Mailbox, stage: str
) -> None:
    case_id = said_sent(database, cast)
    if stage == "confirmed":
        with database.reading() as session:
            case, letter = case_in(session, case_id), letter_in(session, case_id)
        mailbox.arrive(confirmation(case, letter.message_id))
    with database.reading() as session:
        before = case_in(session, case_id).state
    becomes(database, cast.olga, Role.DEACTIVATED)
    tick(database)
    page = page_for(database, cast.oscar, case_id)
    assert (page.state, page.owner.name) == (before, "Oscar Dupont")
    assert page.said_by is not None
    assert page.said_by.name == "Olga Martin"
    with database.writing() as session:
        assert news_of(session, "passed_on") == ({"U0OSCAR"} if before == "sent" else set())
        assert letter_in(session, case_id).approved_by == "U0OLGA"
        if before == "sent":
            members.record_people(session, WORKSPACE, [replace(cast.ada, role=Role.OWNER)], NOW)
            handover.hand_over(session, cast.oscar, case_id, "U0ADA", NOW)


def test_any_owner_reads_the_letter_of_another_one(database: Database, workspace: Workspace, cast: Cast) -> None:
    case_id = approved(database, cast)
    page = page_for(database, cast.oscar, case_id)
    view = letter_views.letter(page, T)
    assert "Please exclude our" in words(view["blocks"])
    assert "Olga Martin approved this letter; it goes from their address" in words(view["blocks"])
    assert "case:letter" not in [one["action_id"] for block in view["blocks"] for one in block.get("elements", [])]


def test_an_owner_whom_the_directory_does_not_know_yet_keeps_what_they_did(
    database: Database, workspace: Workspace, cast: Cast
) -> None:
    ada = replace(cast.ada, role=Role.OWNER, email="ada@exemple.example")  # by Slack's flags of this moment
    with database.writing() as session:
        decision.record_decision(session, ada, None, "opt_out", "", DECIDED)
        case_id = session.scalars(select(Case.id)).one()
        letters.approve(session, ada, case_id, DECIDED)
    tick(database)
    with database.reading() as session:
        assert (case_in(session, case_id).state, case_in(session, case_id).owner) == ("approved", "U0ADA")


def moved(database: Database, url: str, name: str = "Exemple SA") -> None:
    """Slack gives the workspace another address."""
    with database.writing() as session:
        members.record_installation(
            session, workspace_id=WORKSPACE, name=name, url=url, enterprise_id=None, bot_user_id="U0BOT",
            scopes="chat:write", now=NOW,
        )  # fmt: skip


def test_a_letter_with_an_old_address_is_a_draft_again(database: Database, workspace: Workspace, cast: Cast) -> None:
    case_id = approved(database, cast)
    moved(database, "https://exemple-sa.slack.com/")
    tick(database)
    with database.writing() as session:
        assert case_in(session, case_id).state == "drafted"
        assert news_of(session, "lapsed") == {"U0OLGA"}
        assert "https://exemple-sa.slack.com" in letters.approve(session, cast.olga, case_id, NOW).body
    tick(database)
    with database.reading() as session:
        assert case_in(session, case_id).state == "approved"
    for reader, told in ((cast.olga, True), (cast.ada, True), (cast.bob, False)):
        assert ("another address: https://exemple-sa.slack.com/, before https://exemple.slack.com/" in
                home_of(database, reader)) is told  # fmt: skip


def test_a_new_name_alone_lapses_nothing_and_is_told(database: Database, workspace: Workspace, cast: Cast) -> None:
    case_id = approved(database, cast)
    moved(database, "https://exemple.slack.com/", "Exemple Group")
    tick(database)
    with database.reading() as session:
        assert case_in(session, case_id).state == "approved"
    assert "this workspace is called Exemple Group, before Exemple SA" in home_of(database, cast.olga)


def test_a_letter_for_an_organisation_lists_the_new_address(
    database: Database, workspace: Workspace, cast: Cast
) -> None:
    with database.writing() as session:
        members.workspace(session, WORKSPACE).enterprise_id = "E0EXEMPLE"
    case_id, olga = opted_out(database, cast), replace(cast.olga, org_owner=True)
    with database.writing() as session:
        coverage.widen(session, olga, case_id, "https://exemple.enterprise.slack.com", ["https://b.slack.com"], DECIDED)
        letters.approve(session, olga, case_id, DECIDED)
    moved(database, "https://exemple-sa.slack.com/")
    tick(database)
    with database.reading() as session:
        body = letters.draft(session, case_in(session, case_id)).body
    assert "https://exemple-sa.slack.com" in body
    assert "https://b.slack.com" in body
    assert "https://exemple.slack.com" not in body


def test_who_asks_is_somebody_who_is_here(database: Database, workspace: Workspace, cast: Cast) -> None:
    poll_id = closed_question(database, cast)
    with database.writing() as session:
        poll = poll_in(session, poll_id)
        poll.state, poll.author = "open", "U0ADA"
    becomes(database, cast.ada, Role.DEACTIVATED)
    assert "Olga Martin is asking" in home_of(database, cast.bob)
