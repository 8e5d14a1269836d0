"""Bounds of processor time, as on a machine that needs twelve hundredths of a second for the yardstick below.

A slower machine, or one whose processor is shared, may take longer in the same measure.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

SECONDS = 0.12


def slowness() -> float:
    """How many times longer than that the yardstick takes here and now, but never less than once."""
    began, total = time.process_time(), 0
    for number in range(2_000_000):
        total += number
    return max(1.0, (time.process_time() - began) / SECONDS)


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """What is done here takes fewer seconds of processor time than so many."""
    before = slowness()
    began = time.process_time()
    yield
    used = time.process_time() - began
    if used >= seconds:  # only then more looks are worth their time
        assert used < seconds * max(before, *(slowness() for _ in range(5)))
