"""Short-lived rights that ride on a gesture: trigger ids (3 s, once) and response URLs (5 uses in 30 minutes)."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from .clock import Clock
from .errors import SlackError
from .ids import TEAM_ID, new_id, token

TRIGGER_SECONDS = 3.0
HOOK_SECONDS = 30 * 60
HOOK_USES = 5


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


@dataclass
class Hook:
    """A right to answer where a gesture was made."""

    user: str
    channel: str
    message_ts: str | None
    ephemeral: bool
    born: float
    uses: int = 0


class Hooks:
    """The response URLs; their half hour is counted on the sandbox's clock."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._known: dict[str, Hook] = {}

    def issue(self, user: str, channel: str, message_ts: str | None = None, *, ephemeral: bool = False) -> str:
        """The path of a new response URL."""
        now = self._clock.seconds()
        if len(self._known) > 10_000:
            self._known = {key: hook for key, hook in self._known.items() if now - hook.born < HOOK_SECONDS}
        key = f"{TEAM_ID}/{new_id('')}/{token(24)}"
        self._known[key] = Hook(user, channel, message_ts, ephemeral, now)
        return f"/hooks/actions/{key}"

    def redeem(self, key: str) -> Hook:
        """Use it once."""
        hook = self._known.get(key)
        if hook is None:
            raise SlackError("invalid_url")
        if self._clock.seconds() - hook.born > HOOK_SECONDS:
            raise SlackError("expired_url")
        if hook.uses >= HOOK_USES:
            raise SlackError("used_url")
        hook.uses += 1
        return hook
