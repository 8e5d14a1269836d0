"""Response URLs: each may be used five times within half an hour of the gesture that it came with."""

from __future__ import annotations

from dataclasses import dataclass

from ..errors import SlackError
from ..ids import TEAM_ID, new_id, token
from .clock import Clock

HOOK_SECONDS = 30 * 60
HOOK_USES = 5


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
