"""The sandbox's clock: real time plus an offset that can be moved."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from ..errors import ControlError


class Clock:
    """Real time plus an offset; also gives out the unique time stamps of messages and actions."""

    def __init__(self, start: datetime | None = None) -> None:
        self.offset = timedelta(0) if start is None else start - datetime.now(UTC)
        self._last = 0

    def now(self) -> datetime:
        """The moved time, in UTC."""
        return datetime.now(UTC) + self.offset

    def set(self, moment: datetime) -> None:
        """Make it `moment` now."""
        self.offset = moment - datetime.now(UTC)

    def advance(self, seconds: float) -> None:
        """Move on by this many seconds."""
        self.offset += timedelta(seconds=seconds)

    def stamp(self) -> str:
        """A time stamp like `1732000000.000123`, never given out twice."""
        micros = int(self.now().timestamp() * 1_000_000)
        if 0 <= self._last - micros < 1_000_000:
            micros = self._last + 1
        self._last = micros
        return f"{micros // 1_000_000}.{micros % 1_000_000:06d}"

    def seconds(self) -> float:
        """The moved time as seconds since 1970."""
        return self.now().timestamp()


def moment_of(text: object) -> datetime:
    """Read an ISO 8601 time; one without a zone is taken as UTC."""
    try:
        moment = datetime.fromisoformat(str(text))
    except ValueError:
        raise ControlError("invalid_time", f"not an ISO 8601 time: {text!r}") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
