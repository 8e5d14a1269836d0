"""A person's browser window on the sandbox page: choose who one is, look, press, fill in, move the clock."""

from __future__ import annotations

import re
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from types import TracebackType
from typing import Literal

from playwright.sync_api import Browser, Locator, Page, Route, ViewportSize, expect, sync_playwright

PATIENCE = 30_000  # milliseconds, on a busy machine
GESTURES = re.compile(r"/control/(press|submit|command)$")
# What is in sight, in short: the tab, the window of the app, and everything that can be pressed.
IN_SIGHT = """() => {
    const dialog = [...document.querySelectorAll("dialog[open]")].at(-1);
    const place = dialog ?? document.querySelector(".panel:not([hidden])");
    const shown = [...place.querySelectorAll("[data-action-id], .error:not([hidden])")];
    return [place.id, place.dataset.callbackId, ...new Set(shown.map((one) => one.dataset.actionId ?? "error"))].join();
}"""


@contextmanager
def chromium() -> Iterator[Browser]:
    """Debian's Chromium without its windows where there is one (half the work), else Playwright's own."""
    with sync_playwright() as playwright:
        found = shutil.which("chromium-headless-shell")
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield browser
        browser.close()


def readable(text: str) -> re.Pattern[str]:
    """These words wherever they stand, whatever kind of space is between them."""
    return re.compile(r"\s+".join(re.escape(word) for word in text.split()))


def press_again(route: Route) -> None:
    """Send a gesture, and send it again while its answer or its window comes too late, as sandbox/client.py does."""
    deadline = time.monotonic() + PATIENCE / 1000
    told = answer = route.fetch()
    while answer.ok and answer.json()["late"] and time.monotonic() < deadline:
        told, answer = answer, route.fetch()
    route.fulfill(response=answer if answer.ok else told)  # what is gone by now had its effect


