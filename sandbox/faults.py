"""Faults that were ordered: errors, HTTP statuses, delays, lost answers and refusals for too many calls."""

from __future__ import annotations

from dataclasses import dataclass

from .errors import ControlError, Json

KINDS = ("error", "status", "delay", "lose_response", "ratelimit")


@dataclass
class Fault:
    """One ordered fault. `times` is how often it still happens; None means until it is cleared."""

    method: str
    kind: str
    error: str = "internal_error"
    status: int = 500
    seconds: float = 1.0
    times: int | None = None

    def summary(self) -> Json:
        """What the control interface tells about it."""
        return dict(vars(self))


class Faults:
    """The list of ordered faults."""

    def __init__(self) -> None:
        self.ordered: list[Fault] = []

    def order(self, wanted: Json) -> Fault:
        """Order one; `method` may be `*` (every method) or `response_url`."""
        if wanted.get("kind") not in KINDS:
            raise ControlError("invalid_kind", f"kind is one of {', '.join(KINDS)}")
        if not wanted.get("method"):
            raise ControlError("invalid_method", "name the method, or * for all")
        unknown = set(wanted) - set(Fault.__dataclass_fields__)
        if unknown:
            raise ControlError("invalid_arguments", f"unknown: {', '.join(sorted(unknown))}")
        fault = Fault(**wanted)
        self.ordered.append(fault)
        return fault

    def take(self, method: str) -> list[Fault]:
        """The faults that hit this call: at most one of each kind; their count goes down."""
        hit: dict[str, Fault] = {}
        for fault in self.ordered:
            if fault.method in ("*", method) and fault.kind not in hit:
                hit[fault.kind] = fault
        for fault in hit.values():
            fault.times = None if fault.times is None else fault.times - 1
        self.ordered = [fault for fault in self.ordered if fault.times is None or fault.times > 0]
        return list(hit.values())

    def clear(self) -> None:
        """Forget them all."""
        self.ordered.clear()
