"""Turns of measured times into figures: medians with their spread, ratios taken within one turn, and a table."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

Result = dict[str, Any]
SPIN = 200_000


def spun() -> float:
    """Seconds that a fixed piece of plain Python takes just now: how quiet the machine is."""
    started = time.perf_counter()
    total = 0
    for number in range(SPIN):
        total += number & 7
    return time.perf_counter() - started


def cpu_seconds(process: int) -> float:
    """Seconds of CPU that a process has used so far, its threads included (Linux)."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def rate(found: Result) -> float:
    """Answers per second."""
    return len(found["times"]) / float(found["seconds"])


def percentile(times: list[float], share: float) -> float:
    """The value below which this share of the times lies, in milliseconds; 0 when there are none."""
    if not times:
        return 0.0
    return sorted(times)[min(len(times) - 1, int(len(times) * share))] * 1000


def spread(values: list[float]) -> dict[str, float]:
    """Median, lowest and highest."""
    return {"median": median(values), "low": min(values), "high": max(values)}


def _of(turns: list[Result], figure: Callable[[Result], float]) -> dict[str, float]:
    return spread([figure(turn) for turn in turns])


def told(turns: list[Result]) -> Result:
    """Every figure of one database over all turns."""
    found: Result = {"turns": len(turns), "statements": turns[0]["sql"]["statements"]}
    for name in ("sql", "use_case", "empty", "bot"):
        found[name] = {
            "per_second": _of(turns, lambda turn, name=name: rate(turn[name])),  # type: ignore[misc]  # bound now
            "p50_ms": _of(turns, lambda turn, name=name: percentile(turn[name]["times"], 0.5)),  # type: ignore[misc]
            "p99_ms": _of(turns, lambda turn, name=name: percentile(turn[name]["times"], 0.99)),  # type: ignore[misc]
        }
    for name in ("sql", "use_case", "empty"):
        found[f"to_{name}"] = _of(turns, lambda turn, name=name: rate(turn["bot"]) / rate(turn[name]))  # type: ignore[misc]
    found["steady"] = {
        "p50_ms": _of(turns, lambda turn: percentile(turn["steady"]["times"], 0.5)),
        "p99_ms": _of(turns, lambda turn: percentile(turn["steady"]["times"], 0.99)),
        "cpu_ms": _of(turns, lambda turn: turn["steady"]["cpu"] * 1000),
    }
    found["receipts"] = {
        "during": _of(turns, lambda turn: turn["bot"]["receipts_during"] / len(turn["bot"]["times"] or [0])),
        "drained_s": _of(turns, lambda turn: turn["bot"]["drained"]),
        "p50_ms": _of(turns, lambda turn: percentile(turn["steady"]["receipt_times"], 0.5)),
        "p99_ms": _of(turns, lambda turn: percentile(turn["steady"]["receipt_times"], 0.99)),
    }
    found["lost"] = sum(
        turn[name]["lost"] + turn[name].get("receipts_missing", 0) for turn in turns for name in ("bot", "steady")
    )
    found["spin_ms"] = spread([turn[name] * 1000 for turn in turns for name in ("spin", "spin_after")])
    return found


def said(figure: dict[str, float], digits: int = 0) -> str:
    """`median (low-high)`."""
    return "{median:.{d}f} ({low:.{d}f}-{high:.{d}f})".format(d=digits, **figure)


def table(figures: dict[str, Result], in_flight: int, rate_wanted: float) -> str:
    """All figures as text; each is the median of the turns, with the lowest and the highest."""
    lines = []
    for database, found in figures.items():
        lines.append(f"\n{database}: median (lowest-highest) of {found['turns']} turns, {in_flight} in flight\n")
        lines.append(f"{'':34}{'answers/s':>22}{'p50 ms':>22}{'p99 ms':>22}")
        rows = {
            "bot": "the bot, press to ack",
            "sql": f"bare loop, the same {found['statements']} statements",
            "use_case": "bare loop, the use case",
            "empty": "Bolt, empty listener",
        }
        for name, words in rows.items():
            row = found[name]
            cells = (said(row["per_second"]), said(row["p50_ms"], 1), said(row["p99_ms"], 1))
            lines.append(f"{words:34}" + "".join(f"{cell:>22}" for cell in cells))
        lines += ["", *_ratios(found, rate_wanted)]
    return "\n".join(lines).strip("\n")


def _ratios(found: Result, rate_wanted: float) -> list[str]:
    receipts = found["receipts"]
    rows = (
        ("bot / same statements", said(found["to_sql"], 2)),
        ("bot / use case", said(found["to_use_case"], 2)),
        ("bot / Bolt's empty listener", said(found["to_empty"], 2)),
        (f"press to ack at {rate_wanted:g}/s: p50 ms", said(found["steady"]["p50_ms"], 1)),
        (f"press to ack at {rate_wanted:g}/s: p99 ms", said(found["steady"]["p99_ms"], 1)),
        (f"CPU per press and receipt at {rate_wanted:g}/s: ms", said(found["steady"]["cpu_ms"], 1)),
        (f"ack to receipt at {rate_wanted:g}/s: p50 ms", said(receipts["p50_ms"], 0)),
        (f"ack to receipt at {rate_wanted:g}/s: p99 ms", said(receipts["p99_ms"], 0)),
        ("receipts sent while still pressed", said(receipts["during"], 2)),
        ("last receipt after last ack, s", said(receipts["drained_s"], 1)),
        ("machine: plain Python loop, ms", said(found["spin_ms"], 1)),
        ("lost acks and receipts", str(found["lost"])),
    )
    return [f"{words:40}{value:>24}" for words, value in rows]
