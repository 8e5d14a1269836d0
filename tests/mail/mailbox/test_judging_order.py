"""In which order mails that were found together are judged."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from itertools import permutations

import pytest

from governance.mail.mailbox.judging_order import in_order
from governance.usecases.mail.judging_queue import Waiting

NOON = datetime(2026, 12, 1, 12, 0, tzinfo=UTC)


def mail(name: str, *answers: str, minutes: int = 0, number: str | None = None) -> Waiting:
    """A mail `name`, written so many minutes after noon; it answers these."""
    lines = [
        f"Date: {format_datetime(NOON + timedelta(minutes=minutes))}",
        f"Message-ID: <{number or name}@exemple.example>",
        *([f"References: {' '.join(f'<{one}@exemple.example>' for one in answers)}"] if answers else []),
    ]
    raw = "\r\n".join([*lines, "", "."]).encode()
    return Waiting(name, "inbox", raw, NOON + timedelta(days=1), frozenset(), frozenset(), {})


def order_of(*mails: Waiting) -> str:
    return " ".join(one.id for one in in_order(mails))


@pytest.mark.parametrize("found", list(permutations(range(3))))
def test_a_thread_within_one_second_is_judged_from_its_beginning(found: tuple[int, ...]) -> None:
    thread = [mail("letter"), mail("answer", "letter"), mail("thanks", "answer")]
    assert order_of(*(thread[place] for place in found)) == "letter answer thanks"


def test_a_clock_that_is_behind_moves_its_own_mail_alone() -> None:
    received, done = mail("received", minutes=0), mail("done", minutes=60)
    assert order_of(mail("stranger", "done", minutes=-9999), done, received) == "received done stranger"


def test_mails_that_answer_each_other_or_themselves_are_all_judged() -> None:
    ring = [mail("a", "c", "a"), mail("b", "a", minutes=1), mail("c", "b", minutes=2)]
    assert order_of(*reversed(ring)) == "a b c"


def test_mails_with_one_number_are_judged_as_they_were_written() -> None:
    assert order_of(mail("later", "x", minutes=1, number="x"), mail("earlier", "x", number="x")) == "earlier later"


def test_words_that_were_pasted_have_no_header() -> None:
    pasted = Waiting("pasted", "pasted", mail("letter", minutes=-5).head, NOON, frozenset(), frozenset(), {})
    assert order_of(mail("answer", "letter", minutes=-1), pasted) == "answer pasted"
