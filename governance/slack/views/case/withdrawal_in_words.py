"""In words: a request that was withdrawn, and a decision that replaced another."""

from __future__ import annotations

from governance.pages import Decision, Withdrawn
from governance.slack.views.words import because, day, name
from governance.texts import N_, Texts

WITHDRAWN = {
    "unsent": N_("{name} withdrew our request on {day}, before it was sent."),
    "came_back": N_("{name} withdrew our request on {day}, after our letter had come back undelivered."),
    "": N_("{name} withdrew our request on {day}."),
}
REPLACES = {
    "stay": N_("It replaces the decision of {day}: allow it."),
    "opt_out": N_("It replaces the decision of {day}: opt out."),
}


def withdrawn_in_short(ended: Withdrawn, zone: str, t: Texts) -> str:
    """Who withdrew our request, and when."""
    return t(WITHDRAWN[ended.how], name=name(ended.by), day=day(ended.at, zone, t))


def withdrawn_in_words(ended: Withdrawn, zone: str, t: Texts) -> str:
    """Who withdrew our request, when, and the reason word for word."""
    return f"{withdrawn_in_short(ended, zone, t)} {because(ended.reason, t)}"


def replaced_in_words(decision: Decision, zone: str, t: Texts) -> str:
    """Which decision this one replaces; empty where it is the first."""
    if decision.replaces_at is None:
        return ""
    return t(REPLACES[decision.replaces_choice], day=day(decision.replaces_at, zone, t))
