"""The health check, made by the container every minute: it imports the settings and nothing that takes time."""

from __future__ import annotations

import time

from governance.commands.terminal import EXIT_MEND, settings_or_stop, stop

HEARTBEAT_SECONDS = 120


def healthy() -> None:
    """Exit 0 while the app works (it gave a sign of life in the last two minutes), else 1. For health checks."""
    heartbeat = settings_or_stop().heartbeat_file
    try:
        age = time.time() - heartbeat.stat().st_mtime
    except OSError:
        stop(f"No sign of life: {heartbeat} is not there.", EXIT_MEND)
    if age >= HEARTBEAT_SECONDS:
        stop(f"No sign of life for {age:.0f} seconds.", EXIT_MEND)
