"""The story of the page in a real browser, with the real app and a real sandbox as processes: once in English by
keyboard alone, once in French on a narrow dark screen. Every new sight is judged for everybody's eyes.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from sandbox.client import Control
from sandbox.processes import sandbox_and_bot
from tests.browser.keyboard import Keyboard
from tests.browser.looks import faults_of_news
from tests.browser.story import Story
from tests.browser.window import Window, chromium

FRIDAY = datetime(2026, 11, 20, 7, 0, tzinfo=UTC)  # 8:00 in Paris


@pytest.mark.timeout(300)
def test_the_whole_story_in_english_by_keyboard_alone(tmp_path: Path) -> None:
    with (
        sandbox_and_bot(tmp_path, FRIDAY) as addresses,
        chromium() as browser,
        Keyboard(browser, addresses["page"], judge=faults_of_news) as at,
    ):
        Story(at, Control(addresses), "en").live()
        assert at.wrong == []
        print(f"{at.gestures} gestures")


@pytest.mark.timeout(300)
def test_the_whole_story_in_french_on_a_narrow_dark_screen(tmp_path: Path) -> None:
    with (
        sandbox_and_bot(tmp_path, FRIDAY) as addresses,
        chromium() as browser,
        Window(browser, addresses["page"], 360, 740, scheme="dark", judge=faults_of_news) as at,
    ):
        Story(at, Control(addresses), "fr").live()
        assert at.wrong == []
