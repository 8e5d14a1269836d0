"""Trigger ids: each opens one modal, within three seconds of the gesture that it came with."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from ..errors import SlackError
from ..ids import new_id, token

TRIGGER_SECONDS = 3.0


@dataclass
class Trigger:
    """A right to open one modal for this person; `channel` is where the gesture was made, if in a conversation.

    `late`: a window was refused because it had run out.
    """

    user: str
    born: float
    channel: str = ""
    used: bool = False
    late: bool = False


class Triggers:
    """The trigger ids; their three seconds are real ones."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._known: dict[str, Trigger] = {}

    def issue(self, user: str, *, channel: str = "", expired: bool = False) -> str:
        """A new trigger id; `expired` makes one that is too old already."""
        now = self._monotonic()
        self._forget(now)
        trigger_id = f"{new_id('')}.1324567890123.{token(32)}"
        self._known[trigger_id] = Trigger(user, now - (2 * TRIGGER_SECONDS if expired else 0), channel)
        return trigger_id

    def redeem(self, trigger_id: str) -> Trigger:
        """Use it up."""
        trigger = self._known.get(trigger_id)
        if trigger is None:
            raise SlackError("invalid_trigger_id")
        if trigger.used:
            raise SlackError("exchanged_trigger_id")
        if self._monotonic() - trigger.born > TRIGGER_SECONDS:
            trigger.late = True
            raise SlackError("expired_trigger_id")
        trigger.used = True
        return trigger

    def late(self, trigger_id: str) -> bool:
        """Did the window of this gesture come too late?"""
        return self._known[trigger_id].late

    def _forget(self, now: float) -> None:
        if len(self._known) > 10_000:
            self._known = {key: trigger for key, trigger in self._known.items() if now - trigger.born < 600}
