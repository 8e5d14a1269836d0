"""Texts of policy pages compared: milliseconds and memory, beside a plain line diff of the same texts in one run."""

from __future__ import annotations

import argparse
import json
import random
import resource
import sys
import time
import tracemalloc
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from difflib import unified_diff
from itertools import pairwise
from multiprocessing import get_context
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))  # also when this file is run by its path

from benchmarks.figures import spread, spun  # noqa: E402
from governance.rules.watch.comparison import compare  # noqa: E402
from governance.web.exchange import MOST_BYTES  # noqa: E402
from governance.web.page_text import MOST_TEXT, text_of  # noqa: E402

WORDS = [
    "customer", "data", "content", "message", "file", "usage", "model", "feature", "service", "account", "owner",
    "admin", "workspace", "privacy", "agreement", "notice", "share", "affiliate", "partner", "retain", "delete",
    "access", "improve", "process", "collect", "may", "will", "must", "not", "only", "when", "where", "law",
    "country", "office", "meeting", "room", "chair", "bread", "paper", "window", "garden", "letter", "question",
    "answer", "number", "morning", "evening",
]  # fmt: skip
Pair = tuple[str, str]
ENOUGH_MB = 250  # of the whole process, for two pages of the largest size that is read


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
    """Megabytes that a comparison holds at most, besides the two texts: Python's own allocations."""
    tracemalloc.start()
    compare(*pair)
    held = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return held / 1e6


def as_page(text: str, size: int) -> bytes:
    """The text as a page of this many bytes; what its words leave is markup, as on real pages."""
    blocks = text.split("\n\n")
    markup = max(0, size - len(text)) // len(blocks)
    padding = "<i class='x'></i>" * (markup // 17)
    return f"<main>{''.join(f'<p>{block}{padding}</p>' for block in blocks)}</main>".encode()[:size]


def whole(kind: str, size: int) -> dict[str, float]:
    """In a process of its own: megabytes of the whole process before, and at most, and its seconds.

    `pages`: two pages of this size are read to their text and compared; `texts`: two texts of this size are.
    """
    text = policy(min(size, MOST_TEXT * 9 // 10) if kind == "pages" else size, 1)
    pair = (text, revised(text, 0.05, 2))
    pages = [as_page(one, size) for one in pair] if kind == "pages" else []
    before, started = resident(), time.process_time()
    read = [text_of(page, "utf-8", ("main",)) for page in pages] or list(pair)
    compare(*read)
    return {"before_mb": before, "most_mb": resident(), "seconds": time.process_time() - started}


def resident() -> float:
    """Megabytes that this process has held at most so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def bounded(size: int) -> dict[str, dict[str, float]]:
    """How much the largest pages take that are read at all."""
    with ProcessPoolExecutor(1, get_context("spawn"), max_tasks_per_child=1) as child:
        return {kind: child.submit(whole, kind, size).result() for kind in ("pages", "texts")}


def is_bounded(told: dict[str, dict[str, float]]) -> bool:
    """Whether the largest pages leave the process as small as `ENOUGH_MB`."""
    return all(one["most_mb"] <= ENOUGH_MB for one in told.values())


def _figures(rows: list[dict[str, float]]) -> dict[str, Any]:
    return {name: spread([row[name] for row in rows]) for name in rows[0]}


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--folder", type=Path, help="histories of real policies: DATE.md, or NAME.before.md and after")
    options.add_argument("--size", type=int, default=200_000, help="characters of a made-up policy")
    options.add_argument("--turns", type=int, default=5)
    options.add_argument("--memory", action="store_true", help="measure memory too, up to pages of 5 MB (slow)")
    asked = options.parse_args()
    told: dict[str, Any] = {"spin_ms": spread([spun() * 1000 for _ in range(5)])}
    for factor in (1, 2):
        for name, pair in made(asked.size * factor).items():
            told[f"{name}, {asked.size * factor} characters"] = _figures([measured(pair) for _ in range(asked.turns)])
    if asked.memory:
        told["memory_mb"] = {name: peak(pair) for name, pair in made(asked.size).items()}
        largest = bounded(MOST_BYTES)
        told[f"whole process, {MOST_BYTES} bytes each"] = largest
    if asked.folder:
        told["real pairs"] = _figures([measured(pair) for pair in real(asked.folder)])
    print(json.dumps(told, indent=2))
    if asked.memory and not is_bounded(largest):
        sys.exit(f"more than {ENOUGH_MB} MB")


if __name__ == "__main__":
    main()
