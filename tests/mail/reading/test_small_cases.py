"""Small mails that were once judged wrongly: what each is called, and that only what is known whole closes."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import pytest

from governance.mail.reading.dns_keys import StoredTxt
from governance.mail.reading.read_and_verify import examine, sent_letter
from governance.rules.mail.verdict import verdict_on
from tests.mail.mailroom import NOW, SLACK

CASES = Path(__file__).parents[1] / "cases"
EXEMPLE = {
    "00_plain_confirmation": ("confirmation", True),
    "01_redirected_confirmation": ("confirmation", True),
    "03_null_return_path_question": ("question", False),
    "04_address_in_sentence": ("confirmation", True),
    "10_forwarded_encoded_name": ("confirmation", True),
    "08_named_body": ("confirmation", False),
    "11_emoji": ("confirmation", False),
}
MUST_NOT = {
    "agent_ask4": "unsure",
    "agent_fr4": "unsure",
    "agent_ja1": "unsure",
    "agent_part1": "unsure",
    "agent_rev2": "unsure",
    "says_assuming": "unsure",
    "says_de_rejected": "refusal",
    "first_workspace_only": "unsure",
    "claim_in_tiny_letters": "acknowledgement",
    "only_quoted_you_wrote": "unsure",
    "html_quotation_read_as_plain_through_an_unsigned_Content-Type": "unsure",
}
SAYS_DONE = (
    "03_all_set",
    "10_opt_out_in_place",
    "16_ticket_update",
    "22_the_change_has_been_made",
    "de2",
    "fr2",
    "ja3",
)


@cache
def keys(folder: str) -> StoredTxt:
    return StoredTxt(json.loads((CASES / folder / "dns.json").read_text("utf-8")))


def judged(folder: str, name: str, letter: str = "sent") -> tuple[str, bool]:
    examined = examine((CASES / folder / f"{name}.eml").read_bytes(), SLACK, keys(folder), NOW)
    sent = sent_letter((CASES / folder / f"{letter}.eml").read_bytes())
    verdict = verdict_on(examined.facts, sent, examined.authenticity, SLACK, NOW)
    return verdict.kind.value, verdict.closes_case


@pytest.mark.parametrize("name", EXEMPLE)
def test_mails_that_are_known_close_and_others_wait_for_a_person(name: str) -> None:
    assert judged("mail-exemple", name, "letter") == EXEMPLE[name]


@pytest.mark.parametrize("name", SAYS_DONE)
def test_what_says_that_it_is_done_is_called_that_and_does_not_close(name: str) -> None:
    assert judged("mail-says-done", name) == ("confirmation", False)


@pytest.mark.parametrize("name", MUST_NOT)
def test_what_only_seems_to_say_it_never_closes(name: str) -> None:
    assert judged("mail-must-not-close", name, "sent2" if name.startswith("first") else "sent") == (
        MUST_NOT[name],
        False,
    )
