"""A SQLite file that a process was cut off from in the middle of writing is whole again once it is looked at."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from governance.store.files.integrity import damage_of

CUT_OFF = """
import os, sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("PRAGMA cache_size = 1")
connection.execute("CREATE TABLE kept (words TEXT)")
connection.execute("INSERT INTO kept VALUES ('before')")
connection.execute("BEGIN IMMEDIATE")
for number in range(500):
    connection.execute("INSERT INTO kept VALUES (?)", (f"{number} " * 100,))
os.kill(os.getpid(), 9)
"""


def test_what_a_killed_process_left_half_written_is_rolled_back(tmp_path: Path) -> None:
    file = tmp_path / "cut-off.sqlite3"
    assert subprocess.run([sys.executable, "-c", CUT_OFF, str(file)], check=False).returncode == -signal.SIGKILL
    assert Path(f"{file}-journal").stat().st_size > 0
    assert damage_of(f"sqlite:///{file}") is None
    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("SELECT words FROM kept").fetchall() == [("before",)]
