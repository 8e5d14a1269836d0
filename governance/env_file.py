"""What is set in `.env` and the environment."""

from __future__ import annotations

import os
from pathlib import Path

from dotenv import dotenv_values

ENV_FILE = Path(".env")


def given_settings() -> dict[str, str]:
    """The settings in `.env` and the environment, which wins, by lower-case names. An empty line counts as absent.

    Raises ValueError, which says what to do, where the file is there and cannot be read.
    """
    both = (_written(), os.environ)
    return {name.lower(): value for source in both for name, value in source.items() if value}


def given_value(name: str, given: dict[str, str], *, in_file: bool) -> str | None:
    """What is set for it, or stands in the file that NAME_FILE names. Raises ValueError that says what is wrong."""
    file = given.get(f"{name}_file") if in_file else None
    if file is None:
        return given.get(name)
    if name in given:
        raise ValueError(f"is set, and {name.upper()}_FILE as well: keep one of them")
    try:
        return Path(file).read_text(encoding="utf-8").rstrip("\r\n") or None
    except (OSError, ValueError):
        raise ValueError(f"is to lie in a file: {name.upper()}_FILE names none that the app's user can read") from None


def hide_from_libraries() -> None:
    """Take Slack's names out of the environment, once they are read: Bolt would follow some of them unasked."""
    for name in [name for name in os.environ if name.startswith("SLACK_")]:
        del os.environ[name]


def our_environment(more: dict[str, str]) -> dict[str, str]:
    """For a program that we start: what we were given, and these."""
    return {**os.environ, **more}


def _written() -> dict[str, str | None]:
    try:
        return dotenv_values(ENV_FILE, interpolate=False, encoding="utf-8")  # a password may hold ${...}
    except OSError as error:
        raise ValueError(f"{ENV_FILE} cannot be read by this user: let it belong to the app's user (chown)") from error
    except UnicodeDecodeError as error:
        raise ValueError(f"{ENV_FILE} must be text in UTF-8: save it again") from error
