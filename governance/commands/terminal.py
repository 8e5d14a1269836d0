"""What operators' commands do alike: read the settings, put an error in one line, end with a sentence and a code."""

from __future__ import annotations

import sys
from typing import NoReturn

from governance.settings import Settings, read_settings

EXIT_MEND = 1
EXIT_SETTINGS = 2


def settings_or_stop() -> Settings:
    """The settings; with faults, all of them on standard error and exit 2."""
    settings = read_settings()
    if isinstance(settings, list):
        stop("\n".join(["Please mend:", *(f"  - {fault}" for fault in settings)]), EXIT_SETTINGS)
    return settings


def stop(words: str, code: int) -> NoReturn:
    """End with this sentence on standard error."""
    sys.stderr.write(f"{words}\n")
    raise SystemExit(code)


def first_line(error: Exception) -> str:
    """What an error of the database says first; SQL and its values are left out."""
    cause = getattr(error, "orig", None) or error
    return str(cause).strip().split("\n")[0] or type(cause).__name__
