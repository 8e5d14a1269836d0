"""A browser window on the sandbox, and the small app behind it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.window import PATIENCE, chromium
from tests.sandbox.desk import Desk
from tests.sandbox.page.small_app import Bot


@pytest.fixture(scope="module")
def bot(served: Desk) -> Iterator[Bot]:
    bot = Bot(served.addresses)
    bot.handler.connect()
    yield bot
    bot.handler.close()


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def window(browser: Browser, served: Desk) -> Iterator[Page]:
    """One window for the module: it need not fetch the page's modules again and again."""
    window = browser.new_page(base_url=served.addresses["page"])
    window.set_default_timeout(PATIENCE)
    expect.set_options(timeout=PATIENCE)
    yield window
    window.close()


@pytest.fixture
def page(window: Page, bot: Bot, desk: Desk) -> Iterator[Page]:
    """A fresh sandbox in a window that remembers nothing. A script that fails, fails the test."""
    bot.seen.clear()
    desk.post("control/clock", now="2026-11-20T08:00:00+00:00")
    window.set_viewport_size({"width": 1280, "height": 860})
    wrong: list[str] = []
    note = lambda error: wrong.append(str(error))  # noqa: E731  # to be taken away again, it needs a name
    window.on("pageerror", note)
    yield window
    window.evaluate("localStorage.clear()")
    window.goto("about:blank")
    window.unroute_all(behavior="ignoreErrors")
    window.remove_listener("pageerror", note)
    assert wrong == []
