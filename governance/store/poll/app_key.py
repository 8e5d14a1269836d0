"""The app's own keys: made at first start, kept in one file outside the database that only its user can read."""

from __future__ import annotations

import hashlib
import os
import re
import secrets
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path

from governance.store.files.private_files import FILE, hand_over, private_folder

KEY_BYTES = 32


@dataclass(frozen=True)
class Keys:
    """`answers`: keys the names that secret answers are kept under. The database alone does not show whose they are."""

    answers: bytes = field(repr=False)
    made_now: bool = False


def load_keys(path: Path, in_use: Collection[str] = ()) -> Keys:
    """Read the keys, or make them when there is no file.

    `in_use`: fingerprints of the keys that answers in the database were sealed with. Raises ValueError when the file is
    not ours, or is missing or has another key than those answers need.
    """
    if not path.exists():
        if in_use:
            raise ValueError(f"{path} is missing, and answers in the database need it. Restore it from its backup.")
        return Keys(_make(path), made_now=True)
    keys = _read(path)
    if any(fingerprint != key_fingerprint(keys.answers) for fingerprint in in_use):
        raise ValueError(f"{path} is another key than the answers in the database need. Restore the right one.")
    return keys


def _read(path: Path) -> Keys:
    found = re.fullmatch(rb"\s*answers=([0-9a-fA-F]{%d})\s*" % (2 * KEY_BYTES), path.read_bytes())
    if found is None:
        raise ValueError(f"{path} is not a key file of this app. Restore it from a backup, or name another KEY_FILE.")
    return Keys(bytes.fromhex(found[1].decode()))


def _make(path: Path) -> bytes:
    private_folder(path.parent)
    key = secrets.token_bytes(KEY_BYTES)
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")  # a crash leaves no half a key under the right name
    handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, FILE)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        os.fchmod(handle, FILE)
        hand_over(unfinished)
        file.write(f"answers={key.hex()}\n")
        file.flush()
        os.fsync(file.fileno())
    os.link(unfinished, path)  # refuses to replace a key
    unfinished.unlink()
    return key


def key_fingerprint(app_key: bytes) -> str:
    """16 hexadecimal digits that tell two app keys apart without showing either."""
    return hashlib.sha256(b"key fingerprint\0" + app_key).hexdigest()[:16]
