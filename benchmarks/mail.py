"""Mails judged per second and memory, against the standard library's parser alone on the same mails, in one run.

Nothing is asked of the network: a key that is not in the folder's dns.json is unknown.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from collections import Counter
from datetime import UTC, datetime
from email import message_from_bytes
from itertools import cycle, islice
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))  # also when this file is run by its path

from benchmarks.figures import said, spread, spun  # noqa: E402

NOW = datetime(2026, 12, 18, tzinfo=UTC)
FOLDER = ROOT / "tests" / "mail" / "eml"
SUFFIXES = (".eml", ".msg", ".message")
Result = dict[str, Any]


def mails(folder: Path) -> list[bytes]:
    """Every mail of a folder and those below it, in the order of their names."""
    found = [file.read_bytes() for file in sorted(folder.rglob("*")) if file.suffix in SUFFIXES and file.is_file()]
    if not found:
        raise SystemExit(f"{folder} holds no file that ends in {', '.join(SUFFIXES)}")
    return found


def parse(raw: bytes) -> str:
    """What the standard library needs to take a mail apart, without decoding or judging."""
    return message_from_bytes(raw).get_content_type()


def judge(raw: bytes) -> str:
    """What `classify-letter` does with a mail when it knows no letter of ours."""
    from governance.errors import Refusal
    from governance.mail.reading.dns_keys import StoredTxt
    from governance.mail.reading.read_and_verify import examine
    from governance.rules.mail.verdict import verdict_on
    from governance.store.register.vendor_mail import vendor_mail

    vendor = vendor_mail("slack")
    try:
        examined = examine(raw, vendor, StoredTxt({}), NOW)
        return verdict_on(examined.facts, None, examined.authenticity, vendor, NOW).kind.value
    except Refusal:
        return "refused"


def measured(how: str, folder: Path, count: int) -> Result:
    """Seconds of CPU for this many mails, what they were, and the peak of memory after a tenth and after all."""
    work = {"parse": parse, "judge": judge}[how]
    given = mails(folder)
    for raw in given[:3]:  # what is imported and compiled once is not counted
        work(raw)
    kinds: Counter[str] = Counter()
    started = time.process_time()
    for number, raw in enumerate(islice(cycle(given), count)):
        kinds[work(raw)] += 1
        if number == count // 10:
            early = _peak()
    return {
        "seconds": time.process_time() - started,
        "kinds": kinds,
        "early": early,
        "peak": _peak(),
        "mails": len(given),
    }


def _peak() -> float:
    """In MB; `ru_maxrss` would begin with that of the process that started this one."""
    return int(Path("/proc/self/status").read_text().split("VmHWM:")[1].split()[0]) / 1024


def _apart(how: str, folder: Path, count: int) -> Result:
    """The same in a process of its own, so that neither profits from the other's memory."""
    command = [sys.executable, str(Path(__file__)), str(folder), "--count", str(count), "--only", how]
    run = subprocess.run(command, capture_output=True, text=True, check=True)
    found: Result = json.loads(run.stdout)
    return found


def compared(folder: Path, count: int, repeats: int) -> Result:
    """Both in turn, as often as asked; ratios are taken within one turn."""
    turns = []
    for _ in range(repeats):
        before = spun()
        turn = {"parse": _apart("parse", folder, count), "judge": _apart("judge", folder, count)}
        turns.append({**turn, "spin": before, "spin_after": spun()})
    return {
        "turns": repeats,
        "count": count,
        "mails": turns[0]["judge"]["mails"],
        "kinds": turns[0]["judge"]["kinds"],
        "judged_per_second": spread([count / turn["judge"]["seconds"] for turn in turns]),
        "parsed_per_second": spread([count / turn["parse"]["seconds"] for turn in turns]),
        "judge_to_parse": spread([turn["judge"]["seconds"] / turn["parse"]["seconds"] for turn in turns]),
        "peak_mb": spread([turn["judge"]["peak"] for turn in turns]),
        "parser_peak_mb": spread([turn["parse"]["peak"] for turn in turns]),
        "growth_mb": spread([turn["judge"]["peak"] - turn["judge"]["early"] for turn in turns]),
        "spin_ms": spread([turn[name] * 1000 for turn in turns for name in ("spin", "spin_after")]),
    }


def table(found: Result) -> str:
    """All figures as text: the median of the turns, with the lowest and the highest."""
    rows = (
        ("judged, mails a second of CPU", said(found["judged_per_second"])),
        ("standard library's parser alone", said(found["parsed_per_second"])),
        ("judging / parsing, in time", said(found["judge_to_parse"], 1)),
        ("peak memory of judging, MB", said(found["peak_mb"], 1)),
        ("peak memory of the parser, MB", said(found["parser_peak_mb"], 1)),
        ("growth after the first tenth, MB", said(found["growth_mb"], 1)),
        ("machine: plain Python loop, ms", said(found["spin_ms"], 1)),
        ("what they were", ", ".join(f"{kind} {count}" for kind, count in sorted(found["kinds"].items()))),
    )
    head = f"{found['count']} mails, {found['mails']} different: median (lowest-highest) of {found['turns']} turns\n"
    return "\n".join([head, *(f"{words:36}{value}" for words, value in rows)])


def main() -> None:
    """Measure what the arguments say."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?", default=FOLDER, help="mails as files, folders below included")
    parser.add_argument("--count", type=int, default=10_000, help="mails in a turn; those of the folder are repeated")
    parser.add_argument("--repeats", type=int, default=5, help="turns")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument("--only", choices=("parse", "judge"), help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.only:
        print(json.dumps(measured(asked.only, asked.folder, asked.count)))
        return
    found = compared(asked.folder, asked.count, asked.repeats)
    print(json.dumps(found, indent=2) if asked.json else table(found))


if __name__ == "__main__":
    main()
