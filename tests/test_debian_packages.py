"""`tests/debian-packages` asks for what a bare system lacks, and names a library that it cannot place."""

from __future__ import annotations

import subprocess
from pathlib import Path

SCRIPT = Path(__file__).with_name("debian-packages")


def run(folder: Path, library: str) -> subprocess.CompletedProcess[str]:
    """Run it as root of a system that lacks this library until a package is installed."""
    for name, does in {
        "id": "echo 0",
        "ldd": f'[ -e {folder}/installed ] || echo "	{library} => not found"',
        "apt-get": f'echo "$@"; [ "$1" != install ] || touch {folder}/installed',
    }.items():
        (folder / name).write_text(f"#!/bin/sh\n{does}\n")
        (folder / name).chmod(0o755)
    environment = {"PATH": f"{folder}:/usr/local/bin:/usr/bin:/bin"}
    return subprocess.run([SCRIPT], env=environment, capture_output=True, text=True, check=False)


def test_the_package_of_a_library_that_is_missing_is_installed(tmp_path: Path) -> None:
    done = run(tmp_path, "libatomic.so.1")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.endswith("--no-install-recommends libatomic1\n")


def test_a_library_of_unknown_origin_is_named(tmp_path: Path) -> None:
    done = run(tmp_path, "libnobody.so.7")
    assert done.returncode == 1
    assert "libnobody.so.7" in done.stderr
    assert done.stdout == ""
