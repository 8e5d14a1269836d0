"""The log of Web API calls, without their tokens: the newest in full, all of them as counts."""

from __future__ import annotations

from collections import deque

from ..errors import Json

KEPT = 5_000


class Calls:
    """Numbered calls, newest `KEPT` of them; `totals` counts by method and outcome."""

    def __init__(self) -> None:
        self.next = 0
        self.totals: dict[str, dict[str, int]] = {}
        self._newest: deque[Json] = deque(maxlen=KEPT)

    def add(self, *, at: str, method: str, args: Json, error: str | None, ms: float) -> Json:
        """Log one call; `error` is None for `ok: true`."""
        call = {
            "n": self.next,
            "at": at,
            "method": method,
            "args": {key: value for key, value in args.items() if key != "token"},
            "ok": error is None,
            "error": error,
            "ms": round(ms, 3),
        }
        self.next += 1
        self._newest.append(call)
        outcomes = self.totals.setdefault(method, {})
        outcomes[error or "ok"] = outcomes.get(error or "ok", 0) + 1
        return call

    def since(self, number: int, method: str | None = None) -> list[Json]:
        """The kept calls from this number on."""
        return [call for call in self._newest if call["n"] >= number and method in (None, call["method"])]
