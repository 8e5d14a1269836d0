"""A question about any vendor of the register: which can be asked about, what is kept of the entry, what follows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from governance.errors import Refusal
from governance.store.database import Database
from governance.store.models import Case, Poll, Workspace
from governance.store.register import documents, vendors
from governance.store.register.entry import Mechanism
from governance.usecases.case import case as cases
from governance.usecases.case import decision, used_vendors
from governance.usecases.case.decision import OwnerChoice
from governance.usecases.poll import draft, opening
from governance.usecases.register import vendor_facts
from governance.usecases.seen import organiser
from governance.usecases.seen.about import about, about_vendor
from tests.conftest import FRIDAY, Cast
from tests.question_keys import close_question, open_question
from tests.store.register.test_entries import SMALLEST
from tests.usecases.poll.test_question import HOUSE, reach

ASKABLE = {entry.slug: entry for entry in vendors.vendors() if vendor_facts.is_askable(entry)}
WHY_NOT = {
    "zoom": "trains nothing", "dropbox": "trains nothing", "slack-ai": "trains nothing", "element": "trains nothing",
    "signal": "trains nothing", "microsoft-365": "trains nothing", "reddit": "no way to opt out",
}  # fmt: skip


def begun(database: Database, cast: Cast, vendor: str) -> str:
    with database.writing() as session:
        return draft.new_draft(session, cast.ada, HOUSE, FRIDAY, vendor).id


@pytest.fixture
def own_entry(tmp_path: Path) -> Iterator[None]:
    """An operator's own entry, which is gone again after the test."""
    (tmp_path / "example.toml").write_text(SMALLEST, encoding="utf-8")
    vendors.take_own(tmp_path)
    yield
    vendors.take_own(None)


@pytest.mark.parametrize(("vendor", "why"), WHY_NOT.items())
def test_nobody_is_asked_where_answers_could_change_nothing(
    database: Database, workspace: Workspace, cast: Cast, vendor: str, why: str
) -> None:
    with database.writing() as session, pytest.raises(Refusal, match=why):
        draft.new_draft(session, cast.ada, HOUSE, FRIDAY, vendor)
    assert vendor not in ASKABLE


@pytest.mark.parametrize("vendor", ASKABLE)
def test_from_the_draft_to_what_follows_from_opting_out(
    database: Database, workspace: Workspace, cast: Cast, vendor: str
) -> None:
    """A letter where the vendor takes one, else the steps of its entry; the question keeps what was known."""
    poll_id, due = begun(database, cast, vendor), FRIDAY + timedelta(days=3)
    with database.writing() as session:
        poll = session.get_one(Poll, poll_id)
        poll.include_guests, poll.decider = False, cast.olga.user_id
        opening.submit(session, cast.ada, poll_id, FRIDAY)
        while opening.fill(session, poll, FRIDAY):
            pass
        open_question(session, poll, due)
        reach(session, poll, due)
        close_question(session, poll, due + timedelta(days=17))
    with database.writing() as session:
        poll = session.get_one(Poll, poll_id)
        later = due + timedelta(days=18)
        taken = decision.record_decision(session, cast.olga, poll_id, OwnerChoice.OPT_OUT, "Most of us said so.", later)
        assert (taken.vendor, poll.vendor) == (vendor, vendor)
        case = session.scalars(select(Case).where(Case.decision_id == taken.id)).one()
        assert case.mechanism == ASKABLE[vendor].mechanism
        assert (poll.vendor_facts is None) is (vendor == "slack")
        by_letter = cases.unsettled_case(session, poll.workspace_id, vendor)
        assert (by_letter is not None) is (ASKABLE[vendor].mechanism is Mechanism.EMAIL)


def test_an_open_question_stays_as_it_was_when_the_entry_goes(
    database: Database, workspace: Workspace, cast: Cast, own_entry: None
) -> None:
    poll_id = begun(database, cast, "example")
    with database.reading() as session:
        before = about(session.get_one(Poll, poll_id))
    vendors.take_own(None)
    with database.reading() as session:
        poll = session.get_one(Poll, poll_id)
        after = about(poll)
        assert (after.vendor, after.does, after.mechanism) == (before.vendor, before.does, before.mechanism)
        assert (after.vendor, after.models["fr"], after.others) == ("Example", "ses modèles d'IA", {})
        facts = (poll.vendor_facts or {})["fr"]
        assert "Désactivez-le." in facts["steps"]
        notice = vendor_facts.notice_of(poll, "fr")
        assert poll.notice_digests["fr"] == vendor_facts.digest_of(notice, poll.vendor_facts)
        assert set(documents.VENDOR_FIELDS) - {"question"} <= set(facts)
    assert about_vendor("example").vendor == "example"  # what is left of its name where nothing was kept


def test_the_fingerprint_tells_one_entry_from_another() -> None:
    notice = documents.latest_notices(vendor_facts.GENERAL_NOTICE)[0]
    today = FRIDAY.date()
    digests = {
        vendor_facts.digest_of(notice, vendor_facts.facts_of(entry, today))
        for entry in ASKABLE.values()
        if entry.slug != "slack"
    }
    assert len(digests) == len(ASKABLE) - 1
    assert vendor_facts.digest_of(notice, None) == notice.digest


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("LinkedIn", "linkedin"), ("  google   workspace ", "google-workspace"), ("github", "github-copilot"),
        ("squarespce", "squarespace"), ("Slack", "slack"), ("salesforce", "salesforce-data-access"),
    ],
)  # fmt: skip
def test_a_vendor_by_the_name_that_people_type(typed: str, meant: str) -> None:
    assert vendor_facts.entry_meant(typed).slug == meant


@pytest.mark.parametrize("typed", ["Atlantis", "x" * 500, "../../etc"])
def test_a_name_that_nobody_knows(typed: str) -> None:
    with pytest.raises(Refusal, match="knows no vendor"):
        vendor_facts.entry_meant(typed)


def test_which_vendor_is_chosen_where_there_is_more_than_one(
    database: Database, workspace: Workspace, cast: Cast
) -> None:
    """Those in use that can be asked about; a draft changes its vendor, and all that it took from the entry."""
    poll_id = begun(database, cast, "slack")
    with database.writing() as session:
        assert organiser.opening_page(session, cast.ada, session.get_one(Poll, poll_id), FRIDAY).choices == ()
        used_vendors.choose(session, cast.olga, ["zoom", "figma", "linkedin"], FRIDAY)
    with database.writing() as session:
        poll = session.get_one(Poll, poll_id)
        choices = organiser.opening_page(session, cast.ada, poll, FRIDAY).choices
        assert [slug for slug, _, _ in choices] == ["slack", "figma", "linkedin"]
        before = poll.notice_digests
        faults = draft.save_basics(
            session, cast.ada, poll_id, guests=False, closes_on=poll.closes_at.date(), owner_id=cast.olga.user_id,
            now=FRIDAY, vendor="figma",
        )  # fmt: skip
        assert faults == {}
        assert (poll.vendor, about(poll).vendor) == ("figma", "Figma")
        assert poll.notice_digests != before
        with pytest.raises(Refusal, match="trains nothing"):
            draft.save_basics(
                session, cast.ada, poll_id, guests=False, closes_on=poll.closes_at.date(),
                owner_id=cast.olga.user_id, now=FRIDAY, vendor="zoom",
            )  # fmt: skip
