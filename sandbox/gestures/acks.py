"""Reports how the app acknowledged a gesture: to whoever steers, to the person, and in the log."""

from __future__ import annotations

import logging
from typing import Any

from ..delivery.deliveries import Ack
from ..errors import Json
from ..workspace.people import Person
from ..workspace.state import Workspace

LOG = logging.getLogger("sandbox")


def report(ack: Ack, *, late: bool = False, **more: Any) -> Json:
    """What the control interface answers about an ack. `late`: it or its window came too late, which nobody ordered."""
    late = late or ack.slow
    return {"ok": True, "acked": ack.acked, "ack": ack.payload, "ms": round(ack.ms, 3), "late": late, **more}


def warn(workspace: Workspace, person: Person, what: str, ack: Ack, **where: Any) -> None:
    """Nobody answered in time: the person sees a warning sign, and the sandbox's log says so."""
    if not ack.acked:
        LOG.warning("%s of %s was not acknowledged in time (%s, %.0f ms).", what, person.handle, ack.reason, ack.ms)
        workspace.publish("warning", user=person.id, what=what, **where)
