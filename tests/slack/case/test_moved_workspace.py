"""Slack gives the workspace another address: no letter is approved or left lying with the old one."""

from __future__ import annotations

from pathlib import Path

from sandbox.client import until, words
from tests.bot import bot
from tests.slack.gesture_attempts import case
from tests.slack.gesture_walk import OLGA, Walk
from tests.slack.gestures_by_stage import FRIDAY, appointed


def test_a_letter_never_keeps_an_old_address(tmp_path: Path) -> None:
    with bot(tmp_path, FRIDAY) as started:
        walk = Walk(started)
        appointed(walk)
        walk.bot.control.post("workspace", domain="first-move")
        walk.press(OLGA, "case:decide:opt_out")
        told = walk.bot.person(OLGA).submit(reason="We prefer it.")
        assert "https://first-move.slack.com" in words(told["ack"]["view"]["blocks"])
        walk.bot.control.post("workspace", domain="second-move", name="Exemple Group")
        walk.bot.person(OLGA).submit()
        assert "The letter has changed since you opened it" in words(walk.top(OLGA)["blocks"])
        walk.bot.person(OLGA).close()
        walk.press(OLGA, "case:letter", case(walk))
        assert "https://second-move.slack.com" in words(walk.top(OLGA)["blocks"])
        walk.bot.person(OLGA).submit()
        assert walk.one("SELECT state FROM cases") == "approved"
        walk.bot.control.post("workspace", domain="third-move")
        walk.bot.control.advance(hours=7)
        until(lambda: walk.one("SELECT state FROM cases") == "drafted", "the draft")
        home = words(walk.bot.person(OLGA).open_home()["blocks"])
        assert "The address of this workspace has changed since the letter was approved" in home
        assert "https://third-move.slack.com/, before https://second-move.slack.com/" in home
        walk.close()
