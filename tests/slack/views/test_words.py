"""Days, hours, names and shares in the reader's language and zone; a notice's Markdown; text in pieces."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.pages import Person, Sentence
from governance.slack.ids import ballot_press, ballot_value, parts_of, reference
from governance.slack.views import words
from governance.slack.views.blocks import pieces
from governance.slack.views.poll.notice import markdown_blocks
from governance.texts import texts_for
from tests.slack.views.cast import HOSTILE

EN, FR = texts_for("en"), texts_for("fr")
CLOSING = datetime(2026, 12, 10, 16, tzinfo=UTC)
FIRST = datetime(2026, 11, 30, 23, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (words.plain_when(CLOSING, "Europe/Paris", EN), "10 December, 17:00"),
        (words.plain_when(CLOSING, "Europe/Paris", FR), "10 décembre à 17\u00a0h"),
        (words.plain_when(CLOSING, "America/New_York", EN), "10 December, 11:00"),
        (words.plain_when(CLOSING, "Not/AZone", EN), "10 December, 16:00"),
        (words.plain_when(FIRST, "Europe/Paris", FR), "1er décembre à 0\u00a0h\u00a030"),
        (words.plain_day(FIRST, "UTC", EN, weekday=True), "Monday 30 November"),
        (words.plain_day(FIRST, "Europe/Paris", FR, weekday=True, year=True), "mardi 1er décembre 2026"),
        (words.percent(612, 900, EN), "68\u202f%"),
        (words.percent(999_999, 1_000_000, EN), "99\u202f%"),
        (words.percent(1, 1_000_000, FR), "1\u202f%"),
        (words.percent(0, 0, EN), "0\u202f%"),
        (words.percent(3, 3, EN), "100\u202f%"),
        (words.number(1_000_000, EN), "1,000,000"),
        (words.number(1_000_000, FR), "1\u202f000\u202f000"),
    ],
)
def test_days_hours_and_figures(said: str, expected: str) -> None:
    assert said == expected


def test_a_date_follows_the_reader_and_falls_back_to_words() -> None:
    stamp = int(CLOSING.timestamp())
    assert words.when(CLOSING, "Europe/Paris", EN) == f"<!date^{stamp}^{{date}}, {{time}}|10 December, 17:00>"
    assert words.day(CLOSING, "Europe/Paris", FR) == f"<!date^{stamp}^{{date}}|10 décembre>"
    assert words.plain(words.when(CLOSING, "Europe/Paris", FR)) == "10 décembre à 17\u00a0h"


def test_names() -> None:
    people = [Person(f"U{i}", f"P{i}") for i in range(25)]
    assert words.names(people[:1], EN) == "P0"
    assert words.names(people[:3], EN) == "P0, P1 and P2"
    assert words.names(people[:2], FR) == "P0 et P1"
    assert words.names(people, EN).endswith("P19 and 5 more")
    assert words.names(people[:21], FR).endswith("P19 et 1 autre")
    assert "\n" not in words.name(Person("U1", HOSTILE))
    assert "<" not in words.name(Person("U1", HOSTILE)).replace("<!date^0^{_}|", "")


def test_a_sentence_after_a_colon() -> None:
    assert words.after_colon("Nous avons relancé Slack.", FR) == "nous avons relancé Slack."
    assert words.after_colon("*Une copie* est là.", FR) == "*une copie* est là."
    about_slack = FR.knowing(vendor="Slack")
    assert words.after_colon("Slack dit que c'est fait.", about_slack) == "Slack dit que c'est fait."
    assert words.after_colon("Une Telle a collé un texte.", FR, "", "Une Telle") == "Une Telle a collé un texte."
    assert words.after_colon("We asked Slack once more.", EN) == "We asked Slack once more."
    assert words.after_colon("", FR) == ""


def test_text_that_is_read_aloud_has_no_marks() -> None:
    text = "*Decision of <@U1>:* see <https://slack.com|the page>, 2*3*4 and <@U2>"
    assert words.plain(text, [Person("U1", "Olga")]) == (
        "Decision of @Olga: see the page (https://slack.com), 2*3*4 and <@U2>"
    )


def test_a_link_with_a_whole_letter_is_read_aloud_as_its_words() -> None:
    text = "<mailto:a@b.example?subject=x&amp;body=y|Open it>, or write to <mailto:a@b.example|us>"
    assert words.plain(text) == "Open it, or write to us (mailto:a@b.example)"


def test_values_of_a_sentence_cannot_break_out() -> None:
    told = Sentence("The sender, {address}, is not at {vendor}.", {"address": "<!channel>", "vendor": "Slack"})
    assert words.said(told, EN) == "The sender, &lt;!channel&gt;, is not at Slack."


def test_a_notice_is_painted_from_its_markdown() -> None:
    painted = markdown_blocks("# One\n\nA *b* **c** <d>\nwrapped.\n\n- e\n- f [g](https://h.example/?i=1)\n\n## Two\n")
    assert [block["type"] for block in painted] == ["header", "section", "header"]
    assert painted[1]["text"]["text"] == ("A _b_ *c* &lt;d&gt; wrapped.\n\n• e\n• f <https://h.example/?i=1|g>")


@given(st.text(min_size=0, max_size=400), st.integers(min_value=1, max_value=50))
def test_pieces_lose_no_word(text: str, length: int) -> None:
    parts = pieces(text, length)
    assert all(1 <= len(part) <= length for part in parts)
    assert "".join("".join(parts).split()) == "".join(text.split())


def test_references_hold_ids_only() -> None:
    assert parts_of(reference("p1", "m2")) == ["p1", "m2"]
    assert parts_of("") == []
    assert ballot_press(ballot_value("p1", 3)) == ("p1", 3)
    with pytest.raises(ValueError, match="no dot"):
        reference("p1.2")


@pytest.mark.parametrize("value", ["", "p1", "p1.4", "p1.0", "p1.x", "p1.1.2"])
def test_a_ballot_value_that_we_did_not_make_is_none_of_ours(value: str) -> None:
    assert ballot_press(value) is None
