"""Faults that were ordered for calls of the Web API and for deliveries to the app."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from aiohttp import web

from ..errors import ControlError, Json

# What can go wrong where. A call: refused, an HTTP status, somebody else's page or another address instead of Slack's
# answer, late before or after it was done, done with its answer lost, too many, or never answered. A delivery: lost,
# late, twice, or after the next one.
CALL_KINDS = ("error", "status", "page", "redirect", "delay", "delay_response", "lose_response", "ratelimit", "timeout")
PAGE = "<!DOCTYPE html><html><title>Blocked</title><p>Your network's administrator has blocked this page.</html>"
DELIVERY_KINDS = ("lose", "delay", "duplicate", "reorder")
DELIVERIES = ("deliveries", "events_api", "interactive", "slash_commands")
KINDS = tuple(dict.fromkeys((*CALL_KINDS, *DELIVERY_KINDS)))


@dataclass
class Fault:
    """One ordered fault. `times` is how often it still happens; None means until it is cleared.

    `only`: the person or channel that a call has to be about. `retry_after`: the header as it is, instead of `seconds`.
    """

    method: str
    kind: str
    error: str = "internal_error"
    status: int = 500
    seconds: float = 1.0
    body: str = PAGE
    location: str = ""
    retry_after: str = ""
    only: str = ""
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

    def take(self, *names: str, about: Json | None = None) -> dict[str, Fault]:
        """The faults that hit what goes by these names: at most one of each kind; their count goes down.

        `about`: the arguments of the call.
        """
        concerned = {str((about or {}).get(name)) for name in ("channel", "user", "user_id")}
        if not self.ordered:
            return {}
        hit: dict[str, Fault] = {}
        for fault in self.ordered:
            if fault.method in names and fault.kind not in hit and (not fault.only or fault.only in concerned):
                hit[fault.kind] = fault
        for fault in hit.values():
            fault.times = None if fault.times is None else fault.times - 1
        self.ordered = [fault for fault in self.ordered if fault.times is None or fault.times > 0]
        return hit

    def clear(self) -> None:
        """Forget them all."""
        self.ordered.clear()


def elsewhere(faults: Mapping[str, Fault]) -> web.Response | None:
    """What answers in Slack's place, if a fault wants that: an HTTP status, somebody's page, another address."""
    if status := faults.get("status"):
        return web.Response(status=status.status, text="server error")
    if page := faults.get("page"):
        return web.Response(status=page.status, text=page.body, content_type="text/html")
    if redirect := faults.get("redirect"):
        return web.Response(status=302, headers={"Location": redirect.location})
    return None


def too_many(fault: Fault) -> web.Response:
    """429 with its header."""
    headers = {"Retry-After": fault.retry_after or str(max(1, math.ceil(fault.seconds)))}
    return web.json_response({"ok": False, "error": "ratelimited"}, status=429, headers=headers)


def kinds_of(method: str) -> tuple[str, ...]:
    """The kinds that make sense there."""
    return DELIVERY_KINDS if method in DELIVERIES else CALL_KINDS
