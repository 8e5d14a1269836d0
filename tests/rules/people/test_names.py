"""Whole words of a text that may be somebody's name."""

from __future__ import annotations

import pytest

from governance.rules.people.names import LONGEST, READ, names_in


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("Karim Weber, privacy officer", "Karim Weber"),
        ("Ask Jean-Luc O'Neill (he/him).", "Jean-Luc O'Neill (he/him)"),
        ("  Zoë Ångström", "Zoë Ångström"),
        ("“Tom Keller”", "Tom Keller"),
    ],
)
def test_a_name_is_found_wherever_it_stands(words: str, name: str) -> None:
    assert name in names_in(words)


def test_parts_of_words_and_short_ones_are_no_names() -> None:
    assert names_in("Annabel Li") == ["Annabel", "Annabel Li"]
    assert names_in("") == names_in("a b") == []


def test_a_long_text_asks_for_a_bounded_number() -> None:
    found = names_in("word " * 1000)
    assert len(found) < READ * LONGEST / 2
    assert all(len(name) <= LONGEST for name in found)
