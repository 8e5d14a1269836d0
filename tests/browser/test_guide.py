"""Somebody new does what the page says, to its end; decides to allow first, and as Slack refuses first."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect
from playwright.sync_api import TimeoutError as Vain

from sandbox.processes import Bot, sandbox_process
from sandbox.run import GUIDE
from tests.browser.window import PATIENCE, Window, chromium

SATURDAY = datetime(2026, 11, 21, 22, 30, tzinfo=UTC)  # nobody works
# Something has come of a press: another step, a window that was not there, or none any more.
NEWS = """(before) => {
    const text = document.querySelector("[data-testid=guide-text]")?.dataset.step;
    const window = [...document.querySelectorAll("dialog[open]")].at(-1);
    const busy = document.querySelector("[aria-busy=true]");
    return !busy && `${text} ${window?.dataset.viewId} ${window?.querySelector("h2")?.textContent}` !== before;
}"""
# The guide has gone on from a step, or a window has come late, which is dealt with first.
ON = """(step) => document.querySelector("[data-testid=guide-text]").dataset.step !== step
    || document.querySelector("dialog[open]") !== null"""
NOW = NEWS.replace("!busy && ", "").replace(" !== before", "")


@contextmanager
def as_make_run_starts_it(folder: Path, now: datetime) -> Iterator[dict[str, str]]:
    """Sandbox, guide and app."""
    with sandbox_process(folder, now, options=["--guide", str(GUIDE)]) as addresses:
        bot = Bot(addresses, folder)
        try:
            bot.start()
            yield addresses
        finally:
            bot.stop()


class Newcomer:
    """Reads the guide, presses what it points at, fills in what a window marks as needed.

    Allows it first, and answers as Slack with a refusal first.
    """

    def __init__(self, window: Window) -> None:
        self.at, self.page = window, window.page
        self.turn, self.refuses, self.reply_due = True, True, False
        self.text = self.page.get_by_test_id("guide-text")

    def step(self) -> str:
        """Which step it is, and its words."""
        return str(self.text.text_content())

    def follow(self) -> None:
        """Do the one next step. The clock may have to be moved more than once; else one time is enough."""
        self.windows()  # one may have come late
        self.at.look()
        number = self.text.get_attribute("data-step") or ""
        try:
            self.at.go(self.page.get_by_test_id("guide-go"))
        except Vain:
            assert self.page.locator("dialog[open]").count(), f"nothing leads on from: {self.step()}"
            return  # a window came just now
        pointed = self.page.locator(".pointed")
        led = "(n) => document.querySelector('.pointed:focus, [data-testid=guide-text]:not([data-step=\"' + n + '\"])')"
        try:
            self.page.wait_for_function(led, arg=number, timeout=10_000)
        except Vain:  # it was painted anew just as it was pointed at: a person lets oneself be led there once more
            return
        if not pointed.count():  # the app was still at work, and the guide has gone on
            return
        name = pointed.get_attribute("data-action-id") or pointed.get_attribute("data-testid") or ""
        clock = name.startswith("advance")
        if name == "case:decide:opt_out" and self.turn:
            self.turn = False
            pointed = self.page.locator("[data-action-id='case:decide:allow']:visible").last
        if name == "answer-confirm" and self.refuses:
            self.refuses = False
            pointed = self.page.get_by_test_id("answer-refuse")
        self.reply_due = self.reply_due or name in ("case:follow_up:reply", "case:other_ways")
        try:
            self.press(pointed, patience=2_500 if clock else PATIENCE)
        except Vain:
            assert clock, f"nothing came of what is said in: {self.step()}"
            return
        self.windows()
        self.page.wait_for_function(ON, arg=number)

    def press(self, what: Locator, patience: int = PATIENCE) -> None:
        """Press it, and see what comes of it within so many milliseconds."""
        before = self.page.evaluate(NOW)
        self.at.go(what)
        self.page.wait_for_function(NEWS, arg=before, timeout=patience)

    def windows(self) -> None:
        """What is open is dealt with first."""
        while self.page.locator("dialog[open]").count():
            self.window()

    def window(self) -> None:
        """Fill in what a window wants, and go on; where there is nothing to send, close it."""
        self.at.look()
        dialog = self.page.locator("dialog[open]").last
        radio = dialog.get_by_role("radio")
        if radio.count() and not dialog.locator("input:checked").count():
            self.at.tick(radio.first)
        reason = dialog.locator("[data-block-id=reason] textarea")
        if reason.count():
            self.at.write(reason, "Too few of us agreed.")
        # The windows that ask which way this time, and what a mail says.
        chosen = ("case:decide:opt_out", "case:says_done")
        buttons = [dialog.locator(f"[data-action-id='{action}']") for action in chosen]
        if self.reply_due:
            buttons.append(dialog.locator("a[href^='mailto:']"))
        buttons += [dialog.get_by_test_id(one) for one in ("compose-send", "modal-submit", "modal-x")]
        button = next((one for one in buttons if one.count()), None)
        if button is None:  # the window went by itself meanwhile
            return
        if button.get_attribute("data-testid") == "compose-send":
            self.reply_due = False
        before = self.page.evaluate(NOW)
        try:
            self.press(button)
        except Vain:
            assert self.page.evaluate(NOW) != before, f"a window cannot be left: {dialog.text_content()}"


@pytest.mark.timeout(300)
def test_the_guide_leads_to_the_confirmation_whatever_is_decided(tmp_path: Path) -> None:
    with (
        as_make_run_starts_it(tmp_path, SATURDAY) as addresses,
        chromium() as browser,
        Window(browser, addresses["page"], 360, 740, scheme="dark") as at,
    ):
        began = time.monotonic()
        newcomer = Newcomer(at)
        while not newcomer.step().startswith("Terminé"):
            assert at.gestures < 60, newcomer.step()
            newcomer.follow()
            if "rien n'est envoyé à Slack" in newcomer.step():  # the decision can be taken anew
                newcomer.follow()
        assert not newcomer.turn
        assert not newcomer.refuses
        took = time.monotonic() - began
        at.go(at.page.get_by_test_id("guide-go"))
        at.home(
            "U0OLGA", "le courriel de Slack dit que c'est fait. D'après cela, Slack exclut nos données", patience=45
        )
        step = newcomer.step()
        at.page.reload()
        expect(newcomer.text).to_have_text(step)
        assert at.wrong == []
        assert took < 120
        print(f"{at.gestures} gestures, {took:.0f} s")
