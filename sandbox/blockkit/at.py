"""Where in a payload a check stands, and the faults it found, written as Slack writes them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class At:
    """A place in the payload. `surface` is `message`, `modal` or `home`; `place` the block around an element."""

    pointer: str
    surface: str
    faults: list[str] = field(default_factory=list)
    place: str = ""

    def into(self, key: str | int, place: str | None = None) -> At:
        """One step deeper."""
        return At(f"{self.pointer}/{key}", self.surface, self.faults, self.place if place is None else place)

    def fault(self, sentence: str) -> None:
        """Note a fault here."""
        self.faults.append(f"[ERROR] {sentence} [json-pointer:{self.pointer}]")


def items(value: Any) -> list[Any]:
    """The value if it is a list, else nothing."""
    return value if isinstance(value, list) else []
