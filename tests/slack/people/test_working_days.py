"""*Working days* on the running bot: the operator's file at first, then what an owner writes or pastes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from governance.slack.views.words import alphabetical
from sandbox.client import words
from tests.bot import bot
from tests.slack.gesture_walk import OLGA, Walk
from tests.slack.gestures_by_stage import FRIDAY, appointed

CALENDAR = """BEGIN:VCALENDAR
VERSION:2.0
BEGIN:VEVENT
DTSTART;VALUE=DATE:20261224
DTEND;VALUE=DATE:20261227
SUMMARY:Christmas
END:VEVENT
END:VCALENDAR
"""


@pytest.fixture(scope="module")
def walk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Walk]:
    """A bot whose operator has given a file of holidays."""
    folder: Path = tmp_path_factory.mktemp("days")
    (folder / "holidays.txt").write_text("2026-12-25 Christmas\n2027-01-01\n", encoding="utf-8")
    with bot(folder, FRIDAY, holidays_file=folder / "holidays.txt") as started:
        walk = Walk(started)
        appointed(walk)
        yield walk
        walk.close()


def shown(walk: Walk) -> str:
    """What the window says and holds, opened from Home's menu."""
    walk.choose(OLGA, "working_days")
    return words(walk.top(OLGA)["blocks"])


def save(walk: Walk, holidays: str, weekend: tuple[str, ...] = ("5", "6")) -> dict[str, Any]:
    """Submit the window; the acknowledgement."""
    answer = walk.bot.person(OLGA).submit(weekend=list(weekend), holidays=holidays)
    found: dict[str, Any] = answer.get("ack") or {}
    return found


def test_owners_find_it_in_the_menu_and_nobody_else(walk: Walk) -> None:
    for user, there in ((OLGA, True), ("U0ADA", False), ("U0ALICE", False)):
        menu = walk.bot.person(user).open_home()["blocks"][-1]["elements"][0]
        assert ("working_days" in [entry["value"] for entry in menu["options"]]) is there, user


def test_the_operators_days_then_the_owners(walk: Walk) -> None:
    assert "2 holidays are known from today on, the last on 1 January 2027. The operator" in shown(walk)
    assert save(walk, "24.12.2026 Eve\n\ntomorrow")["errors"] == {
        "holidays": "Line 3 does not begin with a date. Write 2026-12-25, 25.12.2026 or 25/12/2026, then its name."
    }
    assert list(save(walk, "", tuple("0123456"))["errors"]) == ["weekend"]
    assert save(walk, CALENDAR, ("4", "5"))["response_action"] == "update"
    assert walk.one("SELECT weekend FROM days_off") == "[4, 5]"
    assert "3 holidays are known from today on, the last on 26 December 2026." in shown(walk)
    field = next(block for block in walk.top(OLGA)["blocks"] if block.get("block_id") == "holidays")
    assert field["element"]["initial_value"].splitlines()[0] == "2026-12-24 Christmas"


def menu_of(walk: Walk, block: str) -> dict[str, str]:
    """The entries of this menu of the open window: value and label."""
    (field,) = (found for found in walk.top(OLGA)["blocks"] if found.get("block_id") == block)
    entries = [entry for group in field["element"]["option_groups"] for entry in group["options"]]
    return {entry["value"]: entry["text"]["text"] for entry in entries}


def test_a_country_and_a_region_of_it_are_chosen_in_the_window(walk: Walk) -> None:
    shown(walk)
    names = menu_of(walk, "country")
    assert names["FR"] == "France" and names["DE"] == "Germany" and names["-"] == "– no country –"
    assert list(names) == ["-", *sorted(set(names) - {"-"}, key=lambda code: alphabetical(names[code]))]
    walk.bot.person(OLGA).submit(weekend=["5", "6"], holidays="", country="FR")
    assert "the public holidays of France count" in words(walk.top(OLGA)["blocks"])
    assert menu_of(walk, "region")["57"] == "Moselle"
    saved = json.loads(walk.one("SELECT public FROM days_off"))
    assert "2027-07-14" in saved and "2026-12-26" not in saved
    walk.bot.person(OLGA).submit(region="57")
    assert walk.two("SELECT country, region FROM days_off") == ("FR", "57")
    assert json.loads(walk.one("SELECT public FROM days_off"))["2026-12-26"]  # St Stephen's day, in Moselle
    assert "known from today on" in shown(walk)
    walk.bot.person(OLGA).submit(weekend=["5", "6"], holidays="2026-12-24 Eve", country="FR")
    assert walk.two("SELECT country, region FROM days_off") == ("FR", "57")  # it was not asked anew
    shown(walk)
    walk.bot.person(OLGA).submit(weekend=["5", "6"], holidays="2026-12-24 Eve", country="-")
    assert walk.two("SELECT country, public FROM days_off") == ("", "{}")
