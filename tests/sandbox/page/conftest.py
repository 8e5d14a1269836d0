"""A browser window on the sandbox, and the small app behind it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.sandbox.page.page_bot import Bot
from tests.sandbox.sandbox_desk import Desk


@pytest.fixture(scope="module")
def bot(served: Desk) -> Iterator[Bot]:
    bot = Bot(served.addresses)
    bot.handler.connect()
    yield bot
    bot.handler.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium where there is one, else Playwright's own."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser, bot: Bot, desk: Desk) -> Iterator[Page]:
    """A fresh sandbox in a fresh window. A script that fails, fails the test."""
    bot.seen.clear()
    desk.post("control/clock", now="2026-11-20T08:00:00+00:00")
    context = browser.new_context(base_url=desk.addresses["page"], viewport={"width": 1280, "height": 860})
    page = context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    yield page
    context.close()
    assert wrong == []
