"""Which engine runs the timetable, and how it is begun."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from governance.delivery import Delivery
from governance.engine.embedded import Embedded
from governance.jobs import Timetable

if TYPE_CHECKING:  # it brings the job engine's library, which one process does without
    from governance.engine.distributed import Distributed

Engine = TypeVar("Engine", "Embedded", "Distributed", "Embedded | Distributed")


def shared_engine(database_url: str, seconds: int, heartbeat: Path) -> Distributed:
    """The engine of several processes. ValueError says what it lacks."""
    try:
        from governance.engine.distributed import Distributed
    except ImportError as error:
        raise ValueError("ENGINE=distributed needs procrastinate: pip install 'ai-consent[postgres]'") from error
    return Distributed(database_url, f"* * * * * */{seconds}", heartbeat)


def begun(engine: Engine, timetable: Timetable, delivery: Delivery, *, anew: bool) -> Engine:
    """Start it. `anew`: this is the process that listens, and the directory may have changed while it was down."""
    if isinstance(engine, Embedded):
        engine.start()
    else:
        delivery.spread = engine.spread
        engine.start(timetable.tick, delivery.start)
        if anew:
            timetable.begin_anew()
    return engine
