"""Prompts to people for whom a matter waits: to whom each goes, and which of all that are due is said now.

Nothing is remembered: what was said before is an argument, so that a restart repeats and forgets nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

ASKED_FOR = "asked_for_"


class Audience(StrEnum):
    """Who is prompted."""

    DECIDER = "decider"
    OWNERS = "owners"
    WATCHERS = "watchers"  # organisers and observers
    EVERYONE = "everyone"  # everyone who was asked


@dataclass(frozen=True)
class Prompt:
    """One reminder of a matter that waits for a person. `occasion` is unique in the matter: said once, never again."""

    occasion: str
    at: datetime
    audience: Audience

    @property
    def is_asked_for(self) -> bool:
        """Whether somebody chose this moment (*Remind me on*)."""
        return self.occasion.startswith(ASKED_FOR)


def due_prompts(prompts: Sequence[Prompt], now: datetime, said: Collection[str]) -> tuple[Prompt, ...]:
    """What is to be said now: of all that is due, the latest for each audience, unless it was said.

    After the app was down this is one message, not a pile of them: whoever decides is an owner, so a later word to all
    owners overtakes an earlier one to them. `prompts` are in the order of their moments. What was said is not followed
    by what should have come before it, when other holidays have moved it into the future again.
    """
    latest: dict[Audience, Prompt] = {}
    for prompt in prompts:
        if prompt.at <= now:
            latest[prompt.audience] = prompt
    to_decider, to_owners = latest.get(Audience.DECIDER), latest.get(Audience.OWNERS)
    if to_decider and to_owners and to_decider.at <= to_owners.at:
        del latest[Audience.DECIDER]
    told_later = {prompt.audience: prompt.at for prompt in prompts if prompt.occasion in said}
    return tuple(
        prompt
        for prompt in latest.values()
        if prompt.occasion not in said
        and (prompt.is_asked_for or prompt.at >= told_later.get(prompt.audience, prompt.at))
    )


def postponed(prompts: Sequence[Prompt], until: datetime) -> tuple[Prompt, ...]:
    """The prompts after *Remind me on*: none to the person who decides before `until`, and one then."""
    asked_for = Prompt(f"{ASKED_FOR}{until:%Y-%m-%d}", until, Audience.DECIDER)
    kept = [prompt for prompt in prompts if prompt.audience is not Audience.DECIDER or prompt.at > until]
    return tuple(sorted([asked_for, *kept], key=lambda prompt: prompt.at))
