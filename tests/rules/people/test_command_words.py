"""Which word of `/ai-consent` was meant: in both languages, whatever the case and the accents, also with a slip."""

from __future__ import annotations

import pytest

from governance.rules.people.command_words import LONGEST, WORDS, meant
from governance.slack import routes
from tests.yardstick import within


@pytest.mark.parametrize(
    ("typed", "word"),
    [
        ("aide", "help"), ("AIDE", "help"), ("résultats", "results"), ("Resultat", "results"), ("resluts", "results"),
        ("sondage", "poll"), ("pol", "poll"), ("rappel", "remind"), ("rapel", "remind"), ("reminder", "remind"),
        ("état", "status"), ("staus", "status"), ("reprendre", "resume"), ("clôturer", "close"), ("demande", "request"),
        ("ma réponse", "mine"), ("results please", "results"), ("  Sondage  maintenant", "poll"), ("?", "help"),
        ("xyzzy", ""), ("", ""), ("<!channel>", ""), ("*bold*", ""), ("😀", ""),
    ],
)  # fmt: skip
def test_what_was_meant(typed: str, word: str) -> None:
    assert meant(typed) == word


def test_the_words_are_those_of_the_command() -> None:
    assert set(WORDS) == set(routes.WORDS) - {""}


def test_a_long_text_costs_little() -> None:
    with within(1):
        assert meant("ab" * 100_000) == "" and LONGEST < 100
