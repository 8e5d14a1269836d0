"""*Who may do what* on the running bot: who cannot be appointed is said beside the field; who is, sees it on Home."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from sandbox.client import until, words
from tests.bot import bot
from tests.slack.gesture_walk import OLGA, Walk
from tests.slack.gestures_by_stage import FRIDAY, appointed

OUTSIDE = "Only people of this workspace with an active account can be chosen, not: {}."


@pytest.fixture(scope="module")
def walk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Walk]:
    with bot(tmp_path_factory.mktemp("roles"), FRIDAY) as started:
        walk = Walk(started)
        appointed(walk)
        yield walk
        walk.close()


def appointments(walk: Walk) -> set[tuple[str, str]]:
    return set(walk.all("SELECT user_id, role FROM appointments"))


def test_who_is_not_of_the_workspace_is_named_beside_the_field_and_nothing_is_saved(walk: Walk) -> None:
    before = appointments(walk)
    walk.press(OLGA, "poll:roles")
    ack = walk.bot.person(OLGA).submit(organisers=["U0BOB", "U0XENA"], observers=["U0DORA", "U0CALBOT"])["ack"]
    assert ack["errors"] == {
        "organisers": OUTSIDE.format("Xena Xu"), "observers": OUTSIDE.format("Dora Duval, Calendar Bot"),
    }  # fmt: skip
    assert appointments(walk) == before


def test_who_came_since_the_last_sync_can_be_appointed(walk: Walk) -> None:
    walk.write("DELETE FROM members WHERE user_id = 'U0ALICE'")
    walk.press(OLGA, "poll:roles")
    walk.bot.person(OLGA).submit(organisers=["U0BOB", "U0ALICE"], observers=["U0CAROL"])
    assert ("U0ALICE", "organiser") in appointments(walk)
    assert walk.one("SELECT count(*) FROM members WHERE user_id = 'U0ALICE'") == 1


def test_organisers_and_observers_find_it_on_their_home_without_opening_it_anew(walk: Walk) -> None:
    told = {"U0BOB": "appointed you organiser", "U0CAROL": "appointed you observer"}
    for user in PEOPLE:
        shown = words(walk.bot.person(user).open_home()["blocks"])
        assert [mark for mark in told.values() if mark in shown] == [told[one] for one in told if one == user], user
    walk.press(OLGA, "poll:roles")
    walk.bot.person(OLGA).submit(organisers=["U0CAROL"], observers=[])
    until(lambda: "appointed you organiser" in words(walk.bot.person("U0CAROL").home()["blocks"]), "Carol's Home")
    until(lambda: "appointed you" not in words(walk.bot.person("U0BOB").home()["blocks"]), "Bob's Home")


PEOPLE = ("U0BOB", "U0CAROL", "U0ADA", "U0GUS", OLGA)
