"""One thing that `check` looked at, and how it prints it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """One thing looked at. `do` says how to mend it, and is empty where all is well."""

    name: str
    says: str
    do: str = ""

    @property
    def well(self) -> bool:
        return not self.do

    def to_data(self) -> dict[str, str | bool]:
        """As `--json` prints it."""
        return {"name": self.name, "well": self.well, "says": self.says, "do": self.do}

    def in_words(self) -> str:
        """One line, or two where something is to be done."""
        mark = "ok  " if self.well else "MEND"
        return f"{mark}  {self.name}: {self.says}" + (f"\n      -> {self.do}" if self.do else "")
