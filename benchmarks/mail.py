"""Mails judged per second, and the memory that takes, beside the standard library's parser alone on the same mails.

Both read the same 10,000 mails: those of a folder, repeated. Judging is what the app does with a mail that arrives:
read it, check its signature with keys from a file, give a verdict. Never part of the app.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default
from itertools import cycle, islice
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))  # also when this file is run by its path

from benchmarks.figures import said, spread, spun  # noqa: E402
from governance.errors import Refusal  # noqa: E402
from governance.mail.examination import examine  # noqa: E402
from governance.mail.resolver import StoredTxt  # noqa: E402
from governance.rules.correspondence import VendorMail  # noqa: E402
from governance.rules.evidence import verdict_on  # noqa: E402

FOLDER = ROOT / "tests" / "mail" / "eml"
VENDOR = VendorMail("Slack", "feedback@slack.com", frozenset(("slack.com",)), ("Slack Global model opt-out request",))
NOW = datetime(2026, 12, 18, 9, tzinfo=UTC)
NOBODY = StoredTxt({})


def mails(folder: Path, number: int) -> list[bytes]:
    """So many mails: those of the folder and below it, over and over."""
    found = [path.read_bytes() for path in sorted(folder.rglob("*")) if path.suffix in (".eml", ".msg", ".txt")]
    if not found:
        raise SystemExit(f"{folder} holds no mail (.eml, .msg, .txt).")
    return list(islice(cycle(found), number))


def judge(raw: bytes) -> None:
    """What the app does with a mail."""
    try:
        examined = examine(raw, VENDOR, NOBODY, NOW)
    except Refusal:
        return
    verdict_on(examined.facts, None, examined.authenticity, VENDOR)


def parse(raw: bytes) -> None:
    """What anybody does with a mail: headers and the text, by the standard library."""
    message = message_from_bytes(raw, policy=default)
    body = message.get_body(("plain", "html"))
    try:
        str(message["subject"]), str(message["from"]), body.get_content() if body else ""
    except (LookupError, ValueError, AttributeError, TypeError, IndexError):  # mails that it cannot read whole
        return


WAYS: dict[str, Callable[[bytes], None]] = {"judge": judge, "parse": parse}


def measured(way: str, folder: Path, number: int) -> dict[str, float]:
    """Seconds, the slowest mail in milliseconds, and how much the peak of memory grew in MB, in this process."""
    taken, slowest, do = mails(folder, number), 0.0, WAYS[way]
    do(taken[0])
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = time.perf_counter()
    for raw in taken:
        begun = time.perf_counter()
        do(raw)
        slowest = max(slowest, time.perf_counter() - begun)
    seconds = time.perf_counter() - started
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    return {"seconds": seconds, "slowest_ms": slowest * 1000, "grown_mb": grown}


def in_a_process(way: str, folder: Path, number: int) -> dict[str, float]:
    """The same in a process of its own, so that neither way inherits the other's memory."""
    command = [sys.executable, __file__, "--only", way, "--folder", str(folder), "--mails", str(number)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def turn(folder: Path, number: int) -> dict[str, Any]:
    """Both ways, one after the other."""
    before = spun()
    found: dict[str, Any] = {way: in_a_process(way, folder, number) for way in WAYS}
    return found | {"spin": [before, spun()]}


def told(turns: list[dict[str, Any]], number: int) -> dict[str, Any]:
    """The figures over all turns; ratios are taken within a turn."""
    figures: dict[str, Any] = {"mails": number, "turns": len(turns)}
    for way in WAYS:
        figures[way] = {
            "per_second": spread([number / one[way]["seconds"] for one in turns]),
            "slowest_ms": median(one[way]["slowest_ms"] for one in turns),
            "grown_mb": spread([one[way]["grown_mb"] for one in turns]),
        }
    figures["ratio"] = spread([one["judge"]["seconds"] / one["parse"]["seconds"] for one in turns])
    figures["spin_ms"] = spread([seconds * 1000 for one in turns for seconds in one["spin"]])
    return figures


def in_words(figures: dict[str, Any]) -> str:
    """All figures as text."""
    lines = [f"{figures['mails']} mails, {figures['turns']} turns: median (lowest-highest)"]
    for way, words in {"judge": "judged by the app", "parse": "read by the standard library"}.items():
        found = figures[way]
        lines.append(
            f"{words:30}{said(found['per_second']):>24} a second, slowest {found['slowest_ms']:.0f} ms, "
            f"memory +{said(found['grown_mb'], 1)} MB"
        )
    lines.append(f"{'judging takes':30}{said(figures['ratio'], 2):>24} times as long as reading")
    lines.append(f"{'machine: plain Python loop':30}{said(figures['spin_ms'], 1):>24} ms")
    return "\n".join(lines)


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, default=FOLDER, help="mails to repeat; by default those of the tests")
    parser.add_argument("--mails", type=int, default=10_000)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--only", choices=WAYS, help="one way, in this process: what the others start")
    given = parser.parse_args()
    if given.only:
        print(json.dumps(measured(given.only, given.folder, given.mails)))
        return
    figures = told([turn(given.folder, given.mails) for _ in range(given.repeats)], given.mails)
    print(json.dumps(figures) if given.json else in_words(figures))


if __name__ == "__main__":
    main()
