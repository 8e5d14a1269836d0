"""The reason of a bounce in plain words."""

from __future__ import annotations

import pytest

from governance.mail.reading.message import read_mail
from governance.rules.mail.bounce_reasons import why_undelivered
from governance.rules.mail.mail_facts import Authenticity
from governance.rules.mail.verdict import verdict_on
from tests.mail.mailroom import NOW, SENT, SLACK, eml


@pytest.mark.parametrize(
    ("status", "words"),
    [
        ("5.1.1", "That address does not exist there."),
        ("5.1.10", "That address takes no mail."),
        ("5.1.3", "Something is wrong with the address."),
        ("4.2.2", "That mailbox is full."),
        ("5.7.1", "The server there refused it: the sender is not allowed to write to it."),
        ("5.7.26", "The server there refused it for reasons of security, for instance as unwanted mail."),
        ("4.4.7", "It was tried for days, and the server there did not take it."),
        ("5.0.0", None),
        ("", None),
    ],
)
def test_a_code_in_words(status: str, words: str | None) -> None:
    found = why_undelivered(status)
    assert (found.msgid if found else None) == words


def test_a_bounce_names_the_address_and_the_reason() -> None:
    facts = read_mail(eml("failed"))
    assert facts.failure is not None
    assert facts.failure.status == "5.1.1"
    reasons = [one.msgid for one in verdict_on(facts, SENT, Authenticity(), SLACK, NOW).reasons]
    assert reasons[1:3] == ["Not reached: {addresses}.", "That address does not exist there."]
