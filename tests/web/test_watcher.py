"""Watching a vendor's pages: once a day, later and later after faults, told of substance, and once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import select

from governance.store import ledger
from governance.store.database import Database
from governance.store.models import LedgerEvent, Outgoing, PageVersion, WatchedPage, Workspace
from governance.usecases.case import used_vendors
from governance.usecases.watch import page_checks
from governance.web.watcher import Watcher
from tests.conftest import FRIDAY, WORKSPACE, Cast
from tests.web.principles import MAY_16, MAY_17, NARROWER, OPT_OUT, PATH, PROMISE, TRAINS, page
from tests.web.vendor_site import Site, served

PRINCIPLES = "slack/principles"
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def site() -> Iterator[Site]:
    with served() as found:
        found.put(PATH, MAY_16)
        yield found


class Story:
    """A workspace that watches; `day` counts from the first reading."""

    def __init__(self, database: Database, site: Site) -> None:
        self.database, self.site, self.now = database, site, FRIDAY

    def after(self, wait: timedelta, body: str | None = None, *, extractor: int = 1) -> str:
        """How the page's reading ends after this time, with this page on the site."""
        if body is not None:
            self.site.put(PATH, body)
        self.now += wait
        Watcher(self.database, WORKSPACE, self.site.origin, extractor=extractor).watch(self.now)
        with self.database.reading() as session:
            row = session.get_one(WatchedPage, (WORKSPACE, PRINCIPLES))
            return row.result

    def asked(self) -> int:
        return self.site.paths().count(PATH)

    def verdicts(self) -> list[str]:
        with self.database.reading() as session:
            query = select(PageVersion.verdict).where(PageVersion.page == PRINCIPLES).order_by(PageVersion.at)
            return list(session.scalars(query))

    def told(self) -> list[str]:
        with self.database.reading() as session:
            query = select(Outgoing.user_id).where(Outgoing.kind == "news").order_by(Outgoing.id)
            return [user for user in session.scalars(query) if user]


@pytest.fixture
def story(database: Database, workspace: Workspace, site: Site) -> Story:
    return Story(database, site)


def test_from_the_first_reading_to_a_change_of_substance(story: Story) -> None:
    assert story.after(HOUR * 0) == "first"
    assert story.after(HOUR) == "first"
    assert story.asked() == 1
    assert story.after(DAY, page(TRAINS, OPT_OUT, visitor="2")) == "same"
    assert story.after(DAY, MAY_17) == "substance"
    assert story.after(DAY, page(PROMISE, NARROWER, OPT_OUT, visitor="3")) == "same"
    assert story.after(DAY, MAY_16) == "returned"
    assert story.verdicts() == ["first", "substance", "returned"]
    assert sorted(story.told()) == ["U0ADA", "U0OLGA", "U0OSCAR"]
    with story.database.reading() as session:
        changed = session.scalars(select(PageVersion).where(PageVersion.verdict == "substance")).one()
        assert [after for _, after, _ in changed.changes] == [PROMISE, NARROWER]
        checks = session.scalars(select(LedgerEvent).where(LedgerEvent.object_id == PRINCIPLES)).all()
        assert [event.tag for event in checks] == ["policy:page:checked"] * 5
        assert ledger.verify(session, WORKSPACE).fault is None


def test_faults_are_no_changes_and_are_waited_for(story: Story) -> None:
    story.after(HOUR * 0)
    story.site.put(PATH, "slower", 429, Retry_After="7200")
    assert story.after(DAY) == "http_429"
    assert story.after(HOUR, MAY_17) == "http_429"
    assert story.asked() == 2
    assert story.after(HOUR, "<html><body><main><h1>Privacy</h1></main></body></html>") == "truncated"
    assert story.after(HOUR, MAY_17.replace("main>", "div>")) == "truncated"
    assert story.after(HOUR) == "no_such_part"
    assert (story.verdicts(), story.told()) == (["first"], [])
    assert story.after(4 * HOUR, MAY_17) == "substance"


def test_a_server_that_says_what_has_not_changed(story: Story) -> None:
    story.site.put(PATH, MAY_16, ETag='"16"', Last_Modified="Thu, 16 May 2024 09:00:00 GMT")
    assert story.after(HOUR * 0) == "first"
    assert story.after(DAY) == "same"
    asked = [headers for path, headers in story.site.asked if path == PATH]
    assert asked[1]["if-none-match"] == '"16"'
    assert asked[1]["if-modified-since"].startswith("Thu, 16 May")


def test_our_own_reading_changes_and_nothing_is_told(story: Story) -> None:
    story.after(HOUR * 0)
    assert story.after(DAY, extractor=2) == "same"
    assert story.verdicts() == ["first", "technical"]
    with story.database.reading() as session:
        both = session.scalars(select(PageVersion).order_by(PageVersion.at)).all()
        assert [one.extractor for one in both if one.page == PRINCIPLES] == [1, 2]
        assert len({one.raw_digest for one in both}) == 1
    assert story.told() == []


TERMS = "/www.zoom.com/en/trust/terms/"


def test_the_pages_of_vendors_in_use_are_read_and_each_address_once(story: Story, cast: Cast) -> None:
    """Slack's page stands in two entries; Zoom's is read from when Zoom is chosen, and not any more when it is not."""
    story.site.put(TERMS, page(PROMISE))
    story.after(HOUR * 0)
    assert TERMS not in story.site.paths()
    for chosen, read in ((("zoom", "slack-generative"), 1), ((), 1)):
        with story.database.writing() as session:
            used_vendors.choose(session, cast.ada, chosen, story.now)
        story.after(DAY, MAY_16)
        assert story.site.paths().count(TERMS) == read
    assert story.asked() == 3
    with story.database.reading() as session:
        assert "slack-generative/principles" not in session.scalars(select(WatchedPage.page)).all()
        assert session.get_one(WatchedPage, (WORKSPACE, "zoom/terms")).result == "first"


def test_of_very_long_pages_only_the_newest_texts_are_held_against_a_new_one(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sixty texts of a million characters would be held at once otherwise."""
    story.after(HOUR * 0)
    story.after(DAY, MAY_17)
    with story.database.reading() as session:
        both = page_checks.earlier_texts(session, WORKSPACE, PRINCIPLES)
        monkeypatch.setattr(page_checks, "MOST_EARLIER", len(both[-1]) - 1)
        assert page_checks.earlier_texts(session, WORKSPACE, PRINCIPLES) == both[-1:]
        assert [PROMISE in text for text in both] == [False, True]
