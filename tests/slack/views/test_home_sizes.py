"""Home of a workspace of any size: Slack takes it, no figure exceeds its base, and below ten no number is told."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from governance.slack.views.home import home
from governance.texts import LANGUAGES, texts_for
from sandbox.blockkit import view_faults
from tests.slack.views.cast import Cast
from tests.slack.views.scenes_home import ROLES, STAGES, home_page
from tests.slack.views.slack_limits import faults

SIZES = (6, 30, 900, 100_000)
CALM = 60  # blocks; Slack takes a hundred
OF = {"en": re.compile(r"([\d,]+) of ([\d,]+)"), "fr": re.compile(r"([\d\u202f]+) sur ([\d\u202f]+)")}
FEWER = {"en": "fewer than 10 so far", "fr": "moins de 10 à ce jour"}


def answers(people: int) -> Iterator[int]:
    """How many may have answered: none, one, around ten, half, all."""
    yield from sorted({count for count in (0, 1, 9, 10, 19, people // 2, people) if count <= people})


def figures(view: dict[str, Any], language: str) -> list[tuple[int, int]]:
    """Every figure with its base; what step of five it is, is none."""
    fields = [one["text"] for block in view["blocks"] for one in block.get("fields", ())]
    found = [pair for text in fields for pair in OF[language].findall(text)]
    return [(int(re.sub(r"\D", "", part)), int(re.sub(r"\D", "", base))) for part, base in found]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("people", SIZES)
def test_every_home_at_every_size(people: int, language: str) -> None:
    t, cast = texts_for(language), Cast(n=people, answered=people * 2 // 3)
    for stage in STAGES:
        for role in ROLES:
            view = home.home(home_page(cast, role, stage), t)
            assert (stage, role, [*faults(view), *view_faults(view)]) == (stage, role, [])
            assert len(view["blocks"]) <= CALM
            assert [pair for pair in figures(view, language) if not pair[0] <= pair[1] == people] == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("people", SIZES)
def test_while_it_is_open_tens_are_shown_and_below_ten_no_number(people: int, language: str) -> None:
    t = texts_for(language)
    for answered in answers(people):
        page = home_page(Cast(n=people, answered=answered), "member", "open")
        view = home.home(page, t)
        shown = [part for part, base in figures(view, language) if base == people]
        tens = answered // 10 * 10
        assert shown == ([tens] if tens else [])
        assert (FEWER[language] in json.dumps(view, ensure_ascii=False)) == (tens == 0 and people > 10)


@pytest.mark.parametrize("people", SIZES)
def test_those_who_watch_see_figures_beside_every_bar(people: int) -> None:
    t = texts_for("en")
    for answered in answers(people):
        view = home.home(home_page(Cast(n=people, answered=answered), "observer", "open"), t)
        charts = [
            block["chart"]["series"][0]["data"] for block in view["blocks"] if block["type"] == "data_visualization"
        ]
        told = json.dumps([block.get("fields") for block in view["blocks"]])
        assert len(charts) == (1 if answered >= 10 else 0)
        for point in (point for points in charts for point in points):
            words = f"{point['value']:,} of {people:,}" if point["value"] else "fewer than 10"
            assert f"*{point['label']}*\\n{words}" in told
