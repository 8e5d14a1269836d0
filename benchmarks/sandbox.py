"""The sandbox itself: chat.postMessage a second on one core, and its memory at 100,000 people.

Server and load are processes on two cores, where there are two. The figure that counts is posts per second of the
server's own processor time, which other processes hardly change. Posts per wall-clock second are printed too.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlsplit

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))  # also when this file is run by its path

from benchmarks.figures import said, spread, spun  # noqa: E402
from sandbox.client import Control  # noqa: E402
from sandbox.processes import sandbox_process  # noqa: E402

Result = dict[str, Any]
TICKS = os.sysconf("SC_CLK_TCK")
BUTTONS = [
    {
        "type": "button",
        "action_id": f"answer:{number}",
        "value": f"0123456789abcdef:{number}",
        "text": {"type": "plain_text", "text": label},
    }
    for number, label in enumerate(("Yes, I agree", "No, I object", "I abstain"), 1)
]
BLOCKS = [
    {"type": "header", "text": {"type": "plain_text", "text": "May the vendor train its models on our data?"}},
    {"type": "section", "text": {"type": "mrkdwn", "text": "What it is about, in plain words. " * 12}},
    {"type": "section", "text": {"type": "mrkdwn", "text": "Who asks, by when, and who sees what. " * 8}},
    {"type": "actions", "block_id": "answers", "elements": BUTTONS},
    {"type": "context", "elements": [{"type": "mrkdwn", "text": "You can change your answer at any time."}]},
]


def request(address: str, token: str, user: str) -> bytes:
    """One post of a question with three buttons, as bytes on the line."""
    body = json.dumps({"channel": user, "text": "May the vendor train on our data? " * 20, "blocks": BLOCKS}).encode()
    head = (
        f"POST /api/chat.postMessage HTTP/1.1\r\nHost: {urlsplit(address).netloc}\r\nAuthorization: Bearer {token}\r\n"
        f"Content-Type: application/json;charset=utf-8\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


async def answered(reader: asyncio.StreamReader) -> bytes:
    """The body of one answer."""
    head = await reader.readuntil(b"\r\n\r\n")
    length = next(line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
    return await reader.readexactly(int(length.split(b":")[1]))


async def work(address: str, requests: list[bytes]) -> int:
    """Send these over one connection, one after the other; how many were posted."""
    place = urlsplit(address)
    reader, writer = await asyncio.open_connection(place.hostname, place.port)
    posted = 0
    for one in requests:
        writer.write(one)
        posted += (await answered(reader)).startswith(b'{"ok": true')
    writer.close()
    return posted


async def load(addresses: dict[str, str], users: list[str], connections: int) -> tuple[int, float]:
    """Post to each of these users; how many were posted, in how many seconds."""
    address, token = addresses["SLACK_API_URL"], addresses["SLACK_BOT_TOKEN"]
    requests = [request(address, token, user) for user in users]
    started = time.perf_counter()
    posted = await asyncio.gather(*(work(address, requests[one::connections]) for one in range(connections)))
    return sum(posted), time.perf_counter() - started


class Server:
    """The sandbox process as the operating system sees it."""

    def __init__(self, log: Path) -> None:
        self.pid = self._child_of_ours(log)

    @staticmethod
    def _child_of_ours(log: Path) -> int:
        for entry in Path("/proc").glob("[0-9]*/cmdline"):
            try:
                words = entry.read_bytes().split(b"\0")
            except OSError:
                continue
            if str(log.parent).encode() in words and b"serve" in words:
                return int(entry.parent.name)
        raise RuntimeError("the sandbox process was not found")

    def processor_seconds(self) -> float:
        """What it has used so far, of all kinds."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    def megabytes(self) -> float:
        """Its resident memory."""
        status = Path(f"/proc/{self.pid}/status").read_text()
        return next(int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmRSS"))


def on_two_cores(server: Server) -> bool:
    """Server and load on a core each; False where there is one core only."""
    cores = sorted(os.sched_getaffinity(0))
    if len(cores) < 2:
        return False
    os.sched_setaffinity(server.pid, {cores[0]})
    os.sched_setaffinity(0, {cores[1]})
    return True


def measured(options: argparse.Namespace) -> Result:
    """One run over a workspace of `people`: memory before and after, and the rate of each turn."""
    with TemporaryDirectory() as folder:
        data = Path(folder)
        with sandbox_process(data, options=("--people", str(options.people))) as addresses:
            server, control = Server(data / "sandbox.log"), Control(addresses)
            two_cores = on_two_cores(server)
            control.post("limits", method="*", per_second=1e9, burst=1e9)
            found: Result = {"two_cores": two_cores, "empty_mb": server.megabytes(), "turns": [], "spin_ms": []}
            for turn in range(options.turns):
                found["spin_ms"].append(spun() * 1000)
                found["turns"].append(one_turn(server, addresses, turn, options))
            found["full_mb"] = server.megabytes()
            found["in_store"] = control.get("messages/count")["total"]
    return found


def one_turn(server: Server, addresses: dict[str, str], turn: int, options: argparse.Namespace) -> Result:
    """`posts` posts, each to another person."""
    first = turn * options.posts
    users = [f"U1{(first + number) % max(1, options.people - 12) + 1:07d}" for number in range(options.posts)]
    before = server.processor_seconds()
    posted, seconds = asyncio.run(load(addresses, users, options.connections))
    return {"posted": posted, "seconds": seconds, "processor": server.processor_seconds() - before}


def told(found: Result, options: argparse.Namespace) -> Result:
    """The figures."""
    turns = found["turns"]
    return {
        "people": options.people,
        "posted": sum(turn["posted"] for turn in turns),
        "in_store": found["in_store"],
        "per_processor_second": spread([turn["posted"] / turn["processor"] for turn in turns]),
        "per_second": spread([turn["posted"] / turn["seconds"] for turn in turns]),
        "empty_mb": round(found["empty_mb"]),
        "full_mb": round(found["full_mb"]),
        "two_cores": found["two_cores"],
        "spin_ms": spread(found["spin_ms"]),
    }


def main() -> int:
    """Entry point."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--posts", type=int, default=10_000, help="in each turn")
    parser.add_argument("--turns", type=int, default=5)
    parser.add_argument("--connections", type=int, default=8)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    figures = told(measured(options), options)
    if options.json:
        print(json.dumps(figures))
        return 0
    print(f"chat.postMessage per second of processor time: {said(figures['per_processor_second'])}")
    print(f"chat.postMessage per second on the clock:      {said(figures['per_second'])}")
    print(
        f"memory with {figures['people']:,} people: {figures['empty_mb']} MB, after {figures['posted']:,} posts ",
        end="",
    )
    print(f"{figures['full_mb']} MB; machine's noise (a fixed loop, ms): {said(figures['spin_ms'], 1)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
