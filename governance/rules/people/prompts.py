"""Prompts to people for whom a matter waits: who gets each, and which of those that are due goes out now.

What was said before is an argument, so that a restart neither repeats nor forgets a prompt.
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
    """One reminder of a matter that waits for a person. `occasion` is unique in the matter and said only once."""

    occasion: str
    at: datetime
    audience: Audience

    @property
    def is_asked_for(self) -> bool:
        """Whether somebody chose this moment (*Remind me on*)."""
        return self.occasion.startswith(ASKED_FOR)


def due_prompts(prompts: Sequence[Prompt], now: datetime, said: Collection[str]) -> tuple[Prompt, ...]:
    """The prompts to send now: of all that are due, the latest for each audience, unless it was said before.

    After a time without the app this is one message, not several. An owner who decides gets only the later of a prompt
    to the decider and one to all owners. `prompts` are in the order of their moments. If a change of holidays moves a
    prompt that was said into the future again, no earlier one is sent after it.
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


def next_after(prompts: Sequence[Prompt], now: datetime) -> datetime | None:
    """When another of them becomes due; until then `due_prompts` says nothing new. None: no more."""
    return min((prompt.at for prompt in prompts if prompt.at > now), default=None)


def postponed(prompts: Sequence[Prompt], until: datetime) -> tuple[Prompt, ...]:
    """The prompts after *Remind me on*: none to the person who decides before `until`, and one at that moment."""
    asked_for = Prompt(f"{ASKED_FOR}{until:%Y-%m-%d}", until, Audience.DECIDER)
    kept = [prompt for prompt in prompts if prompt.audience is not Audience.DECIDER or prompt.at > until]
    return tuple(sorted([asked_for, *kept], key=lambda prompt: prompt.at))
