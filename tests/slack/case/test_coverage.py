"""A letter for a whole organisation, through the real edge: who may ask for it, what it says, what is known after."""

from __future__ import annotations

import csv
import io
from base64 import b64decode
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app import start
from sandbox.client import Control, elements, plain, readable, until, words
from tests.bot import Bot, _synced, sandbox, settings_for
from tests.slack.case.test_case import MONDAY, OLGA_MAIL, approve, opt_out, send_by_mail_app, shown

ORGANISATION = "https://exemple.enterprise.slack.com"
OWN = "https://exemple.slack.com"


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Bot]:
    """The workspace belongs to an organisation; Olga owns both, Oscar the workspace alone."""
    with sandbox(tmp_path, MONDAY) as addresses:
        control = Control(addresses)
        control.post("limits", method="*", per_second=1000, burst=1000)
        control.post("workspace", enterprise=True)
        for user, role in (("U0OLGA", "org_primary_owner"), ("U0OSCAR", "")):
            control.post("people", id=user, org_role=role, locale="en-GB")
        settings = settings_for(addresses, tmp_path)
        started = start(settings)
        try:
            until(lambda: _synced(started), "the directory")
            yield Bot(control, settings, started)
        finally:
            started.close()


def widen(running: Bot, **inputs: str) -> Any:
    """Olga widens the letter that she has open."""
    olga = running.person("U0OLGA")
    if any(one.get("action_id") == "case:org_wide" for one in elements(olga.modal()["blocks"])):
        olga.press_modal("case:org_wide")
    else:  # beside the ways to send it is an entry of the menu
        olga.choose("case:org_wide")
    return olga.submit(**({"organisation": ORGANISATION, "workspaces": "lyon\nhttps://paris.slack.com/"} | inputs))


def test_a_letter_of_one_workspace_says_so_and_a_mere_owner_cannot_widen_it(running: Bot) -> None:
    opt_out(running, "U0OSCAR")
    oscar = running.person("U0OSCAR")
    assert "The letter covers this workspace only" in shown(oscar)
    assert "This request is for this workspace only." in " ".join(shown(oscar).split())
    oscar.press_modal("case:org_wide")
    assert "Only an owner of the organisation can approve" in shown(oscar)


def test_widened_sent_confirmed_and_what_is_known_of_each_address(running: Bot) -> None:
    olga, oscar, ada = (running.person(user) for user in ("U0OLGA", "U0OSCAR", "U0ADA"))
    opt_out(running)
    wrong = widen(running, organisation=OWN)
    assert "https://name.enterprise.slack.com" in wrong["ack"]["errors"]["organisation"]
    wrong = olga.submit(organisation=ORGANISATION, workspaces="lyon", workspaces_more="https://app.slack.com/client/T1")
    assert "app.slack.com/client/T1" in wrong["ack"]["errors"]["workspaces_more"]
    olga.submit(
        organisation=ORGANISATION, workspaces="lyon\nhttps://paris.slack.com/\nLYON.slack.com", workspaces_more=""
    )
    letter = " ".join(shown(olga).split())
    assert "I am an Org Owner" in letter
    assert f"{OWN}, https://lyon.slack.com, https://paris.slack.com" in letter
    assert "with 3 workspaces" in letter
    olga.close()

    oscar.open_home()
    oscar.press_home("case:letter")
    refused = oscar.submit()
    assert "Only an owner of the organisation can approve" in words(refused["ack"]["view"]["blocks"])
    oscar.close()

    olga.open_home()
    olga.press_home("case:letter")
    message = approve(running)
    letter_id = send_by_mail_app(running, message)
    olga.wait_for_home("Our request went to Slack")
    said = f"Your opt-out request has been completed for {ORGANISATION} and lyon.slack.com."
    running.control.post("mail/answer", mail_id=letter_id, kind="confirm", text=said)
    olga.wait_for_message("say that our opt-out is done?")  # it names more than one address: an owner reads it
    olga.press("case:says_done")
    ada.wait_for_message("Slack's mail says that it is done")

    ada.command("request")
    ada.press_modal("case:coverage")
    known = shown(ada)
    named, silent = known.split("does not name it")
    assert "Asked on" in named
    assert ORGANISATION in named
    assert "https://lyon.slack.com" in named
    assert OWN in silent
    assert "https://paris.slack.com" in silent
    ada.press_modal("case:coverage_file")
    found = until(lambda: running.control.get("files?user=U0ADA")["files"], "the file")
    rows = list(csv.DictReader(io.StringIO(b64decode(found[0]["content"]).decode())))
    assert [(row["address"], row["confirmation_names_it"]) for row in rows] == [
        (ORGANISATION, "yes"), (OWN, "no"), ("https://lyon.slack.com", "yes"), ("https://paris.slack.com", "no"),
    ]  # fmt: skip
    assert all(row["asked_at"] and row["confirmed_at"] for row in rows)
    assert {row["by_word_of"] for row in rows} == {"owner"}


def test_an_approval_lapses_and_only_this_workspace_goes_back(running: Bot) -> None:
    olga = running.person("U0OLGA")
    opt_out(running)
    approve(running)
    assert state(running) == ("approved", "Primary Owner")
    olga.command("request")
    widen(running)
    assert state(running) == ("drafted", "Org Owner")
    olga.press_modal("case:only_here")
    assert f"{OWN} alone" in shown(olga)
    olga.submit()
    assert state(running) == ("drafted", "Primary Owner")
    assert "paris" not in shown(olga)
    assert running.control.mails("vendor") == []


def state(running: Bot) -> tuple[str, str]:
    with running.look().reading() as session:
        found = session.connection().exec_driver_sql("SELECT state, owner_title FROM cases").one()
        return found[0], found[1]


def test_two_hundred_workspaces_fit_the_windows_and_no_link_carries_them(running: Bot) -> None:
    olga = running.person("U0OLGA")
    opt_out(running)
    names = [f"a-rather-long-workspace-name-{number}" for number in range(201)]
    parts = ["\n".join(names[at : at + 67]) for at in (0, 67, 134)]
    fields = dict(zip(("workspaces", "workspaces_more", "workspaces_rest"), parts, strict=True))
    refused = widen(running, **fields)
    assert "At most 200" in refused["ack"]["errors"]["workspaces"]
    fields["workspaces_rest"] = "\n".join(names[134:199])
    olga.submit(organisation=ORGANISATION, **fields)
    assert "with 200 workspaces" in shown(olga)
    olga.press_modal("case:coverage")
    assert all(name in shown(olga) for name in names[:199])
    olga.close()
    olga.open_home()
    olga.press_home("case:letter")
    olga.press_modal("case:org_wide")
    assert names[198] in readable(str(olga.modal()["blocks"]))
    olga.close(everything=False)
    message = approve(running)
    assert "too long for a link" in plain(message)
    assert "mailto:feedback" not in str(message["blocks"])
    assert OLGA_MAIL in plain(message)
