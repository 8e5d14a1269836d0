"""An open question for every test of a module, put back as it was after each."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.slack.gesture_walk import Walk
from tests.slack.open_question import asked


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Walk]:
    """The running bot: six members were asked on Monday, it is Thursday."""
    with asked(tmp_path_factory.mktemp("asked")) as walk:
        yield walk


@pytest.fixture
def walk(story: Walk) -> Iterator[Walk]:
    """The same; what a test changes, the clock too, is put back."""
    kept, now = story.keep(), story.bot.control.now()
    yield story
    story.hold()
    story.bot.control.set_clock(now)
    story.put_back(kept)
