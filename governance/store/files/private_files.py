"""Files and folders that only the user whom the app runs as can read, whatever the umask says."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

FOLDER, FILE = 0o700, 0o600
OTHERS = 0o077


def private_folder(folder: Path) -> None:
    """Make the folder, and those above it, where they are not there; one that is there stays as it is."""
    missing = [one for one in (folder, *folder.parents) if not one.exists()]
    for one in reversed(missing):
        one.mkdir(exist_ok=True)
        one.chmod(FOLDER)
        hand_over(one)


def private_file(file: Path) -> None:
    """Make the file, or its folder, where they are not there, and take everybody else's rights from one of ours."""
    private_folder(file.parent)
    try:
        os.close(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE))
        file.chmod(FILE)
        hand_over(file)
    except FileExistsError:
        close_to_others(file)


def hand_over(made: Path) -> None:
    """What root makes in somebody's folder is theirs: a command that was run as root once does not lock out the app."""
    owner = made.parent.stat()
    if os.geteuid() == 0 and owner.st_uid and not owner.st_mode & 0o002:
        os.chown(made, owner.st_uid, owner.st_gid)


def close_to_others(file: Path) -> None:
    """Take everybody else's rights from a file; whoever owns one that is not ours says who reads it."""
    with suppress(FileNotFoundError):  # SQLite takes its log away when the last one leaves
        found = file.stat()
        if found.st_uid == os.geteuid() and found.st_mode & OTHERS:
            file.chmod(found.st_mode & FOLDER)


def readable_by_others(path: Path) -> bool:
    """Whether anybody but its user can read it, write it or see what is in it."""
    return bool(path.stat().st_mode & OTHERS)
