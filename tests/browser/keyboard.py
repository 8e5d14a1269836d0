"""A window of somebody who has a keyboard and nothing else: Tab, Shift+Tab, arrows, Enter, Space, Escape, typing."""

from __future__ import annotations

import re
import time

from playwright.sync_api import Locator, expect

from tests.browser.window import PATIENCE, Window

FAR = 12  # attempts: what takes more waits until nothing moves what lies between
# The key that leads from the control with the focus towards another one, and about how often; no key where we are.
WAY = """(target) => {
    const active = document.activeElement;
    if (active === target) return ["", 0];
    const radio = target.type === "radio" && target.name;
    const group = target.closest("[role=tablist], [role=menu], #people ul");
    const inGroup = radio ? active.name === target.name : group?.contains(active);
    const on = active.compareDocumentPosition(target) & Node.DOCUMENT_POSITION_FOLLOWING;
    if (inGroup) {
        const sideways = group?.matches("[role=tablist]");
        return [sideways ? (on ? "ArrowRight" : "ArrowLeft") : on ? "ArrowDown" : "ArrowUp", 1];
    }
    const stop = group?.querySelector("[tabindex='0']") ?? target; // what Tab reaches of a list
    const order = on ? [active, stop] : [stop, active];
    const between = [...document.querySelectorAll("button, input, select, textarea, a[href], summary, [tabindex]")]
        .filter((one) => one.tabIndex >= 0 && !one.closest("[hidden]") && one.checkVisibility())
        .filter((one) => order[0].compareDocumentPosition(one) & 4 && order[1].compareDocumentPosition(one) & 2);
    return [on ? "Tab" : "Shift+Tab", between.filter((one) => one.type !== "radio").length + 1];
}"""
# What is wrong with the focus: lost, not to be seen, or out of sight.
FOCUS = """() => {
    const active = document.activeElement;
    if (!active || active === document.body) return "the focus is lost";
    const { outlineStyle, outlineWidth } = getComputedStyle(active);
    const { top, bottom, left, right } = active.getBoundingClientRect();
    const name = active.outerHTML.slice(0, 160);
    if (outlineStyle === "none" || parseFloat(outlineWidth) < 2) return `the focus cannot be seen on ${name}`;
    const inSight = bottom > 0 && top < innerHeight && right > 0 && left < innerWidth;
    return inSight ? "" : `the focus is out of sight on ${name}`;
}"""


class Keyboard(Window):
    """Nothing is clicked, and no script moves the focus."""

    _begun = False

    def key(self, *keys: str) -> None:
        """Press these keys one after the other."""
        for key in keys:
            self.page.keyboard.press(key)

    def go(self, what: Locator) -> None:
        """Go there and press Enter."""
        self.gestures += 1
        self.reach(what)
        self.key("Enter")

    def write(self, what: Locator, text: str) -> None:
        """Go there and type. A day is typed as its field shows it: month, day, year."""
        self.gestures += 1
        self.reach(what)
        if day := re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)", text):
            self.key("ArrowLeft", "ArrowLeft", "ArrowLeft", *f"{day[2]}{day[3]}{day[1]}")
            expect(what).to_have_value(text)
            return
        self.key("Control+a")
        self.page.keyboard.type(text)

    def tick(self, what: Locator) -> None:
        """Go there and press Space, if the arrow that led there has not chosen it."""
        self.gestures += 1
        self.reach(what)
        if not what.is_checked():
            self.key("Space")

    def reach(self, what: Locator) -> None:
        """Press Tab, or an arrow within a list, until this has the focus."""
        expect(what).to_be_visible()
        if self._begun:
            self.see_focus()
        self._begun = True
        deadline, attempts = time.monotonic() + PATIENCE / 1000, 0
        while attempts < FAR or time.monotonic() < deadline:
            way, times = what.evaluate(WAY)
            if not way:
                return self.see_focus()
            self.key(*[way] * times)
            attempts += 1
            if attempts >= FAR:  # messages that come in move what lies between
                self.page.wait_for_timeout(200)
        raise AssertionError(f"{what} is not reached in {attempts} attempts")

    def see_focus(self) -> None:
        """The focus is somewhere, and it can be seen."""
        fault = str(self.page.evaluate(FOCUS))
        assert not fault, fault
