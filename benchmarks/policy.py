"""Texts of policy pages compared: milliseconds and memory, beside a plain line diff of the same texts in one run."""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
import tracemalloc
from collections.abc import Callable
from difflib import unified_diff
from itertools import pairwise
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))  # also when this file is run by its path

from benchmarks.figures import spread, spun  # noqa: E402
from governance.rules.watch.comparison import compare  # noqa: E402

WORDS = [
    "customer", "data", "content", "message", "file", "usage", "model", "feature", "service", "account", "owner",
    "admin", "workspace", "privacy", "agreement", "notice", "share", "affiliate", "partner", "retain", "delete",
    "access", "improve", "process", "collect", "may", "will", "must", "not", "only", "when", "where", "law",
    "country", "office", "meeting", "room", "chair", "bread", "paper", "window", "garden", "letter", "question",
    "answer", "number", "morning", "evening",
]  # fmt: skip
Pair = tuple[str, str]


def policy(size: int, seed: int) -> str:
    """A made-up policy of about `size` characters."""
    dice = random.Random(seed)
    blocks: list[str] = []
    length = 0
    while length < size:
        sentences = [" ".join(dice.choices(WORDS, k=dice.randint(8, 30))).capitalize() + "." for _ in range(4)]
        blocks.append(" ".join(sentences))
        length += len(blocks[-1]) + 2
    return "\n\n".join(blocks)


def revised(text: str, share: float, seed: int) -> str:
    """The text with this share of its paragraphs changed by a word."""
    dice = random.Random(seed)
    blocks = text.split("\n\n")
    for at in dice.sample(range(len(blocks)), int(len(blocks) * share)):
        blocks[at] = blocks[at].replace(" may ", " must not ", 1) + " We train models on customer data."
    return "\n\n".join(blocks)


def made(size: int) -> dict[str, Pair]:
    """Two versions of one policy with a twentieth changed, and two that have nothing in common."""
    old = policy(size, 1)
    return {"revised": (old, revised(old, 0.05, 2)), "another": (old, policy(size, 3))}


def real(folder: Path) -> list[Pair]:
    """Neighbours of every history in the folders below this one, and the pairs NAME.before and NAME.after."""
    found: list[Pair] = []
    for place in sorted({file.parent for file in folder.rglob("*.md")}):
        files = [file.read_text("utf-8") for file in sorted(place.glob("[0-9]*.md"))]
        found += pairwise(files)
        for before in sorted(place.glob("*.before.md")):
            after = before.with_name(before.name.replace(".before.", ".after."))
            found.append((before.read_text("utf-8"), after.read_text("utf-8")))
    return found


def milliseconds(do: Callable[[], object]) -> float:
    started = time.process_time()
    do()
    return (time.process_time() - started) * 1000


def measured(pair: Pair) -> dict[str, float]:
    """Processor time of a comparison, and of a line diff of the same texts."""
    ours = milliseconds(lambda: compare(*pair))
    plain = milliseconds(lambda: list(unified_diff(pair[0].splitlines(), pair[1].splitlines())))
    return {"ms": ours, "against_line_diff": ours / max(plain, 0.001)}


def peak(pair: Pair) -> float:
    """Megabytes that a comparison holds at most, besides the two texts."""
    tracemalloc.start()
    compare(*pair)
    held = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return held / 1e6


def _figures(rows: list[dict[str, float]]) -> dict[str, Any]:
    return {name: spread([row[name] for row in rows]) for name in rows[0]}


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--folder", type=Path, help="histories of real policies: DATE.md, or NAME.before.md and after")
    options.add_argument("--size", type=int, default=200_000, help="characters of a made-up policy")
    options.add_argument("--turns", type=int, default=5)
    options.add_argument("--memory", action="store_true", help="measure memory too (slow)")
    asked = options.parse_args()
    told: dict[str, Any] = {"spin_ms": spread([spun() * 1000 for _ in range(5)])}
    for factor in (1, 2):
        for name, pair in made(asked.size * factor).items():
            told[f"{name}, {asked.size * factor} characters"] = _figures([measured(pair) for _ in range(asked.turns)])
    if asked.memory:
        told["memory_mb"] = {name: peak(pair) for name, pair in made(asked.size).items()}
    if asked.folder:
        told["real pairs"] = _figures([measured(pair) for pair in real(asked.folder)])
    print(json.dumps(told, indent=2))


if __name__ == "__main__":
    main()