class Window:
    """One window. Everything is done as a person does it, here with a mouse; what a script of the page complains about
    is kept in `wrong`, and so is what `judge` finds in every new sight.
    """

    def __init__(
        self,
        browser: Browser,
        address: str,
        width: int = 1280,
        height: int = 860,
        *,
        scheme: Literal["light", "dark"] = "light",
        judge: Callable[[Page], list[str]] | None = None,
    ) -> None:
        size: ViewportSize = {"width": width, "height": height}
        self.context = browser.new_context(base_url=address, viewport=size, color_scheme=scheme)
        self.context.route(GESTURES, press_again)
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(PATIENCE)
        expect.set_options(timeout=PATIENCE)
        self.wrong: list[str] = []
        self.gestures = 0
        self._judge, self._seen = judge, set[str]()
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))
        self.page.goto("/")
        self.page.wait_for_selector("body[data-ready]")

    def __enter__(self) -> Window:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.context.close()

    def go(self, what: Locator) -> None:
        """Press something."""
        self.gestures += 1
        what.click()

    def write(self, what: Locator, text: str) -> None:
        """Put this text, or a day as 2026-12-31, into a field in place of what stands there."""
        self.gestures += 1
        what.fill(text)

    def tick(self, what: Locator) -> None:
        """Choose a box or a radio button."""
        self.gestures += 1
        what.check()

    def enter(self) -> None:
        """Send the line that was just typed."""
        self.gestures += 1
        self.page.keyboard.press("Enter")

    def look(self) -> None:
        """Judge what is in sight, once for each kind of sight."""
        if self._judge and (sight := str(self.page.evaluate(IN_SIGHT))) not in self._seen:
            self._seen.add(sight)
            self.wrong += [f"{sight}: {fault}" for fault in self._judge(self.page)]

    def be(self, user: str, tab: str = "messages") -> None:
        """Look through this person's eyes."""
        person = self.page.get_by_test_id(f"person-{user}")
        if person.get_attribute("aria-current") is None:
            if not person.is_visible():
                self.go(self.page.get_by_test_id("people-toggle"))
            self.go(person)
        if self.page.locator(f"#tab-{tab}").get_attribute("aria-selected") != "true":
            self.go(self.page.get_by_test_id(f"tab-{tab}"))
        expect(self.page.locator(f"#tab-{tab}")).to_have_attribute("aria-selected", "true")
        expect(person).to_have_attribute("aria-current", "true")

    def home(self, user: str, *words: str, patience: float = PATIENCE / 1000) -> Locator:
        """This person's Home, opened again until it says these words; `patience` in seconds."""
        deadline = time.monotonic() + patience
        self.be(user, "home")
        shown = self.page.get_by_test_id("home-view")
        looks = count(1)
        while not all(readable(part).search(self._text(shown)) for part in words):
            assert time.monotonic() < deadline, f"{user}'s Home without {words}: {self._text(shown)}"
            time.sleep(0.1)
            if next(looks) % 4 == 0:  # the app paints at every opening: let it first
                self.go(self.page.get_by_test_id("tab-home"))
        self.look()
        return shown

    @staticmethod
    def _text(shown: Locator) -> str:
        return str(shown.first.text_content()) if shown.count() else ""

    def message(self, user: str, words: str) -> Locator:
        """The newest message of this person that says these words."""
        self.be(user)
        found = self.page.get_by_test_id("message").filter(has_text=readable(words)).last
        expect(found).to_be_visible()
        self.look()
        return found

    def count(self, user: str) -> int:
        """How many messages this person sees, once the list of whoever was looked at before has given way."""
        self.be(user)
        expect(self.page.locator("#messages")).to_have_attribute("data-of", f"{user}|app")
        return self.page.get_by_test_id("message").count()

    def press(self, action: str, within: Locator | None = None) -> None:
        """Press the last button of this kind: in the open dialog, else in sight."""
        place = within or (self.dialog if self.dialog.count() else self.page.locator("main"))
        self.go(place.locator(f"[data-action-id='{action}']:visible").last)

    @property
    def dialog(self) -> Locator:
        """The open modal."""
        return self.page.get_by_test_id("modal")

    def modal(self, words: str) -> Locator:
        """The open modal, once it says these words."""
        expect(self.dialog).to_contain_text(readable(words))
        self.look()
        return self.dialog

    def field(self, block: str) -> Locator:
        """The first input of this block of the open modal."""
        return self.dialog.locator(f"[data-block-id='{block}'] :is(input, textarea, select)").first

    def wrong_beside(self, block: str, words: str) -> None:
        """What is wrong stands beside its field."""
        fault = self.dialog.locator(f"[data-block-id='{block}']").get_by_test_id("field-error")
        expect(fault).to_contain_text(readable(words))
        self.look()

    def submit(self) -> None:
        """Press the modal's own button."""
        self.go(self.page.get_by_test_id("modal-submit"))

    def close(self) -> None:
        """Close every open modal with its cross."""
        self.go(self.page.get_by_test_id("modal-x"))
        expect(self.dialog).to_have_count(0)

    def command(self, user: str, text: str) -> None:
        """Type a slash command."""
        self.be(user)
        line = self.page.get_by_test_id("composer")
        self.write(line, f"/ai-consent {text}".strip())
        self.enter()

    def menu(self, entry: str, message: Locator | None = None) -> None:
        """Choose an entry of the menu in this message, else at the foot of Home."""
        self.go((message or self.page.locator("#panel-home")).locator(".dots").last)
        self.go(self.page.locator(f"[data-option-value^='{entry}']"))

    def clock(self, *moves: str) -> None:
        """Move the clock by the page's buttons: hour, day, week, weekday."""
        for move in moves:
            before = self.page.get_by_test_id("clock-now").get_attribute("datetime") or ""
            button = self.page.get_by_test_id(f"advance-{move}")
            if not button.is_visible():
                self.go(self.page.get_by_test_id("clock-toggle"))
            self.go(button)
            moved = "(before) => Date.parse(document.querySelector('#clock time').dateTime) > Date.parse(before) + 5e4"
            self.page.wait_for_function(moved, arg=before)

    def answer_as_slack(self, kind: str) -> None:
        """At Slack's desk, answer the letter."""
        self.go(self.page.get_by_test_id("tab-mail"))
        self.go(self.page.get_by_test_id("box-vendor"))
        self.go(self.page.get_by_test_id(f"answer-{kind}"))
        expect(self.page.get_by_test_id("toast")).to_be_visible()
        self.look()

    def picture(self, path: Path, what: Locator | None = None) -> None:
        """Keep what is in sight, or a part of it."""
        (what or self.page).screenshot(path=path)
