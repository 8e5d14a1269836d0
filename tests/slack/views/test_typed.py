"""What people type is shown as they typed it, on every screen: no word of theirs acts, and no line break is lost."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from governance.slack.views.blocks import mrkdwn
from governance.slack.views.poll.notice import markdown_blocks
from governance.slack.views.typed import HERE, inert, joined, quotation, sealed, sealed_quotation, with_words
from governance.slack.views.words import plain
from governance.store.register import documents
from governance.texts import texts_for
from sandbox.visible_text import readable
from tests.slack.views.cast import Cast
from tests.slack.views.scenes import scenes
from tests.slack.views.scenes_home import homes, odd_homes

EN = texts_for("en")
WORDS = (
    "*bold*", "_it_", "~s~", "`code`", "```block```", "> quoted", "<!channel>", "<@U1>", "<http://x|y>", "&amp;",
    "- one\n- two", "1. one\n2. two", "two\n\nparagraphs", "a\ttab", ":emoji:", "a*b*c and snake_case 2*3", "*", "**",
    "(*bold*)", "“_it_”", "a :emoji: b", "> a\n> b", "end*", "*a _b_ ~c~*", "{name} {0} %s", "[x](https://x.example)",
    "# heading", "https://x.example/_a_",
)  # fmt: skip
EVERYTHING = "*xbold* _xit_ ~xs~ `xc` :xemoji: <!channel> <@U1> <http://x|xlink> &amp; [xmd](https://x.example)"
ACTS = re.compile(r"\*x?bold|(?<!\w)_x?it|~x?s~|`xc|:x?emoji:|<!channel|<@U1>|<http://x|<https://x\.example\|")
EDGE = r"[\s\W_]"


def texts_with_marks(node: Any) -> Iterator[str]:
    """Every text in which Slack reads marks, but for what stands between three backticks."""
    if isinstance(node, dict):
        if node.get("type") == "mrkdwn":
            yield re.sub(r"```.*?```", "", node["text"], flags=re.DOTALL)
        for value in node.values():
            yield from texts_with_marks(value)
    elif isinstance(node, list):
        for value in node:
            yield from texts_with_marks(value)


def shown(text: str) -> str:
    """What a person reads of a text with marks in which no mark is left to be read."""
    bare = re.sub(r"<!date\^0\^\{_\}\|(.)>", "", text)
    assert not re.search(rf"(?:^|{EDGE})([*_~])(?=\S).*?\S\1(?=$|{EDGE})|`|:[\w+-]+:|<|^(?:&gt;|>)", bare, re.M), text
    decoded = readable(text).replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    return decoded.replace("\u00ad", "")


@pytest.mark.parametrize("typed", WORDS)
class TestOneText:
    """The table: each of these as it is painted in each way."""

    def test_in_a_sentence(self, typed: str) -> None:
        assert shown(inert(typed)) == typed

    def test_as_a_quotation(self, typed: str) -> None:
        lines = quotation(typed).split("\n")
        assert all(line.startswith(">") for line in lines)
        assert "\n".join(shown(line[1:]) for line in lines) == typed

    def test_after_a_label(self, typed: str) -> None:
        label, _, rest = with_words(f"Reason: “{HERE}”", typed).partition("\n")
        if "\n" in typed:
            assert label == "Reason:" and rest == quotation(typed)
        else:
            assert shown(label) == f"Reason: “{typed}”".replace("\t", " ")

    def test_in_a_text_that_is_read_as_markdown(self, typed: str) -> None:
        (block,) = markdown_blocks(f"Before {sealed(typed)} *after*.")
        assert shown(block["text"]["text"].replace("_after_", "after")) == f"Before {typed} after."

    def test_in_the_released_notice(self, typed: str) -> None:
        released = documents.latest_notices("slack-global-models")[0]
        values = dict.fromkeys(documents.placeholders(released), "1") | {"paragraph": sealed_quotation(typed)}
        blocks = markdown_blocks(documents.fill(released, values, ()).markdown)
        (at,) = (number for number, block in enumerate(blocks) if block["text"]["text"] == "In the words of 1")
        lines = blocks[at + 1]["text"]["text"].split("\n")
        assert "\n".join(shown(line.removeprefix(">" if "\n" in typed else "")) for line in lines) == typed

    def test_read_aloud(self, typed: str) -> None:
        aloud = plain(f"*Ours:* {inert(typed)} {quotation(typed)} *ours*")
        decoded = aloud.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&").replace("\u00ad", "")
        assert decoded == f"Ours: {typed} >{typed.replace(chr(10), chr(10) + '>')} ours"


def test_what_follows_a_quotation_begins_a_line() -> None:
    parts = ("Olga decided.", with_words(f"Reason: “{HERE}”", "a\nb"), "It replaces another.", "", "End.")
    assert joined(*parts) == "Olga decided. Reason:\n>a\n>b\nIt replaces another. End."


@pytest.mark.parametrize("typed", [EVERYTHING, f"First line\n> {EVERYTHING}\n\nlast line"])
def test_typed_words_act_on_no_screen(typed: str) -> None:
    one_line = " ".join(typed.split())
    cast = Cast(reason=typed, organisation=one_line[:80], olga_name=one_line[:80], ada_name=one_line[:80])
    seen = 0
    at_home = {f"{stage} {role}": paint for stage, found in homes(cast).items() for role, paint in found.items()}
    for name, paint in {**scenes(cast), **at_home, **odd_homes(cast)}.items():
        for text in texts_with_marks(paint(EN)):
            bare = re.sub(r"<!date\^0\^\{_\}\|(.)>", ".", text)
            assert not ACTS.search(bare), (name, text)
            seen += readable(text).count("*xbold*")
    assert seen > 100


def test_a_text_that_is_cut_ends_in_no_half_of_a_mark() -> None:
    for length in range(2980, 3010):
        cut = mrkdwn("x" * length + inert("*bold*") + inert("&&") * 30)["text"]
        assert re.search(r"<[^>]*…$|&\w{0,3}…$", cut) is None and len(cut) <= 3000
