"""What an owner takes back, through the real edge: the bot beside the sandbox, seen from outside."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sandbox.client import elements, words
from sandbox.workspace.state import DEFAULT_SCOPES
from tests.bot import Bot, bot
from tests.slack.case.test_case import MONDAY, OLGA_MAIL, approve, opt_out, shown

WHY = "It was the wrong button."


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Bot]:
    with bot(tmp_path, MONDAY) as started:
        yield started


def test_opting_out_by_mistake_is_withdrawn_and_decided_anew(running: Bot) -> None:
    olga, carol = running.person("U0OLGA"), running.person("U0CAROL")
    opt_out(running)
    olga.choose("case:withdraw")
    assert "Tout le monde lit" in shown(olga)
    olga.submit(reason=WHY)
    assert "Notre demande est retirée" in shown(olga)
    olga.close()
    seen = words(carol.wait_for_home("Olga Martin withdrew our request on 23 November, before it was sent")["blocks"])
    assert WHY in seen
    olga.open_home()
    olga.press_home("case:decide:anew")
    olga.press_modal("case:decide:allow")
    olga.submit(reason="We need the search.")
    carol.wait_for_home("Slack may go on using our data")
    assert "It replaces the decision of 23 November: opt out." in words(carol.open_home()["blocks"])


def test_allowing_is_changed_into_opting_out(running: Bot) -> None:
    olga, carol = running.person("U0OLGA"), running.person("U0CAROL")
    olga.open_home()
    olga.press_home("case:decide:alone")
    olga.press_modal("case:decide:allow")
    olga.submit(reason="Only for now.")
    olga.close()
    olga.open_home()
    olga.press_home("case:decide:anew")
    olga.press_modal("case:decide:opt_out")
    olga.submit(reason="We thought again.")
    assert "Slack Global model opt-out request" in shown(olga)
    carol.wait_for_home("decided on 23 November to opt out")


def test_an_approval_is_taken_back(running: Bot) -> None:
    olga = running.person("U0OLGA")
    opt_out(running)
    approve(running)
    olga.open_home()
    olga.choose("case:letter", home=True)
    olga.choose("case:unapprove")
    assert "la lettre est de nouveau un projet" in shown(olga)
    olga.close()
    olga.open_home()
    olga.press_home("case:letter")
    assert "Approving sends nothing" in shown(olga) or "fige ces mots" in shown(olga)


def test_another_owner_takes_an_approval_back_and_the_first_one_is_told(running: Bot) -> None:
    olga, oscar = running.person("U0OLGA"), running.person("U0OSCAR")
    opt_out(running)
    approve(running)
    oscar.open_home()
    oscar.press_home("case:letter")
    assert "Olga Martin approved this letter" in shown(oscar)
    asked = [one for one in elements(oscar.modal()["blocks"]) if one.get("action_id") == "case:unapprove"]
    assert "Olga Martin is told" in asked[0]["confirm"]["text"]["text"]
    oscar.press_modal("case:unapprove")
    assert "a draft again" in shown(oscar)
    oscar.close()
    told = olga.wait_for_message("Oscar Olsen a retiré votre approbation")
    assert "case:letter" in [one["action_id"] for one in elements(told["blocks"])]
    oscar.open_home()
    oscar.press_home("case:letter")
    assert "Approving sends nothing" in shown(oscar)
    oscar.submit()
    assert "Send it *from oscar.olsen@exemple.example*" in shown(oscar)


def test_a_mistyped_address_is_corrected(tmp_path: Path) -> None:
    scopes = tuple(scope for scope in DEFAULT_SCOPES if scope != "users:read.email")
    with bot(tmp_path, MONDAY, scale={"scopes": scopes}) as running:
        olga = running.person("U0OLGA")
        opt_out(running)
        olga.submit(address="olga.martin@exemple.exmaple", attest=["yes"])
        assert "olga.martin@exemple.exmaple" in shown(olga)
        olga.choose("case:address")
        olga.submit(address=OLGA_MAIL, attest=["yes"])
        assert OLGA_MAIL in shown(olga)
        message = approve(running)
        assert OLGA_MAIL in words(message["blocks"])
