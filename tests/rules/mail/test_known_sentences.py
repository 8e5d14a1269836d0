# ruff: noqa: E501 - lists of changes are read as lists
"""Only what is known whole closes a request: no change of a mail that closes makes another that does."""

from __future__ import annotations

import os
import random
import re
from dataclasses import replace

import pytest

from governance.mail.reading.message import read_mail
from governance.rules.mail.closing import Hindrance
from governance.rules.mail.known_sentences import KnownSentence, match
from governance.rules.mail.mail_facts import MailFacts
from governance.rules.mail.verdict import Verdict, verdict_on
from tests.mail.mailroom import NOW, SENT, SLACK, TRUSTED, answer

QUOTES = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"'})
CHANGES = int(os.environ.get("MAIL_CHANGES", "400"))  # 10,000 in a long run
CLOSES = (
    "Hello Olga,\n\nThank you for reaching out to Slack support. Your opt-out request for https://exemple.slack.com has been "
    "completed.\n\nKind regards,\nRobin Weber\nSlack Support\n\nTicket #4471201\n"
)
FACTS = read_mail(answer(CLOSES))
WORDS = ("not", "if", "unless", "almost", "partly", "will be", "never", "until", "except", "search", "your", "been", "has", "yet", "?",
         "!", "✅", "(", "*", "~", "<s>", "beta.slack.com", "no", "was", "Olga", "Bob", "should", "have", "today", "1", "-", "…")  # fmt: skip
BROKEN_SLOTS = {
    "Robin Weber": ("robin weber", "Robin Maria Anna Weber", "Robin Not", "Pending", "Robin2", "R0bin", "Robin, Weber", "Robin: Weber",
                    "Except Search", "Not Yet", "Until January", "Completed Partly", "Robin\nSearch Models Follow"),
    "Hello Olga,": ("Hello Carol,", "Hello Bob Martin,", "Hello olga,", "Hello Olga", "Hello Olga!", "Hello Olga Martin Weber Bob,"),
    "https://exemple.slack.com": ("https://beta.slack.com", "exemple-test.slack.com", "https://exemple.slack.com.evil.example", "exemple",
                                  "https://exemple.slack.com/admin", "exemple.slack.com and beta.slack.com", "your first workspace"),
    "#4471201": ("#447", "44712011234567", "#44 71201", "4471201 is open", "#4471201a", "no. 4471201"),
}  # fmt: skip


def judged(text: str) -> Verdict:
    return verdict_on(read_mail(answer(text)), SENT, TRUSTED, SLACK, NOW)


def changed(chance: random.Random) -> str:
    """The mail with one letter or word put in, left out, doubled, exchanged or moved."""
    words, letters = CLOSES.split(" "), list(CLOSES)
    at, place = chance.randrange(len(words)), chance.randrange(len(letters))
    kind = chance.randrange(7)
    if kind == 0:
        words.insert(at, chance.choice(WORDS))
    elif kind == 1:
        words[at] = chance.choice(WORDS)
    elif kind == 2:
        del words[at]
    elif kind == 3:
        words.insert(at, words[at])
    elif kind == 4:
        letters[place] = chr(chance.choice((chance.randrange(33, 127), chance.randrange(161, 0x2FFF))))
    elif kind == 5:
        letters.insert(place, chr(chance.randrange(33, 127)))
    else:
        del letters[place]
    return " ".join(words) if kind < 4 else "".join(letters)


NAME = r"(?:[A-ZÀ-Þ][a-zà-ÿ]+(?:[-'][A-ZÀ-Þ]?[a-zà-ÿ]+)?|[A-Z]\.)"
ALLOWED = re.compile(
    r"(?:(?:Hello|Hi|Dear) Olga, |Hello, |Hi, )?(?:Thank you for reaching out to Slack support\. )?"
    r"Your opt-out request for (?:https?://)?exemple\.slack\.com/? has been completed\."
    rf"(?: Kind regards,(?: {NAME}){{0,3}})?(?: {NAME}){{0,3}}(?: Slack Support)?(?: (?:Ticket|Case) #?\d{{4,12}})?"
)


def stays_known(text: str) -> bool:
    """Whether the change only touched blanks and quotation marks, or filled a slot as its grammar allows.

    Written without the app's own reading of slots, so that one checks the other.
    """
    return ALLOWED.fullmatch(" ".join(re.split(r"[ \t\xa0\r\n]+", text.translate(QUOTES))).strip()) is not None


def test_the_mail_itself_closes() -> None:
    assert judged(CLOSES).closes_case
    assert judged(CLOSES.replace(" ", "  ").replace("\n\n", "\n \n\n")).closes_case


