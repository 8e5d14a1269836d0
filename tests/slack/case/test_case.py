"""Decision, letter and answers through the real edge: the bot beside the sandbox, seen from outside."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from sandbox.client import elements, mail_link, plain, readable, until, words
from sandbox.workspace.state import DEFAULT_SCOPES
from tests.bot import Bot, bot

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)  # 10:00 in Paris
OLGA_MAIL = "olga.martin@exemple.example"


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Bot]:
    with bot(tmp_path, MONDAY) as started:
        yield started


def opt_out(running: Bot, user: str = "U0OLGA") -> None:
    """An owner decides on Home, without a question; the letter is shown next."""
    person = running.person(user)
    person.open_home()
    person.press_home("case:decide:alone")
    person.press_modal("case:decide:opt_out")
    assert person.submit(reason="We talked it over.")["acked"]


def approve(running: Bot, user: str = "U0OLGA") -> dict[str, Any]:
    """The owner approves the letter; the message with the ways to send it."""
    person = running.person(user)
    person.submit()
    person.close()
    return until(lambda: newest_with(person, "case:sent"), "the message with the ways to send")


def newest_with(person: Any, action: str) -> dict[str, Any] | None:
    """The newest message that has this button."""
    for message in reversed(person.messages()):
        if action in [one.get("action_id") for one in elements(message["blocks"])]:
            return dict(message)
    return None


def send_by_mail_app(running: Bot, message: dict[str, Any]) -> str:
    """Olga opens the link in her mail program and sends; the letter's id at the vendor's desk."""
    running.control.post("mail/send", **{"from": OLGA_MAIL, "mailto": mail_link(message["blocks"])})
    return until(
        lambda: next((mail["id"] for mail in running.control.mails("vendor")), None), "the letter at the vendor's desk"
    )


def shown(person: Any) -> str:
    """The top modal's words."""
    return words(person.modal()["blocks"])


def test_from_decision_to_a_signed_confirmation_with_a_forgery_between(running: Bot) -> None:
    olga, ada, carol = (running.person(user) for user in ("U0OLGA", "U0ADA", "U0CAROL"))
    opt_out(running)
    assert "Slack Global model opt-out request" in shown(olga)
    assert "Bonjour" in shown(olga)  # in her language, to read only
    message = approve(running)
    assert OLGA_MAIL in plain(message)
    letter_id = send_by_mail_app(running, message)
    carol.wait_for_home("Our request went to Slack on 23 November")

    running.control.post("mail/answer", mail_id=letter_id, kind="forged")
    told = olga.wait_for_message("Ce courriel ne vient pas de Slack")
    assert "case:verdict" in [one.get("action_id") for one in elements(told["blocks"])]
    assert "has not confirmed" in words(carol.open_home()["blocks"])

    running.control.post("mail/answer", mail_id=letter_id, kind="confirm")
    ada.wait_for_message("Slack says it is done")
    carol.wait_for_home("our data is excluded from training its global models")


def test_an_answer_that_is_pasted_is_read_and_confirmed_by_hand(running: Bot) -> None:
    olga = running.person("U0OLGA")
    opt_out(running)
    approve(running)
    olga.press("case:sent")
    olga.submit(sent_on="2026-11-23")
    olga.close()
    olga.wait_for_home("Notre demande est partie chez Slack le 23 novembre")
    olga.press_home("case:answered")
    olga.submit(answer_text="Hello Olga,\n\nYour opt-out request has been completed.\n\nSlack")
    until(lambda: "case:says_done" in str(olga.modal()) or None, "the verdict in the window")
    olga.press_modal("case:says_done")
    until(lambda: "le texte collé dit que c'est fait" in shown(olga) or None, "whose word it is, in the window")
    running.person("U0CAROL").wait_for_home("the pasted text says that it is done.")
    olga.wait_for_home("l'a confirmé avec un texte dont")


