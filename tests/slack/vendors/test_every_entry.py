"""Every entry of the register is painted whole in both languages: nothing is missing, nothing too long for Slack."""

from __future__ import annotations

from dataclasses import replace
from html import unescape

import pytest

from governance.rules.people.permissions import Person
from governance.slack.views.vendors import entry as entry_views
from governance.slack.views.vendors import steps as steps_views
from governance.store.database import Database
from governance.store.models import Workspace
from governance.store.register import vendors
from governance.store.register.entry import Mechanism, Vendor
from governance.texts import texts_for
from governance.usecases.case import checklist
from governance.usecases.seen.vendors import windows
from sandbox.blockkit import view_faults
from sandbox.client import readable, words
from tests.conftest import FRIDAY, Cast
from tests.slack.views.slack_limits import faults

DECIDED = (*checklist.BY_STEPS, Mechanism.MEMBER_SETTING)


def painted(database: Database, reader: Person, entry: Vendor) -> list[str]:
    """The words of the entry's window, and of that of its steps where it has one."""
    t = texts_for(reader.locale)
    with database.reading() as session:
        views = [entry_views.vendor(windows.vendor_page(session, reader, entry.slug, FRIDAY), t)]
        if entry.mechanism in DECIDED:
            page = windows.steps_page(session, reader, entry.slug, FRIDAY, may_upload=True)
            views.append(steps_views.steps_window(page, t))
    for view in views:
        assert (faults(view), list(view_faults(view))) == ([], [])
    return [unescape(readable(words(view["blocks"]))) for view in views]


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_entry_is_painted_without_a_gap(
    database: Database, workspace: Workspace, cast: Cast, language: str
) -> None:
    owner = replace(cast.olga, locale=f"{language}-XX")
    for entry in vendors.vendors():
        for said in painted(database, owner, entry):
            assert "{" not in said, entry.slug
            assert "None" not in said, entry.slug
            for number, step in enumerate(entry.steps, start=1):
                assert readable(f"{number}. {step.words(language)}") in said, entry.slug
            for who in entry.who:
                assert readable(who.words(language)) in said, entry.slug
        whole = painted(database, owner, entry)[0]
        for phrase in (entry.trained_on, entry.product, *([entry.note] if entry.note else ())):
            assert readable(phrase.words(language)) in whole, entry.slug
        assert all(source.url in whole for source in entry.sources), entry.slug
