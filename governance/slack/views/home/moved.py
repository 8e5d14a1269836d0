"""What owners and admins read where the workspace's name or address has changed."""

from __future__ import annotations

from governance.pages import HomePage
from governance.slack.views import blocks as b
from governance.slack.views.blocks import View
from governance.slack.views.typed import folded, inert
from governance.slack.views.words import day
from governance.texts import Texts

READERS = {"owner", "admin"}


def moved_blocks(page: HomePage, t: Texts) -> list[View]:
    """What it was before, and since when; nothing where it is as it was."""
    moved = page.moved
    if moved is None or page.role not in READERS:
        return []
    on = day(moved.at, page.zone, t, year=True)
    found = []
    if moved.url_before:
        words = t(
            "Since {day} this workspace has another address: {new}, before {old}. A letter that has not left is "
            "written with the new one.",
            day=on,
            new=inert(moved.url),
            old=inert(moved.url_before),
        )
        found.append(b.section(words))
    if moved.name_before:
        named = {"new": inert(folded(page.organisation, 80)), "old": inert(folded(moved.name_before, 80))}
        found.append(b.section(t("Since {day} this workspace is called {new}, before {old}.", day=on, **named)))
    return found