def test_the_app_sends_the_letter_itself_when_the_owner_says_so(running: Bot) -> None:
    olga = running.person("U0OLGA")
    opt_out(running)
    approve(running)
    olga.choose("case:letter")
    assert "Slack Global model opt-out request" in shown(olga)
    olga.choose("case:smtp")
    olga.submit()
    letter = until(lambda: next(iter(running.control.mails("vendor")), None), "the letter")
    assert letter["from"] == OLGA_MAIL
    olga.close()
    olga.wait_for_home("partie chez Slack")
    assert len(running.control.mails("vendor")) == 1
    running.control.post("mail/answer", mail_id=letter["id"], kind="ask")
    olga.wait_for_home("Slack a posé une question")


def test_the_letter_as_a_file(running: Bot) -> None:
    olga = running.person("U0OLGA")
    opt_out(running)
    approve(running)
    olga.choose("case:eml")
    found = until(lambda: running.control.get("files?user=U0OLGA")["files"], "the file")
    assert found[0]["name"].endswith(".eml")


def test_without_the_address_from_slack_the_owner_gives_it(tmp_path: Path) -> None:
    scopes = tuple(scope for scope in DEFAULT_SCOPES if scope != "users:read.email")
    with bot(tmp_path, MONDAY, scale={"scopes": scopes}) as running:
        olga = running.person("U0OLGA")
        opt_out(running)
        assert "address" in str(olga.modal()["blocks"]).lower()
        refused = olga.submit(address="not an address", attest=["yes"])
        assert "address" in str(refused["ack"])
        olga.submit(address=OLGA_MAIL, attest=["yes"])
        assert OLGA_MAIL in shown(olga)
        assert "adresse que vous avez donnée" in plain(approve(running))


def test_an_admin_reads_the_draft_and_cannot_approve_it(running: Bot) -> None:
    ada, olga = running.person("U0ADA"), running.person("U0OLGA")
    opt_out(running)
    olga.close()
    ada.command("request")
    view = ada.modal()
    assert view.get("submit") is None
    assert "an owner sends this letter" in words(view["blocks"])
    _try_the_copies(running, ada, olga)
    ada.close()
    carol = running.person("U0CAROL")
    told = carol.command("request")
    assert "can be read here once" in readable(str(told["ack"]))
    ada.open_home()
    with pytest.raises(Exception, match="no_such_element"):
        ada.press_home("case:decide:alone")


def _try_the_copies(running: Bot, ada: Any, olga: Any) -> None:
    """The admin sends a test mail from her mail program; both read on Home, and in the window, that it arrived."""
    assert "Copies are not proved to reach the app: no test mail has been sent" in shown(ada)
    ada.press_modal("case:test_copies")
    assert "has not arrived yet" in shown(ada)
    olga.wait_for_home("n'est pas encore arrivé")
    link = mail_link(ada.modal()["blocks"])
    for _ in range(2):
        running.control.post("mail/send", **{"from": "ada.novak@exemple.example", "mailto": link})
    ada.wait_for_home("A test mail arrived on 23 November")
    olga.wait_for_home("Un courriel d'essai est arrivé le 23 novembre")
    ada.press_modal("case:test_arrived")
    until(lambda: "copies of the letter reach the app" in shown(ada) or None, "the window to be painted again")
    assert not list(elements(ada.modal()["blocks"]))
    ada.close()
    ada.command("request")
    assert "A test mail arrived" in shown(ada)
    assert "case:test_copies" not in [one.get("action_id") for one in elements(ada.modal()["blocks"])]


def test_a_decision_is_put_off_and_handed_over_only_by_owners(running: Bot) -> None:
    olga, oscar = running.person("U0OLGA"), running.person("U0OSCAR")
    opt_out(running)
    olga.close()
    oscar.open_home()
    oscar.press_home("case:letter")
    assert "oscar" in shown(oscar).lower()  # what Oscar would approve is in his own name
    oscar.close()


