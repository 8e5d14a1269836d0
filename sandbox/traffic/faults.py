"""Faults that were ordered for calls of the Web API and for deliveries to the app."""

from __future__ import annotations

from dataclasses import dataclass

from ..errors import ControlError, Json

# What can go wrong where. A call: refused, an HTTP status, late before or after it was done, done with its answer
# lost, too many, or never answered. A delivery: lost, late, twice, or after the next one.
CALL_KINDS = ("error", "status", "delay", "delay_response", "lose_response", "ratelimit", "timeout")
DELIVERY_KINDS = ("lose", "delay", "duplicate", "reorder")
DELIVERIES = ("deliveries", "events_api", "interactive", "slash_commands")
KINDS = tuple(dict.fromkeys((*CALL_KINDS, *DELIVERY_KINDS)))


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
        """Order one. `method`: a Web API method, `*` (every call), `response_url`, or a kind of delivery."""
        if wanted.get("kind") not in KINDS:
            raise ControlError("invalid_kind", f"kind is one of {', '.join(KINDS)}")
        if not wanted.get("method"):
            raise ControlError("invalid_method", "name the method, or * for all")
        unknown = set(wanted) - set(Fault.__dataclass_fields__)
        if unknown:
            raise ControlError("invalid_arguments", f"unknown: {', '.join(sorted(unknown))}")
        fitting = kinds_of(str(wanted["method"]))
        if wanted["kind"] not in fitting:
            raise ControlError("invalid_kind", f"for {wanted['method']} kind is one of {', '.join(fitting)}")
        fault = Fault(**wanted)
        self.ordered.append(fault)
        return fault

    def take(self, *names: str) -> dict[str, Fault]:
        """The faults that hit what goes by these names: at most one of each kind; their count goes down."""
        if not self.ordered:
            return {}
        hit: dict[str, Fault] = {}
        for fault in self.ordered:
            if fault.method in names and fault.kind not in hit:
                hit[fault.kind] = fault
        for fault in hit.values():
            fault.times = None if fault.times is None else fault.times - 1
        self.ordered = [fault for fault in self.ordered if fault.times is None or fault.times > 0]
        return hit

    def clear(self) -> None:
        """Forget them all."""
        self.ordered.clear()


def kinds_of(method: str) -> tuple[str, ...]:
    """The kinds that make sense there."""
    return DELIVERY_KINDS if method in DELIVERIES else CALL_KINDS
