"""Where in a payload a check stands, and the faults it found, written as Slack writes them."""

from __future__ import annotations

from typing import Any


class At:
    """A place in the payload. `surface` is `message`, `modal` or `home`; `place` the block around an element.

    Dozens are made for every post and nearly none is ever read: the pointer is put together only for a fault.
    """

    __slots__ = ("_above", "_key", "faults", "place", "surface")

    def __init__(self, pointer: str, surface: str) -> None:
        self._above: At | None = None
        self._key: str | int = pointer
        self.surface = surface
        self.faults: list[str] = []
        self.place = ""

    def into(self, key: str | int, place: str | None = None) -> At:
        """One step deeper."""
        deeper = At.__new__(At)
        deeper._above, deeper._key, deeper.surface, deeper.faults = self, key, self.surface, self.faults
        deeper.place = self.place if place is None else place
        return deeper

    def within(self, place: str) -> At:
        """Here, as part of this block."""
        here = At.__new__(At)
        here._above, here._key, here.surface, here.faults = self._above, self._key, self.surface, self.faults
        here.place = place
        return here

    @property
    def pointer(self) -> str:
        """The way to this place from the top of the payload."""
        return f"{self._above.pointer}/{self._key}" if self._above is not None else str(self._key)

    def fault(self, sentence: str) -> None:
        """Note a fault here."""
        self.faults.append(f"[ERROR] {sentence} [json-pointer:{self.pointer}]")


def items(value: Any) -> list[Any]:
    """The value if it is a list, else nothing."""
    return value if isinstance(value, list) else []
