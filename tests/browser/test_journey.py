"""The story of the page in a real browser, with the real app and a real sandbox as processes, in both languages."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from sandbox.client import Control
from sandbox.processes import sandbox_and_bot
from tests.browser.story import Story
from tests.browser.window import Window, chromium

FRIDAY = datetime(2026, 11, 20, 7, 0, tzinfo=UTC)  # 8:00 in Paris


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_whole_story_in_the_page(language: str, tmp_path: Path) -> None:
    with (
        sandbox_and_bot(tmp_path, FRIDAY) as addresses,
        chromium() as browser,
        Window(browser, addresses["page"]) as at,
    ):
        story = Story(at, Control(addresses), language)
        story.nothing_yet()
        story.opening()
        story.trial()
        story.owners_told()
        story.asked()
        story.answered()
        story.looked_at()
        story.reminded()
        story.closed()
        story.decided()
        story.approved()
        story.sent()
        story.prompted()
        story.pasted()
        story.forged()
        story.acknowledged()
        story.confirmed()
        assert at.wrong == []
