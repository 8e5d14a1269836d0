"""A private PostgreSQL server for the tests: its own directory, its own port, an unprivileged user."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from glob import glob
from pathlib import Path
from tempfile import mkdtemp

USER = "nobody"
SETTINGS = (
    "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=200 -c shared_buffers=64MB"
)


def binaries() -> Path:
    """The folder of the newest server that is installed; fails with what to install."""
    found = sorted(glob("/usr/lib/postgresql/*/bin"), key=lambda path: int(path.split("/")[4]))
    on_path = shutil.which("initdb")
    if found and Path(found[-1], "initdb").exists():
        return Path(found[-1])
    if on_path:
        return Path(os.path.realpath(on_path)).parent
    raise RuntimeError(
        "PostgreSQL's server is missing. Run `make test` as root, or install Debian's package postgresql."
    )


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _run(*command: str, cwd: Path) -> None:
    unprivileged = {"user": USER, "group": pwd.getpwnam(USER).pw_gid, "extra_groups": []} if os.geteuid() == 0 else {}
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False, **unprivileged)
    if done.returncode:
        raise RuntimeError(f"{command[0]} failed: {done.stdout}{done.stderr}")


@dataclass(frozen=True)
class Server:
    """One server with its directory."""

    folder: Path
    port: int
    settings: str

    @property
    def url(self) -> str:
        """Of its maintenance database."""
        return f"postgresql://test@127.0.0.1:{self.port}"

    def control(self, *words: str) -> None:
        """Tell it to start or stop, and wait until it has."""
        options = f"-p {self.port} -k {self.folder} -c listen_addresses=127.0.0.1 {self.settings}"
        told = ("-D", str(self.folder / "data"), "-o", options, "-l", str(self.folder / "log"), "-w", *words)
        _run(str(binaries() / "pg_ctl"), *told, cwd=self.folder)

    def processes(self) -> list[int]:
        """The server's own process first, then those that it has begun (Linux)."""
        first = int((self.folder / "data" / "postmaster.pid").read_text().split()[0])
        return [first, *map(int, Path(f"/proc/{first}/task/{first}/children").read_text().split())]


@contextmanager
def running(settings: str = SETTINGS) -> Iterator[Server]:
    """Run a server."""
    made = Server(folder := Path(mkdtemp(prefix="pg-")), free_port(), settings)
    if os.geteuid() == 0:
        shutil.chown(folder, USER)
    try:
        initdb = (str(binaries() / "initdb"), "-D", str(folder / "data"), "-A", "trust", "-U", "test", "--no-sync")
        _run(*initdb, cwd=folder)
        made.control("start")
        yield made
        made.control("-m", "immediate", "stop")
    finally:
        for _ in range(50):
            shutil.rmtree(folder, ignore_errors=True)
            if not folder.exists():
                break
            time.sleep(0.1)


@contextmanager
def server(settings: str = SETTINGS) -> Iterator[str]:
    """Run a server; gives the URL of its maintenance database."""
    with running(settings) as made:
        yield made.url