def test_weeks_without_an_answer(running: Bot) -> None:
    olga = running.person("U0OLGA")
    opt_out(running)
    message = approve(running)
    send_by_mail_app(running, message)
    olga.wait_for_home("partie chez Slack")
    running.control.set_clock(datetime(2026, 12, 2, 9, 0, tzinfo=UTC))
    prompt = olga.wait_for_message("n'a pas confirmé notre demande")
    assert "case:follow_up" in [one.get("action_id") for one in elements(prompt["blocks"])]
    olga.press("case:follow_up")
    view = olga.modal()
    running.control.post("mail/send", **{"from": OLGA_MAIL, "mailto": mail_link(view["blocks"])})
    olga.close()
    until(lambda: len(running.control.mails("vendor")) == 2 or None, "the follow-up letter")
    running.control.set_clock(datetime(2026, 12, 22, 9, 0, tzinfo=UTC))
    running.person("U0CAROL").wait_for_home("No answer from Slack since 23 November. We asked again on")


def test_what_happened_is_read_and_mails_are_had_as_they_arrived(running: Bot) -> None:
    olga, ada, carol = (running.person(user) for user in ("U0OLGA", "U0ADA", "U0CAROL"))
    opt_out(running)
    letter_id = send_by_mail_app(running, approve(running))
    olga.wait_for_home("partie chez Slack")
    running.control.post("mail/answer", mail_id=letter_id, kind="refuse")
    ada.wait_for_home("Slack refused our request")
    ada.press_home("case:timeline")
    told = shown(ada)
    for sentence in ("approved the letter to Slack", "A copy of our letter arrived here", "Slack refuses our request"):
        assert sentence in told
    ada.press_modal("case:mail_read")
    assert "case:mail_raw" not in str(ada.modal())
    olga.wait_for_home("a refusé notre demande")
    olga.press_home("case:verdict")
    olga.press_modal("case:mail_raw")
    files = until(lambda: running.control.get("files?user=U0OLGA")["files"], "the mail as a file")
    assert "DKIM-Signature" in base64.b64decode(files[0]["content"]).decode()
    olga.close()
    assert "not yours to do" in str(carol.command("request")["ack"]) or "refused" in words(carol.open_home()["blocks"])


def test_a_refusal_is_answered_and_the_privacy_address_is_written_to(running: Bot) -> None:
    olga = running.person("U0OLGA")
    opt_out(running)
    letter_id = send_by_mail_app(running, approve(running))
    olga.wait_for_home("partie chez Slack")
    running.control.post("mail/answer", mail_id=letter_id, kind="refuse")
    olga.wait_for_home("a refusé notre demande")
    olga.press_home("case:follow_up:next_step")
    view = shown(olga)
    assert "privacy@slack.com" in view
    assert "pas celle des exclusions" in readable(view)
    olga.choose("case:copy_text")
    assert "Re: Slack Global model opt-out request" in shown(olga)
    alone = olga.wait_for_message("general privacy address")
    assert alone["text"].startswith("Hello,")
    assert [block["type"] for block in alone["blocks"]] == ["section", "context"]
    below = words(alone["blocks"][1:])
    assert "privacy@slack.com" in below
    assert "Re: Slack Global model opt-out request" in below
    olga.close(everything=False)
    olga.choose("case:smtp")
    olga.submit()
    until(lambda: any("privacy@slack.com" in mail["to"] for mail in running.control.mails()) or None, "the letter")
    olga.close()
    olga.wait_for_home("Notre demande est partie chez Slack")


def test_a_mail_that_found_no_request_is_put_to_it_or_set_aside(running: Bot) -> None:
    ada = running.person("U0ADA")
    opt_out(running)
    send_by_mail_app(running, approve(running))
    address = running.control.addresses["COPY_ADDRESS"]
    for subject in ("About your question", "Lunch"):
        body = "We looked at your opt-out request, and will come back to you."
        running.control.post(
            "mail/send", **{"from": "someone@partner.example", "to": address, "subject": subject, "body": body}
        )
    ada.wait_for_home("Mail to sort: 2")
    ada.press_home("case:mail")
    assert "It found no request by itself." in shown(ada)
    ada.press_modal("case:mail_aside")
    until(lambda: "Lunch" not in shown(ada) or "About your question" not in shown(ada) or None, "one mail less")
    ada.press_modal("case:mail_put")
    until(lambda: "It belongs to our request" in shown(ada) or None, "the mail at the request")
    ada.wait_for_home("Mail to sort: 1")
