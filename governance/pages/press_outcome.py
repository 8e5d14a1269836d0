"""One sentence to one person: what was refused, or what came of a press."""

from __future__ import annotations

from dataclasses import dataclass

from governance.rules.sentence import Sentence


@dataclass(frozen=True)
class SayPage:
    """One sentence in a modal or message: a refusal (`refused`), or that something was done. `code`: for errors."""

    sentence: Sentence
    refused: bool = True
    code: str = ""
