"""How a page looks to everybody: axe finds no grave fault, and nothing is wider than the window, in light and dark."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any, Literal

from playwright.sync_api import Page, ViewportSize

GRAVE = ("serious", "critical")
WIDE: ViewportSize = {"width": 1280, "height": 860}
NARROW: ViewportSize = {"width": 360, "height": 740}
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
# Controls that reach out of the window, and buttons whose words are cut off. The skip link is there for the keyboard.
CLIPPED = """() => {
    const root = document.scrollingElement;
    const wide = root.scrollWidth > innerWidth ? [`the page is ${root.scrollWidth} wide`] : [];
    const shown = [...document.querySelectorAll("button, input, select, textarea, a[href], summary")]
        .filter((one) => one.checkVisibility() && !one.matches(".skip"));
    const out = shown.filter((one) => {
        const { left, right, width } = one.getBoundingClientRect();
        const cut = one.matches("button") && one.scrollWidth > one.clientWidth + 1;
        return width && (left < -0.5 || right > innerWidth + 0.5 || cut);
    });
    return [...wide, ...out.map((one) => `clipped: ${one.outerHTML.slice(0, 160)}`)];
}"""
AXE = """async (news) => {
    const place = [...document.querySelectorAll("dialog[open]")].at(-1) ?? document.querySelector("main");
    const { violations } = await axe.run(news ? place : document, { resultTypes: ["violations"] });
    return violations.map(({ id, impact, help, nodes }) => ({
        id, impact, help, where: nodes.slice(0, 3).map((one) => `${one.html.slice(0, 160)} (${one.failureSummary})`),
    }));
}"""


@cache
def axe_source() -> str:
    """The script of axe, which a wheel brings along."""
    return files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")


def grave_faults(page: Page, *, news: bool = False) -> list[str]:
    """The serious and critical faults that axe finds in what is shown now, or only in its `news`: window or tab."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(axe_source())  # by the debugger's way, which the page's own policy for scripts does not bar
    found: list[dict[str, Any]] = page.evaluate(AXE, news)
    return [f"{one['id']}, {one['impact']}: {one['help']}: {one['where']}" for one in found if one["impact"] in GRAVE]


def clipped(page: Page) -> list[str]:
    """What does not fit into the window."""
    found: list[str] = page.evaluate(CLIPPED)
    return found


BACK = """(one) => {
    const again = () => document.querySelector(`[data-focus="${one.dataset.focus}"]`);  // painted anew meanwhile
    const there = one.isConnected ? one : (again() ?? document.activeElement);
    there.focus();
    there.scrollIntoView({ block: "nearest" });
}"""


def faults(page: Page) -> list[str]:
    """Both, as the page is now."""
    return grave_faults(page) + clipped(page)


def faults_of_news(page: Page) -> list[str]:
    """Both, where only the open window or tab is new."""
    return grave_faults(page, news=True) + clipped(page)


def faults_of_news_in_two_looks(page: Page) -> list[str]:
    """The same, as the page is now and on a narrow dark screen."""
    before, found = page.viewport_size or WIDE, faults_of_news(page)
    focus = page.evaluate_handle("document.activeElement")
    page.set_viewport_size(NARROW)
    page.emulate_media(color_scheme="dark")
    found += [f"narrow and dark: {one}" for one in faults_of_news(page)]
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(before)
    focus.evaluate(BACK)  # a narrow screen hid it
    return found


def faults_in_every_look(page: Page) -> dict[str, list[str]]:
    """Both, light and dark, wide and narrow; ends as it was."""
    before = page.viewport_size or WIDE
    found = {}
    for size in (WIDE, NARROW):
        page.set_viewport_size(size)
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)
            found[f"{size['width']}, {scheme}"] = faults(page)
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(before)
    return {look: wrong for look, wrong in found.items() if wrong}
