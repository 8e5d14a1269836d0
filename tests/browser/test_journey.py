"""The story of the page in a real browser, with the real app and a real sandbox as processes, by keyboard alone; half
of the people read English, half French. Every new sight is judged for everybody, on a narrow dark screen as well.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from sandbox.client import Control
from sandbox.processes import sandbox_and_bot
from tests.browser.keyboard import Keyboard
from tests.browser.looks import faults_of_news_in_two_looks
from tests.browser.story import MIXED, Story
from tests.browser.window import chromium

FRIDAY = datetime(2026, 11, 20, 7, 0, tzinfo=UTC)  # 8:00 in Paris


@pytest.mark.timeout(300)
def test_the_whole_story_in_two_languages_by_keyboard_alone(tmp_path: Path) -> None:
    with (
        sandbox_and_bot(tmp_path, FRIDAY) as addresses,
        chromium() as browser,
        Keyboard(browser, addresses["page"], judge=faults_of_news_in_two_looks) as at,
    ):
        Story(at, Control(addresses), MIXED).live()
        assert at.wrong == []
        print(f"{at.gestures} gestures")
