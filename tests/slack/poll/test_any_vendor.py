"""A question about any vendor of the register, from the command to the decision: the bot beside the sandbox."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from sandbox.client import elements, plain, until, words
from tests.bot import Bot, bot
from tests.slack.vendors.test_vendors import choose

FRIDAY = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
MONDAY_AFTERNOON = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
CLOSED = datetime(2026, 12, 10, 16, 0, 1, tzinfo=UTC)
DAY_AFTER = datetime(2026, 12, 11, 15, 0, tzinfo=UTC)


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Bot]:
    with bot(tmp_path, FRIDAY) as started:
        yield started


def answered(person: Any, typed: str) -> str:
    """The private answer to `/ai-consent` with these words."""
    return plain(person.command(typed)["ack"])


def shown(person: Any) -> str:
    """The top window's words."""
    return words(person.modal()["blocks"])


def prepare(running: Bot, typed: str) -> None:
    """Ada prepares a question with these words, to six members until 10 December."""
    ada = running.person("U0ADA")
    ada.command(typed)
    assert ada.submit(closes="2026-12-10", guests="no")["acked"]
    ada.submit()
    ada.close()
    ada.wait_for_message("is prepared")


def test_where_answers_could_change_nothing_the_command_says_why(running: Bot) -> None:
    """Nothing is trained, nobody can opt out, or nobody knows the vendor: a private answer instead of a window."""
    ada = running.person("U0ADA")
    assert "Zoom trains nothing with our data" in answered(ada, "poll zoom")
    assert "Dropbox trains nothing with our data" in answered(ada, "poll Dropbox")
    assert "Reddit offers no way to opt out" in answered(ada, "poll reddit")
    assert "knows no vendor called “Atlantis”" in answered(ada, "poll Atlantis")
    assert all(one.get("ephemeral") for one in ada.messages())


def test_a_setting_for_all_from_the_question_to_the_decision(running: Bot) -> None:
    """Squarespace lets others train: the question, its notice, the labels, the rule and the decision name it."""
    olga, bob, alice = (running.person(user) for user in ("U0OLGA", "U0BOB", "U0ALICE"))
    prepare(running, "poll squarespace")
    olga.wait_for_message("Squarespace peut-il laisser d'autres entraîner des IA avec nos données")
    assert "about Squarespace is already being asked or prepared" in answered(
        running.person("U0ADA"), "poll squarespace"
    )
    prepare_another(running)
    running.control.set_clock(MONDAY_AFTERNOON)
    asked = alice.wait_for_message("May Squarespace let others train AI with our data?")
    assert "Slack may" not in plain(asked)
    labels = [one.get("accessibility_label") for one in elements(asked["blocks"])]
    assert "Yes, I agree: Squarespace may let others train AI with our data" in labels
    bob.wait_for_message("Ce que fait Squarespace")
    alice.press("consent:notice")
    read = shown(alice)
    assert "Tick Block known artificial intelligence crawlers" in read
    assert "Nobody can opt out alone" in read
    alice.close()
    for person, choice in ((alice, "Yes"), (bob, "Non")):
        assert person.answer(choice)["acked"]
    running.control.set_clock(CLOSED)
    alice.wait_for_home("The question is closed")
    running.control.set_clock(DAY_AFTER)
    olga.wait_for_message("change un réglage pour tous")
    olga.press("case:decide:opt_out")
    olga.submit(reason="La majorité n'a pas accepté.")
    assert "nous demandons l'exclusion chez Squarespace" in shown(olga)
    olga.close()
    alice.wait_for_message("Decision: we opt out of AI training at Squarespace")
    assert running.control.mails("vendor") == []
    its_turn_comes(running)
    the_steps_are_reminded_of(running)


def prepare_another(running: Bot) -> None:
    """One about LinkedIn waits, and says so: in its windows, to its author and the owners, on Home."""
    ada, olga = running.person("U0ADA"), running.person("U0OLGA")
    waits = "It waits for the question about Squarespace and goes out by itself once an owner has decided on that one"
    ada.command("poll linkedin")
    assert waits in shown(ada)
    assert ada.submit(closes="2027-01-20", guests="no")["acked"]
    assert waits in shown(ada)
    ada.submit()
    assert waits in shown(ada)
    ada.close()
    ada.wait_for_message(f"Your question to 6 people is prepared. {waits}, by 24 December as announced.")
    ada.wait_for_home(waits)
    olga.wait_for_message("Elle attend la question sur Squarespace et partira d'elle-même")
    assert "LinkedIn" not in words(running.person("U0CAROL").open_home()["blocks"])


def its_turn_comes(running: Bot) -> None:
    """Decided is decided: the next one is prepared like any other, and leaves on its morning."""
    ada, carol = running.person("U0ADA"), running.person("U0CAROL")
    ada.wait_for_message("Your question to 6 people is prepared. It leaves on Monday 14 December")
    running.person("U0OLGA").wait_for_message("Vos membres seront interrogés")
    running.control.set_clock(datetime(2026, 12, 14, 15, 40, tzinfo=UTC))
    carol.wait_for_message("May LinkedIn train its AI models with our data?")
    carol.wait_for_home("is asking 6 people until 20 January")


def the_steps_are_reminded_of(running: Bot) -> None:
    """Three working days after the decision nobody has done them: who decided is reminded, and notes them there."""
    olga = running.person("U0OLGA")
    running.control.set_clock(datetime(2026, 12, 16, 15, 40, tzinfo=UTC))
    olga.wait_for_message("Les étapes chez Squarespace ne sont pas encore faites")
    olga.press("vendor:steps")
    assert olga.submit(choice="opt_out", steps=["1", "2", "3"], stands="done")["acked"]
    olga.close()
    olga.wait_for_message("indique que c'était fait le 16 décembre 2026")


def test_a_request_under_way_keeps_no_question_about_another_vendor_waiting(running: Bot) -> None:
    """Home speaks of the question while it runs; once it is decided, of the request that goes on."""
    olga, carol = running.person("U0OLGA"), running.person("U0CAROL")
    olga.open_home()
    olga.press_home("case:decide:alone")
    olga.press_modal("case:decide:opt_out")
    assert olga.submit(reason="We talked it over.")["acked"]
    olga.close()
    carol.wait_for_home("The letter to Slack has not been sent yet")
    ada = running.person("U0ADA")
    assert "not settled yet" in answered(ada, "poll")
    choose(running, ("linkedin",))
    ada.wait_for_home("Vendors that we use")
    ada.press_home("poll:prepare")
    assert "LinkedIn: profiles and public posts" in str(ada.modal()["blocks"])
    assert ada.submit(closes="2026-12-10", guests="no")["acked"]
    ada.submit()
    ada.close()
    ada.wait_for_message("is prepared")
    running.control.set_clock(MONDAY_AFTERNOON)
    carol.wait_for_message("May LinkedIn train its AI models with our data?")
    carol.wait_for_home("is asking 6 people")
    running.control.set_clock(CLOSED)
    carol.wait_for_home("The question is closed")
    running.control.set_clock(DAY_AFTER)
    olga.wait_for_message("Chacun est invité à changer un réglage de son propre compte")
    olga.press("case:decide:allow")
    olga.submit(reason="C'est à chacun de voir, pour son propre compte.")
    olga.close()
    carol.wait_for_message("Decision: nobody is asked to opt out of AI training at LinkedIn")
    until(lambda: "The letter to Slack" in words(carol.open_home()["blocks"]), "Home speaks of the letter again")