def test_no_change_outside_slots_and_spaces_closes() -> None:
    chance, closed = random.Random(7), []
    for _ in range(CHANGES):
        text = changed(chance)
        if judged(text).closes_case and not stays_known(text):
            closed.append(text)
    assert closed == []


@pytest.mark.parametrize("slot", BROKEN_SLOTS)
def test_words_that_break_the_grammar_of_a_slot_close_nothing(slot: str) -> None:
    for words in BROKEN_SLOTS[slot]:
        assert not judged(CLOSES.replace(slot, words)).closes_case, words


@pytest.mark.parametrize(
    ("text", "hindrance"),
    [
        (CLOSES.replace("Olga", "Carol"), Hindrance.ANOTHER_NAME),
        (CLOSES + "\nSee you soon.", Hindrance.SENTENCE),
        ("Thank you for reaching out to Slack support.\n\nKind regards,", Hindrance.WORDS),
        (CLOSES + "\nYou wrote:\n\nOur data stays ours.", Hindrance.SENTENCE),
        (
            CLOSES + "\nOn 16 December 2026 Olga Martin wrote:\n\n> Is it true that it was not done?\n",
            Hindrance.QUOTATION,
        ),
        ("> Which sentence will you send?\n\n" + CLOSES, Hindrance.SENTENCE),
        (
            CLOSES + "\nOn reflection we have not done it, as of 16 Dec 2026 Robin wrote:\n\n> Hello,\n",
            Hindrance.SENTENCE,
        ),
    ],
)
def test_the_first_reason_is_named(text: str, hindrance: Hindrance) -> None:
    verdict = judged(text)
    assert (verdict.closes_case, verdict.hindrance) == (False, hindrance)


def test_our_own_letter_may_be_quoted_below() -> None:
    quoted = "\n".join(f"> {line}" for line in SENT.text.splitlines())
    assert judged(
        f"{CLOSES}\nOn Wed, 16 Dec 2026 at 10:00, Olga Martin <olga@x.example>\nwrote:\n\n{quoted}\n"
    ).closes_case


FORMS: dict[str, tuple[dict[str, object], Hindrance]] = {
    "another recipient": ({"cc": ("carol@exemple.example",)}, Hindrance.OTHERS_TOO),
    "only the copy address": ({"to": (min(SENT.copies),), "cc": ()}, Hindrance.OTHERS_TOO),
    "another thread beside ours": ({"references": ("carols@exemple.example",)}, Hindrance.TWO_THREADS),
    "another subject": ({"subject": "Re: Your opt-out could not be done"}, Hindrance.SUBJECT),
    "another part": ({"simple": False}, Hindrance.PARTS),
    "an edition that says less": ({"editions": (CLOSES, CLOSES.replace("#4471201", ""))}, Hindrance.EDITIONS),
    "from the future": ({"date": NOW.replace(year=2027)}, Hindrance.FUTURE),
    "no edition": ({"editions": ()}, Hindrance.SENTENCE),
}


@pytest.mark.parametrize("name", FORMS)
def test_what_is_not_in_order_goes_to_a_person(name: str) -> None:
    change, hindrance = FORMS[name]
    facts: MailFacts = replace(FACTS, **change)  # type: ignore[arg-type]  # a table of fields
    verdict = verdict_on(facts, SENT, TRUSTED, SLACK, NOW)
    assert (verdict.closes_case, verdict.hindrance) == (False, hindrance)


@pytest.mark.parametrize("header", ["from", "to", "cc", "subject", "date", "message-id", "in-reply-to"])
def test_a_header_that_is_not_signed_closes_nothing(header: str) -> None:
    unsigned = replace(TRUSTED, signed=TRUSTED.signed - {header})
    assert not verdict_on(FACTS, SENT, unsigned, SLACK, NOW).closes_case


def test_a_letter_for_two_workspaces_or_none_goes_to_a_person() -> None:
    for text in (SENT.text + "\nhttps://beta.slack.com", SENT.text.replace("https://exemple.slack.com", "")):
        verdict = verdict_on(FACTS, replace(SENT, text=text), TRUSTED, SLACK, NOW)
        assert not verdict.closes_case


def test_every_known_sentence_is_matched_whole() -> None:
    for one in SLACK.known:
        filled = one.text.format(
            workspace="exemple.slack.com", ours="Olga", name="Robin", ticket="#12345", date="1 May 2026"
        )
        assert match(filled, SLACK.known, "exemple.slack.com", SLACK.wording).unknown == ""
        assert match(filled + "§", SLACK.known, "exemple.slack.com", SLACK.wording).unknown
        assert isinstance(one, KnownSentence)
