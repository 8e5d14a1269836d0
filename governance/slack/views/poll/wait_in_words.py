"""For which question another one waits, and until about when."""

from __future__ import annotations

from governance.pages import Wait
from governance.slack.views.typed import inert
from governance.slack.views.words import day
from governance.texts import Texts


def wait_in_words(wait: Wait, zone: str, t: Texts) -> str:
    """One sentence: when its turn comes."""
    other = inert(wait.about.vendor)
    if wait.until is None:
        return t(
            "It waits for the question about {other} and goes out by itself once an owner has decided on that one; the "
            "announced day for it is over.",
            other=other,
        )
    return t(
        "It waits for the question about {other} and goes out by itself once an owner has decided on that one, by "
        "{day} as announced.",
        other=other,
        day=day(wait.until, zone, t),
    )
