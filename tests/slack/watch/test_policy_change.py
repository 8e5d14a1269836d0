"""Slack's page of 16 May becomes that of 17 May: owners and admins compare, one settles it, members read a line."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from governance.store.models import Workspace
from governance.usecases.case import used_vendors
from governance.usecases.people import members
from sandbox.client import until, words
from tests.bot import Bot, bot
from tests.web.principles import MAY_16, MAY_17, PATH, PROMISE
from tests.web.vendor_site import Site, served

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
ADA, OLGA, BOB = "U0ADA", "U0OLGA", "U0BOB"


@pytest.fixture
def site() -> Iterator[Site]:
    with served() as found:
        found.put(PATH, MAY_16)
        yield found


@pytest.fixture
def running(site: Site, tmp_path: Path) -> Iterator[Bot]:
    with bot(tmp_path, MONDAY, watch_loopback=site.origin) as started:
        for person in (ADA, OLGA, BOB):
            started.control.post("people", id=person, locale="en-GB")
        yield started


def test_a_change_of_substance(running: Bot, site: Site) -> None:
    until(lambda: PATH in site.paths(), "the first reading")
    site.put(PATH, MAY_17)
    running.control.set_clock(MONDAY + timedelta(days=1, hours=1))
    told = running.person(ADA).wait_for_message("Slack changed a page")
    assert PROMISE in told["text"]
    assert running.person(OLGA).wait_for_message("Slack changed a page")
    assert running.person(BOB).messages() == []
    ada, bob = running.person(ADA), running.person(BOB)

    bob.command("policy")
    ada.press("poll:prepare")
    assert "May Slack train its global models" in words(ada.modal()["blocks"])
    ada.close()
    ada.press("policy:compare")
    assert PROMISE in words(ada.modal()["blocks"])
    assert "say why" in ada.submit(choice="dismissed", shown=["shown"])["ack"]["errors"]["reason"]
    ada.submit(choice="dismissed", reason="It only says more than before.", shown=["shown"])
    assert "Recorded" in words(ada.modal()["blocks"])
    until(lambda: "It only says more than before." in running.person(OLGA).messages()[-1]["text"], "the message anew")
    bob.open_home()
    home = bob.wait_for_home("Slack changed its page")
    assert "The owners have been told." in words(home["blocks"])
    bob.press_home("policy:compare")
    assert PROMISE in words(bob.modal()["blocks"])
    assert not bob.modal().get("submit")

    running.control.set_clock(MONDAY + timedelta(days=3))
    until(lambda: site.paths().count(PATH) >= 3, "one more reading")
    assert len([one for one in running.person(ADA).messages() if "Slack changed a page" in one["text"]]) == 1


TERMS = "/www.zoom.com/en/trust/terms/"


def test_a_change_of_another_vendors_page_names_that_vendor(running: Bot, site: Site) -> None:
    """One message with both sides to owners and admins, a calm line for members, the history of both pages."""
    site.put(TERMS, MAY_16)
    with running.look().writing() as session:
        workspace_id = session.scalars(select(Workspace.id)).one()
        ada = members.person(session, workspace_id, ADA)
        used_vendors.choose(session, ada, ["zoom"], MONDAY)
    until(lambda: TERMS in site.paths(), "the first reading")
    site.put(TERMS, MAY_17)
    running.control.set_clock(MONDAY + timedelta(days=1, hours=1))
    told = running.person(OLGA).wait_for_message("Zoom changed a page")
    (beside,) = [block["fields"] for block in told["blocks"] if block.get("fields") and PROMISE in str(block["fields"])]
    assert [field["text"].splitlines()[0] for field in beside] == ["Before", "Now"]
    assert "Slack" not in told["text"]
    assert "poll:prepare" not in str(told["blocks"])
    olga, bob = running.person(OLGA), running.person(BOB)
    olga.press("policy:compare")
    offered = [one["value"] for block in olga.modal()["blocks"] for one in block.get("element", {}).get("options", [])]
    assert offered == ["noted", "dismissed", "shown"], "as its entry stands there is nothing to ask about Zoom"
    olga.submit(choice="noted", shown=["shown"])
    assert "The owners have been told." in words(bob.wait_for_home("Zoom changed its page")["blocks"])
    history = words(bob.command("policy")["ack"]["blocks"])
    assert "Zoom: Terms of Service" in history
    assert "Privacy Principles" in history
