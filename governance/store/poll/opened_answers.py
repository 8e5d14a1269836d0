"""The secret answers of a frozen question, opened: packed into eight bytes each, given out in the order of the codes.

They are never sorted by the database, and never leave here in the order in which they were read, which is that of
people's tags.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from itertools import groupby
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from governance.rules.poll.answer import CODE_BYTES, Choice, SecretKey, code_of, number_of
from governance.store.models import OpenBallot
from governance.store.poll.sealing import Seals

READ = 5_000  # seals read at once
CHOICES = sorted(choice.value for choice in Choice)
BITS = 2  # that say which of them
SHELF = 8 * (CODE_BYTES - 1)  # codes that share their first byte lie together, so that few are sorted at once


class OpenedAnswers:
    """Filled some at a time, so that nothing else waits: `read` until it says False, then `portions`."""

    def __init__(self, poll_id: str, key: SecretKey) -> None:
        self._poll_id, self._seals, self._after = poll_id, Seals(key), ""
        self._shelves = [array("Q") for _ in range(256)]

    def read(self, session: Session) -> bool:
        """Open the next seals; False when these were the last."""
        query = select(OpenBallot.key, OpenBallot.sealed).where(
            OpenBallot.poll_id == self._poll_id, OpenBallot.key > self._after
        )
        rows = session.execute(query.order_by(OpenBallot.key).limit(READ)).all()
        for tag, sealed in rows:
            choice, code = self._seals.unseal(tag, sealed)
            number = number_of(code)
            self._shelves[number >> SHELF].append(number << BITS | CHOICES.index(choice))
        self._after = rows[-1][0] if rows else self._after
        return len(rows) == READ

    def portions(self, size: int) -> Iterator[list[dict[str, Any]]]:
        """Codes and choices in the order of the codes, so many at a time."""
        portion: list[dict[str, Any]] = []
        for shelf in self._shelves:
            for number, same in groupby(sorted(shelf), key=lambda packed: packed >> BITS):
                for again, packed in enumerate(same):
                    choice = CHOICES[packed & (1 << BITS) - 1]
                    portion.append({"poll_id": self._poll_id, "code": code_of(number), "number": again,
                                    "choice": choice})  # fmt: skip
                    if len(portion) == size:
                        yield portion
                        portion = []
        yield portion
