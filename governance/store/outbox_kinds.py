"""What a row of the outbox sends, and what may happen to it."""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """What a row sends. slack/painters.py names the painter of each; a letter goes through mail/sending."""

    BALLOT = "ballot"
    REMINDER = "reminder"
    RESULT = "result"
    LATE_DECISION = "late_decision"
    PREPARED = "prepared"
    PROMPT = "prompt"
    NEWS = "news"
    TRIAL = "trial"
    RECEIPT = "receipt"
    ANSWERED = "answered"
    HOME = "home"
    MODAL = "modal"
    FILE = "file"
    LETTER = "letter"


class Promise(StrEnum):
    """What may happen to a row in a crash or when an answer is lost."""

    AT_LEAST_ONCE = "at_least_once"
    AT_MOST_ONCE = "at_most_once"
    LATEST = "latest"


PROMISES: dict[Kind, Promise] = {
    **dict.fromkeys(Kind, Promise.AT_LEAST_ONCE),  # missing is worse than double; answering twice is harmless
    **dict.fromkeys((Kind.RECEIPT, Kind.ANSWERED, Kind.HOME, Kind.MODAL), Promise.LATEST),
    Kind.REMINDER: Promise.AT_MOST_ONCE,  # a lost nudge is harmless, a double one is not
    Kind.LETTER: Promise.AT_MOST_ONCE,  # an unclear send waits for the owner, never a second letter by itself
}
# To members, in bulk: these share the pace, wait for working hours and stop while deliveries are paused.
BULK = (Kind.BALLOT, Kind.REMINDER, Kind.RESULT, Kind.LATE_DECISION)
STATUSES = ("held", "queued", "sending", "sent", "failed", "unknown", "dropped")
