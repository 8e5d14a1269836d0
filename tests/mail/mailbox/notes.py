"""The least that a mailbox needs to know of earlier looks, kept in memory; real databases are in other tests."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime

from governance.mail.mailbox.inbox import Inbox
from governance.rules.mail.mailbox import Found, Marks, Position, Step

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


class Notes:
    """Writes down every step. `since` and `names`: what is known of our requests."""

    def __init__(self, since: datetime | None = LONG_AGO, *names: str) -> None:
        self.about = Marks(since, frozenset(names))
        self.positions: dict[str, Position] = {}
        self.mails: dict[str, Found] = {}
        self.steps = 0

    def marks(self) -> Marks:
        return self.about

    def position(self, place: str) -> Position | None:
        return self.positions.get(place)

    def kept(self, keys: Collection[str]) -> set[str]:
        return set(keys) & self.mails.keys()

    def look(self, inbox: Inbox) -> list[bytes]:
        """One look at the mailbox, everything in it written down; what is new of it."""
        before = set(self.mails)
        for step in inbox.steps(self):
            self.write(step)
        return [mail.raw for key, mail in self.mails.items() if key not in before]

    def write(self, step: Step) -> None:
        self.steps += 1
        self.positions[step.place] = step.position
        if step.mail is not None:
            self.mails.setdefault(step.mail.key, step.mail)
