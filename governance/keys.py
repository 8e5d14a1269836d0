"""The app's own keys: made at first start, kept in one file outside the database, readable by its user alone."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path

KEY_BYTES = 32


@dataclass(frozen=True)
class Keys:
    """`answers`: key of the secret answers' names. Without it the database does not show whose answer is whose."""

    answers: bytes = field(repr=False)
    made_now: bool = False


def load_keys(path: Path) -> Keys:
    """Read the keys, or make them when the file is not there. Raises ValueError when the file is not ours."""
    if not path.exists():
        return Keys(_make(path), made_now=True)
    name, _, value = path.read_text(encoding="ascii").strip().partition("=")
    if name != "answers" or len(value) != 2 * KEY_BYTES:
        raise ValueError(f"{path} is not a key file of this app. Restore it from a backup, or name another KEY_FILE.")
    return Keys(bytes.fromhex(value))


def _make(path: Path) -> bytes:
    path.parent.mkdir(parents=True, exist_ok=True)
    key = secrets.token_bytes(KEY_BYTES)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(f"answers={key.hex()}\n")
        file.flush()
        os.fsync(file.fileno())
    return key
